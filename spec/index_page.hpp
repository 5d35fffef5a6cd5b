// SPDX-License-Identifier: MIT OR Apache-2.0
// The page of one project on a package index, as one model for all shapes: JSON, HTML, a folder of files.
//
// Spec:    PEP 503, 592 (yanked), 629 (version), 658/714 (metadata files), 691 (JSON), 700 (size, upload-time), 792
//          (status), and the plain HTML of mirrors (data-requires-python, data-yanked, data-upload-time, no more).
// Form:    one flat, columnar byte buffer, versions ascending, files grouped by version; the cache stores it as it is
//          and readers look at the columns they need without parsing the rest (performance.md 4.3).
// Safety:  a file that breaks a rule of reliability I06, I09–I19, I34, I35 is left out and counted with its reason,
//          never fatal; broken documents are (I01, I02, I04, I20–I25).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "spec/dist_name.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"

namespace axle::spec {

enum class FileType : std::uint8_t { wheel, sdist };
enum class ProjectStatus : std::uint8_t { active, archived, deprecated, quarantined };

/// One file as builders give it.
struct IndexFile {
  std::string file_name;
  std::string url;  ///< absolute, with credentials removed, without fragment
  FileType type = FileType::wheel;
  Version version;
  std::vector<Hash> hashes;  ///< may be empty
  std::optional<std::uint64_t> size_bytes;
  std::string requires_python;  ///< as written; empty when absent
  std::optional<UnixTime> upload_time;
  bool listed_flat = false;  ///< of a --find-links location, where nothing tells of uploads; such pages are not stored
  bool yanked = false;
  std::string yanked_reason;
  bool has_metadata_file = false;  ///< PEP 658/714: `url` exists with ".metadata" behind its path
  std::optional<Hash> metadata_hash;
  bool operator==(const IndexFile&) const = default;
};

class IndexPage;

/// Collects files of one project and freezes them. Files are kept in the flat form from the start: a page of a million
/// files stays within 512 MB (I19).
class IndexPageBuilder {
 public:
  explicit IndexPageBuilder(PackageName project);
  IndexPageBuilder(IndexPageBuilder&&) noexcept;
  IndexPageBuilder& operator=(IndexPageBuilder&&) noexcept;
  ~IndexPageBuilder();
  /// Takes type, version and tags from the file name; a file that does not belong here, says a Requires-Python that
  /// means nothing (I17), or repeats a name, is skipped with its reason.
  void add(const IndexFile& file);
  /// The name is for people: redacted and shortened; empty when there is none.
  void skip(std::string_view file_name, std::string_view reason);
  /// One line for the user, for example about a newer minor version of the page format (I02).
  void warn(std::string_view message);
  void set_status(ProjectStatus status, std::string_view reason);
  /// The page; the builder is empty afterwards.
  [[nodiscard]] IndexPage finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Read-only view over the flat form. Copies share the bytes; safe for concurrent readers.
class IndexPage {
 public:
  /// What choosing looks at, per file; 24 bytes or less in the hot column.
  struct FileBrief {
    FileType type = FileType::wheel;
    bool yanked = false;
    bool has_hash = false;
    std::uint32_t tag_set = 0;          ///< index into tag_set(); meaningless for sdists
    std::uint32_t requires_python = 0;  ///< index into requires_python_text()
    std::int64_t upload_time_us = -1;   ///< -1: unknown
    bool listed_flat = false;           ///< of a --find-links location
    /// Whether --exclude-newer lets the file exist: it was uploaded before, or stands where nobody uploads.
    [[nodiscard]] bool existed_before(std::int64_t cutoff_us) const {
      return listed_flat || (upload_time_us >= 0 && upload_time_us < cutoff_us);
    }
  };

  /// Hands out bytes of a stored page: what a page that was opened without its cold part asks for each file() call.
  /// Must go on reading the same page when its file is replaced or removed: keep it open.
  using ColdReader = std::function<Result<std::string>(std::uint64_t offset, std::size_t length)>;
  /// So many bytes from the front say how large the parts of a stored page are.
  static constexpr std::size_t k_front_bytes = 88;
  struct Extent {
    std::uint64_t hot_bytes = 0;    ///< from the front: all that choosing looks at
    std::uint64_t whole_bytes = 0;  ///< with the cold records
  };

