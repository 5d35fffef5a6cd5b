// SPDX-License-Identifier: MIT OR Apache-2.0
// Fills the structs of the layers below from option values.
#include "cli/settings.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "base/thread_pool.hpp"
#include "cli/accepted_options.hpp"
#include "cli/choice_settings.hpp"
#include "cli/compile_settings.hpp"
#include "cli/config_files.hpp"
#include "cli/index_settings.hpp"
#include "cli/network_settings.hpp"
#include "cli/option_values.hpp"
#include "cli/python_settings.hpp"
#include "cli/shown_settings.hpp"
#include "cli/upgrade_settings.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::cli {
namespace {

class SettingsBuilder {
 public:
  SettingsBuilder(const ParsedArgs& args, const EnvLookup& environment, const OptionValues& values)
      : args_(args), environment_(environment), values_(values) {}

  Result<Settings> build(std::string working_directory, const BuildFacts& build) {
    settings_.command = args_.command;
    settings_.working_directory = std::move(working_directory);
    TRY(fill_output());
    TRY(fill_places(build));
    TRY(fill_network_settings(args_, environment_, values_, settings_));
    TRY(fill_python_settings(args_, environment_, values_, settings_));
    TRY(fill_sources());
    TRY(fill_install());
    TRY(fill_choice_settings(args_, values_, settings_));
    TRY(fill_upgrade());
    TRY(fill_list());
    TRY(fill_tree());
    TRY(fill_compile_settings(args_, values_, settings_));
    TRY(check_cache_outlives_links());
    TRY_ASSIGN(settings_.indexes, resolve_indexes(values_, settings_.working_directory, build.default_index));
    settings_.session.credentials.scoped = find_index_credentials(environment_, settings_.indexes);
    return std::move(settings_);
  }

 private:
  [[nodiscard]] std::string absolute(const std::string& path) const {
    return absolute_path(path, settings_.working_directory);
  }

  Result<void> fill_output() {
    settings_.quiet = args_.count(OptionId::quiet);
    settings_.verbose = args_.count(OptionId::verbose);
    if (settings_.quiet > 0 && settings_.verbose > 0) {
      return fail(ErrorCode::usage, "the argument '--quiet...' cannot be used with '--verbose...'");
    }
    constexpr Choices<OutputFormat, 2> k_formats = {{{"text", OutputFormat::text}, {"json", OutputFormat::json}}};
    TRY_ASSIGN(settings_.output, values_.choose(OptionId::output_format, k_formats, OutputFormat::text));
    if (args_.has(OptionId::json)) {
      settings_.output = OutputFormat::json;
    }
    constexpr Choices<ColorChoice, 3> k_colors = {
        {{"auto", ColorChoice::automatic}, {"always", ColorChoice::always}, {"never", ColorChoice::never}}};
    const bool no_color = find_value(environment_, "NO_COLOR").has_value();
    const bool forced = find_value(environment_, "FORCE_COLOR") || find_value(environment_, "CLICOLOR_FORCE");
    const bool dumb = text_of(environment_, "TERM") == "dumb";  // it would show escape sequences as they are
    const ColorChoice unforced = dumb ? ColorChoice::never : ColorChoice::automatic;
    const ColorChoice fallback = no_color ? ColorChoice::never : (forced ? ColorChoice::always : unforced);
    if (args_.has(OptionId::no_color) && args_.has(OptionId::color)) {
      return fail(ErrorCode::usage, "the argument '--no-color' cannot be used with '--color <WHEN>'");
    }
    TRY_ASSIGN(settings_.color, values_.choose(OptionId::color, k_colors,
                                               args_.has(OptionId::no_color) ? ColorChoice::never : fallback));
    TRY_ASSIGN(const bool no_progress, values_.flag(OptionId::no_progress));
    settings_.show_progress = !no_progress && !dumb && settings_.verbose == 0 && settings_.quiet == 0;
    settings_.temporary_directory = absolute(find_value(environment_, "TMPDIR").value_or("/tmp"));
    settings_.shell = text_of(environment_, "SHELL");
    return {};
  }

