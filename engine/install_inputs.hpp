// SPDX-License-Identifier: MIT OR Apache-2.0
// What the user asks for, from the command line and from files, as inputs of an install.
//
// Sources: requirement texts, requirements files (path, `-`, URL), pyproject.toml with extras and groups, constraints,
//          overrides (features.md 1.2). Only wheels are installed so far: source trees, sdists and repositories are
//          refused in one line.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "project/requirements_file.hpp"
#include "spec/requirement.hpp"

namespace axle::engine {

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
  std::vector<std::string> groups;  ///< `GROUP` of ./pyproject.toml, or `PATH:GROUP`
  std::vector<spec::Requirement> upgrade_bounds;
  std::string working_directory;
  std::function<std::optional<std::string>(std::string_view)> lookup;
};

/// Index options found in requirements files.
struct FileIndexes {
  std::optional<fetch::IndexLocation> base;
  std::vector<fetch::IndexLocation> extra;
  std::vector<fetch::IndexLocation> flat;
  bool no_index = false;
};

/// --hash values of one requirement.
struct GivenHashes {
  spec::PackageName name;
  spec::Marker marker;
  std::vector<Hash> hashes;
};

struct CollectedInputs {
  InstallInputs inputs;  ///< `direct` and `hashes` are filled by select_inputs()
  std::vector<GivenHashes> hashes;
  std::vector<project::UnsupportedReference> unsupported;  ///< under a marker
  FileIndexes indexes;
  std::vector<std::string> no_binary;
  std::vector<std::string> only_binary;
  bool require_hashes = false;
  bool allow_prereleases = false;
};

/// Errors: usage when nothing is asked for; bad_requirement, bad_requirements_file, bad_configuration, not_found;
/// unsupported_source "only wheels are installed so far: …"; network failures of files given by URL.
[[nodiscard]] Result<CollectedInputs> collect_inputs(const InputRequest& request, Session& session);

/// Looks at the markers, once the Python is known: wheels given by URL, hashes (a URL's fragment is one), and what
/// cannot be installed count only where they are wanted.
/// Errors: unsupported_source, and those of read_direct_wheel().
[[nodiscard]] Result<void> select_inputs(CollectedInputs& collected, const spec::MarkerEnvironment& markers);

/// Adds what files said to the options of the command line, which win.
void apply_file_options(const CollectedInputs& collected, InstallOptions& options);

/// Variables, and how files are read: from disk, standard input or the network. `session` must outlive it.
[[nodiscard]] project::RequirementsContext make_requirements_context(const InputRequest& request, Session& session);

}  // namespace axle::engine