  IndexPage();  ///< no files
  /// Checks header, checksums, section bounds and every index that a row holds. Errors: cache_damaged.
  [[nodiscard]] static Result<IndexPage> open(std::string bytes);
  /// The sizes in the first k_front_bytes of a stored page; unchecked, so compare them with the size of the file before
  /// allocating. Nothing when it is no page of this format.
  [[nodiscard]] static std::optional<Extent> extent_of(std::string_view front);
  /// A page of which only the hot part is in memory; cold records are read and checked one by one when asked for.
  [[nodiscard]] static Result<IndexPage> open_hot(std::string hot, ColdReader read_cold);
  /// What is in memory: the whole page, or its hot part.
  [[nodiscard]] const std::string& bytes() const;
  /// Size of the whole page.
  [[nodiscard]] std::uint64_t size_bytes() const;

  [[nodiscard]] std::string_view project() const;
  [[nodiscard]] ProjectStatus status() const;
  [[nodiscard]] std::string_view status_reason() const;

  [[nodiscard]] std::size_t version_count() const;
  /// Ascending.
  [[nodiscard]] const Version& version(std::size_t index) const;
  /// Files of a version: [first, last) as indexes into file().
  [[nodiscard]] std::pair<std::size_t, std::size_t> files_of(std::size_t version_index) const;

  [[nodiscard]] std::size_t file_count() const;
  [[nodiscard]] FileBrief brief(std::size_t file) const;
  /// Everything of one file; decodes the cold record. Errors, only for pages from open_hot(): cache_damaged "the cached
  /// index page of `foo` is damaged: REASON", over the failure of the ColdReader.
  [[nodiscard]] Result<IndexFile> read_file(std::size_t file) const;
  /// As above; where the record cannot be read, a file without name, URL and hashes, which nothing can fetch: for tests
  /// and for pages that were never in a cache.
  [[nodiscard]] IndexFile file(std::size_t file) const;
  [[nodiscard]] std::string file_name(std::size_t file) const;

  [[nodiscard]] std::size_t tag_set_count() const;
  [[nodiscard]] TagTriple tag_set(std::size_t index) const;
  [[nodiscard]] std::size_t requires_python_count() const;
  [[nodiscard]] std::string_view requires_python_text(std::size_t index) const;  ///< index 0 is ""

  [[nodiscard]] std::size_t skipped_count() const;
  [[nodiscard]] std::pair<std::string_view, std::string_view> skipped(std::size_t index) const;  ///< name, reason
  [[nodiscard]] std::size_t warning_count() const;
  [[nodiscard]] std::string_view warning(std::size_t index) const;

 private:
  friend class IndexPageBuilder;
  IndexPage(std::string bytes, std::vector<Version> versions);
  [[nodiscard]] static Result<IndexPage> open_checked(std::string bytes);
  [[nodiscard]] Error damaged_record(std::string_view what) const;

  struct Content;
  std::shared_ptr<const Content> content_;
  std::shared_ptr<const ColdReader> read_cold_;  ///< null: the cold part is in the bytes of the content
};

/// Parses PEP 691 JSON. `page_url` is the final URL after redirects: relative file URLs resolve against it.
/// Errors: bad_index_page "index page for `foo` at URL: REASON".
[[nodiscard]] Result<IndexPage> parse_index_json(std::string_view body, const Url& page_url,
                                                 const PackageName& project);
/// Parses PEP 503 HTML (own tokenizer: anchors, base, meta; entities; no scripts). Same errors.
[[nodiscard]] Result<IndexPage> parse_index_html(std::string_view body, const Url& page_url,
                                                 const PackageName& project);
/// All wheels and source archives of a flat HTML page (--find-links), of whatever project; `version` is set for wheels
/// only. make_index_file() says whether one belongs to a project, IndexPageBuilder::add() completes it.
[[nodiscard]] Result<std::vector<IndexFile>> parse_flat_html(std::string_view body, const Url& page_url);
/// Turns a file URL or path name into an IndexFile, with version and type from the name; nothing if it is neither a
/// wheel nor an sdist of a known project.
[[nodiscard]] std::optional<IndexFile> make_index_file(std::string_view file_name, std::string_view url,
                                                       const PackageName& project);

}  // namespace axle::spec
