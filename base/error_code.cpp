// SPDX-License-Identifier: MIT OR Apache-2.0
// The table of error codes: stable name and meaning of each.
//
// docs/errors.md is generated from it; names are matched on by scripts and never change.
// Not here: exit statuses (cli/).
#include "base/error_code.hpp"

#include <array>
#include <cstddef>

namespace axle {
namespace {

using enum ErrorCode;

constexpr std::array k_rows = {
    ErrorCodeRow{internal, "internal", "A rule inside axle was broken; please report it."},
    ErrorCodeRow{cancelled, "cancelled", "The user or a signal stopped the command."},
    ErrorCodeRow{undone, "undone", "A signal stopped the command in the midst of a change, which was undone."},
    ErrorCodeRow{out_of_memory, "out-of-memory", "The system gave no more memory."},
    ErrorCodeRow{io, "io", "A file operation failed for a reason that has no code of its own."},
    ErrorCodeRow{not_found, "not-found", "A file, directory or program does not exist."},
    ErrorCodeRow{permission_denied, "permission-denied", "The system refused access to a file or program."},
    ErrorCodeRow{no_space, "no-space", "The disk or the quota is full."},
    ErrorCodeRow{read_only, "read-only", "The file system is mounted read-only."},
    ErrorCodeRow{lock_timeout, "lock-timeout", "Another process held a lock for longer than we wait."},
    ErrorCodeRow{process_failed, "process-failed", "A program that axle started ended badly or wrote too much."},
    ErrorCodeRow{process_timeout, "process-timeout", "A program that axle started did not finish in time."},
    ErrorCodeRow{usage, "usage", "The command line is wrong."},
    ErrorCodeRow{bad_configuration, "bad-configuration", "A setting in a file or variable is wrong."},
    ErrorCodeRow{bad_requirement, "bad-requirement", "A requirement does not follow the dependency specifier grammar."},
    ErrorCodeRow{bad_requirements_file, "bad-requirements-file", "A line of a requirements file cannot be used."},
    ErrorCodeRow{bad_toml, "bad-toml", "A file is not valid TOML or not of the expected shape."},
    ErrorCodeRow{bad_url, "bad-url", "A URL is malformed or ambiguous."},
    ErrorCodeRow{unsupported_source, "unsupported-source", "A kind of source that axle cannot install from."},
    ErrorCodeRow{bad_version, "bad-version", "A version does not follow the version specifiers specification."},
    ErrorCodeRow{bad_specifier, "bad-specifier", "A version specifier is malformed."},
    ErrorCodeRow{bad_marker, "bad-marker", "An environment marker is malformed."},
    ErrorCodeRow{bad_name, "bad-name", "A project, extra or group name is malformed."},
    ErrorCodeRow{bad_tag, "bad-tag", "A platform compatibility tag is malformed."},
    ErrorCodeRow{bad_wheel_name, "bad-wheel-name", "A wheel's file name is malformed."},
    ErrorCodeRow{bad_metadata, "bad-metadata", "Core metadata is malformed or contradicts the file it belongs to."},
    ErrorCodeRow{bad_index_page, "bad-index-page", "An index answered with a page that cannot be read."},
    ErrorCodeRow{bad_record, "bad-record", "A RECORD file is malformed."},
    ErrorCodeRow{bad_entry_points, "bad-entry-points", "An entry_points.txt file is malformed."},
    ErrorCodeRow{bad_wheel, "bad-wheel", "A wheel's content breaks a rule and was refused."},
    ErrorCodeRow{bad_direct_url, "bad-direct-url", "A direct_url.json file is malformed."},
    ErrorCodeRow{network, "network", "A connection failed or broke off."},
    ErrorCodeRow{offline, "offline", "Something is not in the cache and the network is switched off."},
    ErrorCodeRow{http_status, "http-status", "A server answered with an error status."},
    ErrorCodeRow{no_artifact, "no-artifact", "A server has no file where an index or a requirement says it is."},
    ErrorCodeRow{unauthorized, "unauthorized", "A server wants credentials, or refused those it got."},
    ErrorCodeRow{too_many_redirects, "too-many-redirects", "A server redirected more often than we follow."},
    ErrorCodeRow{tls, "tls", "A secure connection could not be made."},
    ErrorCodeRow{response_too_large, "response-too-large", "A server sent more than the limit for this kind of file."},
    ErrorCodeRow{package_not_found, "package-not-found", "No index knows the package."},
    ErrorCodeRow{quarantined, "quarantined", "An index has taken a package out of circulation."},
    ErrorCodeRow{hash_mismatch, "hash-mismatch", "A file's digest differs from the promised one."},
    ErrorCodeRow{hash_missing, "hash-missing", "A digest is required and none was given."},
    ErrorCodeRow{cache_damaged, "cache-damaged", "A cache entry differs from what was written."},
    ErrorCodeRow{no_solution, "no-solution", "The requirements cannot all be met."},
    ErrorCodeRow{resolution_too_hard, "resolution-too-hard", "Choosing versions took more memory than it may."},
    ErrorCodeRow{no_interpreter, "no-interpreter", "No Python that fits was found."},
    ErrorCodeRow{bad_interpreter, "bad-interpreter", "A Python interpreter gave no usable answer."},
    ErrorCodeRow{no_environment, "no-environment", "There is no environment to work on."},
    ErrorCodeRow{bad_environment, "bad-environment", "An environment is broken or is not one."},
    ErrorCodeRow{environment_exists, "environment-exists", "Something stands where an environment should be made."},
    ErrorCodeRow{externally_managed, "externally-managed", "The environment belongs to another package manager."},
    ErrorCodeRow{not_installed, "not-installed", "The package is not installed."},
    ErrorCodeRow{not_removable, "not-removable", "An installed package has no list of its files."},
    ErrorCodeRow{file_conflict, "file-conflict", "Two packages, or a package and the user, want the same file."},
    ErrorCodeRow{recovery_failed, "recovery-failed", "An interrupted change could not be undone or finished."},
    ErrorCodeRow{findings, "findings", "The answer is a list of findings, such as incompatible packages."},
};

consteval bool in_order_of_enumeration() {
  for (std::size_t i = 0; i < k_rows.size(); ++i) {
    if (static_cast<std::size_t>(k_rows[i].code) != i) {
      return false;
    }
  }
  return static_cast<std::size_t>(findings) + 1 == k_rows.size();
}
static_assert(in_order_of_enumeration(), "one row for each enumerator, in the same order; `findings` is the last");

}  // namespace

std::span<const ErrorCodeRow> error_code_rows() {
  return k_rows;
}

std::string_view to_string(ErrorCode code) {
  return k_rows[static_cast<std::size_t>(code)].name;
}

}  // namespace axle