  /// A cache is emptied as a whole and fills the folder: not where something else lives (reliability C03).
  static Result<void> check_cache_directory(const std::string& directory) {
    // `cache dir` prints it as it is, for scripts, and a project's file may have named it.
    if (to_printable(directory) != directory && is_valid_utf8(directory)) {
      return fail(ErrorCode::bad_configuration,
                  format("`{}` cannot be the cache: it holds a control character", to_printable(directory)));
    }
    const auto holds = [&](std::string_view name) {
      const auto status = status_of(join_path(directory, name));
      return status && status->has_value();
    };
    const std::string_view what = directory == "/"          ? "the root of the file system"
                                  : holds(venv::k_cfg)      ? "a virtual environment"
                                  : holds("pyproject.toml") ? "the folder of a project"
                                                            : "";
    return what.empty() ? Result<void>{}
                        : fail(ErrorCode::bad_configuration,
                               format("`{}` cannot be the cache: it is {}", to_printable(directory), what));
  }

  Result<void> fill_places(const BuildFacts& build) {
    const std::string home = text_of(environment_, "HOME");
    const auto xdg = find_value(environment_, "XDG_CACHE_HOME");
    TRY_ASSIGN(settings_.no_cache, values_.flag(OptionId::no_cache));
    if (const auto given = values_.single(OptionId::cache_dir)) {
      settings_.session.cache_directory = absolute(*given);
      TRY(check_cache_directory(settings_.session.cache_directory));
    } else if (xdg && xdg->starts_with('/')) {
      settings_.session.cache_directory = join_path(*xdg, "axle");
    } else if (!home.empty()) {
      settings_.session.cache_directory = join_path(home, ".cache/axle");
    } else {
      TRY(check_needs_no_cache());
    }
    TRY_ASSIGN(const auto installs, find_number(environment_, {"AXLE_CONCURRENT_INSTALLS", "UV_CONCURRENT_INSTALLS"}));
    settings_.session.workers = installs ? std::max(1U, *installs) - 1 : usable_cpus();  // the caller works as well
    TRY_ASSIGN(const auto patience, find_number(environment_, {"AXLE_LOCK_TIMEOUT", "UV_LOCK_TIMEOUT"}));
    if (patience) {
      settings_.session.lock_timeout = std::chrono::seconds(*patience);
    }
    settings_.session.http.user_agent = format("axle/{}", build.version);
    return {};
  }

  /// Commands that only look at an environment work without any folder of their own.
  [[nodiscard]] Result<void> check_needs_no_cache() const {
    using enum Command;
    constexpr std::array k_readers = {pip_list, pip_freeze, pip_show, pip_tree, pip_why, pip_check, pip_inspect};
    const bool asks_indexes = args_.has(OptionId::outdated);
    if (!asks_indexes && std::ranges::find(k_readers, settings_.command) != k_readers.end()) {
      return {};
    }
    return fail(Error(ErrorCode::bad_configuration,
                      "no folder for the cache: neither HOME nor XDG_CACHE_HOME is set, and the user has no home")
                    .with_hint("name one with `--cache-dir`"));
  }

  [[nodiscard]] Result<void> check_cache_outlives_links() const {
    const Command command = settings_.command;
    const bool installs = command == Command::pip_install || command == Command::pip_sync ||
                          command == Command::pip_upgrade || settings_.venv.seed;
    if (!installs || !settings_.no_cache || settings_.install.link_mode != LinkMode::symlink) {
      return {};
    }
    return fail(ErrorCode::usage,
                "`--link-mode symlink` cannot be used with `--no-cache`: the links would lead into a cache that is "
                "removed when the command ends");
  }

  Result<void> fill_sources() {
    RequirementSources& sources = settings_.sources;
    sources.packages = args_.positionals;
    sources.requirement_files = args_.all(OptionId::requirement);
    sources.constraint_files = values_.list(OptionId::constraint);
    sources.override_files = values_.list(OptionId::override_file);
    sources.exclude_files = values_.list(OptionId::exclude_file);
    TRY_ASSIGN(const bool unverified, values_.flag(OptionId::no_verify_hashes));
    TRY_ASSIGN(const bool required, values_.flag(OptionId::require_hashes));
    sources.verify_hashes = required || !unverified;
    TRY_ASSIGN(sources.no_sources, values_.flag(OptionId::no_sources));
    TRY_ASSIGN(sources.without_sources, names(OptionId::no_sources_package));
    sources.build_constraint_files = values_.list(OptionId::build_constraint);
    sources.editables = args_.all(OptionId::editable);
    sources.extras = args_.all(OptionId::extra);
    sources.all_extras = args_.has(OptionId::all_extras);
    if (sources.all_extras && !sources.extras.empty()) {
      return fail(ErrorCode::usage, "the argument '--all-extras' cannot be used with '--extra <EXTRA>'");
    }
    sources.groups = args_.all(OptionId::group);
    const auto project = values_.single(OptionId::project);
    sources.project_file = project ? join_path(*project, "pyproject.toml") : "pyproject.toml";
    return {};
  }

