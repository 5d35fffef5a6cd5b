// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip compile`.
#include "engine/pip_compile.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/fs_stream.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/context.hpp"
#include "cli/index_settings.hpp"
#include "cli/input_request.hpp"
#include "cli/render_error.hpp"
#include "engine/input_selection.hpp"
#include "engine/lock_compile.hpp"
#include "engine/requirement_files.hpp"
#include "project/pylock_output.hpp"
#include "project/requirements_file.hpp"

namespace axle::cli {
namespace {

using engine::CompiledPackage;

/// As a person in `folder`, where the text will be read, would write it, and as it was typed where that means the same
/// there. What lies outside of the working folder keeps its whole path.
std::string shown_location(const fetch::IndexLocation& location, const std::string& working_directory,
                           const std::string& folder) {
  const Url& url = location.url;
  const auto path = url.is_file() ? url.file_path() : Result<std::string>(fail(ErrorCode::bad_url, ""));
  if (!path) {
    return url.without_credentials().to_display();  // who reads the file has to have his own
  }
  if (location.typed.starts_with('.') && absolute_path(location.typed, folder) == *path) {
    return location.typed;
  }
  if (!is_at_or_below(*path, working_directory)) {
    return *path;
  }
  std::string text = engine::relative_path(*path, folder);
  if (text.ends_with('/')) {
    text.pop_back();
  }
  return text.empty() ? "." : text;
}

void add_names(std::vector<std::string>& lines, std::string_view option, const resolver::NameSet& names) {
  if (names.all) {
    lines.push_back(format("{} :all:", option));
  }
  for (const spec::PackageName& name : names.names) {
    lines.push_back(format("{} {}", option, name.text()));
  }
}

/// Where what is written will stand, and is read from.
std::string output_folder(const Settings& settings) {
  const auto& file = settings.compile.output_file;
  return file ? std::string(path_parent(*file)) : settings.working_directory;
}

/// The lines above the pins. What requirements files say of indexes stands there too.
std::vector<std::string> option_lines(const Settings& settings, const engine::CompileOptions& options) {
  std::vector<std::string> lines;
  std::vector<std::string> flat;
  for (const fetch::IndexLocation& index : options.indexes.locations) {
    if (index.is_explicit) {
      continue;  // whoever reads the file would take it for all packages
    }
    if (index.kind == fetch::IndexKind::flat) {
      flat.push_back(
          format("--find-links {}", shown_location(index, settings.working_directory, output_folder(settings))));
    } else {
      lines.push_back(format("--extra-index-url {}", index.url.without_credentials().to_display()));
    }
  }
  // The default one is the last.
  if (!lines.empty()) {
    lines.back().replace(0, std::string_view("--extra-index-url").size(), "--index-url");
    std::rotate(lines.begin(), lines.end() - 1, lines.end());
  }
  if (!settings.compile.emit_index_url) {
    lines.clear();
  }
  if (settings.compile.emit_find_links) {
    lines.insert(lines.end(), flat.begin(), flat.end());
  }
  if (settings.compile.emit_build_options) {
    add_names(lines, "--no-binary", options.resolver.format.no_binary);
    add_names(lines, "--only-binary", options.resolver.format.only_binary);
  }
  return lines;
}

/// Whether the text, in a requirements file of the folder, names the wheel. Comments, lines that go on, variables and
/// options are the file's own; the rest is as on a command line.
bool is_read_back(const std::string& text, const Url& url, const std::string& folder) {
  const bool ends_early = std::ranges::any_of(std::array{"#", "\\", "${", " -"},
                                              [&](std::string_view mark) { return text.contains(mark); });
  if (ends_early || !is_valid_utf8(text) || to_printable(text) != text) {
    return false;
  }
  project::RequirementsContext context;
  context.working_directory = folder;
  const auto read = project::parse_requirement_argument(text, context);
  const auto* wheel = read ? std::get_if<project::WheelReference>(&read->what) : nullptr;
  return wheel != nullptr && wheel->url.is_same_file(url);
}

/// `./wheels/foo-1.0-py3-none-any.whl`, as it was given; "" where a requirements file cannot hold it that way.
std::string relative_text(const Url& url, const std::string& folder) {
  const auto path = url.file_path();
  if (!path || url.without_fragment().to_request() != Url::from_path(*path).to_request()) {
    return "";
  }
  std::string text = engine::relative_path(*path, folder);
  text.insert(0, text.starts_with("../") ? "" : "./");
  return is_read_back(text, url, folder) ? text : "";
}

project::CompiledPin pin_of(const CompiledPackage& compiled, const std::string& folder) {
  const resolver::ResolvedPackage& package = compiled.package;
  project::CompiledPin pin;
  pin.name = package.name.text();
  for (const spec::ExtraName& extra : package.extras) {
    pin.extras.push_back(extra.text());
  }
  pin.version = package.version.to_string();
  pin.url = package.direct_url ? package.direct_url->without_credentials().to_display() : "";
  pin.path = compiled.is_relative ? relative_text(*package.direct_url, folder) : "";
  for (const Hash& hash : compiled.hashes) {
    pin.hashes.push_back(to_string(hash));
  }
  pin.given_by = compiled.given_by;
  std::set<std::string> needed_by;
  for (const resolver::Requirer& requirer : package.required_by) {
    needed_by.insert(requirer.name.text());
  }
  needed_by.erase("");  // the user
  needed_by.erase(pin.name);
  pin.needed_by.assign(needed_by.begin(), needed_by.end());
  pin.index = package.direct_url ? "" : compiled.index.to_display();
  return pin;
}

/// What was asked for about the whole file stands beside the packages, where there is any.
std::string to_json(const std::vector<project::CompiledPin>& pins, const project::RequirementsStyle& style) {
  const auto add_texts = [](JsonWriter& json, std::string_view key, const std::vector<std::string>& texts) {
    json.key(key).begin_array();
    for (const std::string& text : texts) {
      json.value(text);
    }
    json.end_array();
  };
  JsonWriter json;
  json.begin_object().key("packages").begin_array();
  for (const project::CompiledPin& pin : pins) {
    json.begin_object().key("name").value(pin.name).key("version").value(pin.version);
    if (!pin.url.empty()) {
      json.key("url").value(pin.url);
    }
    add_texts(json, "extras", pin.extras);
    add_texts(json, "hashes", pin.hashes);
    add_texts(json, "given_by", pin.given_by);
    add_texts(json, "needed_by", pin.needed_by);
    if (style.with_index && !pin.index.empty()) {
      json.key("index").value(pin.index);
    }
    json.end_object();
  }
  json.end_array();
  if (!style.environment.empty()) {
    json.key("environment").value(style.environment);
  }
  if (!style.options.empty()) {
    add_texts(json, "options", style.options);
  }
  json.end_object();
  return json.take() + "\n";
}

/// What cannot stand in a lock.
void warn_of_unwritten(const CompileSettings& compile, WarningSink& warnings) {
  const auto warn = [&warnings](bool given, std::string_view option) {
    if (given) {
      warnings.warn(format("`{}` has no effect on `pylock.toml`", option));
    }
  };
  warn(compile.emit_index_url, "--emit-index-url");
  warn(compile.emit_find_links, "--emit-find-links");
  warn(compile.emit_build_options, "--emit-build-options");
  warn(compile.style.with_index, "--emit-index-annotation");
  warn(compile.emit_environment, "--emit-marker-expression");
}

/// A file of pins is for others, too.
void warn_of_credentials(const std::vector<CompiledPackage>& compiled, const std::vector<std::string>& left_out,
                         Printer& printer) {
  for (const CompiledPackage& done : compiled) {
    const auto& url = done.package.direct_url;
    const bool is_written = std::ranges::find(left_out, done.package.name.text()) == left_out.end();
    if (is_written && url && url->credentials()) {
      printer.warning(
          format("the credentials in `{}` are not written: who installs `{}` has to have them, in a netrc "
                 "file for example",
                 url->to_display(), done.package.name.text()));
    }
  }
}

Result<std::string> write_lock(const std::vector<CompiledPackage>& compiled, const spec::TargetPython& target,
                               const Settings& settings) {
  const CompileSettings& compile = settings.compile;
  project::PylockStyle style{.header = compile.style.header, .command = compile.style.command, .left_out = {}};
  for (const CompiledPackage& done : compiled) {
    const std::string& name = done.package.name.text();
    if (std::ranges::find(compile.style.left_out, name) != compile.style.left_out.end()) {
      style.left_out.push_back(name);
    }
  }
  TRY_ASSIGN(const project::Pylock lock,
             make_pylock(compiled,
                         {.folder = output_folder(settings),
                          .working_directory = settings.working_directory,
                          .python = settings.target_override.version.value_or(target.version),
                          .named = engine::override_of_lock(settings.target_override)},
                         compile.style.left_out));
  return write_pylock(lock, style);
}

/// A device or a pipe stays what it is.
Result<void> write_output(const std::string& file, const std::string& text, const std::stop_token& stop) {
  if (is_stream(file)) {
    return write_stream(file, text, stop);
  }
  TRY(make_directories(std::string(path_parent(file))));
  return replace_file(file, text);
}

/// To the file, where there is one, and to standard output, unless the file is all that is wanted.
Result<void> put_out(const engine::Compiled& compiled, const engine::CompileOptions& options,
                     const spec::TargetPython& target, const CommandContext& context) {
  const Settings& settings = context.settings;
  std::vector<project::CompiledPin> pins;
  std::ranges::transform(compiled.packages, std::back_inserter(pins),
                         [&](const CompiledPackage& done) { return pin_of(done, output_folder(settings)); });
  project::RequirementsStyle style = settings.compile.style;
  style.environment = compiled.environment;
  const auto is_left_out = [&](const project::CompiledPin& pin) {
    return std::ranges::find(style.left_out, pin.name) != style.left_out.end();
  };
  style.options = option_lines(settings, options);
  const bool is_lock = settings.compile.format == CompileFormat::pylock;
  TRY_ASSIGN(const std::string text, is_lock ? write_lock(compiled.packages, target, settings)
                                             : Result<std::string>(write_requirements(pins, style)));
  const auto& file = settings.compile.output_file;
  if (file) {
    TRY(write_output(*file, text, context.session.sinks().stop));
  }
  if (settings.output == OutputFormat::json) {
    std::erase_if(pins, is_left_out);
    context.printer.data(to_json(pins, style));
  } else if (!file || settings.quiet == 0) {
    context.printer.data(text);
  }
  return {};
}

/// Whether the file can be written is told before anything is fetched.
Result<void> check_output_file(const std::string& file) {
  TRY_ASSIGN(const auto there, status_of(file));
  if (there && there->kind != FileKind::regular && !is_stream(file)) {
    return fail(
        Error(ErrorCode::usage, format("cannot write to `{}`: it is neither a file nor a pipe", to_printable(file)))
            .with_hint("without `--output-file`, what is compiled goes to standard output"));
  }
  return {};
}

}  // namespace

Result<int> run_pip_compile_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  if (settings.compile.output_file) {
    TRY(check_output_file(*settings.compile.output_file));
  }
  const Stopwatch watch(system_clock());
  const bool is_lock = settings.compile.format == CompileFormat::pylock;
  if (is_lock) {
    warn_of_unwritten(settings.compile, context.warnings);
  }
  context.flush_warnings();
  const engine::InputRequest request = make_input_request(settings);
  TRY_ASSIGN(engine::CollectedInputs collected, engine::collect_inputs(request, context.session));
  TRY_ASSIGN(const spec::TargetPython target,
             engine::find_compile_target(settings.target, settings.target_override, settings.search, context.printer));
  TRY(engine::select_inputs(collected, target.markers));
  engine::InstallOptions install = settings.install;
  engine::apply_file_options(collected, install);
  install.resolver.tells_markers = settings.compile.emit_environment;
  const engine::CompileOptions options{.resolver = install.resolver,
                                       .indexes = join_indexes(settings.indexes, collected.indexes),
                                       .refresh = install.refresh,
                                       .generate_hashes = settings.compile.generate_hashes,
                                       .lists_files = is_lock,
                                       .tells_environment = settings.compile.emit_environment};
  std::vector<resolver::Preference> pins;
  if (settings.compile.output_file && !install.resolver.upgrade.all) {
    const auto files = engine::make_requirements_context(request, context.session);
    TRY_ASSIGN(pins, is_lock ? engine::read_locked_pins(*settings.compile.output_file, files, target)
                             : engine::read_pins(*settings.compile.output_file, files, target));
  }
  TRY_ASSIGN(const engine::CompileAnswer answer,
             engine::run_pip_compile(collected, options, target, std::move(pins), context.session));
  context.flush_warnings();
  if (const auto* proof = std::get_if<resolver::NoSolution>(&answer)) {
    return report_no_solution(*proof, settings.output, context.printer);
  }
  const auto& compiled = std::get<engine::Compiled>(answer);
  const std::size_t size = compiled.packages.size();
  const std::string count = size == 0 ? "" : " " + count_of(size, "package");
  context.printer.status(format("Resolved{} in {}", count, format_elapsed(watch.elapsed())));
  warn_of_credentials(compiled.packages, settings.compile.style.left_out, context.printer);
  TRY(put_out(compiled, options, target, context));
  return 0;
}

}  // namespace axle::cli
