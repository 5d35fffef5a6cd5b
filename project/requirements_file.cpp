// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads requirements files and what they include, with a stack of the files that are open.
#include "project/requirements_file.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "project/requirements_line.hpp"

namespace axle::project {
namespace {

constexpr std::size_t k_depth_limit = 64;

bool is_remote(std::string_view location) {
  return location.starts_with("http://") || location.starts_with("https://");
}

/// One file on the stack of includes: its lines, and how far they are read.
struct OpenFile {
  std::string location;     ///< absolute path, `-` or URL
  std::string shown;        ///< as the user wrote it
  bool constraints = false; ///< lines are constraints
  std::vector<LogicalLine> lines;
  std::size_t next = 0;
};

class FileReader {
 public:
  explicit FileReader(const RequirementsContext& context) : context_(context) {}

  Result<RequirementsFile> read(const std::string& location) {
    TRY(open(location, false));
    while (!stack_.empty()) {
      OpenFile& file = stack_.back();
      if (file.next == file.lines.size()) {
        stack_.pop_back();
        continue;
      }
      const LogicalLine line = file.lines[file.next++];
      TRY(take_line(line));
    }
    return std::move(result_);
  }

 private:
  Result<void> open(const std::string& written, bool constraints) {
    TRY_ASSIGN(std::string location, resolve(written));
    TRY(check_stack(location));
    auto text = context_.load(location);
    if (!text) {
      return fail(open_failure(written, std::move(text).error()));
    }
    stack_.push_back({.location = std::move(location),
                      .shown = written,
                      .constraints = constraints || (!stack_.empty() && stack_.back().constraints),
                      .lines = split_logical_lines(*text)});
    return {};
  }

  static Error open_failure(const std::string& written, Error reason) {
    if (reason.code() == ErrorCode::not_found) {
      return Error(ErrorCode::not_found, format("File not found: `{}`", to_printable(written)));
    }
    const ErrorCode code = reason.code();
    return Error(code, format("cannot read `{}`", redact_urls(to_printable(written)))).caused_by(std::move(reason));
  }

  /// Relative names are relative to the file that includes them.
  Result<std::string> resolve(const std::string& written) const {
    if (written == "-" || is_remote(written)) {
      return written;
    }
    if (!stack_.empty() && is_remote(stack_.back().location)) {
      return resolve_remote(written);
    }
    std::string path = written;
    if (path.starts_with("file:")) {
      TRY_ASSIGN(const Url url, Url::parse(path));
      TRY_ASSIGN(path, url.file_path());
    }
    const bool nested = !stack_.empty() && stack_.back().location != "-";
    return absolute_path(path, nested ? path_parent(stack_.back().location) : std::string_view(context_.working_directory));
  }

  /// A fetched file may include its neighbours, never files of this machine (Q19).
  Result<std::string> resolve_remote(const std::string& written) const {
    TRY_ASSIGN(const Url base, Url::parse(stack_.back().location));
    if (written.starts_with('/') || written.starts_with("file:")) {
      return fail(ErrorCode::bad_requirements_file,
                  format("`{}` names the local file `{}`", base.to_display(), to_printable(written)));
    }
    TRY_ASSIGN(const Url url, base.resolve(written));
    return url.to_secret_text();
  }

  Result<void> check_stack(const std::string& location) const {
    const auto found = std::ranges::find(stack_, location, &OpenFile::location);
    if (found != stack_.end()) {
      std::string cycle;
      for (auto file = found; file != stack_.end(); ++file) {
        format_to(cycle, "`{}` → ", redact_urls(file->shown));
      }
      return fail(ErrorCode::bad_requirements_file,
                  format("requirements files include each other: {}`{}`", cycle, redact_urls(found->shown)));
    }
    if (stack_.size() >= k_depth_limit) {
      return fail(ErrorCode::bad_requirements_file, "requirements files include each other more than 64 deep");
    }
    return {};
  }

