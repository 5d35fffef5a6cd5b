// SPDX-License-Identifier: MIT OR Apache-2.0
// The flat form of an index page: order, columns, round trip, and damage.
#include "spec/index_page.hpp"

#include <string>

#include "base/format.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

const std::string k_digest(64, 'a');

IndexFile make_file(const std::string& name) {
  IndexFile file;
  file.file_name = name;
  file.url = "https://files.example/packages/ab/" + name;
  file.hashes = {{HashAlgorithm::sha256, k_digest}};
  return file;
}

IndexPage make_page(const std::vector<IndexFile>& files) {
  IndexPageBuilder builder(PackageName::of("foo"));
  for (const IndexFile& file : files) {
    builder.add(file);
  }
  return builder.finish();
}

IndexPage reopened(const IndexPage& page) {
  return IndexPage::open(page.bytes()).value();
}

std::vector<std::string> versions_of(const IndexPage& page) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < page.version_count(); ++i) {
    out.push_back(page.version(i).to_string());
  }
  return out;
}

IndexFile full_file() {
  IndexFile file = make_file("foo-1.0-cp311-abi3-linux_x86_64.whl");
  file.version = Version::of("1.0");
  file.hashes.push_back({HashAlgorithm::blake2b, std::string(128, '0')});
  file.size_bytes = 5'000'000'000;
  file.requires_python = ">=3.8";
  file.upload_time = parse_rfc3339("2024-01-02T03:04:05.678901Z");
  file.yanked = true;
  file.yanked_reason = "broken";
  file.has_metadata_file = true;
  file.metadata_hash = Hash{HashAlgorithm::sha256, std::string(64, 'f')};
  return file;
}

TEST_CASE("a page without files is empty and sound", "[spec][index_page]") {
  const IndexPage page = reopened(IndexPage());
  CHECK(page.version_count() == 0);
  CHECK(page.file_count() == 0);
  CHECK(page.project() == "");
  CHECK(page.requires_python_count() == 1);
  CHECK(page.requires_python_text(0) == "");
}

TEST_CASE("versions ascend and files are grouped below them", "[spec][index_page]") {
  const IndexPage page = reopened(make_page(
      {make_file("foo-1.10-py3-none-any.whl"), make_file("foo-1.9.tar.gz"), make_file("foo-1.9-py3-none-any.whl"),
       make_file("foo-2!0.1-py3-none-any.whl"), make_file("foo-1.10rc1+local.1-py3-none-any.whl")}));
  CHECK(versions_of(page) == std::vector<std::string>{"1.9", "1.10rc1+local.1", "1.10", "2!0.1"});
  CHECK(page.files_of(0) == std::pair<std::size_t, std::size_t>{0, 2});
  CHECK(page.files_of(3) == std::pair<std::size_t, std::size_t>{4, 5});
  CHECK(page.file_name(0) == "foo-1.9-py3-none-any.whl");
  CHECK(page.brief(1).type == FileType::sdist);
  CHECK(page.file(2).version == Version::of("1.10rc1+local.1"));
  CHECK(page.file(4).version == Version::of("2!0.1"));
}

TEST_CASE("spellings of one version are one version", "[spec][index_page]") {
  const IndexPage page = make_page({make_file("foo-1.0-py3-none-any.whl"), make_file("foo-1.0.0.tar.gz")});
  CHECK(page.version_count() == 1);
  CHECK(page.files_of(0) == std::pair<std::size_t, std::size_t>{0, 2});
}

TEST_CASE("everything that a file says survives", "[spec][index_page]") {
  const IndexFile file = full_file();
  const IndexPage page = reopened(make_page({file}));
  CHECK(page.file(0) == file);
  const IndexPage::FileBrief brief = page.brief(0);
  CHECK(brief.yanked);
  CHECK(brief.has_hash);
  CHECK(page.requires_python_text(brief.requires_python) == ">=3.8");
  CHECK(page.tag_set(brief.tag_set).python == "cp311");
  CHECK(page.tag_set(brief.tag_set).abi == "abi3");
  CHECK(page.tag_set(brief.tag_set).platform == "linux_x86_64");
}

TEST_CASE("what a file does not say stays unsaid", "[spec][index_page]") {
  IndexFile file = make_file("foo-1.0.tar.gz");
  file.hashes.clear();
  file.url = "https://elsewhere.example/other-name?x";
  file.version = Version::of("1.0");
  file.type = FileType::sdist;
  const IndexPage page = reopened(make_page({make_file("foo-0.1.tar.gz"), file}));
  CHECK(page.file(1) == file);
  CHECK(page.brief(1).upload_time_us == -1);
  CHECK_FALSE(page.brief(1).has_hash);
}

