// SPDX-License-Identifier: MIT OR Apache-2.0
// Hands on what settings say.
#include "cli/input_request.hpp"

namespace axle::cli {

namespace {

/// Of `compile` and `sync` the arguments themselves are files.
bool takes_files(Command command) {
  return command == Command::pip_compile || command == Command::pip_sync;
}

/// These ask about what is installed; their arguments are theirs to read.
bool asks_of_installed(Command command) {
  return command == Command::pip_upgrade || command == Command::pip_why_not;
}

std::string_view missing_of(Command command) {
  if (asks_of_installed(command)) {
    return {};
  }
  return command == Command::pip_compile ? "<SRC_FILE|--group <GROUP>>"
         : command == Command::pip_sync  ? "<SRC_FILE>..."
                                         : "<PACKAGE|--requirement <FILE>|--group <GROUP>>";
}

}  // namespace

engine::InputRequest make_input_request(const Settings& settings) {
  const RequirementSources& sources = settings.sources;
  const bool files = takes_files(settings.command);
  return {.packages = files || asks_of_installed(settings.command) ? std::vector<std::string>() : sources.packages,
          .requirement_files = files ? sources.packages : sources.requirement_files,
          .constraint_files = sources.constraint_files,
          .override_files = sources.override_files,
          .exclude_files = sources.exclude_files,
          .verify_hashes = sources.verify_hashes,
          .editables = sources.editables,
          .extras = sources.extras,
          .all_extras = sources.all_extras,
          .groups = sources.groups,
          .project_file = sources.project_file,
          .missing = missing_of(settings.command),
          .command = row_of(settings.command).name,
          .upgrade_bounds = settings.upgrade_bounds,
          .constraints = sources.constraints,
          .overrides = sources.overrides,
          .exclusions = sources.exclusions,
          .no_sources = sources.no_sources,
          .without_sources = sources.without_sources,
          .build_constraint_files = sources.build_constraint_files,
          .working_directory = settings.working_directory,
          .lookup = process_environment()};
}

}  // namespace axle::cli