  Result<void> fill_install() {
    engine::InstallOptions& install = settings_.install;
    TRY_ASSIGN(install.reinstall_all, values_.flag(OptionId::reinstall));
    TRY_ASSIGN(const auto reinstalled, names_unless(OptionId::no_reinstall, OptionId::reinstall_package));
    install.reinstall = {reinstalled.begin(), reinstalled.end()};
    install.exact = args_.has(OptionId::exact);
    settings_.check = args_.has(OptionId::check);
    if (settings_.check && args_.has(OptionId::dry_run)) {
      return fail(ErrorCode::usage, "the argument '--check' cannot be used with '--dry-run'");
    }
    settings_.dry_run = install.dry_run = settings_.check || args_.has(OptionId::dry_run);
    TRY_ASSIGN(settings_.pip_strict, values_.flag(OptionId::strict));
    install.strict = settings_.pip_strict;
    TRY_ASSIGN(install.require_hashes, values_.flag(OptionId::require_hashes));
    TRY_ASSIGN(const bool unmarked, values_.flag(OptionId::no_installer_metadata));
    install.installer_metadata = !unmarked;
    TRY_ASSIGN(install.compile_bytecode, values_.flag(OptionId::compile_bytecode));
    constexpr Choices<LinkMode, 4> k_modes = {{{"hardlink", LinkMode::hardlink},
                                               {"clone", LinkMode::clone},
                                               {"copy", LinkMode::copy},
                                               {"symlink", LinkMode::symlink}}};
    TRY_ASSIGN(install.link_mode, values_.choose(OptionId::link_mode, k_modes, LinkMode::hardlink));
    install.refresh.all = args_.has(OptionId::refresh) || install.reinstall_all;
    TRY_ASSIGN(const auto refreshed, names_unless(OptionId::no_refresh, OptionId::refresh_package));
    install.refresh.packages = {refreshed.begin(), refreshed.end()};
    install.refresh.packages.insert(reinstalled.begin(), reinstalled.end());
    return {};
  }

  /// `pip upgrade`: like -U and -P, it asks indexes again.
  Result<void> fill_upgrade() {
    settings_.autoremove = args_.has(OptionId::autoremove);
    if (settings_.command != Command::pip_upgrade) {
      return {};
    }
    engine::InstallOptions& install = settings_.install;
    TRY_ASSIGN(install.upgrade, parse_upgrade(args_));
    TRY_ASSIGN(const auto excluded, names(OptionId::exclude));
    install.upgrade->excluded = {excluded.begin(), excluded.end()};
    install.resolver.upgrade.all = install.upgrade->all;
    install.refresh.all = install.refresh.all || install.upgrade->all;
    for (const spec::Requirement& requirement : install.upgrade->named) {
      install.resolver.upgrade.names.push_back(requirement.name);
      install.refresh.packages.insert(requirement.name);
    }
    return {};
  }

  Result<std::vector<spec::PackageName>> names(OptionId id) const {
    std::vector<spec::PackageName> names;
    TRY(values_.each(id, [&names](const std::string& text) -> Result<void> {
      TRY_ASSIGN(spec::PackageName name, spec::PackageName::parse(text));
      names.push_back(std::move(name));
      return {};
    }));
    return names;
  }

  /// None once the other option was typed, which takes back whatever names them.
  Result<std::vector<spec::PackageName>> names_unless(OptionId taken_back, OptionId id) const {
    return args_.has(taken_back) ? std::vector<spec::PackageName>() : names(id);
  }

  Result<void> fill_list() {
    ListSettings& list = settings_.list;
    constexpr Choices<ListFormat, 3> k_formats = {
        {{"columns", ListFormat::columns}, {"freeze", ListFormat::freeze}, {"json", ListFormat::json}}};
    TRY_ASSIGN(list.format, values_.choose(OptionId::format, k_formats, ListFormat::columns));
    list.outdated = args_.has(OptionId::outdated);
    if (list.outdated && list.format == ListFormat::freeze) {
      return fail(ErrorCode::usage, "`--outdated` cannot be used with `--format freeze`");
    }
    list.only_editable = args_.has(OptionId::only_editable);
    list.exclude_editable = args_.has(OptionId::exclude_editable);
    TRY_ASSIGN(const auto excluded, names(OptionId::exclude));
    for (const spec::PackageName& name : excluded) {
      list.excluded.insert(name.text());
    }
    for (const std::string& path : args_.all(OptionId::path)) {
      list.paths.push_back(absolute(path));
    }
    const auto& folders = args_.all(OptionId::dest);
    settings_.download_directory = folders.empty() ? settings_.working_directory : absolute(folders.back());
    list.files = args_.has(OptionId::files);
    list.human = args_.has(OptionId::human);
    return {};
  }

