// SPDX-License-Identifier: MIT OR Apache-2.0
// Opens the flat form of an index page and reads its columns.
//
// Safety:  opening checks the checksum, every section and every index in a row, so that the accessors need no checks;
//          cold records carry checksums of their own and are read through bounds-checked steps all the same.
#include "spec/index_page.hpp"

#include <algorithm>
#include <limits>
#include <span>

#include "base/byte_codec.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/index_page_layout.hpp"

namespace axle::spec {
namespace {

PageHeader header_of(const std::string& bytes) {
  return read_row<PageHeader>(bytes, 0, 0);
}

bool fits(PageRange range, std::uint64_t size) {
  return range.offset <= size && range.length <= size - range.offset;
}

template <typename Row, typename Check>
bool all_rows(const std::string& bytes, std::uint64_t table, std::size_t count, Check&& check) {
  for (std::size_t i = 0; i < count; ++i) {
    if (!check(read_row<Row>(bytes, table, i))) {
      return false;
    }
  }
  return true;
}

bool are_tables_sound(const std::string& bytes, const PageHeader& header, const PageTables& tables) {
  const std::uint64_t texts = header.texts_size;
  std::uint32_t next_file = 0;
  const bool versions_ok = all_rows<VersionRow>(bytes, tables.versions, header.version_count, [&](VersionRow row) {
    const bool ok = row.first_file >= next_file && row.first_file < header.file_count && fits(row.text, texts);
    next_file = row.first_file + 1;
    return ok;
  });
  return versions_ok &&
         all_rows<FileRow>(bytes, tables.files, header.file_count,
                           [&](FileRow row) {
                             return (row.has(k_file_is_sdist) || row.tag_set < header.tag_set_count) &&
                                    fits({row.cold_offset, row.cold_length()}, header.cold_size) &&
                                    row.requires_python < header.requires_python_count;
                           }) &&
         all_rows<TagSetRow>(bytes, tables.tag_sets, header.tag_set_count,
                             [&](TagSetRow row) {
                               const std::uint32_t length =
                                   std::uint32_t{row.python_length} + row.abi_length + row.platform_length;
                               return fits({row.offset, length}, texts);
                             }) &&
         all_rows<PageRange>(bytes, tables.requires_pythons, header.requires_python_count,
                             [&](PageRange range) { return fits(range, texts); }) &&
         all_rows<SkippedRow>(bytes, tables.skipped, header.skipped_count,
                              [&](SkippedRow row) { return fits(row.name, texts) && fits(row.reason, texts); }) &&
         all_rows<PageRange>(bytes, tables.warnings, header.warning_count,
                             [&](PageRange range) { return fits(range, texts); });
}

std::uint64_t checksum_of(const std::string& bytes, std::size_t begin, std::size_t end) {
  return checksum64(std::as_bytes(std::span(bytes).subspan(begin, end - begin)));
}

/// The reason why the hot part of a page cannot be trusted, or nullptr.
const char* find_damage(const std::string& bytes) {
  if (bytes.size() < sizeof(PageHeader)) {
    return "shorter than its header";
  }
  const PageHeader header = header_of(bytes);
  if (header.magic != k_page_magic || header.schema != k_page_schema) {
    return "not of this format";
  }
  const PageTables tables(header);
  if (tables.cold > bytes.size() || header.requires_python_count == 0 ||
      header.status > static_cast<std::uint32_t>(ProjectStatus::quarantined)) {
    return "the counts do not fit the file";
  }
  if (checksum_of(bytes, k_page_checked_from, tables.cold) != header.hot_checksum) {
    return "the checksum does not match";
  }
  const bool texts_fit = fits(header.project, header.texts_size) && fits(header.status_reason, header.texts_size) &&
                         fits(header.first_url, header.texts_size);
  return texts_fit && are_tables_sound(bytes, header, tables) ? nullptr : "an index points outside the file";
}

std::string_view text_of(const std::string& bytes, PageRange range) {
  return std::string_view(bytes).substr(PageTables(header_of(bytes)).texts + range.offset, range.length);
}

std::unexpected<Error> damaged(std::string_view reason) {
  return fail(ErrorCode::cache_damaged, format("cached index page is damaged: {}", reason));
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::string out;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    out += k_digits[value >> 4];
    out += k_digits[value & 15];
  }
  return out;
}

Hash read_hash(ByteReader& reader) {
  const auto algorithm = std::min(reader.number<std::uint8_t>(), static_cast<std::uint8_t>(HashAlgorithm::blake2b));
  const std::size_t size = reader.number<std::uint8_t>();
  return {static_cast<HashAlgorithm>(algorithm), to_hex(reader.raw(size))};
}

/// Fills what only the cold record knows.
void decode_record(ByteReader reader, std::string_view first_url, IndexFile& file) {
  file.file_name = reader.text();
  const auto flags = reader.number<std::uint8_t>();
  file.url = first_url.substr(0, reader.number<std::uint16_t>());
  file.url += reader.text();
  if ((flags & k_cold_url_ends_with_name) != 0) {
    file.url += file.file_name;
  }
  for (std::size_t hashes = reader.number<std::uint8_t>(); hashes > 0 && reader.ok(); --hashes) {
    file.hashes.push_back(read_hash(reader));
  }
  if ((flags & k_cold_size) != 0) {
    file.size_bytes = reader.number<std::uint64_t>();
  }
  if ((flags & k_cold_yanked_reason) != 0) {
    file.yanked_reason = reader.text();
  }
  file.has_metadata_file = (flags & k_cold_metadata_file) != 0;
  if ((flags & k_cold_metadata_hash) != 0) {
    file.metadata_hash = read_hash(reader);
  }
}

bool is_sound_record(std::string_view record, std::size_t length) {
  ColdChecksum promised = 0;
  if (record.size() != length || length < sizeof promised) {
    return false;
  }
  std::memcpy(&promised, record.data(), sizeof promised);
  const std::string_view body = record.substr(sizeof promised);
  return static_cast<ColdChecksum>(checksum64(std::as_bytes(std::span(body)))) == promised;
}

/// The version whose files include `file`.
std::size_t version_of(const std::string& bytes, const PageHeader& header, std::size_t file) {
  const PageTables tables(header);
  std::size_t first = 0;
  std::size_t last = header.version_count;
  while (last - first > 1) {
    const std::size_t middle = first + (last - first) / 2;
    const bool starts_above = read_row<VersionRow>(bytes, tables.versions, middle).first_file > file;
    (starts_above ? last : first) = middle;
  }
  return first;
}

}  // namespace

