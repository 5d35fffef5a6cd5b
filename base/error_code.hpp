// SPDX-License-Identifier: MIT OR Apache-2.0
// The closed list of everything that can go wrong, one enumerator a kind.
//
// The code alone decides the exit status (one table in cli/) and is what scripts match on in JSON output.
// The row of each code (stable name, meaning) stands in error_code.cpp; docs/errors.md is generated from it.
// Not here: the error value itself (base/result.hpp), its text (cli/render_error).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace axle {

enum class ErrorCode : std::uint8_t {
  // Programs and machines.
  internal,
  cancelled,
  undone,
  out_of_memory,
  // Files and processes.
  io,
  not_found,
  permission_denied,
  no_space,
  read_only,
  lock_timeout,
  process_failed,
  process_timeout,
  // What the user typed or wrote.
  usage,
  bad_configuration,
  bad_requirement,
  bad_requirements_file,
  bad_toml,
  bad_url,
  unsupported_source,
  // Published formats.
  bad_version,
  bad_specifier,
  bad_marker,
  bad_name,
  bad_tag,
  bad_wheel_name,
  bad_metadata,
  bad_index_page,
  bad_record,
  bad_entry_points,
  bad_wheel,
  bad_direct_url,
  // Network and indexes.
  network,
  offline,
  http_status,
  no_artifact,
  unauthorized,
  too_many_redirects,
  tls,
  response_too_large,
  package_not_found,
  quarantined,
  // Artifacts.
  hash_mismatch,
  hash_missing,
  cache_damaged,
  // Resolving.
  no_solution,
  resolution_too_hard,
  // Interpreters and environments.
  no_interpreter,
  bad_interpreter,
  no_environment,
  bad_environment,
  environment_exists,
  externally_managed,
  not_installed,
  not_removable,
  file_conflict,
  recovery_failed,
  // Answers that are findings.
  findings,
};

/// One row of the table: `name` is stable, `meaning` one sentence for docs/errors.md.
struct ErrorCodeRow {
  ErrorCode code;
  std::string_view name;
  std::string_view meaning;
};

/// All rows, in the order of the enumeration.
[[nodiscard]] std::span<const ErrorCodeRow> error_code_rows();

/// The stable name, for example `hash-mismatch`.
[[nodiscard]] std::string_view to_string(ErrorCode code);

}  // namespace axle
