// SPDX-License-Identifier: MIT OR Apache-2.0
// The HTML shape of index pages, full and plain, and the rules of reliability that concern reading it.
#include <string>

#include "base/format.hpp"
#include "spec/index_page.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

const std::string k_digest(64, 'a');

Result<IndexPage> parse(const std::string& body) {
  return parse_index_html(body, Url::parse("https://index.example/simple/foo/").value(), PackageName::of("foo"));
}

std::string message_of(const Result<IndexPage>& page) {
  REQUIRE_FALSE(page);
  CHECK(page.error().code() == ErrorCode::bad_index_page);
  return page.error().message();
}

const std::string k_prefix = "index page for `foo` at https://index.example/simple/foo/: ";

TEST_CASE("the plain page of a mirror is read", "[spec][index_html]") {
  const Result<IndexPage> page = parse(
      "<!DOCTYPE html><html><head><title>Links for foo</title></head><body><h1>Links for foo</h1>\n"
      "<a href=\"../../packages/foo-1.0-py3-none-any.whl#sha256=" +
      k_digest +
      "\" data-requires-python=\"&gt;=3.8\" data-upload-time=\"2024-01-02T03:04:05Z\">foo</a><br/>\n"
      "<a href='../../packages/foo-0.9.tar.gz' data-yanked=\"has a bug\">foo-0.9.tar.gz</a></body></html>");
  REQUIRE(page);
  REQUIRE(page->file_count() == 2);
  const IndexFile wheel = page->file(1);
  CHECK(wheel.url == "https://index.example/packages/foo-1.0-py3-none-any.whl");
  CHECK(wheel.hashes == std::vector<Hash>{{HashAlgorithm::sha256, k_digest}});
  CHECK(wheel.requires_python == ">=3.8");
  CHECK(wheel.upload_time == parse_rfc3339("2024-01-02T03:04:05Z"));
  CHECK_FALSE(wheel.size_bytes);
  CHECK_FALSE(wheel.has_metadata_file);
  CHECK_FALSE(wheel.yanked);
  CHECK(page->file(0).yanked);
  CHECK(page->file(0).yanked_reason == "has a bug");
}

TEST_CASE("the full HTML page is read", "[spec][index_html]") {
  const Result<IndexPage> page = parse(
      "<meta name=\"pypi:repository-version\" content=\"1.3\"><meta name='pypi:project-status' content='archived'>"
      "<meta name='pypi:project-status-reason' content='done'>"
      "<a href=foo-1.0-py3-none-any.whl data-core-metadata=\"sha256=" +
      k_digest + "\">x</a><A HREF=foo-1.1-py3-none-any.whl DATA-DIST-INFO-METADATA=true>x</A>");
  REQUIRE(page);
  CHECK(page->status() == ProjectStatus::archived);
  CHECK(page->status_reason() == "done");
  CHECK(page->file(0).metadata_hash == Hash{HashAlgorithm::sha256, k_digest});
  CHECK(page->file(1).has_metadata_file);
  CHECK_FALSE(page->file(1).metadata_hash);
}

TEST_CASE("a yanked file without a reason is yanked", "[spec][index_html]") {
  const Result<IndexPage> page = parse("<a data-yanked href=foo-1.tar.gz>");
  CHECK(page->file(0).yanked);
  CHECK(page->file(0).yanked_reason == "");
}

TEST_CASE("I02: the version of an HTML page is checked", "[spec][index_html]") {
  CHECK(message_of(parse("<meta name=pypi:repository-version content=2.0><a href=foo-1.tar.gz>")) ==
        k_prefix + "version 2.0 of the page format is not supported");
  CHECK(parse("<meta name=pypi:repository-version content=1.99><a href=foo-1.tar.gz>").value().warning(0) ==
        "version 1.99 of the page format is newer than the known 1.4");
}

TEST_CASE("I24: JSON under the name of HTML has no files", "[spec][index_html]") {
  CHECK(message_of(parse(R"({"files":[{"filename":"foo-1.tar.gz","url":"foo-1.tar.gz"}]})")) ==
        k_prefix + "the index returned a page with no files (captive portal?)");
}

