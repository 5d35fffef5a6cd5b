// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the small files of a wheel's .dist-info and holds the list of entries against RECORD.
#include "fetch/wheel_contents.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/format.hpp"
#include "base/inflate.hpp"
#include "base/text.hpp"
#include "fetch/archive_end.hpp"
#include "fetch/archive_fields.hpp"
#include "fetch/second_distribution.hpp"
#include "spec/characters.hpp"
#include "spec/metadata.hpp"
#include "spec/script_name.hpp"

namespace axle::fetch {
namespace {

constexpr std::uint64_t k_record_limit_bytes = 64ULL * 1024 * 1024;
constexpr std::uint64_t k_small_file_limit_bytes = 16ULL * 1024 * 1024;
constexpr std::size_t k_shown_rows = 10;
constexpr std::string_view k_dist_info_suffix = ".dist-info";
constexpr std::string_view k_data_suffix = ".data";

std::string_view top_of(std::string_view path) {
  return path.substr(0, path.find('/'));
}

/// `foo-1.0` of `foo-1.0.dist-info`, compared by normalised name and version.
bool names_this_wheel(std::string_view stem, const spec::WheelName& name) {
  const std::size_t dash = stem.rfind('-');
  if (dash == std::string_view::npos) {
    return false;
  }
  const auto version = spec::Version::try_parse(stem.substr(dash + 1));
  return spec::normalize_name(stem.substr(0, dash)) == name.name.text() && version && *version == name.version;
}

/// Whether the compressed tags of the file name stand for `tag` too.
bool lists_tag(const spec::WheelName& name, std::string_view tag) {
  const std::vector<std::string_view> parts = split(tag, '-');
  const std::array<std::string_view, 3> sets = {name.python_tags, name.abi_tags, name.platform_tags};
  if (parts.size() != sets.size()) {
    return false;
  }
  for (std::size_t i = 0; i < sets.size(); ++i) {
    const std::vector<std::string_view> choices = split(sets[i], '.');
    if (std::ranges::find(choices, parts[i]) == choices.end()) {
      return false;
    }
  }
  return true;
}

/// The characters that the specification recommends for names of scripts.
bool has_plain_name(const spec::EntryPoint& entry_point) {
  return std::ranges::all_of(entry_point.name, spec::is_name_char);
}

/// Reads one wheel, step by step; every failure is "RULE: detail".
class ContentsReader {
 public:
  ContentsReader(const FileReader& file, std::string_view file_name, const spec::WheelName& name)
      : file_(file), file_name_(file_name), name_(name) {}

  Result<WheelContents> read(WheelArchive archive) {
    contents_.archive = std::move(archive);
    TRY(find_top_directories());
    TRY(read_wheel_file());
    TRY(read_metadata());
    TRY(read_entry_points());
    TRY(apply_record());
    TRY(check_data_directory());
    return std::move(contents_);
  }

 private:
  Result<void> find_top_directories() {
    for (const ArchiveEntry& entry : contents_.archive.entries) {
      const std::string_view top = top_of(entry.path);
      if (top.ends_with(k_dist_info_suffix)) {
        TRY(take_top(contents_.dist_info, top, k_dist_info_suffix, "Z58"));
      } else if (top.ends_with(k_data_suffix)) {
        TRY(take_top(contents_.data_directory, top, k_data_suffix, "D05"));
      } else {
        TRY(check_root_entry(file_, entry, name_));
      }
      if (!entry.is_directory && !entry.is_repeated) {
        by_path_.emplace(entry.path, &entry);
      }
    }
    if (contents_.dist_info.empty()) {
      return rule_failure("W04", "the archive has no .dist-info folder");
    }
    return {};
  }

  Result<void> take_top(std::string& taken, std::string_view top, std::string_view suffix, std::string_view rule) {
    if (taken == top) {
      return {};
    }
    if (!taken.empty()) {
      return rule_failure(rule, format("the archive has both `{}` and `{}`", taken, top));
    }
    if (!names_this_wheel(top.substr(0, top.size() - suffix.size()), name_)) {
      return rule_failure(rule, format("`{}` belongs to another distribution", top));
    }
    taken = top;
    return {};
  }

