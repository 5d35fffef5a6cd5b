// SPDX-License-Identifier: MIT OR Apache-2.0
// Everything a command needs to know, resolved once from flags, environment and files.
//
// A bundle of structs that the layers below own; nobody below cli sees it (architecture 3.6).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "cli/args/parse.hpp"
#include "cli/env_vars.hpp"
#include "engine/compile_target.hpp"
#include "engine/environment.hpp"
#include "engine/install_inputs.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "project/requirements_output.hpp"

namespace axle::cli {

enum class OutputFormat : std::uint8_t { text, json };
enum class ColorChoice : std::uint8_t { automatic, always, never };

/// Where a requirement of the command line or a file comes from, still as text.
struct RequirementSources {
  std::vector<std::string> packages;
  std::vector<std::string> requirement_files;
  std::vector<std::string> constraint_files;
  std::vector<std::string> override_files;
  std::vector<std::string> exclude_files;
  std::vector<engine::SettledRequirement> constraints{};  ///< these three stand in files of settings
  std::vector<engine::SettledRequirement> overrides{};
  std::vector<engine::SettledRequirement> exclusions{};
  bool verify_hashes = true;
  std::vector<std::string> editables;
  std::vector<std::string> extras;
  bool all_extras = false;
  bool no_sources = false;
  std::vector<spec::PackageName> without_sources{};  ///< of --no-sources-package
  std::vector<std::string> build_constraint_files{};
  std::vector<std::string> groups;
  std::string project_file{};  ///< of which groups are meant: below --project
};

/// Indexes as given; requirement files may add to them (engine/install_inputs).
struct IndexSettings {
  std::vector<fetch::IndexLocation> extra;          ///< before the default one, in order
  std::optional<fetch::IndexLocation> base;         ///< the default one; nothing with --no-index
  std::vector<fetch::IndexLocation> flat;           ///< --find-links, and explicit ones like it, behind them
  std::vector<fetch::IndexLocation> explicit_ones;  ///< for the names that a project has from them
  bool base_given = false;                          ///< somebody chose the default index
};

enum class ListFormat : std::uint8_t { columns, freeze, json };

/// Options of the commands that look at things.
struct ListSettings {
  ListFormat format = ListFormat::columns;
  bool outdated = false;
  bool only_editable = false;
  bool exclude_editable = false;
  std::set<std::string> excluded;  ///< normalised names
  std::vector<std::string> paths;  ///< --path, absolute
  bool files = false;
  bool human = false;
};

/// Options of `pip tree`.
struct TreeSettings {
  std::size_t depth = 255;
  std::vector<spec::PackageName> pruned;
  std::vector<spec::PackageName> packages;
  bool repeats = false;
  bool inverted = false;
  bool shows_specifiers = false;
  bool shows_sizes = false;
};

/// What `pip compile` writes.
enum class CompileFormat : std::uint8_t { requirements, pylock };

/// Options of `pip compile` and `pip sync`.
struct CompileSettings {
  CompileFormat format = CompileFormat::requirements;
  std::optional<std::string> output_file;  ///< absolute
  bool generate_hashes = false;
  project::RequirementsStyle style;  ///< without its options
  bool emit_index_url = false;
  bool emit_find_links = false;
  bool emit_build_options = false;
  bool emit_environment = false;  ///< --emit-marker-expression
  bool allow_empty = false;
};

struct VenvSettings {
  bool use_pin_file = true;  ///< `.python-version`, unless --no-config
  bool seed = false;
  bool clear = false;
  bool force = false;
  bool allow_existing = false;
  bool system_site_packages = false;
  bool relocatable = false;
  std::optional<std::string> prompt;
};

/// A value of an option, as text, and who gave it.
struct ShownSetting {
  std::string name;   ///< `index-url`
  std::string value;  ///< printable, without passwords
  std::string place;  ///< `--index-url`, `UV_INDEX_URL`, `/work/uv.toml:2`
};

struct Settings {
  Command command = Command::help;
  int quiet = 0;
  int verbose = 0;
  OutputFormat output = OutputFormat::text;
  ColorChoice color = ColorChoice::automatic;
  bool show_progress = true;
  bool no_cache = false;
  std::string working_directory;
  std::string temporary_directory;  ///< TMPDIR, or /tmp
  engine::SessionOptions session;
  engine::TargetOptions target;
  venv::SearchEnvironment search;
  IndexSettings indexes;
  RequirementSources sources;
  engine::InstallOptions install;                 ///< without indexes
  std::vector<spec::Requirement> upgrade_bounds;  ///< of `-P 'name<2'`: constraints
  ListSettings list;
  TreeSettings tree;
  VenvSettings venv;
  engine::TargetOverride target_override;
  CompileSettings compile;
  bool pip_strict = false;
  bool dry_run = false;
  bool check = false;              ///< a dry run that fails when something would be done
  std::string download_directory;  ///< absolute: where `pip download` puts files
  bool autoremove = false;
  std::string shell;                                 ///< SHELL, for the hint of `venv`
  std::optional<std::vector<ShownSetting>> shown{};  ///< with --show-settings: print these, and do nothing
};

/// What a build compiled in.
struct BuildFacts {
  std::string default_index;
  std::string version;
};

/// Pure but for reading configuration files. Errors: usage, bad_configuration, bad_toml, bad_url.
[[nodiscard]] Result<Settings> resolve_settings(const ParsedArgs& args, const EnvLookup& environment,
                                                const BuildFacts& build, WarningSink& warnings);

/// `2024-03-24`, an RFC 3339 time or a shorter one, `7 days`, `1 week, 3 days ago`, `P7D`: everything uploaded at or
/// after the result is ignored; a date means the end of that day. Without a zone: UTC. Errors: usage.
[[nodiscard]] Result<UnixTime> parse_cutoff(std::string_view text, UnixTime now);

}  // namespace axle::cli