TEST_CASE("tag sets and Requires-Python are stored once", "[spec][index_page]") {
  std::vector<IndexFile> files;
  for (int i = 0; i < 50; ++i) {
    files.push_back(make_file(format("foo-1.{}-py2.py3-none-any.whl", i)));
    files.back().requires_python = i % 2 == 0 ? ">=3.8" : "";
  }
  const IndexPage page = make_page(files);
  CHECK(page.tag_set_count() == 1);
  CHECK(page.requires_python_count() == 2);
}

TEST_CASE("files that do not belong are left out with their reason", "[spec][index_page]") {
  IndexPageBuilder builder(PackageName::of("foo"));
  IndexFile bad_python = make_file("foo-1.0-py3-none-any.whl");
  bad_python.requires_python = "nonsense";
  builder.add(bad_python);
  builder.add(make_file("bar-1.0-py3-none-any.whl"));
  builder.add(make_file("foo-2-2.tar.gz"));
  builder.add(make_file("../../foo-1.0-py3-none-any.whl"));
  builder.add(make_file("a/b.whl"));
  builder.add(make_file(std::string("foo-1.0-py3-none-any\0.whl", 25)));
  builder.add(make_file("foo-1.1.tar.gz"));
  builder.add(make_file("foo-1.1.tar.gz"));
  const IndexPage page = reopened(builder.finish());
  std::vector<std::string> skipped;
  for (std::size_t i = 0; i < page.skipped_count(); ++i) {
    skipped.push_back(std::string(page.skipped(i).second));
  }
  CHECK(skipped ==
        std::vector<std::string>{
            "Requires-Python `nonsense` is not valid", "belongs to `bar`",
            "neither a wheel nor a source distribution of this project",
            "`../../foo-1.0-py3-none-any.whl` is not a valid wheel name: `../../foo` is not a valid package name",
            "`a/b.whl` is not a valid wheel name: must have five or six parts",
            "`foo-1.0-py3-none-any\\x00.whl` is not a valid wheel name: `any\\x00` is not a valid tag",
            "listed more than once"});
  CHECK(page.skipped(1).first == "bar-1.0-py3-none-any.whl");
  CHECK(page.skipped(6).first == "foo-1.1.tar.gz");
  CHECK(page.file_count() == 1);
}

TEST_CASE("status and warnings are kept", "[spec][index_page]") {
  IndexPageBuilder builder(PackageName::of("foo"));
  builder.set_status(ProjectStatus::archived, "no longer developed");
  builder.warn("be careful");
  const IndexPage page = reopened(builder.finish());
  CHECK(page.status() == ProjectStatus::archived);
  CHECK(page.status_reason() == "no longer developed");
  REQUIRE(page.warning_count() == 1);
  CHECK(page.warning(0) == "be careful");
}

TEST_CASE("every truncation and every changed byte of a page is damage", "[spec][index_page]") {
  const std::string whole = make_page({full_file(), make_file("foo-2.0+x.y-py3-none-any.whl")}).bytes();
  REQUIRE(IndexPage::open(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Result<IndexPage> page = IndexPage::open(whole.substr(0, size));
    REQUIRE_FALSE(page);
    REQUIRE(page.error().code() == ErrorCode::cache_damaged);
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x81);
    REQUIRE_FALSE(IndexPage::open(changed));
  }
}

/// Sets the checksums right again, as someone who forges a page would; both parts end where the header says.
std::string with_checksum(std::string bytes) {
  const std::optional<IndexPage::Extent> extent = IndexPage::extent_of(bytes);
  if (!extent || extent->hot_bytes > bytes.size()) {
    return bytes;
  }
  const auto sum_of = [&](std::size_t begin, std::size_t end) {
    const std::uint64_t sum = checksum64(std::as_bytes(std::span(bytes).subspan(begin, end - begin)));
    return std::string(reinterpret_cast<const char*>(&sum), sizeof sum);
  };
  bytes.replace(16, 8, sum_of(extent->hot_bytes, bytes.size()));
  bytes.replace(8, 8, sum_of(16, extent->hot_bytes));
  return bytes;
}

TEST_CASE("a forged page is refused or read, never a crash", "[spec][index_page]") {
  const std::string whole = make_page({full_file(), make_file("foo-2.0+x.y-py3-none-any.whl")}).bytes();
  REQUIRE(IndexPage::open(with_checksum(whole)));
  std::size_t refused = 0;
  std::size_t read = 0;
  for (std::size_t at = 16; at < whole.size(); ++at) {
    for (const char value : {'\0', '\x7f', '\xff'}) {
      std::string forged = whole;
      forged[at] = value;
      const Result<IndexPage> page = IndexPage::open(with_checksum(forged));
      if (!page) {
        ++refused;
        continue;
      }
      for (std::size_t i = 0; i < page->file_count(); ++i) {
        read += page->file(i).url.size() + page->file_name(i).size() + page->brief(i).tag_set;
      }
      for (std::size_t i = 0; i < page->version_count(); ++i) {
        read += page->version(i).to_string().size() + page->files_of(i).second;
      }
      for (std::size_t i = 0; i < page->tag_set_count(); ++i) {
        read += page->tag_set(i).platform.size();
      }
    }
  }
  CHECK(refused > 100);
  CHECK(read > 1000);
}

