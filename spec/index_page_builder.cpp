// SPDX-License-Identifier: MIT OR Apache-2.0
// Collects the files of a project in the flat form and freezes them, versions ascending, names ascending below.
//
// Rules:   reliability I09, I10, I17, I19.
#include <algorithm>
#include <limits>
#include <numeric>
#include <span>
#include <unordered_map>

#include "base/byte_codec.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "base/text_hash.hpp"
#include "base/url.hpp"
#include "spec/index_page.hpp"
#include "spec/index_page_layout.hpp"
#include "spec/specifier.hpp"

namespace axle::spec {
namespace {

constexpr std::size_t k_cold_limit_bytes = std::size_t{3} * 1024 * 1024 * 1024;
/// More than any index needs; the length field holds 29 bits.
constexpr std::size_t k_record_limit_bytes = std::size_t{16} * 1024 * 1024;
constexpr std::size_t k_skipped_name_limit_bytes = 255;
constexpr std::uint32_t k_no_id = std::numeric_limits<std::uint32_t>::max();

using TextIds = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;

struct Row {
  Version version;
  FileRow file;
};

/// The three tag parts of a wheel name that was parsed before.
TagTriple tags_of(std::string_view file_name) {
  const std::string_view stem = file_name.substr(0, file_name.size() - 4);
  const std::size_t platform = stem.rfind('-');
  const std::size_t abi = stem.rfind('-', platform - 1);
  const std::size_t python = stem.rfind('-', abi - 1);
  return {stem.substr(python + 1, abi - python - 1), stem.substr(abi + 1, platform - abi - 1),
          stem.substr(platform + 1)};
}

std::uint8_t digit_value(char c) {
  return static_cast<std::uint8_t>(c <= '9' ? c - '0' : c - 'a' + 10);
}

void write_hash(ByteWriter& out, const Hash& hash) {
  out.number(static_cast<std::uint8_t>(hash.algorithm));
  out.number(static_cast<std::uint8_t>(hash.hex.size() / 2));
  for (std::size_t i = 0; i + 1 < hash.hex.size(); i += 2) {
    out.number(static_cast<std::uint8_t>(digit_value(hash.hex[i]) << 4 | digit_value(hash.hex[i + 1])));
  }
}

std::string make_cold_record(const IndexFile& file, std::string_view first_url) {
  const std::string_view url = file.url;
  const bool ends_with_name = url.ends_with(file.file_name);
  const std::string_view front = ends_with_name ? url.substr(0, url.size() - file.file_name.size()) : url;
  const std::size_t limit = std::min({front.size(), first_url.size(), std::size_t{65535}});
  std::size_t shared = 0;
  while (shared < limit && front[shared] == first_url[shared]) {
    ++shared;
  }
  unsigned flags = ends_with_name ? k_cold_url_ends_with_name : 0U;
  flags |= file.size_bytes ? k_cold_size : 0U;
  flags |= file.yanked_reason.empty() ? 0U : k_cold_yanked_reason;
  flags |= file.has_metadata_file ? k_cold_metadata_file : 0U;
  flags |= file.metadata_hash ? k_cold_metadata_hash : 0U;
  ByteWriter out;
  out.text(file.file_name);
  out.number(static_cast<std::uint8_t>(flags));
  out.number(static_cast<std::uint16_t>(shared));
  out.text(front.substr(shared));
  const std::size_t hash_count = std::min<std::size_t>(file.hashes.size(), 255);
  out.number(static_cast<std::uint8_t>(hash_count));
  for (std::size_t i = 0; i < hash_count; ++i) {
    write_hash(out, file.hashes[i]);
  }
  if (file.size_bytes) {
    out.number(*file.size_bytes);
  }
  if (!file.yanked_reason.empty()) {
    out.text(file.yanked_reason);
  }
  if (file.metadata_hash) {
    write_hash(out, *file.metadata_hash);
  }
  return out.take();
}

template <typename T>
void append_rows(std::string& out, const std::vector<T>& rows) {
  out.append(reinterpret_cast<const char*>(rows.data()), rows.size() * sizeof(T));
}

}  // namespace

struct IndexPageBuilder::State {
  PackageName project;
  PageHeader header;
  std::vector<Row> rows;
  std::vector<TagSetRow> tag_sets;
  TextIds tag_set_ids;
  std::vector<PageRange> requires_pythons;
  TextIds requires_python_ids;  ///< k_no_id: not a specifier
  std::vector<SkippedRow> skipped;
  std::vector<PageRange> warnings;
  TextIds text_ids;  ///< of reasons, which repeat
  std::vector<PageRange> text_ranges;
  std::string texts;
  std::string cold;
  std::string first_url;
  std::string last_front;  ///< `foo-1.0-` of the last wheel that was parsed …
  Version last_version;    ///< … and its version

