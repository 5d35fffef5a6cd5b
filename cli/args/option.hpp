// SPDX-License-Identifier: MIT OR Apache-2.0
// Every option of the program, declared once: names, value, environment variable, configuration key, text.
//
// Parser, --help, completions and docs/reference are made from these rows (house rule 8: say it once).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "cli/args/command.hpp"

namespace axle::cli {

enum class OptionId : std::uint8_t {
  // global
  quiet,
  verbose,
  color,
  no_progress,
  offline,
  allow_insecure_host,
  system_certs,
  cert,
  proxy,
  directory,
  config_file,
  no_config,
  no_cache,
  cache_dir,
  help,
  version,
  show_settings,
  output_format,
  // python and target
  python,
  system,
  break_system_packages,
  no_break_system_packages,
  user,
  target,
  prefix,
  // indexes
  index,
  default_index,
  index_url,
  extra_index_url,
  find_links,
  no_index,
  index_strategy,
  keyring_provider,
  // choice of versions
  resolution,
  prerelease,
  prerelease_package,
  pre,
  exclude_newer,
  exclude_newer_package,
  upgrade,
  upgrade_package,
  no_build,
  no_binary,
  only_binary,
  // installing
  requirement,
  constraint,
  override_file,
  exclude_file,
  editable,
  extra,
  all_extras,
  group,
  no_sources,
  no_deps,
  exact,
  dry_run,
  strict,
  require_hashes,
  no_verify_hashes,
  reinstall,
  reinstall_package,
  link_mode,
  compile_bytecode,
  no_compile_bytecode,
  no_installer_metadata,
  refresh,
  refresh_package,
  // compiling
  output_file,
  compile_format,
  generate_hashes,
  no_generate_hashes,
  annotation_style,
  no_annotate,
  annotate,
  no_header,
  header,
  custom_compile_command,
  no_strip_extras,
  strip_extras,
  no_emit_package,
  emit_index_url,
  no_emit_index_url,
  emit_find_links,
  no_emit_find_links,
  emit_build_options,
  emit_index_annotation,
  no_emit_index_annotation,
  python_version,
  python_platform,
  universal,
  allow_unsafe,
  // trees
  depth,
  prune,
  package,
  no_dedupe,
  invert,
  show_version_specifiers,
  show_sizes,
  // upgrading and removing
  all,
  autoremove,
  // syncing
  allow_empty_requirements,
  // uninstall and inspection
  yes,
  outdated,
  only_editable,
  exclude_editable,
  exclude,
  format,
  path,
  files,
  dest,
  json,
  // venv
  seed,
  clear,
  force,
  allow_existing,
  prompt,
  system_site_packages,
  relocatable,
  no_seed,
  no_pip,
  no_setuptools,
  no_wheel,
  // cache
  human,
  cache_force,
  // of pip
  disable_pip_version_check,
  // of pip-tools
  resolver,
  no_reuse_hashes,
  reuse_hashes,
  no_emit_options,
  emit_options,
  no_emit_trusted_host,
  emit_trusted_host,
  max_rounds,
  client_cert,
  pip_tools_config,
  pip_args,
  ask,
  python_executable,
  sync_user,
  upgrade_group,
  // of builds, of universal resolutions, of what differs from machine to machine
  build_constraint,
  config_setting,
  config_settings_package,
  no_build_isolation,
  no_build_isolation_package,
  require_build_hashes,
  fork_strategy,
  torch_backend,
  no_sources_package,
  no_strip_markers,
  emit_marker_expression,
  check,
  managed_python,
  no_python_downloads,
  allow_python_downloads,
  python_downloads,
  python_preference,
  project,
  preview,
  preview_features,
  isolated,
  no_color,
  no_editable,
  no_editable_package,
  // what takes another one back
  no_universal,
  no_all_extras,
  no_upgrade,
  deps,
  no_system,
  no_strict,
  no_refresh,
  no_reinstall,
  no_require_hashes,
  verify_hashes,
  no_emit_build_options,
  no_allow_empty_requirements,
  inexact,
  build,
  build_isolation,
  no_require_build_hashes,
  strip_markers,
  no_emit_marker_expression,
  no_managed_python,
  no_offline,
  count,
};

inline constexpr std::size_t k_option_count = static_cast<std::size_t>(OptionId::count);

enum class OptionShape : std::uint8_t {
  flag,      ///< no value; may be counted
  single,    ///< one value, the last wins
  repeated,  ///< one value an occurrence, all count
};

/// What becomes of an option that is given. Those that do nothing are known for the sake of other programs' users and
/// stand neither in help nor in completions.
enum class OptionEffect : std::uint8_t {
  works,
  accepted,  ///< its values are checked; it concerns what axle does not do, as `doc` says
  ignored,   ///< `doc` is the warning
  refused,   ///< `doc` is the error
};

/// Which heading of the help text a row stands under.
enum class OptionGroup : std::uint8_t { command, python, index, choice, install, cache, global };

struct OptionRow {
  OptionId id;
  std::string_view names;  ///< comma-separated as the parser takes them: `-q,--quiet`; hidden aliases behind `|`
  OptionShape shape = OptionShape::flag;
  std::string_view value;  ///< `URL`; empty for flags
  std::string_view env;    ///< suffix behind `AXLE_` (and `UV_` where from_uv); empty: none
  std::string_view key;    ///< key in axle.toml / [tool.axle]; empty: none
  bool from_uv = false;    ///< also read from uv's variables and files (design README, point 5)
  CommandSet commands = 0;
  OptionGroup group = OptionGroup::command;
  std::string_view doc;
  OptionEffect effect = OptionEffect::works;
  /// The flag that this one takes back; count: none. Of the two the one that is typed last counts, and either counts
  /// more than variables and files.
  OptionId negated = OptionId::count;
};

[[nodiscard]] std::span<const OptionRow> option_rows();
[[nodiscard]] const OptionRow& row_of(OptionId id);
/// Whether help and completions show the option: not what only takes another one back, and there is mostly nothing to.
[[nodiscard]] inline bool is_shown(const OptionRow& row) {
  return row.effect == OptionEffect::works && row.negated == OptionId::count;
}
/// What '' means as a value: nothing but a slip, as for most paths, names and words; free text; or that the option is
/// not given. The last is what uv does for these, and what scripts with an optional variable rely on.
enum class EmptyValue : std::uint8_t { is_refused, is_text, is_absence };
[[nodiscard]] EmptyValue empty_value_of(const OptionRow& row);
/// The first long name, with dashes: `--index-url`.
[[nodiscard]] std::string_view long_name_of(const OptionRow& row);

}  // namespace axle::cli
