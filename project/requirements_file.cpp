// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads requirements files and what they include, with a stack of the files that are open.
#include "project/requirements_file.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/location.hpp"
#include "base/text.hpp"
#include "project/hash_text.hpp"
#include "project/pylock_file.hpp"
#include "project/requirement_text.hpp"
#include "project/requirements_line.hpp"

namespace axle::project {
namespace {

constexpr std::size_t k_depth_limit = 64;
constexpr std::size_t k_file_limit = 1000;
constexpr std::size_t k_total_limit_bytes = std::size_t{64} * 1024 * 1024;

/// What the lines of a file are.
enum class LineRole : std::uint8_t { requirement, constraint };

/// One file on the stack of includes: its lines, and how far they are read.
struct OpenFile {
  std::string location;  ///< absolute path, `-` or URL
  std::string identity;  ///< the same for every name of one file
  std::string shown;     ///< as the user wrote it, without credentials
  LineRole role = LineRole::requirement;
  std::vector<LogicalLine> lines;
  std::size_t next = 0;
};

bool names_local_file(const RequirementEntry& entry) {
  if (const auto* wheel = std::get_if<WheelReference>(&entry.what)) {
    return wheel->url.is_file();
  }
  if (const auto* requirement = std::get_if<spec::Requirement>(&entry.what)) {
    return requirement->url && requirement->url->is_file();
  }
  return !std::get<UnsupportedReference>(entry.what).path.empty();
}

/// `:all:`, `:none:` or names, between commas.
bool is_format_list(std::string_view value) {
  return std::ranges::all_of(split(value, ','), [](std::string_view part) {
    const std::string_view name = trim(part);
    return name == ":all:" || name == ":none:" || spec::is_valid_name(name);
  });
}

class FileReader {
 public:
  explicit FileReader(const RequirementsContext& context) : context_(context) {}

