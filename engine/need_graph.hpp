// SPDX-License-Identifier: MIT OR Apache-2.0
// What installed packages require of each other, with the texts, extras and markers of the requirements.
//
// Extras:  nobody writes down with which extras a package was installed. One is in use when an installed package asks
//          for it; and of packages that the user asked for, or that nothing requires, when all that it needs is there,
//          and something of it would have no other reason to be.
// Asked:   REQUESTED (PEP 376) tells what the user named. uv writes it for everything that it installs, so there it
//          says nothing; nor does the mark of `pip sync` and of locks, whose lists hold dependencies as well. That
//          it is not there says something only where pip or axle installed: others write none, nor does
//          `--no-installer-metadata`.
// Not here: the graph that `pip tree` draws, as uv does, without extras (engine/dependency_graph).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/warning_sink.hpp"
#include "spec/marker.hpp"
#include "spec/name.hpp"
#include "spec/requirement.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

/// Whether the user named the package when it was installed. `unknown`: whoever installed it marked everything, or
/// marks nothing.
enum class AskedFor : std::uint8_t { no, yes, unknown };

/// A requirement on something that is installed, whether its version fits or not.
struct Need {
  std::size_t target = 0;  ///< of NeedGraph::packages
  spec::Requirement requirement;
  std::optional<spec::ExtraName> extra{};  ///< of who requires it: without this extra it does not count
  bool met = true;
};

/// A requirement that nothing installed meets.
struct UnmetNeed {
  spec::Requirement requirement;
  std::optional<spec::ExtraName> extra{};
};

struct NeedingPackage {
  venv::InstalledDistribution distribution;  ///< of what is there twice, the one that `import` finds
  bool has_twins = false;                    ///< it is there twice
  std::string fault{};                       ///< what cannot be read of its metadata: it may need more than is known
  AskedFor asked_for = AskedFor::no;
  std::string installer{};
  std::vector<Need> needs{};
  std::vector<UnmetNeed> unmet{};
  std::set<spec::ExtraName> extras_in_use{};
  std::set<spec::ExtraName> extras_of_user{};  ///< those in use that no package asks for
  std::set<spec::ExtraName> extras_met{};      ///< all that they need is there: they may be in use

  [[nodiscard]] const spec::PackageName& name() const { return distribution.name; }
  [[nodiscard]] bool uses(const std::optional<spec::ExtraName>& extra) const {
    return !extra || extras_in_use.contains(*extra);
  }
  /// The same of an extra that only the user can have asked for, as far as that is possible.
  [[nodiscard]] bool may_use(const std::optional<spec::ExtraName>& extra) const {
    return uses(extra) || (asked_for != AskedFor::no && extras_met.contains(*extra));
  }
};

struct NeedGraph {
  std::vector<NeedingPackage> packages;  ///< by name
  bool is_whole = true;                  ///< all that looks like a distribution is one of them
  [[nodiscard]] std::optional<std::size_t> find(const spec::PackageName& name) const;
};

/// Reads the METADATA, INSTALLER and REQUESTED of all that is installed; what cannot be read needs nothing.
[[nodiscard]] NeedGraph make_need_graph(const venv::Installed& installed, const spec::MarkerEnvironment& markers);

/// One warning for each package whose metadata cannot be read: the graph may lack what it needs.
void warn_of_faults(const NeedGraph& graph, WarningSink& warnings);

/// Who requires a package, by place in NeedGraph::packages: a need of `from`.
struct NeedEdge {
  std::size_t from = 0;
  const Need* need = nullptr;
};
/// For each package the needs in use that lead to it, but for its own. They point into `graph`.
[[nodiscard]] std::vector<std::vector<NeedEdge>> needs_by_target(const NeedGraph& graph);

/// All that requires one of `start`, over however many steps, themselves included.
[[nodiscard]] std::set<std::size_t> requirers_of(const NeedGraph& graph, const std::set<std::size_t>& start);

}  // namespace axle::engine