  /// A file of .dist-info, or nothing when the archive has none of that name.
  Result<std::optional<std::string>> read_small(std::string_view name, std::uint64_t limit_bytes) {
    const auto found = by_path_.find(format("{}/{}", contents_.dist_info, name));
    if (found == by_path_.end()) {
      return std::nullopt;
    }
    if (found->second->size_bytes > limit_bytes) {
      return rule_failure(
          name == "RECORD" ? "R12" : "M10",
          format("`{}` is {} bytes long, over the limit of {}", found->first, found->second->size_bytes, limit_bytes));
    }
    TRY_ASSIGN(std::string text, read_entry(file_, *found->second, limit_bytes));
    return text;
  }

  Result<std::string> read_required(std::string_view name, std::uint64_t limit_bytes, std::string_view rule) {
    TRY_ASSIGN(std::optional<std::string> text, read_small(name, limit_bytes));
    if (!text) {
      return rule_failure(rule, format("`{}` has no {}", contents_.dist_info, name));
    }
    return std::move(*text);
  }

  Result<void> read_wheel_file() {
    TRY_ASSIGN(const std::string text, read_required("WHEEL", k_small_file_limit_bytes, "W04"));
    TRY_ASSIGN(contents_.wheel, spec::parse_wheel_file(text));
    const bool listed = contents_.wheel.tags.empty() || std::ranges::any_of(contents_.wheel.tags, [&](const auto& tag) {
                          return lists_tag(name_, tag);
                        });
    if (!listed) {
      warn("W06: its WHEEL file lists other tags than its name");
    }
    if (contents_.wheel.major == 1 && contents_.wheel.minor > 0) {
      warn(format("W03: wheel version 1.{} is newer than 1.0", contents_.wheel.minor));
    }
    return {};
  }

  Result<void> read_metadata() {
    TRY_ASSIGN(contents_.metadata, read_required("METADATA", k_small_file_limit_bytes, "W05"));
    const auto metadata = spec::parse_metadata(contents_.metadata);
    if (!metadata) {
      return rule_failure_of(metadata.error());
    }
    for (const std::string& warning : metadata->warnings) {
      warn(warning);
    }
    if (spec::normalize_name(metadata->name) != name_.name.text()) {
      return rule_failure("M01", format("its METADATA is of `{}`", to_printable(metadata->name)));
    }
    const auto version = spec::Version::try_parse(metadata->version);
    if (!version || *version != name_.version) {
      return rule_failure("M02", format("its METADATA is of version `{}`", to_printable(metadata->version)));
    }
    return {};
  }

  Result<void> read_entry_points() {
    TRY_ASSIGN(const std::optional<std::string> text, read_small("entry_points.txt", k_small_file_limit_bytes));
    if (!text) {
      return {};
    }
    auto parsed = spec::parse_entry_points(*text);
    if (!parsed) {
      return rule_failure_of(parsed.error());
    }
    contents_.entry_points = std::move(*parsed);
    warn_of_odd_names();
    return {};
  }

  /// Only the first ones are told of, as with rows of RECORD.
  void warn_of_odd_names() {
    std::size_t odd = 0;
    for (const spec::EntryPoint& entry_point : contents_.entry_points) {
      if (!has_plain_name(entry_point) && odd++ < k_shown_rows) {
        warn(format("E13: entry point name `{}` holds unusual characters", entry_point.name));
      }
    }
    if (odd > k_shown_rows) {
      const std::size_t others = odd - k_shown_rows;
      warn(format("E13: {} {} unusual characters", count_of(others, "more name"), others == 1 ? "holds" : "hold"));
    }
  }