/// What opening has read and checked, once for all copies of a page.
struct IndexPage::Content {
  Content(std::string flat, std::vector<Version> read)
      : bytes(std::move(flat)), header(header_of(bytes)), tables(header), versions(std::move(read)) {}

  template <typename Row>
  [[nodiscard]] Row row(std::uint64_t table, std::size_t index) const {
    return read_row<Row>(bytes, table, index);
  }
  [[nodiscard]] std::string_view text(PageRange range) const {
    return std::string_view(bytes).substr(tables.texts + range.offset, range.length);
  }

  const std::string bytes;
  const PageHeader header;
  const PageTables tables;
  const std::vector<Version> versions;
};

IndexPage::IndexPage() {
  static const IndexPage empty = IndexPageBuilder(PackageName()).finish();
  content_ = empty.content_;
}

IndexPage::IndexPage(std::string bytes, std::vector<Version> versions)
    : content_(std::make_shared<const Content>(std::move(bytes), std::move(versions))) {}

const std::string& IndexPage::bytes() const {
  return content_->bytes;
}

Result<IndexPage> IndexPage::open(std::string bytes) {
  TRY_ASSIGN(IndexPage page, open_checked(std::move(bytes)));
  const std::string& whole = page.bytes();
  const PageHeader header = header_of(whole);
  const PageTables tables(header);
  if (whole.size() - tables.cold != header.cold_size) {
    return damaged("the counts do not fit the file");
  }
  if (checksum_of(whole, tables.cold, whole.size()) != header.cold_checksum) {
    return damaged("the checksum does not match");
  }
  return page;
}

