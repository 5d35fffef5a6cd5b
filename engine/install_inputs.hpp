// SPDX-License-Identifier: MIT OR Apache-2.0
// What the user asks for, from the command line and from files, as inputs of an install.
//
// Sources: requirement texts, requirements files (path, `-`, URL), pyproject.toml with extras and groups, constraints,
//          overrides (features.md 1.2). Only wheels are installed so far: source trees, sdists and repositories are
//          refused in one line.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/file_indexes.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "project/package_sources.hpp"
#include "project/requirements_file.hpp"
#include "spec/requirement.hpp"

namespace axle::engine {

/// The package whose dependencies are meant.
struct SettledScope {
  std::string package;
  std::optional<std::string> version;
};

/// A requirement that stands in a file of settings.
struct SettledRequirement {
  std::string text;
  SourcePlace place;
  std::optional<SettledScope> scope{};
};

struct InputRequest {
  std::vector<std::string> packages;
  std::vector<std::string> requirement_files;
  std::vector<std::string> constraint_files;
  std::vector<std::string> override_files;
  std::vector<std::string> exclude_files;  ///< what they name is left out, whoever asks for it
  bool verify_hashes = true;               ///< without it --hash values count only for --require-hashes
  std::vector<std::string> editables;
  std::vector<std::string> extras;
  bool all_extras = false;
  std::vector<std::string> groups;              ///< `GROUP` of the project, or `PATH:GROUP`
  std::string project_file = "pyproject.toml";  ///< of the project
  std::string_view missing;  ///< what an error calls the arguments when none is given; empty: none need be
  std::string_view command;  ///< for the hint of that error
  std::vector<spec::Requirement> upgrade_bounds;
  std::vector<SettledRequirement> constraints{};  ///< of settings; they join those of the files
  std::vector<SettledRequirement> overrides{};
  std::vector<SettledRequirement> exclusions{};
  bool no_sources = false;                            ///< `sources` of a pyproject.toml do not count
  std::vector<spec::PackageName> without_sources{};   ///< nor do those of these packages
  std::vector<std::string> build_constraint_files{};  ///< read for what is wrong in them: nothing is built so far
  std::string working_directory;
  std::function<std::optional<std::string>(std::string_view)> lookup;
};

/// What something that the user named is for.
enum class GivenAs : std::uint8_t { requirement, constraint, replacement };

/// --hash values of one requirement.
struct GivenHashes {
  spec::PackageName name;
  spec::Marker marker;
  std::vector<Hash> hashes;
  GivenAs given_as = GivenAs::requirement;
};

/// What cannot be installed, but need not be: its marker may not hold, or nobody asks for the name.
struct UnsupportedInput {
  project::UnsupportedReference reference;
  GivenAs given_as = GivenAs::requirement;
};

/// An index that a project has a package from.
struct GivenSource {
  spec::PackageName name;
  spec::Marker asked_for;  ///< of the requirement
  project::IndexSource source;
};

/// Where the bound of `--upgrade-package` comes from.
inline constexpr std::string_view k_upgrade_origin = "--upgrade-package";

struct CollectedInputs {
  InstallInputs
      inputs;  ///< `direct`, `refused`, `hashes` and `sent_to` are filled by select_inputs() (engine/input_selection)
  std::vector<GivenHashes> hashes;
  std::vector<UnsupportedInput> unsupported;
  FileIndexes indexes;
  std::vector<std::string> no_binary;
  std::vector<std::string> only_binary;
  bool require_hashes = false;
  bool allow_prereleases = false;
  std::vector<GivenSource> sources{};
  std::set<std::string> relative{};               ///< URLs, without fragment, of wheels named by a relative path
  std::map<std::string, std::string> projects{};  ///< names by pyproject.toml, as the user wrote its path

  /// Whether no requirement was read, for whatever Python.
  [[nodiscard]] bool names_nothing() const { return inputs.roots.empty() && unsupported.empty(); }
};

/// Errors: usage when nothing is asked for; bad_requirement, bad_requirements_file, bad_configuration, not_found;
/// unsupported_source "only wheels are installed so far: …"; network failures of files given by URL.
[[nodiscard]] Result<CollectedInputs> collect_inputs(const InputRequest& request, Session& session);

/// Adds what files said to the options of the command line, which win.
void apply_file_options(const CollectedInputs& collected, InstallOptions& options);

}  // namespace axle::engine
