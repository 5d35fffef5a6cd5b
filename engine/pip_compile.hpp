// SPDX-License-Identifier: MIT OR Apache-2.0
// `pip compile`: from requirements to pins, for a Python that need not be there. No environment is looked at.
//
// Not here: reading requirement files (engine/install_inputs), the text of the pins (project/requirements_output,
//           project/pylock_output).
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "engine/input_resolution.hpp"
#include "engine/install_inputs.hpp"
#include "engine/session.hpp"
#include "project/requirements_file.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "spec/target_python.hpp"

namespace axle::engine {

struct CompileOptions {
  resolver::Options resolver;
  fetch::IndexPlan indexes;
  fetch::RefreshPolicy refresh;
  bool generate_hashes = false;
  bool lists_files = false;  ///< for a lock
  bool tells_environment = false;
};

struct CompiledPackage {
  resolver::ResolvedPackage package;
  std::vector<Hash> hashes;           ///< with `generate_hashes`: of all files of the version, sorted
  bool is_relative = false;           ///< the user gave it by a relative path
  std::vector<std::string> given_by;  ///< `-c limits.txt`, `-r requirements.in`, `name (pyproject.toml)`
  /// With `lists_files`: wheels that the target can use, by name, then the source distribution, each with a secure hash
  /// at least. Of what the user gave by URL the file is its URL, and `hashes` are that one's.
  std::vector<spec::IndexFile> files;
  Url index;  ///< where it is listed, without credentials; empty for what the user gave by URL
};

struct Compiled {
  std::vector<CompiledPackage> packages;  ///< by name
  std::string environment;                ///< with `tells_environment`: as engine/known_environment says it
};

using CompileAnswer = std::variant<Compiled, resolver::NoSolution>;

/// The pins of a file that an earlier run wrote, as far as they are for the target. Nothing when it is not there.
/// Errors: those of read_requirements_file().
[[nodiscard]] Result<std::vector<resolver::Preference>> read_pins(const std::string& file,
                                                                  const project::RequirementsContext& context,
                                                                  const spec::TargetPython& target);
/// The same of a lock. Errors: those of read_pylock().
[[nodiscard]] Result<std::vector<resolver::Preference>> read_locked_pins(const std::string& file,
                                                                         const project::RequirementsContext& context,
                                                                         const spec::TargetPython& target);

/// `collected` as after select_inputs(). Errors: those of the resolution; with `generate_hashes` and
/// `lists_files` also those of fetching a wheel of which no digest is known.
[[nodiscard]] Result<CompileAnswer> run_pip_compile(const CollectedInputs& collected, const CompileOptions& options,
                                                    const spec::TargetPython& target,
                                                    std::vector<resolver::Preference> pins, Session& session);

}  // namespace axle::engine