  /// Rows of RECORD by path; equal rows may repeat (R10), rows outside the archive are dropped with a warning.
  Result<std::unordered_map<std::string, spec::RecordRow>> read_rows() {
    TRY_ASSIGN(const std::string text, read_required("RECORD", k_record_limit_bytes, "R06"));
    auto parsed = spec::parse_record(text);
    if (!parsed) {
      return rule_failure_of(parsed.error());
    }
    std::unordered_map<std::string, spec::RecordRow> rows;
    std::size_t dropped = 0;
    rows.reserve(parsed->size());
    for (spec::RecordRow& row : *parsed) {
      if (!by_path_.contains(row.path)) {
        drop_row(row.path, dropped++);
        continue;
      }
      const auto [place, inserted] = rows.try_emplace(row.path, row);
      if (!inserted && place->second != row) {
        return rule_failure("R10", format("RECORD has two different rows for `{}`", row.path));
      }
    }
    if (dropped > k_shown_rows) {
      warn(format("R03: RECORD lists {} outside the archive", count_of(dropped - k_shown_rows, "more file")));
    }
    return rows;
  }

  /// Only the first ones are told of: there may be a million.
  void drop_row(std::string_view path, std::size_t before) {
    const std::vector<std::string_view> parts = split(path, '/');
    const bool outside = path.starts_with('/') || std::ranges::find(parts, "..") != parts.end();
    if (before < k_shown_rows) {
      warn(format("{}: RECORD lists `{}`, which {}", outside ? "R04" : "R03", to_printable(path),
                  outside ? "lies outside" : "is not there"));
    }
  }

  Result<void> apply_record() {
    TRY_ASSIGN(const auto rows, read_rows());
    const std::string record_path = contents_.dist_info + "/RECORD";
    contents_.expected.resize(contents_.archive.entries.size());
    for (std::size_t i = 0; i < contents_.expected.size(); ++i) {
      const ArchiveEntry& entry = contents_.archive.entries[i];
      ExpectedFile& expected = contents_.expected[i];
      expected.is_written = !entry.is_directory && entry.path != record_path;
      const bool is_signature = entry.path == record_path + ".jws" || entry.path == record_path + ".p7s";
      if (!expected.is_written || is_signature) {
        TRY(check_repetition(entry));
        continue;
      }
      const auto row = rows.find(entry.path);
      if (row == rows.end()) {
        return rule_failure("R02", format("`{}` is not in RECORD", entry.path));
      }
      TRY(check_row(row->second, entry));
      expected.algorithm = row->second.algorithm;
      expected.digest_base64 = row->second.digest_base64;
    }
    return {};
  }

  /// Equal checksums can be forged, and these files have no hash that both would have to have.
  Result<void> check_repetition(const ArchiveEntry& entry) {
    if (!entry.is_repeated || entry.is_directory) {
      return {};
    }
    TRY_ASSIGN(const std::string first, read_entry(file_, *by_path_.at(entry.path), k_record_limit_bytes));
    TRY_ASSIGN(const std::string second, read_entry(file_, entry, k_record_limit_bytes));
    return first == second ? Result<void>{}
                           : rule_failure("Z02", format("two different files are named `{}`", entry.path));
  }

  static Result<void> check_row(const spec::RecordRow& row, const ArchiveEntry& entry) {
    if (!row.algorithm) {
      return rule_failure("R02", format("RECORD has no hash of `{}`", entry.path));
    }
    if (!is_secure(*row.algorithm)) {
      return rule_failure("R09", format("RECORD has only an {} of `{}`", to_string(*row.algorithm), entry.path));
    }
    if (row.size_bytes && *row.size_bytes != entry.size_bytes) {
      return rule_failure("R08",
                          format("`{}` has {} bytes, RECORD says {}", entry.path, entry.size_bytes, *row.size_bytes));
    }
    return {};
  }

  Result<void> check_data_directory() {
    if (contents_.data_directory.empty()) {
      return {};
    }
    const std::string prefix = contents_.data_directory + "/";
    for (ArchiveEntry& entry : contents_.archive.entries) {
      if (std::string_view(entry.path).starts_with(prefix)) {
        const std::string_view path = std::string_view(entry.path).substr(prefix.size());
        TRY(check_data_path(path, entry));
        // Whatever the archive says: these are there to be run.
        entry.is_executable = entry.is_executable || (top_of(path) == "scripts" && !entry.is_directory);
      }
    }
    return {};
  }

