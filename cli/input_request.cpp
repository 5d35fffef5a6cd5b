// SPDX-License-Identifier: MIT OR Apache-2.0
// Joins what settings and requirements files say.
#include "cli/input_request.hpp"

namespace axle::cli {

namespace {

/// Of `compile` and `sync` the arguments themselves are files.
bool takes_files(Command command) {
  return command == Command::pip_compile || command == Command::pip_sync;
}

std::string_view missing_of(Command command) {
  return command == Command::pip_compile ? "<SRC_FILE|--group <GROUP>>"
         : command == Command::pip_sync  ? "<SRC_FILE>..."
                                         : "<PACKAGE|--requirement <FILE>|--group <GROUP>>";
}

}  // namespace

engine::InputRequest make_input_request(const Settings& settings) {
  const RequirementSources& sources = settings.sources;
  const bool files = takes_files(settings.command);
  return {.packages = files ? std::vector<std::string>() : sources.packages,
          .requirement_files = files ? sources.packages : sources.requirement_files,
          .constraint_files = sources.constraint_files,
          .override_files = sources.override_files,
          .exclude_files = sources.exclude_files,
          .verify_hashes = sources.verify_hashes,
          .editables = sources.editables,
          .extras = sources.extras,
          .all_extras = sources.all_extras,
          .groups = sources.groups,
          .missing = missing_of(settings.command),
          .command = row_of(settings.command).name,
          .upgrade_bounds = settings.upgrade_bounds,
          .constraints = sources.constraints,
          .overrides = sources.overrides,
          .exclusions = sources.exclusions,
          .working_directory = settings.working_directory,
          .lookup = process_environment()};
}

std::vector<fetch::IndexLocation> join_indexes(const IndexSettings& settings, const engine::FileIndexes& files) {
  std::vector<fetch::IndexLocation> indexes = settings.flat;
  indexes.insert(indexes.end(), files.flat.begin(), files.flat.end());
  const bool no_index = files.no_index || !settings.base;
  if (no_index) {
    return indexes;
  }
  indexes.insert(indexes.end(), settings.extra.begin(), settings.extra.end());
  indexes.insert(indexes.end(), files.extra.begin(), files.extra.end());
  const auto& base = files.base && !settings.base_given ? files.base : settings.base;
  if (base) {
    indexes.push_back(*base);
  }
  return indexes;
}

}  // namespace axle::cli