  Result<void> take_line(const LogicalLine& line) {
    const std::string text = expand_variables(line.text, context_.lookup);
    // What a line is, is decided before its variables are filled in.
    if (const auto option = parse_option_line(line.text)) {
      return take_option({.name = option->name, .value = expand_variables(option->value, context_.lookup)}, line);
    }
    TRY_ASSIGN(const RequirementText parts, place(split_requirement_options(text), line));
    TRY_ASSIGN(RequirementEntry entry,
               place(parse_requirement_argument(parts.requirement, local_context()), line));
    for (const std::string& hash : parts.hashes) {
      TRY_ASSIGN(Hash parsed, parse_required_hash(hash, line));
      entry.hashes.push_back(std::move(parsed));
    }
    entry.origin = stack_.back().shown;
    entry.line = line.number;
    auto& list = stack_.back().constraints ? result_.constraints : result_.requirements;
    list.push_back(std::move(entry));
    return {};
  }

  [[nodiscard]] RequirementsContext local_context() const {
    RequirementsContext context = context_;
    const std::string& location = stack_.back().location;
    if (location.starts_with('/')) {
      context.working_directory = path_parent(location);
    }
    return context;
  }

  template <typename T>
  Result<T> place(Result<T> result, const LogicalLine& line) const {
    if (result) {
      return result;
    }
    return fail(failure_at(line, std::move(result).error()));
  }

  [[nodiscard]] Error failure_at(const LogicalLine& line, Error reason) const {
    const ErrorCode code = reason.code();
    return Error(code, format("cannot read `{}` at line {}", redact_urls(stack_.back().shown), line.number))
        .with_place({.file = stack_.back().shown, .line = line.number, .column = 0})
        .caused_by(std::move(reason));
  }

  Result<Hash> parse_required_hash(const std::string& text, const LogicalLine& line) const {
    auto hash = parse_hash(text);
    if (!hash) {
      return fail(failure_at(line, Error(ErrorCode::bad_requirements_file,
                                         format("`{}` is not a hash of the form `sha256:…`", to_printable(text)))));
    }
    return std::move(*hash);
  }

  Result<void> take_option(const OptionLine& option, const LogicalLine& line) {
    const std::string& name = option.name;
    const auto is = [&](std::string_view short_name, std::string_view long_name) {
      return name == short_name || name == long_name;
    };
    if (is("-r", "--requirement")) {
      return open(option.value, stack_.back().constraints);
    }
    if (is("-c", "--constraint")) {
      return open(option.value, true);
    }
    if (is("-e", "--editable")) {
      result_.requirements.push_back(
          {.what = UnsupportedReference{.kind = UnsupportedReference::Kind::editable, .text = option.value},
           .hashes = {}, .origin = stack_.back().shown, .line = line.number});
      return {};
    }
    if (is("-i", "--index-url") || name == "--pypi-url") {
      result_.index_url = option.value;
      return {};
    }
    return take_plain_option(option, line);
  }

  Result<void> take_plain_option(const OptionLine& option, const LogicalLine& line) {
    const std::array<std::pair<std::string_view, std::vector<std::string>*>, 6> lists = {{
        {"--extra-index-url", &result_.extra_index_urls}, {"--find-links", &result_.find_links},
        {"-f", &result_.find_links}, {"--no-binary", &result_.no_binary}, {"--only-binary", &result_.only_binary},
        {"--trusted-host", &result_.trusted_hosts}}};
    const auto list = std::ranges::find(lists, option.name, [](const auto& row) { return row.first; });
    if (list != lists.end()) {
      const bool location = list->second == &result_.find_links;
      list->second->push_back(location ? local_location(option.value) : option.value);
      return {};
    }
    const std::array<std::pair<std::string_view, bool*>, 3> flags = {{
        {"--no-index", &result_.no_index}, {"--require-hashes", &result_.require_hashes}, {"--pre", &result_.pre}}};
    const auto flag = std::ranges::find(flags, option.name, [](const auto& row) { return row.first; });
    if (flag != flags.end()) {
      *flag->second = true;
      return {};
    }
    if (option.name == "--prefer-binary" || option.name == "--use-feature") {
      return {};
    }
    return fail(failure_at(line, Error(ErrorCode::bad_requirements_file,
                                       format("unknown option `{}`", to_printable(option.name)))));
  }

  [[nodiscard]] std::string local_location(const std::string& value) const {
    const bool local = value.find("://") == std::string::npos && !value.starts_with("file:");
    return local ? absolute_path(value, local_context().working_directory) : value;
  }

  const RequirementsContext& context_;
  std::vector<OpenFile> stack_;
  RequirementsFile result_;
};

}  // namespace

Result<RequirementsFile> read_requirements_file(const std::string& location, const RequirementsContext& context) {
  return FileReader(context).read(location);
}

}  // namespace axle::project