  Result<RequirementsFile> read(const std::string& location) {
    TRY(open(location, LineRole::requirement));
    while (!stack_.empty()) {
      if (context_.stop.stop_requested()) {
        return fail(ErrorCode::cancelled, "cancelled");
      }
      OpenFile& file = stack_.back();
      if (file.next == file.lines.size()) {
        stack_.pop_back();
        continue;
      }
      const LogicalLine line = file.lines[file.next++];
      TRY(is_option_line(line.text) ? take_options(line) : take_requirement(line));
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::unexpected<Error> refuse(const LogicalLine& line, std::string message,
                                              ErrorCode code = ErrorCode::bad_requirements_file) const {
    return fail(Error(code, std::move(message)).with_place({stack_.back().shown, line.number, 0}));
  }

  /// The column is told where the error knows it.
  [[nodiscard]] Error at_line(const LogicalLine& line, Error error, std::size_t column = 0) const {
    const std::size_t known = error.where() ? error.where()->column : column;
    const LinePosition place = known > 0 ? position_in_file(line, known) : LinePosition{.line = line.number};
    return std::move(error).with_place({stack_.back().shown, place.line, place.column});
  }

  /// Why a TOML file other than a lock is refused.
  [[nodiscard]] std::string_view explain_toml(LineRole role) const {
    if (role == LineRole::constraint) {
      return "no list of constraints: such a list has the format of `requirements.txt`";
    }
    return stack_.empty() ? "not a requirements file; of TOML files, only `pyproject.toml` and locks are read: "
                            "`pylock.toml`, and `pylock.NAME.toml` where NAME has no dot"
                          : "not a requirements file: what a file includes has the format of `requirements.txt`";
  }

  Result<void> open(const std::string& written, LineRole role) {
    if (is_pylock(written)) {
      return fail(ErrorCode::bad_requirements_file,
                  format("`{}` is a lock file, not a requirements file", to_printable(redact_urls(written))));
    }
    if (written.ends_with(".toml")) {
      return fail(ErrorCode::bad_requirements_file,
                  format("`{}` is {}", to_printable(redact_urls(written)), explain_toml(role)));
    }
    TRY_ASSIGN(std::string location, resolve(written));
    std::string identity = location;
    if (const auto real = location.starts_with('/') ? real_path(location) : Result<std::string>(location); real) {
      identity = *real;
    }
    TRY(check_stack(identity));
    auto text = context_.load(location);
    if (!text) {
      return fail(open_failure(written, location, std::move(text).error()));
    }
    total_bytes_ += text->size();
    if (total_bytes_ > k_total_limit_bytes || ++files_ > k_file_limit) {
      return fail(ErrorCode::bad_requirements_file, format("requirements files may have {} and {} files in all",
                                                           format_bytes(k_total_limit_bytes), k_file_limit));
    }
    std::string shown = shown_name(written);
    TRY(check_text(*text, shown));
    stack_.push_back({.location = std::move(location),
                      .identity = std::move(identity),
                      .shown = std::move(shown),
                      .role = !stack_.empty() && stack_.back().role == LineRole::constraint ? stack_.back().role : role,
                      .lines = split_logical_lines(*text)});
    return {};
  }

  /// A file is named as seen from where the user is, not from the file that includes it.
  [[nodiscard]] std::string shown_name(const std::string& written) const {
    const bool is_relative =
        !is_remote(written) && !written.starts_with('/') && !starts_with_ignoring_case(written, "file:");
    if (stack_.empty() || !is_relative || is_remote(stack_.back().location)) {
      return redact_urls(written);
    }
    const std::size_t end = stack_.back().shown.rfind('/');
    return end == std::string::npos ? written : stack_.back().shown.substr(0, end + 1) + written;
  }

  static Result<void> check_text(std::string_view text, std::string_view shown) {
    const bool is_wide = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
    const std::size_t zero = text.find('\0');
    if (is_wide) {
      return fail(Error(ErrorCode::bad_requirements_file, format("`{}` is a text in UTF-16", to_printable(shown)))
                      .with_hint("save it as UTF-8"));
    }
    if (zero != std::string_view::npos) {
      const auto line = std::ranges::count(text.substr(0, zero), '\n') + 1;
      return fail(ErrorCode::bad_requirements_file,
                  format("`{}` is not a text: line {} holds a NUL byte", to_printable(shown), line));
    }
    if (!is_valid_utf8(text)) {
      return fail(ErrorCode::bad_requirements_file, format("`{}` is not a text in UTF-8", to_printable(shown)));
    }
    return {};
  }

  /// Why a file of this machine cannot be read is told with its name already.
  static Error open_failure(const std::string& written, const std::string& location, Error reason) {
    const std::string shown = to_printable(redact_urls(written));
    const ErrorCode code = reason.code();
    if (code == ErrorCode::not_found) {
      return Error(code, format("File not found: `{}`", shown));
    }
    if (!is_remote(location)) {
      return reason;
    }
    return Error(code, format("cannot read `{}`", shown)).caused_by(std::move(reason));
  }

  /// Relative names are relative to the file that includes them.
  Result<std::string> resolve(const std::string& written) const {
    if (is_remote(written) || (written == "-" && stack_.empty())) {
      return written;
    }
    if (!stack_.empty() && is_remote(stack_.back().location)) {
      return resolve_remote(written);
    }
    TRY_ASSIGN(const Url url, parse_fetchable_location(written, folder()));
    return url.file_path();
  }

  /// A fetched file may include its neighbours, never files of this machine (Q19).
  Result<std::string> resolve_remote(const std::string& written) const {
    TRY_ASSIGN(const Url base, Url::parse(stack_.back().location));
    if (written.starts_with('/') || starts_with_ignoring_case(written, "file:")) {
      return fail(ErrorCode::bad_requirements_file, local_from_remote(written));
    }
    TRY_ASSIGN(const Url resolved, base.resolve(written));
    TRY_ASSIGN(const Url url, parse_fetchable_location(resolved.to_secret_text(), folder()));
    return url.to_secret_text();
  }

  [[nodiscard]] std::string local_from_remote(std::string_view written) const {
    return format("a file from the network must not name the local `{}`", to_printable(redact_urls(written)));
  }

  Result<void> check_stack(const std::string& identity) const {
    const auto found = std::ranges::find(stack_, identity, &OpenFile::identity);
    if (found != stack_.end()) {
      std::string cycle;
      for (auto file = found; file != stack_.end(); ++file) {
        format_to(cycle, "`{}` → ", to_printable(file->shown));
      }
      return fail(ErrorCode::bad_requirements_file,
                  format("requirements files include each other: {}`{}`", cycle, to_printable(found->shown)));
    }
    if (stack_.size() >= k_depth_limit) {
      return fail(ErrorCode::bad_requirements_file,
                  format("requirements files include each other more than {} deep", k_depth_limit));
    }
    return {};
  }

  /// What relative paths of the current file are relative to.
  [[nodiscard]] std::string folder() const {
    const bool is_file = !stack_.empty() && stack_.back().location.starts_with('/');
    return is_file ? std::string(path_parent(stack_.back().location)) : context_.working_directory;
  }

  [[nodiscard]] bool in_remote_file() const { return is_remote(stack_.back().location); }

  /// Options are recognised before variables are filled in: a value never becomes an option (Q22).
  Result<void> take_requirement(const LogicalLine& line) {
    auto parts = split_requirement_options(line.text);
    if (!parts) {
      return fail(at_line(line, std::move(parts).error()));
    }
    const std::string text = expand_variables(parts->requirement, context_.lookup);
    auto entry = parse_requirement_text(text, context_of_file());
    if (!entry) {
      return not_parsed(line, std::move(entry).error(), text == parts->requirement);
    }
    if (in_remote_file() && names_local_file(*entry)) {
      return refuse(line, local_from_remote(text));
    }
    for (const std::string& written : parts->hashes) {
      const std::string expanded = expand_variables(written, context_.lookup);
      std::optional<Hash> hash = parse_hash(expanded);
      if (!hash) {
        return refuse(line, explain_bad_hash(expanded, written));
      }
      entry->hashes.push_back(*std::move(hash));
    }
    add(*std::move(entry), line);
    return {};
  }

  /// Relative paths are relative to the file.
  [[nodiscard]] RequirementsContext context_of_file() const {
    RequirementsContext context = context_;
    context.working_directory = folder();
    return context;
  }

  /// Where the text is not as it stands in the file, only the beginning of the line can be told.
  [[nodiscard]] std::unexpected<Error> not_parsed(const LogicalLine& line, Error error, bool is_as_written) const {
    if (error.code() != ErrorCode::bad_requirement) {
      return fail(at_line(line, std::move(error)));
    }
    const std::size_t known = error.where() ? error.where()->column : 1;
    Error reason(ErrorCode::bad_requirement, error.message());
    return fail(
        at_line(line, Error(ErrorCode::bad_requirement, "cannot parse the requirement"), is_as_written ? known : 1)
            .caused_by(std::move(reason)));
  }

  void add(RequirementEntry entry, const LogicalLine& line) {
    entry.origin = stack_.back().shown;
    entry.line = line.number;
    (stack_.back().role == LineRole::constraint ? result_.constraints : result_.requirements)
        .push_back(std::move(entry));
  }

  Result<void> take_options(const LogicalLine& line) {
    auto options = parse_option_line(line.text);
    if (!options) {
      return fail(at_line(line, std::move(options).error()));
    }
    for (OptionLine& option : *options) {
      option.value = expand_variables(option.value, context_.lookup);
    }
    // A file that a line includes is read next, so the other options of that line come first.
    const auto includes = std::ranges::stable_partition(*options, [](const OptionLine& option) {
      return option.name != "--requirement" && option.name != "--constraint";
    });
    if (includes.size() > 1) {
      return refuse(line, "a line can include one file only");
    }
    for (const OptionLine& option : *options) {
      TRY(take_option(option, line));
    }
    return {};
  }

  Result<void> take_option(const OptionLine& option, const LogicalLine& line) {
    const std::string& name = option.name;
    if (name == "--requirement" || name == "--constraint") {
      return include(option.value, name == "--constraint" ? LineRole::constraint : LineRole::requirement, line);
    }
    if (name == "--editable") {
      auto entry = parse_editable_text(option.value, context_of_file());
      if (!entry) {
        return not_parsed(line, std::move(entry).error(), false);
      }
      add(*std::move(entry), line);
      return {};
    }
    if (name == "--no-binary" || name == "--only-binary") {
      if (!is_format_list(option.value)) {
        return refuse(line, format("`{}` is not a value of `{}`: expected `:all:`, `:none:` or names of packages",
                                   to_printable(option.value), name));
      }
      (name == "--no-binary" ? result_.no_binary : result_.only_binary).push_back(option.value);
      return {};
    }
    if (name == "--no-index" || name == "--require-hashes" || name == "--pre") {
      (name == "--no-index" ? result_.no_index : name == "--pre" ? result_.pre : result_.require_hashes) = true;
      return {};
    }
    if (name == "--trusted-host" || name == "--use-feature" || name == "--prefer-binary") {
      warn_of_ignored(name, line);
      return {};
    }
    return take_location(option, line);
  }

  void warn_of_ignored(const std::string& option, const LogicalLine& line) const {
    const std::string_view way_out = option == "--trusted-host" ? "; give it on the command line instead" : "";
    context_.warn(format("{}:{}: `{}` is ignored{}", to_printable(stack_.back().shown), line.number, option, way_out));
  }

  Result<void> include(const std::string& written, LineRole role, const LogicalLine& line) {
    auto opened = open(written, role);
    if (opened) {
      return {};
    }
    const ErrorCode code = opened.error().code();
    return fail(at_line(line, Error(code, "cannot read the included file").caused_by(std::move(opened).error())));
  }

  /// Indexes and folders of files.
  Result<void> take_location(const OptionLine& option, const LogicalLine& line) {
    auto location = parse_fetchable_location(option.value, folder());
    if (!location) {
      return fail(at_line(line, std::move(location).error()));
    }
    if (in_remote_file() && location->is_file()) {
      return refuse(line, local_from_remote(option.value));
    }
    if (option.name == "--find-links") {
      result_.find_links.push_back(*std::move(location));
    } else if (option.name == "--extra-index-url") {
      result_.extra_index_urls.push_back(*std::move(location));
    } else if (option.name == "--index-url" || option.name == "--pypi-url") {
      PlacedIndex index{.url = *std::move(location), .place = {stack_.back().shown, line.number, 0}};
      if (result_.index_url) {
        TRY(check_same_index(result_.index_url->url, index));
      }
      result_.index_url = std::move(index);
    }
    return {};
  }

  const RequirementsContext& context_;
  std::vector<OpenFile> stack_;
  RequirementsFile result_;
  std::size_t total_bytes_ = 0;
  std::size_t files_ = 0;
};

}  // namespace

Result<void> check_same_index(const Url& first, const PlacedIndex& second) {
  const auto text_of = [](const Url& url) {
    std::string text = url.to_secret_text();
    text.resize(text.find_last_not_of('/') + 1);
    return text;
  };
  return text_of(first) == text_of(second.url)
             ? Result<void>()
             : fail(Error(ErrorCode::bad_requirements_file, format("`--index-url` is given twice: `{}` and `{}`",
                                                                   first.to_display(), second.url.to_display()))
                        .with_place(second.place)
                        .with_hint("one index takes the place of the default; name others with `--extra-index-url`"));
}

Result<RequirementsFile> read_requirements_file(const std::string& location, const RequirementsContext& context) {
  return FileReader(context).read(location);
}

}  // namespace axle::project