std::optional<IndexPage::Extent> IndexPage::extent_of(std::string_view front) {
  static_assert(k_front_bytes == sizeof(PageHeader));
  PageHeader header;
  if (front.size() < sizeof header) {
    return std::nullopt;
  }
  std::memcpy(&header, front.data(), sizeof header);
  const PageTables tables(header);
  const bool is_page = header.magic == k_page_magic && header.schema == k_page_schema &&
                       header.cold_size <= std::numeric_limits<std::uint32_t>::max();
  return is_page ? std::optional(Extent{tables.cold, tables.cold + header.cold_size}) : std::nullopt;
}

Result<IndexPage> IndexPage::open_hot(std::string hot, ColdReader read_cold) {
  TRY_ASSIGN(IndexPage page, open_checked(std::move(hot)));
  page.read_cold_ = std::make_shared<const ColdReader>(std::move(read_cold));
  return page;
}

/// Checks the hot part, which is all that the tables and texts need.
Result<IndexPage> IndexPage::open_checked(std::string bytes) {
  if (const char* damage = find_damage(bytes); damage != nullptr) {
    return damaged(damage);
  }
  const PageHeader header = header_of(bytes);
  const PageTables tables(header);
  std::vector<Version> versions;
  versions.reserve(header.version_count);
  for (std::size_t i = 0; i < header.version_count; ++i) {
    const auto row = read_row<VersionRow>(bytes, tables.versions, i);
    if (row.packed_key != 0) {
      versions.push_back(Version::from_packed(row.packed_key, static_cast<std::uint8_t>(row.release_count)));
      continue;
    }
    std::optional<Version> version = Version::try_parse(text_of(bytes, row.text));
    if (!version) {
      return damaged("a version is not valid");
    }
    versions.push_back(*std::move(version));
  }
  return IndexPage(std::move(bytes), std::move(versions));
}

std::uint64_t IndexPage::size_bytes() const {
  return content_->tables.cold + content_->header.cold_size;
}

std::string_view IndexPage::project() const {
  return content_->text(content_->header.project);
}

ProjectStatus IndexPage::status() const {
  return static_cast<ProjectStatus>(content_->header.status);
}

std::string_view IndexPage::status_reason() const {
  return content_->text(content_->header.status_reason);
}

std::size_t IndexPage::version_count() const {
  return content_->versions.size();
}

const Version& IndexPage::version(std::size_t index) const {
  return content_->versions[index];
}

std::pair<std::size_t, std::size_t> IndexPage::files_of(std::size_t version_index) const {
  const PageHeader& header = content_->header;
  ASSERT(version_index < header.version_count, "version index out of range");
  const std::size_t first = content_->row<VersionRow>(content_->tables.versions, version_index).first_file;
  const std::size_t last = version_index + 1 == header.version_count
                               ? header.file_count
                               : content_->row<VersionRow>(content_->tables.versions, version_index + 1).first_file;
  return {first, last};
}

std::size_t IndexPage::file_count() const {
  return content_->header.file_count;
}

IndexPage::FileBrief IndexPage::brief(std::size_t file) const {
  const PageHeader& header = content_->header;
  ASSERT(file < header.file_count, "file index out of range");
  const auto row = content_->row<FileRow>(content_->tables.files, file);
  return {.type = row.has(k_file_is_sdist) ? FileType::sdist : FileType::wheel,
          .yanked = row.has(k_file_is_yanked),
          .has_hash = row.has(k_file_has_hash),
          .tag_set = row.tag_set,
          .requires_python = row.requires_python,
          .upload_time_us = row.upload_time_us,
          .listed_flat = row.upload_time_us == k_listed_flat};
}