  Result<void> fill_tree() {
    TreeSettings& tree = settings_.tree;
    TRY(values_.each(OptionId::depth, [&tree](const std::string& text) -> Result<void> {
      const auto depth = parse_decimal(text);
      if (!depth) {
        return fail(ErrorCode::usage, format("`{}` is no number of levels", to_printable(text)));
      }
      tree.depth = *depth;
      return {};
    }));
    TRY_ASSIGN(tree.pruned, names(OptionId::prune));
    TRY_ASSIGN(tree.packages, names(OptionId::package));
    tree.repeats = args_.has(OptionId::no_dedupe);
    tree.inverted = args_.has(OptionId::invert);
    tree.shows_specifiers = args_.has(OptionId::show_version_specifiers);
    tree.shows_sizes = args_.has(OptionId::show_sizes);
    return {};
  }

  const ParsedArgs& args_;
  const EnvLookup& environment_;
  const OptionValues& values_;
  Settings settings_;
};

/// Where the search for files of settings begins. Errors: usage.
Result<std::string> find_project_directory(const OptionValues& given, const std::string& working_directory) {
  const auto project = given.single(OptionId::project);
  if (!project) {
    return working_directory;
  }
  std::string folder = absolute_path(*project, working_directory);
  TRY_ASSIGN(const auto there, status_of(folder));
  if (!there || there->kind != FileKind::directory) {
    return fail(ErrorCode::usage, format("project directory `{}` {}", to_printable(*project),
                                         there ? "is not a directory" : "does not exist"));
  }
  return real_path(folder);
}

/// Options that are known for the sake of other programs' users.
Result<void> check_effects(const ParsedArgs& args, WarningSink& warnings) {
  for (const OptionRow& row : option_rows()) {
    const bool counts = row.effect == OptionEffect::ignored || row.effect == OptionEffect::refused;
    if (!counts || (row.commands & only(args.command)) == 0 || !args.has(row.id)) {
      continue;
    }
    if (row.effect == OptionEffect::refused) {
      return fail(ErrorCode::usage, std::string(row.doc));
    }
    warnings.warn(std::string(row.doc));
  }
  return {};
}

}  // namespace

Result<Settings> resolve_settings(const ParsedArgs& args, const EnvLookup& environment, const BuildFacts& build,
                                  WarningSink& warnings) {
  TRY(check_effects(args, warnings));
  const std::vector<ConfigLayer> no_layers;
  const OptionValues given(args, environment, no_layers);
  TRY_ASSIGN(std::string working_directory, current_directory());
  if (const auto directory = given.single(OptionId::directory)) {
    TRY_ASSIGN(working_directory, real_path(absolute_path(*directory, working_directory)));
  }
  TRY_ASSIGN(std::string project_directory, find_project_directory(given, working_directory));
  ConfigSearch search{
      .working_directory = std::move(project_directory), .config_file = {}, .no_config = false, .uv_config_file = {}};
  TRY_ASSIGN(search.no_config, given.flag(OptionId::no_config));
  if (const auto file = given.single(OptionId::config_file)) {
    const bool is_uv = given.origin(OptionId::config_file) == "UV_CONFIG_FILE";
    (is_uv ? search.uv_config_file : search.config_file) = absolute_path(*file, working_directory);
  }
  TRY_ASSIGN(const auto layers, read_config_layers(search, environment, warnings));
  const OptionValues values(args, environment, layers);
  TRY(check_accepted_options(args, values, warnings));
  TRY_ASSIGN(Settings settings, SettingsBuilder(args, environment, values).build(std::move(working_directory), build));
  for (const ConfigLayer& layer : layers) {
    std::ranges::copy(layer.constraints, std::back_inserter(settings.sources.constraints));
    std::ranges::copy(layer.overrides, std::back_inserter(settings.sources.overrides));
    std::ranges::copy(layer.exclusions, std::back_inserter(settings.sources.exclusions));
  }
  if (args.has(OptionId::show_settings)) {
    settings.shown = list_given_settings(args, values, settings.sources);
  }
  return settings;
}

}  // namespace axle::cli