TEST_CASE("I25: a login page is told from an empty project", "[spec][index_html]") {
  CHECK(message_of(parse("<html><form action=/login><input name=user></form><a href=/help>Help</a></html>")) ==
        k_prefix + "the index returned a page with no files (captive portal?)");
  CHECK(message_of(parse("")) == k_prefix + "the index returned a page with no files (captive portal?)");
  CHECK(parse("<html><body><h1>Links for foo</h1></body></html>").value().file_count() == 0);
  CHECK(parse("<meta name=pypi:repository-version content=1.0>").value().file_count() == 0);
}

TEST_CASE("I30: unfinished and enormous markup is bounded", "[spec][index_html]") {
  const std::string good = "<a href=foo-1.tar.gz>x</a>";
  CHECK(parse(good + "<a href=\"foo-2.tar.gz").value().file_count() == 1);
  CHECK(parse(good + "<a href=foo-2.tar.gz").value().file_count() == 1);
  CHECK(parse("<a data-x=\"" + std::string(10'000'000, 'y') + "\" href=foo-2.tar.gz>" + good).value().file_count() ==
        2);
  CHECK(parse(good + "<a href=\"" + std::string(10'000'000, 'y') + "foo-2.tar.gz\">").value().file_count() == 1);
  std::string many;
  for (int i = 0; i < 100'000; ++i) {
    many += format("<a href=\"foo-{}.tar.gz\">x</a>\n", i);
  }
  CHECK(parse(many).value().file_count() == 100'000);
}

TEST_CASE("I31: a base is honoured, the first one", "[spec][index_html]") {
  CHECK(parse("<base href=\"http://other.example/x/\"><base href=/y/><a href=foo-1.tar.gz>").value().file(0).url ==
        "http://other.example/x/foo-1.tar.gz");
  CHECK(parse("<base href=\"sub/\"><a href=foo-1.tar.gz>").value().file(0).url ==
        "https://index.example/simple/foo/sub/foo-1.tar.gz");
  CHECK(parse("<base href=\"file:///etc/\"><a href=foo-1.tar.gz>").value().file(0).url ==
        "https://index.example/simple/foo/foo-1.tar.gz");
}

TEST_CASE("I32: entities are decoded once", "[spec][index_html]") {
  CHECK(parse("<a href=foo-1.tar.gz data-requires-python=\"&gt;=3,&lt;4\">").value().file(0).requires_python ==
        ">=3,<4");
  const IndexPage page = parse("<a href=foo-1.tar.gz data-yanked=\"a &amp;gt; b\">").value();
  CHECK(page.file(0).yanked_reason == "a &gt; b");
  CHECK(parse("<a href=\"foo-1&#43;x.tar.gz\">").value().file(0).file_name == "foo-1+x.tar.gz");
}

TEST_CASE("I33: scripts, styles, comments and refreshes say nothing", "[spec][index_html]") {
  const Result<IndexPage> page = parse(
      "<meta http-equiv=refresh content=\"0; url=https://evil.example/\">"
      "<script>document.write('<a href=foo-6.tar.gz>')</script><style><a href=foo-7.tar.gz></style>"
      "<!-- <a href=foo-8.tar.gz> --><textarea><a href=foo-9.tar.gz></textarea><a href=foo-1.tar.gz>");
  REQUIRE(page);
  REQUIRE(page->file_count() == 1);
  CHECK(page->file_name(0) == "foo-1.tar.gz");
}

TEST_CASE("I34: hashes in fragments are read, conflicts cost the file", "[spec][index_html]") {
  CHECK(parse("<a href=\"foo-1.tar.gz#sha256=" + k_digest + "&amp;egg=foo\">").value().file(0).hashes.size() == 1);
  CHECK(parse("<a href=\"foo-1.tar.gz#md5=" + std::string(32, 'a') + "&sha256=" + k_digest + "\">")
            .value()
            .file(0)
            .hashes.size() == 2);
  const IndexPage page =
      parse("<a href=\"foo-1.tar.gz#sha256=" + k_digest + "&sha256=" + std::string(64, 'b') + "\">").value();
  REQUIRE(page.skipped_count() == 1);
  CHECK(page.skipped(0) ==
        std::pair<std::string_view, std::string_view>{"foo-1.tar.gz", "the URL carries two different hashes"});
}

TEST_CASE("I35: links are trimmed, encoded, or left out", "[spec][index_html]") {
  CHECK(parse("<a href=\" foo-1.tar.gz \n\">").value().file_count() == 1);
  const IndexPage page = parse("<a href=\"a\nb/foo-1.tar.gz\"><a href=foo-2.tar.gz>").value();
  CHECK(page.file_count() == 1);
  CHECK(page.skipped(0).second == "the URL has a control character");
}

TEST_CASE("a refused link is known by the end of its path, and never by its credentials", "[spec][index_html]") {
  const std::string token(300, 't');
  const auto [href, name] = GENERATE_COPY(table<std::string, std::string>({
      {"ftp://h/a/foo-1.0.tar.gz#sha256=x", "foo-1.0.tar.gz"},
      {"ftp://user:" + token + "@h/a/foo-1.0.tar.gz", "foo-1.0.tar.gz"},
      {"ftp://h/foo-1.0.tar.gz?token=" + token, "foo-1.0.tar.gz"},
      {"ftp://h/foo-1.0.tar.gz#" + token, "foo-1.0.tar.gz"},
      {"ftp:\\\\user:" + token + "@h\\foo-1.0.tar.gz", "foo-1.0.tar.gz"},
      {"ftp://user:a/" + token + "@h", "h"},
      {"ftp:user:" + token + "@h", "h"},
      {"ftp://user:" + token + "?@h/foo-1.0.tar.gz", ""},
      {"ftp://user:a/" + token + "?@h/foo-1.0.tar.gz", ""},
      {"ftp://user:" + token, ""},
      {"ftp:\\\\user:" + token, ""},
      {"ftp://h/", ""},
      {"https://user:" + token + "@h\n/foo-1.0.tar.gz", "foo-1.0.tar.gz"},
      {"ftp://h/" + std::string(300, 'f'), std::string(255, 'f')},
  }));
  CAPTURE(href);
  const IndexPage page = parse("<a href=\"" + href + "\"><a href=foo-2.tar.gz>").value();
  REQUIRE(page.skipped_count() == 1);
  CHECK(page.skipped(0).first == name);
}

TEST_CASE("links to other things are passed over", "[spec][index_html]") {
  const IndexPage page = parse("<a href=../>up</a><a name=x>y</a><a href=foo-1.tar.gz>z</a>").value();
  CHECK(page.file_count() == 1);
  CHECK(page.skipped_count() == 0);
}

TEST_CASE("files of other projects and other kinds are left out with reasons", "[spec][index_html]") {
  const IndexPage page = parse("<a href=foo-1.exe><a href=bar-1-py3-none-any.whl><a href=foo-1.tar.gz>").value();
  CHECK(page.file_count() == 1);
  CHECK(page.skipped_count() == 2);
}

TEST_CASE("a flat page gives the archives of every project", "[spec][index_html]") {
  const Result<std::vector<IndexFile>> files = parse_flat_html(
      "<a href=foo-1.0-py3-none-any.whl data-requires-python='>=3'><a href='bar-2.tar.gz#sha256=" + k_digest +
          "'><a href=notes.txt><a href=broken.whl><a href=ftp://x.example/foo-3.tar.gz>",
      Url::parse("https://files.example/all.html").value());
  REQUIRE(files);
  REQUIRE(files->size() == 2);
  CHECK((*files)[0].version == Version::of("1.0"));
  CHECK((*files)[0].requires_python == ">=3");
  CHECK((*files)[1].type == FileType::sdist);
  CHECK((*files)[1].hashes.size() == 1);
}

}  // namespace
}  // namespace axle::spec