  static Result<void> check_data_path(std::string_view path, const ArchiveEntry& entry) {
    constexpr std::array<std::string_view, 5> k_keys = {"purelib", "platlib", "headers", "scripts", "data"};
    const std::string_view key = top_of(path);
    if (std::ranges::find(k_keys, key) == k_keys.end()) {
      return rule_failure("D01", format("`{}` has no known place", entry.path));
    }
    if (key.size() == path.size()) {
      return entry.is_directory ? Result<void>{}
                                : rule_failure("D04", format("`{}` is a file, not a folder", entry.path));
    }
    const std::string_view inner = path.substr(key.size() + 1);
    const bool is_script = key == "scripts" || (key == "data" && inner.starts_with("bin/"));
    const std::string_view script = inner.substr(inner.rfind('/') + 1);
    if (!entry.is_directory && is_script && spec::is_reserved_script_name(script)) {
      return rule_failure("D02", format("`{}` would replace a program of the environment", entry.path));
    }
    if (!entry.is_directory && key == "scripts" && inner.contains('/')) {
      return rule_failure("D04", format("`{}` is below a folder of its own, where no script is found", entry.path));
    }
    const bool is_own = (inner == "pyvenv.cfg" || inner == ".lock") && !entry.is_directory;
    if (key == "data" && (is_own || inner.starts_with(".axle"))) {
      return rule_failure("D09", format("`{}` would replace a part of the environment", entry.path));
    }
    return key.ends_with("lib") ? check_data_entry(inner, entry) : Result<void>{};
  }

  static std::unexpected<Error> rule_failure_of(const Error& error) {
    return fail(ErrorCode::bad_wheel, error.message());
  }

  void warn(std::string_view text) {
    contents_.warnings.push_back(format("wheel `{}`: {}", to_printable(file_name_), text));
  }

  const FileReader& file_;
  std::string_view file_name_;
  const spec::WheelName& name_;
  WheelContents contents_;
  std::unordered_map<std::string_view, const ArchiveEntry*> by_path_;
};

}  // namespace

Result<std::string> read_entry(const FileReader& file, const ArchiveEntry& entry, std::uint64_t limit_bytes) {
  if (entry.size_bytes > limit_bytes || entry.span_bytes > limit_bytes + k_local_head_limit) {
    return rule_failure(
        "M10", format("`{}` is {} bytes long, over the limit of {}", entry.path, entry.size_bytes, limit_bytes));
  }
  TRY_ASSIGN(const std::string span, read_exactly(file, entry.offset, entry.span_bytes));
  const auto bytes = std::as_bytes(std::span(span));
  TRY_ASSIGN(const std::uint64_t data, check_local_header(entry, bytes));
  TRY(check_descriptor(entry, bytes.subspan(data + entry.compressed_bytes)));
  std::string text(entry.size_bytes, '\0');
  const auto packed = bytes.subspan(data, entry.compressed_bytes);
  if (entry.method == EntryMethod::stored) {
    text = as_text(packed);
  } else {
    auto inflated = inflate_raw(packed, std::as_writable_bytes(std::span(text)));
    if (!inflated) {
      return inflate_failure(entry.path, std::move(inflated).error());
    }
  }
  if (crc32_of(std::as_bytes(std::span(text))) != entry.crc) {
    return rule_failure("Z06", format("the checksum of `{}` is wrong", entry.path));
  }
  return text;
}

Result<WheelContents> read_wheel_contents(const FileReader& file, std::string_view file_name,
                                          const spec::WheelName& name) {
  TRY_ASSIGN(WheelArchive archive, read_archive(file, file_name));
  ContentsReader reader(file, file_name, name);
  auto contents = reader.read(std::move(archive));
  if (!contents) {
    return fail(wheel_error(file_name, std::move(contents).error()));
  }
  return contents;
}

}  // namespace axle::fetch
