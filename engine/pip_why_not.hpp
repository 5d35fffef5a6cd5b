// SPDX-License-Identifier: MIT OR Apache-2.0
// `pip why-not`: what in an environment holds a version of a package back.
//
// Steps:   the version alone: does it exist, and fit this Python? Then with all that is installed as it is, but for
//          what the version itself needs. What clashes then are the holders; they are let go, all of them together, and
//          the question is asked again: a way out is told only when it was found so.
// Rules:   nothing is locked for a change and nothing is changed. Without a bound the newest version is meant.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "engine/environment.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "resolver/outcome.hpp"
#include "spec/requirement.hpp"
#include "venv/plan.hpp"

namespace axle::engine {

struct InstalledVersion {
  spec::PackageName name;
  std::string version;
};

/// The environment has it.
struct IsInstalled {
  InstalledVersion package;
  bool is_newest = false;  ///< asked for the newest version that can be installed here, and this is it
};

/// Nothing holds it back: what would change.
struct NothingHolds {
  spec::Requirement wanted;
  venv::InstallPlan plan;
};

/// No environment with this Python can have it, whatever is installed.
struct NotToBeHad {
  spec::Requirement wanted;
  resolver::NoSolution proof;
};

/// What would have to move for it.
struct Release {
  spec::PackageName name;
  std::string from;
  std::string to;
};

struct HeldBack {
  spec::Requirement wanted;
  resolver::NoSolution proof;             ///< `others`: what clashes then, as one holder after the other is let go
  std::vector<InstalledVersion> holders;  ///< by name
  /// Those of which no version allows it, each for itself: not empty where there is known to be no way out.
  std::vector<InstalledVersion> without_way_out;
  /// All that is installed and would change besides, with the holders at versions that allow it; by name. Empty: none
  /// does, or it is not known.
  std::vector<Release> way_out;
  std::optional<spec::Version> version;  ///< of the package, then
  bool is_known = false;                 ///< whether other versions of the holders help
};

using WhyNotAnswer = std::variant<IsInstalled, NothingHolds, NotToBeHad, HeldBack>;

/// `inputs` has the user's constraints and overrides, `options` the policies and indexes.
/// Errors: those of the solver and of the network.
[[nodiscard]] Result<WhyNotAnswer> find_why_not(const spec::Requirement& wanted, const InstallInputs& inputs,
                                                const InstallOptions& options, const TargetEnvironment& environment,
                                                Session& session);

}  // namespace axle::engine