TEST_CASE("a page opened by its hot part reads cold records one by one", "[spec][index_page]") {
  const IndexPage whole = make_page({full_file(), make_file("foo-2.0-py3-none-any.whl")});
  const IndexPage::Extent extent =
      IndexPage::extent_of(std::string_view(whole.bytes()).substr(0, IndexPage::k_front_bytes)).value();
  CHECK(extent.whole_bytes == whole.bytes().size());
  CHECK(whole.size_bytes() == extent.whole_bytes);
  std::size_t reads = 0;
  const Result<IndexPage> page = IndexPage::open_hot(
      whole.bytes().substr(0, extent.hot_bytes), [&](std::uint64_t offset, std::size_t length) -> Result<std::string> {
        ++reads;
        return whole.bytes().substr(offset, length);
      });
  REQUIRE(page);
  CHECK(page->size_bytes() == extent.whole_bytes);
  CHECK(page->brief(0).yanked);
  CHECK(page->version(1) == Version::of("2.0"));
  CHECK(reads == 0);
  CHECK(page->file(0) == full_file());
  CHECK(page->read_file(1).value() == whole.file(1));
  CHECK(reads == 2);
}

TEST_CASE("a cold record that is wrong or missing is damage", "[spec][index_page]") {
  const IndexPage whole = make_page({full_file()});
  const std::string hot = whole.bytes().substr(0, IndexPage::extent_of(whole.bytes())->hot_bytes);
  const auto failure_of = [&](IndexPage::ColdReader reader) {
    const IndexPage page = IndexPage::open_hot(hot, std::move(reader)).value();
    CHECK(page.file(0).url == "");
    CHECK(page.file(0).hashes.empty());
    const Result<IndexFile> file = page.read_file(0);
    REQUIRE_FALSE(file);
    return file.error().message();
  };
  CHECK(failure_of([](std::uint64_t, std::size_t length) { return std::string(length, 'x'); }) ==
        "the cached index page of `foo` is damaged: the record of a file does not match");
  CHECK(failure_of([&](std::uint64_t offset, std::size_t length) {
          return whole.bytes().substr(offset, length - 1);
        }) == "the cached index page of `foo` is damaged: the record of a file does not match");
  CHECK(failure_of([](std::uint64_t, std::size_t) { return fail(ErrorCode::io, "gone"); }) ==
        "the cached index page of `foo` is damaged: the record of a file cannot be read");
}

TEST_CASE("only pages have an extent", "[spec][index_page]") {
  CHECK_FALSE(IndexPage::extent_of(""));
  CHECK_FALSE(IndexPage::extent_of(std::string(IndexPage::k_front_bytes, 'x')));
  CHECK_FALSE(IndexPage::extent_of(IndexPage().bytes().substr(0, IndexPage::k_front_bytes - 1)));
}

TEST_CASE("damage of a page is named", "[spec][index_page]") {
  const std::string whole = make_page({full_file()}).bytes();
  CHECK(IndexPage::open("").error().message() == "cached index page is damaged: shorter than its header");
  CHECK(IndexPage::open(std::string(200, 'x')).error().message() == "cached index page is damaged: not of this format");
  std::string counts = whole;
  counts[35] = '\x7f';
  CHECK(IndexPage::open(counts).error().message() == "cached index page is damaged: the counts do not fit the file");
  std::string last = whole;
  last.back() = static_cast<char>(last.back() ^ 1);
  CHECK(IndexPage::open(last).error().message() == "cached index page is damaged: the checksum does not match");
}

TEST_CASE("a file from outside a page is named by its project", "[spec][index_page]") {
  const PackageName foo = PackageName::of("foo");
  const std::optional<IndexFile> wheel =
      make_index_file("foo-1.0-py3-none-any.whl", "file:///d/foo-1.0-py3-none-any.whl#sha256=0", foo);
  REQUIRE(wheel);
  CHECK(wheel->url == "file:///d/foo-1.0-py3-none-any.whl");
  CHECK(wheel->version == Version::of("1.0"));
  CHECK(make_index_file("Foo-2.tar.gz", "file:///d/Foo-2.tar.gz", foo).value().type == FileType::sdist);
  CHECK_FALSE(make_index_file("bar-1.0-py3-none-any.whl", "", foo));
  CHECK_FALSE(make_index_file("notes.txt", "", foo));
}

}  // namespace
}  // namespace axle::spec
