// SPDX-License-Identifier: MIT OR Apache-2.0
// Fills the settings of compiling and syncing.
#include "cli/compile_settings.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "project/pylock_file.hpp"

namespace axle::cli {
namespace {

/// What is written to a file takes its place, which must not happen to what standard output is redirected to.
constexpr std::array<std::string_view, 3> k_names_of_stdout = {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"};

/// Words of a command line that its header does not repeat.
struct Unrepeated {
  OptionId id;
  bool has_value;
};

constexpr std::array k_of_one_run = std::to_array<Unrepeated>({{OptionId::upgrade, false},
                                                               {OptionId::no_progress, false},
                                                               {OptionId::upgrade_package, true},
                                                               {OptionId::quiet, false},
                                                               {OptionId::verbose, false}});
constexpr std::array k_of_indexes = std::to_array<Unrepeated>({{OptionId::index, true},
                                                               {OptionId::default_index, true},
                                                               {OptionId::index_url, true},
                                                               {OptionId::extra_index_url, true}});

/// `-qq`, `-qU`: nothing but flags of one run.
bool is_cluster_of_one_run(std::string_view word) {
  return word.size() > 1 && word.front() == '-' && word.find_first_not_of("qvU", 1) == std::string_view::npos;
}

/// How many words an option takes when `word` begins it: 0 when it is another one.
std::size_t words_of(const Unrepeated& option, std::string_view word) {
  const std::string_view names = row_of(option.id).names;
  for (std::string_view part : split(names, '|')) {
    for (const std::string_view name : split(part, ',')) {
      if (word == name) {
        return option.has_value ? 2 : 1;
      }
      const bool is_short = name.size() == 2;
      const bool is_joined = option.has_value && word.starts_with(name) &&
                             (is_short ? word.size() > 2 : word.substr(name.size()).starts_with('='));
      if (is_joined) {
        return 1;
      }
    }
  }
  return 0;
}

class CompileReader {
 public:
  CompileReader(const ParsedArgs& args, const OptionValues& values, Settings& settings)
      : args_(args), values_(values), settings_(settings) {}

  Result<void> fill() {
    TRY(fill_target());
    CompileSettings& compile = settings_.compile;
    const auto file = values_.single(OptionId::output_file);
    if (file && std::ranges::find(k_names_of_stdout, *file) == k_names_of_stdout.end()) {
      compile.output_file = absolute_path(*file, settings_.working_directory);
    }
    TRY(fill_format(compile));
    TRY_ASSIGN(compile.generate_hashes, values_.flag(OptionId::generate_hashes));
    TRY(fill_style(compile.style));
    TRY_ASSIGN(compile.emit_index_url, values_.flag(OptionId::emit_index_url));
    TRY_ASSIGN(compile.emit_find_links, values_.flag(OptionId::emit_find_links));
    TRY_ASSIGN(compile.emit_build_options, values_.flag(OptionId::emit_build_options));
    TRY_ASSIGN(compile.emit_environment, values_.flag(OptionId::emit_marker_expression));
    TRY_ASSIGN(compile.allow_empty, values_.flag(OptionId::allow_empty_requirements));
    compile.style.command =
        values_.single(OptionId::custom_compile_command).value_or(compile_command_of(args_.words, compile));
    return {};
  }

 private:
  /// Unless it is given, the format is what the name of the file says.
  Result<void> fill_format(CompileSettings& compile) const {
    constexpr Choices<CompileFormat, 2> k_formats = {
        {{"requirements.txt", CompileFormat::requirements}, {"pylock.toml", CompileFormat::pylock}}};
    const bool is_lock = compile.output_file && project::is_meant_as_pylock(*compile.output_file);
    TRY_ASSIGN(compile.format, values_.choose(OptionId::compile_format, k_formats,
                                              is_lock ? CompileFormat::pylock : CompileFormat::requirements));
    const bool has_name =
        compile.format == CompileFormat::pylock && compile.output_file && settings_.command == Command::pip_compile;
    return has_name ? project::check_pylock_name(*compile.output_file) : Result<void>();
  }

  Result<void> fill_target() {
    engine::TargetOverride& target = settings_.target_override;
    TRY(values_.each(OptionId::python_version, [&target](const std::string& text) -> Result<void> {
      TRY_ASSIGN(target.version, spec::Version::parse(text));
      return check_version(*target.version);
    }));
    const auto versions = values_.given(OptionId::python_version);
    target.is_version_of_settings = !versions.empty() && versions.back().kind == OriginKind::file;
    return values_.each(OptionId::python_platform, [&target](const std::string& text) -> Result<void> {
      target.platform = spec::find_target_platform(text);
      return target.platform ? Result<void>() : fail(ErrorCode::usage, no_platform(text));
    });
  }

  /// As many tags belong to a Python as there are versions before it.
  static Result<void> check_size(const spec::Version& version) {
    constexpr std::uint64_t k_most = 255;
    const std::vector<std::uint64_t> release = version.parts().release;
    const bool is_sound = std::ranges::all_of(release, [](std::uint64_t number) { return number <= k_most; });
    return is_sound ? Result<void>()
                    : fail(ErrorCode::usage, format("`{}` is no version of Python: a number in it is above {}",
                                                    version.to_string(), k_most));
  }

  /// A Python is released or about to be: nothing else would count.
  static Result<void> check_version(const spec::Version& version) {
    const spec::VersionParts parts = version.parts();
    const std::string_view kind = !parts.local.empty() ? "a local version"
                                  : parts.dev          ? "a development release"
                                  : parts.post         ? "a post-release"
                                  : parts.epoch > 0    ? "a version with an epoch"
                                                       : "";
    return kind.empty()
               ? check_size(version)
               : fail(ErrorCode::usage, format("`{}` is no version of Python: it is {}", version.to_string(), kind));
  }

  static std::string no_platform(const std::string& text) {
    std::string possible;
    for (const std::string& name : spec::target_platform_names()) {
      possible += (possible.empty() ? "" : ", ") + name;
    }
    return format("`{}` is none of: {}", to_printable(text), possible);
  }

  Result<void> fill_style(project::RequirementsStyle& style) {
    using project::AnnotationStyle;
    constexpr Choices<AnnotationStyle, 2> k_styles = {
        {{"split", AnnotationStyle::split}, {"line", AnnotationStyle::line}}};
    TRY_ASSIGN(style.annotation, values_.choose(OptionId::annotation_style, k_styles, AnnotationStyle::split));
    TRY_ASSIGN(const bool no_annotate, values_.flag(OptionId::no_annotate));
    TRY_ASSIGN(const bool no_header, values_.flag(OptionId::no_header));
    style.annotate = !no_annotate;
    style.header = !no_header;
    TRY_ASSIGN(style.with_extras, values_.flag(OptionId::no_strip_extras));
    TRY_ASSIGN(style.with_index, values_.flag(OptionId::emit_index_annotation));
    return values_.each(OptionId::no_emit_package, [&style](const std::string& text) -> Result<void> {
      TRY_ASSIGN(const spec::PackageName name, spec::PackageName::parse(text));
      style.left_out.push_back(name.text());
      return {};
    });
  }

  const ParsedArgs& args_;
  const OptionValues& values_;
  Settings& settings_;
};

}  // namespace

Result<void> fill_compile_settings(const ParsedArgs& args, const OptionValues& values, Settings& settings) {
  return CompileReader(args, values, settings).fill();
}

std::string compile_command_of(const std::vector<std::string>& words, const CompileSettings& compile) {
  std::vector<Unrepeated> dropped(k_of_one_run.begin(), k_of_one_run.end());
  if (!compile.emit_index_url) {
    dropped.insert(dropped.end(), k_of_indexes.begin(), k_of_indexes.end());
  }
  if (!compile.emit_find_links) {
    dropped.push_back({OptionId::find_links, true});
  }
  std::string text = "axle";
  for (std::size_t i = 0; i < words.size();) {
    std::size_t taken = is_cluster_of_one_run(words[i]) ? 1 : 0;
    for (const Unrepeated& option : dropped) {
      taken = std::max(taken, words_of(option, words[i]));
    }
    if (taken == 0) {
      text += ' ' + quote_for_shell(to_printable(redact_urls(words[i])));
    }
    i += std::max<std::size_t>(taken, 1);
  }
  return text;
}

}  // namespace axle::cli
