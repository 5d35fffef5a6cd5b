// SPDX-License-Identifier: MIT OR Apache-2.0
// How requirements files, projects and locks are read, from wherever they are, and what is said of those references in
// them that cannot be installed so far.
//
// Not here: what they may say (project/), what becomes of it (engine/install_inputs).
#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "engine/session.hpp"
#include "project/requirements_file.hpp"

namespace axle::engine {

struct InputRequest;

/// Variables, how files are read (from disk, standard input or the network), and where warnings go. `session` must
/// outlive it.
[[nodiscard]] project::RequirementsContext make_requirements_context(const InputRequest& request, Session& session);

/// project::read_requirements_file(), with a warning for files that hold no requirement at all.
[[nodiscard]] Result<project::RequirementsFile> read_requirements(const std::string& file,
                                                                  const project::RequirementsContext& context,
                                                                  Session& session);

/// A list of constraints, overrides or exclusions (`what`) has the format of requirements files; a project says what is
/// wanted. Errors: bad_requirements_file for TOML files that are no lock.
[[nodiscard]] Result<void> check_list(const std::string& file, std::string_view what);

/// The one line that says what is not installed so far. A missing path is said to be missing, whatever its name
/// promises; what has an unknown name and is no folder of this machine is no project either.
[[nodiscard]] std::unexpected<Error> refuse_unsupported(const project::UnsupportedReference& reference);

}  // namespace axle::engine