  PageRange store(std::string_view text) {
    const PageRange range{static_cast<std::uint32_t>(texts.size()), static_cast<std::uint32_t>(text.size())};
    texts += text;
    return range;
  }
  PageRange store_once(std::string_view text) {
    if (const auto found = text_ids.find(text); found != text_ids.end()) {
      return text_ranges[found->second];
    }
    text_ids.emplace(text, static_cast<std::uint32_t>(text_ranges.size()));
    text_ranges.push_back(store(text));
    return text_ranges.back();
  }
  std::uint32_t tag_set_id(std::string_view file_name);
  [[nodiscard]] std::optional<std::uint32_t> find_sibling(std::string_view file_name) const;
  [[nodiscard]] std::optional<std::string> identify(std::string_view file_name, Row& row);
  std::uint32_t requires_python_id(const std::string& text);
  [[nodiscard]] std::string_view name_of(const Row& row) const {
    return ByteReader(std::string_view(cold).substr(row.file.cold_offset + sizeof(ColdChecksum))).text();
  }
  [[nodiscard]] std::vector<std::uint32_t> sorted_rows();
  [[nodiscard]] std::string freeze(const std::vector<VersionRow>& version_rows, const std::vector<FileRow>& file_rows);
};

std::uint32_t IndexPageBuilder::State::tag_set_id(std::string_view file_name) {
  const TagTriple tags = tags_of(file_name);
  const auto size = static_cast<std::size_t>(tags.platform.data() + tags.platform.size() - tags.python.data());
  const std::string_view text(tags.python.data(), size);
  if (const auto found = tag_set_ids.find(text); found != tag_set_ids.end()) {
    return found->second;
  }
  const auto id = static_cast<std::uint32_t>(tag_sets.size());
  TagSetRow row{.offset = store(tags.python).offset,
                .python_length = static_cast<std::uint16_t>(tags.python.size()),
                .abi_length = static_cast<std::uint16_t>(tags.abi.size()),
                .platform_length = static_cast<std::uint16_t>(tags.platform.size())};
  texts += tags.abi;
  texts += tags.platform;
  tag_sets.push_back(row);
  tag_set_ids.emplace(text, id);
  return id;
}

/// The tag set of a wheel that differs from the last one only by tags that were seen before, and so needs no parsing:
/// most wheels of a large page are such.
std::optional<std::uint32_t> IndexPageBuilder::State::find_sibling(std::string_view file_name) const {
  constexpr std::size_t k_file_name_limit_bytes = 255;
  if (last_front.empty() || file_name.size() > k_file_name_limit_bytes || !file_name.starts_with(last_front) ||
      !file_name.ends_with(".whl") || file_name.size() < last_front.size() + 4) {
    return std::nullopt;
  }
  const std::string_view tags = file_name.substr(last_front.size(), file_name.size() - last_front.size() - 4);
  const auto found = tag_set_ids.find(tags);
  return found == tag_set_ids.end() ? std::nullopt : std::optional(found->second);
}

std::uint32_t IndexPageBuilder::State::requires_python_id(const std::string& text) {
  if (const auto found = requires_python_ids.find(text); found != requires_python_ids.end()) {
    return found->second;
  }
  auto id = k_no_id;
  if (text.empty() || SpecifierSet::parse_lenient(text)) {
    id = static_cast<std::uint32_t>(requires_pythons.size());
    requires_pythons.push_back(store(text));
  }
  requires_python_ids.emplace(text, id);
  return id;
}

/// By version, then name; of equal names the one that came first, the others are skipped.
std::vector<std::uint32_t> IndexPageBuilder::State::sorted_rows() {
  std::vector<std::uint32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::stable_sort(order, [&](std::uint32_t a, std::uint32_t b) {
    const std::strong_ordering versions = rows[a].version <=> rows[b].version;
    return versions != 0 ? versions < 0 : name_of(rows[a]) < name_of(rows[b]);
  });
  std::vector<std::uint32_t> kept;
  kept.reserve(order.size());
  for (const std::uint32_t index : order) {
    if (!kept.empty() && name_of(rows[kept.back()]) == name_of(rows[index])) {
      skipped.push_back({store(name_of(rows[index])), store_once("listed more than once")});
    } else {
      kept.push_back(index);
    }
  }
  return kept;
}

std::string IndexPageBuilder::State::freeze(const std::vector<VersionRow>& version_rows,
                                            const std::vector<FileRow>& file_rows) {
  header.project = store(project.text());
  header.first_url = store(first_url);
  header.version_count = static_cast<std::uint32_t>(version_rows.size());
  header.file_count = static_cast<std::uint32_t>(file_rows.size());
  header.tag_set_count = static_cast<std::uint32_t>(tag_sets.size());
  header.requires_python_count = static_cast<std::uint32_t>(requires_pythons.size());
  header.skipped_count = static_cast<std::uint32_t>(skipped.size());
  header.warning_count = static_cast<std::uint32_t>(warnings.size());
  header.texts_size = static_cast<std::uint32_t>(texts.size());
  header.cold_size = cold.size();
  header.cold_checksum = checksum64(std::as_bytes(std::span(cold)));
  std::string bytes;
  bytes.reserve(PageTables(header).cold + cold.size());
  bytes.append(reinterpret_cast<const char*>(&header), sizeof header);
  append_rows(bytes, version_rows);
  append_rows(bytes, file_rows);
  append_rows(bytes, tag_sets);
  append_rows(bytes, requires_pythons);
  append_rows(bytes, skipped);
  append_rows(bytes, warnings);
  bytes += texts;
  // Both checksums stand in the header; that of the hot part covers the other.
  header.hot_checksum = checksum64(std::as_bytes(std::span(bytes).subspan(k_page_checked_from)));
  std::memcpy(bytes.data(), &header, sizeof header);
  bytes += cold;
  return bytes;
}

IndexPageBuilder::IndexPageBuilder(PackageName project) : state_(std::make_unique<State>()) {
  state_->project = std::move(project);
  static_cast<void>(state_->requires_python_id(""));
}
IndexPageBuilder::IndexPageBuilder(IndexPageBuilder&&) noexcept = default;
IndexPageBuilder& IndexPageBuilder::operator=(IndexPageBuilder&&) noexcept = default;
IndexPageBuilder::~IndexPageBuilder() = default;

void IndexPageBuilder::skip(std::string_view file_name, std::string_view reason) {
  State& state = *state_;
  if (state.texts.size() < k_cold_limit_bytes) {
    // Whole first: in a part of a URL nobody knows the password any more.
    const std::string name = redact_urls(file_name).substr(0, k_skipped_name_limit_bytes);
    state.skipped.push_back({state.store(name), state.store_once(reason)});
  }
}

void IndexPageBuilder::warn(std::string_view message) {
  state_->warnings.push_back(state_->store(message));
}

void IndexPageBuilder::set_status(ProjectStatus status, std::string_view reason) {
  state_->header.status = static_cast<std::uint32_t>(status);
  state_->header.status_reason = state_->store(reason);
}

/// Fills version, tag set and type from the file name; the reason why the file does not belong here, or nothing.
std::optional<std::string> IndexPageBuilder::State::identify(std::string_view file_name, Row& row) {
  if (const std::optional<std::uint32_t> tag_set = find_sibling(file_name)) {
    row.version = last_version;
    row.file.tag_set = *tag_set;
    return std::nullopt;
  }
  if (!file_name.ends_with(".whl")) {
    std::optional<SdistName> name = parse_sdist_name(file_name, project);
    if (!name) {
      return "neither a wheel nor a source distribution of this project";
    }
    row.version = std::move(name->version);
    row.file.cold_length_and_flags |= k_file_is_sdist;
    return std::nullopt;
  }
  Result<WheelName> name = parse_wheel_name(file_name);
  if (!name) {
    return name.error().message();
  }
  if (name->name != project) {
    return format("belongs to `{}`", name->name.text());
  }
  row.version = std::move(name->version);
  row.file.tag_set = tag_set_id(file_name);
  last_front = name->dist_info_stem + "-";
  last_version = row.version;
  return std::nullopt;
}

void IndexPageBuilder::add(const IndexFile& file) {
  State& state = *state_;
  Row row;
  if (const std::optional<std::string> reason = state.identify(file.file_name, row)) {
    return skip(file.file_name, *reason);
  }
  row.file.requires_python = state.requires_python_id(file.requires_python);
  if (row.file.requires_python == k_no_id) {
    return skip(file.file_name, format("Requires-Python `{}` is not valid", to_printable(file.requires_python)));
  }
  if (state.cold.size() > k_cold_limit_bytes) {
    return skip(file.file_name, "the page is too large");
  }
  row.file.cold_length_and_flags |= file.yanked ? k_file_is_yanked : 0U;
  row.file.cold_length_and_flags |= file.hashes.empty() ? 0U : k_file_has_hash;
  row.file.upload_time_us = file.upload_time ? file.upload_time->time_since_epoch().count() : -1;
  if (file.listed_flat) {
    row.file.upload_time_us = k_listed_flat;
  }
  row.file.cold_offset = static_cast<std::uint32_t>(state.cold.size());
  if (state.first_url.empty()) {
    state.first_url = file.url;
  }
  const std::string record = make_cold_record(file, state.first_url);
  const std::size_t length = record.size() + sizeof(ColdChecksum);
  if (length > k_record_limit_bytes) {
    return skip(file.file_name, "its entry is too large");
  }
  row.file.cold_length_and_flags |= static_cast<std::uint32_t>(length) << k_file_flag_bits;
  const auto checksum = static_cast<ColdChecksum>(checksum64(std::as_bytes(std::span(record))));
  state.cold.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  state.cold += record;
  state.rows.push_back(std::move(row));
}

IndexPage IndexPageBuilder::finish() {
  State& state = *state_;
  std::vector<VersionRow> version_rows;
  std::vector<FileRow> file_rows;
  std::vector<Version> versions;
  for (const std::uint32_t index : state.sorted_rows()) {
    Row& row = state.rows[index];
    if (versions.empty() || versions.back() != row.version) {
      const std::uint64_t key = row.version.packed_key();
      version_rows.push_back({.packed_key = key,
                              .text = key == 0 ? state.store(row.version.to_string()) : PageRange{},
                              .first_file = static_cast<std::uint32_t>(file_rows.size()),
                              .release_count = key == 0 ? 0U : row.version.packed_release_count()});
      versions.push_back(row.version);
    }
    file_rows.push_back(row.file);
  }
  IndexPage page(state.freeze(version_rows, file_rows), std::move(versions));
  *this = IndexPageBuilder(std::move(state.project));
  return page;
}

}  // namespace axle::spec