Result<IndexFile> IndexPage::read_file(std::size_t file) const {
  const FileBrief seen = brief(file);
  const PageHeader& header = content_->header;
  const auto row = content_->row<FileRow>(content_->tables.files, file);
  std::string read;
  std::string_view record;
  if (read_cold_) {
    Result<std::string> cold = (*read_cold_)(content_->tables.cold + row.cold_offset, row.cold_length());
    if (!cold) {
      return fail(damaged_record("cannot be read").caused_by(std::move(cold).error()));
    }
    read = std::move(*cold);
    record = read;
  } else {
    record = std::string_view(content_->bytes).substr(content_->tables.cold + row.cold_offset, row.cold_length());
  }
  if (!is_sound_record(record, row.cold_length())) {
    return fail(damaged_record("does not match"));
  }
  IndexFile out;
  decode_record(ByteReader(record.substr(sizeof(ColdChecksum))), content_->text(header.first_url), out);
  out.type = seen.type;
  out.yanked = seen.yanked;
  out.requires_python = requires_python_text(seen.requires_python);
  if (seen.upload_time_us >= 0) {
    out.upload_time = UnixTime(std::chrono::microseconds(seen.upload_time_us));
  }
  out.listed_flat = seen.listed_flat;
  out.version = version(version_of(content_->bytes, header, file));
  return out;
}

Error IndexPage::damaged_record(std::string_view what) const {
  const std::string name = to_printable(project());
  return Error(ErrorCode::cache_damaged,
               format("the cached index page of `{}` is damaged: the record of a file {}", name, what))
      .with_hint(format("fetch it again with `--refresh-package {}`", name));
}

IndexFile IndexPage::file(std::size_t file) const {
  Result<IndexFile> read = read_file(file);
  return read ? *std::move(read) : IndexFile();
}

std::string IndexPage::file_name(std::size_t file) const {
  return this->file(file).file_name;
}

std::size_t IndexPage::tag_set_count() const {
  return content_->header.tag_set_count;
}

TagTriple IndexPage::tag_set(std::size_t index) const {
  const PageHeader& header = content_->header;
  ASSERT(index < header.tag_set_count, "tag set index out of range");
  const auto row = content_->row<TagSetRow>(content_->tables.tag_sets, index);
  const std::string_view texts = std::string_view(content_->bytes).substr(content_->tables.texts + row.offset);
  return {texts.substr(0, row.python_length), texts.substr(row.python_length, row.abi_length),
          texts.substr(std::size_t{row.python_length} + row.abi_length, row.platform_length)};
}

std::size_t IndexPage::requires_python_count() const {
  return content_->header.requires_python_count;
}

std::string_view IndexPage::requires_python_text(std::size_t index) const {
  const PageHeader& header = content_->header;
  ASSERT(index < header.requires_python_count, "Requires-Python index out of range");
  return content_->text(content_->row<PageRange>(content_->tables.requires_pythons, index));
}

std::size_t IndexPage::skipped_count() const {
  return content_->header.skipped_count;
}

std::pair<std::string_view, std::string_view> IndexPage::skipped(std::size_t index) const {
  const PageHeader& header = content_->header;
  ASSERT(index < header.skipped_count, "index of a skipped file out of range");
  const auto row = content_->row<SkippedRow>(content_->tables.skipped, index);
  return {content_->text(row.name), content_->text(row.reason)};
}

std::size_t IndexPage::warning_count() const {
  return content_->header.warning_count;
}

std::string_view IndexPage::warning(std::size_t index) const {
  const PageHeader& header = content_->header;
  ASSERT(index < header.warning_count, "warning index out of range");
  return content_->text(content_->row<PageRange>(content_->tables.warnings, index));
}

}  // namespace axle::spec
