// SPDX-License-Identifier: MIT OR Apache-2.0
// The JSON shape of index pages, and the rules of reliability that concern reading it, one test each.
#include <string>

#include "base/format.hpp"
#include "spec/index_page.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

const std::string k_digest(64, 'a');

Result<IndexPage> parse(const std::string& body, const std::string& url = "https://index.example/simple/foo/") {
  return parse_index_json(body, Url::parse(url).value(), PackageName::of("foo"));
}

/// A page with one file that has `members` beside its name and URL.
Result<IndexPage> parse_with(const std::string& members) {
  return parse(R"({"files":[{"filename":"foo-1.0-py3-none-any.whl","url":"foo-1.0-py3-none-any.whl")" + members +
               "}]}");
}

/// The reason why the only file of the page was left out; empty when it was not.
std::string skip_reason(const Result<IndexPage>& page) {
  REQUIRE(page);
  REQUIRE(page->file_count() + page->skipped_count() == 1);
  return page->skipped_count() == 1 ? std::string(page->skipped(0).second) : "";
}

std::string message_of(const Result<IndexPage>& page) {
  REQUIRE_FALSE(page);
  CHECK(page.error().code() == ErrorCode::bad_index_page);
  return page.error().message();
}

const std::string k_prefix = "index page for `foo` at https://index.example/simple/foo/: ";

TEST_CASE("a full JSON page is read", "[spec][index_json]") {
  const Result<IndexPage> page = parse(
      R"({"meta":{"api-version":"1.1"},"name":"Foo","versions":["1.0"],"files":[{"filename":"foo-1.0-py3-none-any.whl",)"
      R"("url":"https://files.example/a/foo-1.0-py3-none-any.whl","hashes":{"sha256":")" +
      k_digest + R"("},"size":1234,"requires-python":">=3.8","upload-time":"2024-01-02T03:04:05Z",)" +
      R"("yanked":"broken","core-metadata":{"sha256":")" + k_digest + R"("}}]})");
  REQUIRE(page);
  REQUIRE(page->file_count() == 1);
  const IndexFile file = page->file(0);
  CHECK(file.file_name == "foo-1.0-py3-none-any.whl");
  CHECK(file.url == "https://files.example/a/foo-1.0-py3-none-any.whl");
  CHECK(file.hashes == std::vector<Hash>{{HashAlgorithm::sha256, k_digest}});
  CHECK(file.size_bytes == 1234U);
  CHECK(file.requires_python == ">=3.8");
  CHECK(file.upload_time == parse_rfc3339("2024-01-02T03:04:05Z"));
  CHECK(file.yanked);
  CHECK(file.yanked_reason == "broken");
  CHECK(file.has_metadata_file);
  CHECK(file.metadata_hash == Hash{HashAlgorithm::sha256, k_digest});
  CHECK(page->warning_count() == 0);
}

TEST_CASE("URLs resolve against the page", "[spec][index_json]") {
  struct Row {
    const char* url;
    const char* resolved;
  };
  const std::string name = "foo-1.0-py3-none-any.whl";
  const Row rows[] = {
      {"", "https://index.example/simple/foo/"},
      {"../../files/", "https://index.example/files/"},
      {"/files/", "https://index.example/files/"},
      {"//cdn.example/f/", "https://cdn.example/f/"},
      {"http://u:secret@files.example:8080/x/", "http://files.example:8080/x/"},
      {"https://files.example/a/../b/", "https://files.example/b/"},
      {"https://FILES.example/", "https://files.example/"},
  };
  for (const Row& row : rows) {
    INFO(row.url);
    const Result<IndexPage> page =
        parse(format(R"({{"files":[{{"filename":"{}","url":"{}{}"}}]}})", name, row.url, name));
    REQUIRE(page);
    REQUIRE(page->file_count() == 1);
    CHECK(page->file(0).url == row.resolved + name);
  }
}

TEST_CASE("links that share host or folder resolve like the first of them", "[spec][index_json]") {
  for (const std::string front :
       {"../../files/", "https://files.example/x/", "/abs/", "https://files.example/x%20y/"}) {
    INFO(front);
    const Result<IndexPage> page = parse(format(
        R"({{"files":[{{"filename":"foo-1.tar.gz","url":"{0}foo-1.tar.gz"}},{{"filename":"foo-2.tar.gz","url":"{0}foo-2.tar.gz"}}]}})",
        front));
    REQUIRE(page);
    REQUIRE(page->file_count() == 2);
    const std::string url = Url::parse("https://index.example/simple/foo/").value().resolve(front).value().to_request();
    CHECK(page->file(0).url == url + "foo-1.tar.gz");
    CHECK(page->file(1).url == url + "foo-2.tar.gz");
  }
}

TEST_CASE("I01: a page that was cut off is incomplete", "[spec][index_json]") {
  CHECK(message_of(parse(R"({"files":[{"filename":"foo-1)")) == k_prefix + "the response is incomplete");
  CHECK(message_of(parse(R"({"files":[{"filename":"foo-1.tar.gz"})")) == k_prefix + "the response is incomplete");
  CHECK(message_of(parse("")) == k_prefix + "the response is incomplete");
}

TEST_CASE("I01: a page that never was JSON is called so, with the place", "[spec][index_json]") {
  CHECK(message_of(parse("<!DOCTYPE html>")) == k_prefix + "invalid JSON: unexpected `<` at byte 1");
  CHECK(message_of(parse(R"({"files": [}})")) == k_prefix + "invalid JSON: unexpected `}` at byte 12");
}

TEST_CASE("I02: an unknown major version is refused, an unknown minor one warned about", "[spec][index_json]") {
  CHECK(message_of(parse(R"({"meta":{"api-version":"2.0"},"files":[]})")) ==
        k_prefix + "version 2.0 of the page format is not supported");
  CHECK(message_of(parse(R"({"meta":{"api-version":"x"},"files":[]})")) ==
        k_prefix + "`x` is not a version of the page format");
  const Result<IndexPage> page = parse(R"({"meta":{"api-version":"1.99"},"files":[]})");
  REQUIRE(page);
  REQUIRE(page->warning_count() == 1);
  CHECK(page->warning(0) == "version 1.99 of the page format is newer than the known 1.4");
}

TEST_CASE("I03: a page without meta counts as version 1.0", "[spec][index_json]") {
  CHECK(parse(R"({"files":[]})"));
}

TEST_CASE("I04: the page of another project is refused", "[spec][index_json]") {
  CHECK(message_of(parse(R"({"name":"bar","files":[]})")) == k_prefix + "it is the page of `bar`");
  CHECK(message_of(parse(R"({"name":7,"files":[]})")) == k_prefix + "it is the page of ``");
  CHECK(parse(R"({"name":"FOO","files":[]})"));
}

TEST_CASE("I05, I07: missing and weak hashes are taken as they are", "[spec][index_json]") {
  CHECK(parse_with("").value().file(0).hashes.empty());
  CHECK(parse_with(R"(,"hashes":{})").value().file(0).hashes.empty());
  CHECK(parse_with(R"(,"hashes":{"md5":"0123456789abcdef0123456789abcdef"})").value().file(0).hashes ==
        std::vector<Hash>{{HashAlgorithm::md5, "0123456789abcdef0123456789abcdef"}});
  CHECK(parse_with(R"(,"hashes":{"whirlpool":"00"})").value().file(0).hashes.empty());
}

TEST_CASE("I06: a malformed sha256 costs the file, upper case does not", "[spec][index_json]") {
  CHECK(skip_reason(parse_with(R"(,"hashes":{"sha256":")" + std::string(63, 'a') + R"("})")) ==
        "`sha256:" + std::string(63, 'a') + "` is not a valid hash");
  CHECK(skip_reason(parse_with(R"(,"hashes":{"sha256":")" + std::string(64, 'g') + R"("})")) ==
        "`sha256:" + std::string(64, 'g') + "` is not a valid hash");
  CHECK(parse_with(R"(,"hashes":{"sha256":")" + std::string(64, 'A') + R"("})").value().file(0).hashes[0].hex ==
        k_digest);
}

TEST_CASE("I09, I10, I11, I14: names that do not fit are left out", "[spec][index_json]") {
  struct Row {
    const char* name;
    const char* url;
    const char* reason;
  };
  const Row rows[] = {
      {"../../x.whl", "x.whl", "the URL ends with another file name"},
      {"a/b.whl", "a/b.whl", "the URL ends with another file name"},
      {"foo-2-2.tar.gz", "foo-2-2.tar.gz", "neither a wheel nor a source distribution of this project"},
      {"foo-1.0.tar.gz", "foo-2.0.tar.gz", "the URL ends with another file name"},
      {"%2e%2e%2ffoo-1.0.tar.gz", "%252e%252e%252ffoo-1.0.tar.gz",
       "neither a wheel nor a source distribution of this project"},
      {"../foo-1.0.tar.gz", "%2e%2e%2ffoo-1.0.tar.gz", "the URL ends with another file name"},
      {"foo-1.0.exe", "foo-1.0.exe", "neither a wheel nor a source distribution of this project"},
  };
  for (const Row& row : rows) {
    INFO(row.url);
    CHECK(skip_reason(parse(format(R"({{"files":[{{"filename":"{}","url":"{}"}}]}})", row.name, row.url))) ==
          row.reason);
  }
}

TEST_CASE("I12: a page from the network names only the network", "[spec][index_json]") {
  for (const std::string scheme : {"file:///d/", "ftp://d.example/", "javascript:", "data:"}) {
    INFO(scheme);
    const std::string reason =
        skip_reason(parse(R"({"files":[{"filename":"foo-1.tar.gz","url":")" + scheme + R"(foo-1.tar.gz"}]})"));
    CHECK((reason == "URLs of scheme `" + scheme.substr(0, scheme.find(':')) + "` are not allowed here" ||
           reason == "the URL is not valid"));
  }
}

TEST_CASE("a page of the file system may name files", "[spec][index_json]") {
  const Result<IndexPage> page =
      parse(R"({"files":[{"filename":"foo-1.tar.gz","url":"foo-1.tar.gz"}]})", "file:///srv/simple/foo/index.json");
  REQUIRE(page);
  REQUIRE(page->file_count() == 1);
  CHECK(page->file(0).url == "file:///srv/simple/foo/foo-1.tar.gz");
}

TEST_CASE("I15: a size that is none costs the file", "[spec][index_json]") {
  CHECK(skip_reason(parse_with(R"(,"size":-1)")) == "`size` is not a number of bytes");
  CHECK(skip_reason(parse_with(R"(,"size":"12")")) == "`size` is not a number of bytes");
  CHECK(skip_reason(parse_with(R"(,"size":1.5)")) == "`size` is not a number of bytes");
  CHECK(skip_reason(parse_with(R"(,"size":18446744073709551615)")) == "`size` is not a number of bytes");
  CHECK(parse_with(R"(,"size":null)").value().file(0).size_bytes == std::nullopt);
  CHECK(parse_with(R"(,"size":0)").value().file(0).size_bytes == 0U);
}

TEST_CASE("I16: yanked is a flag or a reason", "[spec][index_json]") {
  CHECK_FALSE(parse_with(R"(,"yanked":false)").value().file(0).yanked);
  CHECK_FALSE(parse_with(R"(,"yanked":null)").value().file(0).yanked);
  CHECK(parse_with(R"(,"yanked":true)").value().file(0).yanked);
  CHECK(parse_with(R"(,"yanked":"")").value().file(0).yanked);
  CHECK(parse_with(R"(,"yanked":"bad")").value().file(0).yanked_reason == "bad");
  CHECK(skip_reason(parse_with(R"(,"yanked":{})")) == "`yanked` is neither a flag nor a text");
}

TEST_CASE("I17: a Requires-Python that means nothing costs the file", "[spec][index_json]") {
  CHECK(skip_reason(parse_with(R"(,"requires-python":"snake")")) == "Requires-Python `snake` is not valid");
  CHECK(skip_reason(parse_with(R"(,"requires-python":3)")) == "`requires-python` is not text");
  CHECK(parse_with(R"(,"requires-python":null)").value().file(0).requires_python == "");
}

TEST_CASE("I18: an upload time that is none is unknown", "[spec][index_json]") {
  CHECK_FALSE(parse_with(R"(,"upload-time":"yesterday")").value().file(0).upload_time);
  CHECK_FALSE(parse_with(R"(,"upload-time":12)").value().file(0).upload_time);
}

TEST_CASE("I20, I22: documents that are no JSON are refused", "[spec][index_json]") {
  const std::string deep = R"({"files":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
  CHECK(message_of(parse(deep)).starts_with(k_prefix + "invalid JSON: "));
  for (const std::string body : {R"({"files":[],"x":NaN})", R"({"files":[],"x":1e999})", R"({"files":[],"x":"\ud800"})",
                                 "{\"files\":[],\"x\":\"\xff\"}"}) {
    INFO(body);
    CHECK(message_of(parse(body)).starts_with(k_prefix + "invalid JSON: "));
  }
  CHECK(parse("\xEF\xBB\xBF{\"files\":[]}"));
}

TEST_CASE("I21: members that name bytes may not appear twice", "[spec][index_json]") {
  CHECK(message_of(parse(R"({"files":[],"files":[]})")) == k_prefix + "`files` appears twice");
  CHECK(message_of(parse_with(R"(,"url":"x")")) == k_prefix + "a file has `url` or `hashes` twice");
  CHECK(message_of(parse_with(R"(,"hashes":{},"hashes":{})")) == k_prefix + "a file has `url` or `hashes` twice");
  CHECK(parse_with(R"(,"requires-python":">=2","requires-python":">=3")").value().file(0).requires_python == ">=3");
  CHECK(skip_reason(parse_with(R"(,"hashes":{"sha256":")" + k_digest + R"(","sha256":")" + std::string(64, 'b') +
                               R"("})")) == "two different hashes of algorithm sha256");
}

TEST_CASE("I34: a hash in the fragment counts, and must agree", "[spec][index_json]") {
  const auto with_url = [](const std::string& fragment, const std::string& members) {
    return parse(R"({"files":[{"filename":"foo-1.tar.gz","url":"foo-1.tar.gz#)" + fragment + "\"" + members + "}]}");
  };
  CHECK(with_url("sha256=" + k_digest + "&egg=foo", "").value().file(0).hashes ==
        std::vector<Hash>{{HashAlgorithm::sha256, k_digest}});
  CHECK(with_url("egg=foo", "").value().file(0).hashes.empty());
  CHECK(skip_reason(with_url("sha256=" + k_digest, R"(,"hashes":{"sha256":")" + std::string(64, 'b') + "\"}")) ==
        "the URL carries two different hashes");
  CHECK(skip_reason(with_url("sha256=short", "")) == "`sha256=short` is not a valid hash");
}

TEST_CASE("I35: odd characters in URLs are encoded or refused", "[spec][index_json]") {
  CHECK(skip_reason(parse(R"({"files":[{"filename":"foo-1.tar.gz","url":"a\r\nb/foo-1.tar.gz"}]})")) ==
        "the URL has a control character");
  CHECK(parse(R"({"files":[{"filename":"foo-1.tar.gz","url":"a b/ü/foo-1.tar.gz"}]})").value().file(0).url ==
        "https://index.example/simple/foo/a%20b/%C3%BC/foo-1.tar.gz");
}

TEST_CASE("I36: the status of a project is read", "[spec][index_json]") {
  const IndexPage page = parse(R"({"files":[],"project-status":{"status":"quarantined","reason":"malware"}})").value();
  CHECK(page.status() == ProjectStatus::quarantined);
  CHECK(page.status_reason() == "malware");
  CHECK(parse(R"({"files":[],"project-status":{"status":"archived"}})").value().status() == ProjectStatus::archived);
  CHECK(parse(R"({"files":[],"project-status":{"status":"new"}})").value().status() == ProjectStatus::active);
  CHECK(parse(R"({"files":[],"project-status":"x"})").value().status() == ProjectStatus::active);
}

TEST_CASE("the mark of a metadata file is read under all its names", "[spec][index_json]") {
  CHECK(parse_with(R"(,"core-metadata":true)").value().file(0).has_metadata_file);
  CHECK_FALSE(parse_with(R"(,"core-metadata":false,"dist-info-metadata":true)").value().file(0).has_metadata_file);
  CHECK(parse_with(R"(,"dist-info-metadata":{})").value().file(0).has_metadata_file);
  CHECK(parse_with(R"(,"data-dist-info-metadata":true)").value().file(0).has_metadata_file);
  CHECK_FALSE(parse_with(R"(,"core-metadata":{"sha256":"short"})").value().file(0).has_metadata_file);
  CHECK_FALSE(parse_with(R"(,"core-metadata":7)").value().file(0).has_metadata_file);
}

TEST_CASE("a page or an entry of the wrong kind is refused or left out", "[spec][index_json]") {
  CHECK(message_of(parse("[]")) == k_prefix + "it has no list `files`");
  CHECK(message_of(parse("7")) == k_prefix + "it has no list `files`");
  CHECK(message_of(parse(R"({"files":{}})")) == k_prefix + "it has no list `files`");
  CHECK(message_of(parse(R"({})")) == k_prefix + "it has no list `files`");
  CHECK(skip_reason(parse(R"({"files":[7]})")) == "`filename` or `url` is missing");
  CHECK(skip_reason(parse(R"({"files":[{"filename":"foo-1.tar.gz","url":3}]})")) == "`filename` or `url` is missing");
}

TEST_CASE("errors do not show credentials of the page", "[spec][index_json]") {
  const std::string message = message_of(parse("{}", "https://user:secret@index.example/simple/foo/"));
  CHECK_THAT(message, !ContainsSubstring("secret"));
}

TEST_CASE("I19: a hundred thousand files are read in linear time", "[spec][index_json]") {
  std::string body = R"({"files":[)";
  for (int i = 0; i < 100'000; ++i) {
    body += format(R"({}{{"filename":"foo-{}.tar.gz","url":"foo-{}.tar.gz"}})", i == 0 ? "" : ",", i, i);
  }
  CHECK(parse(body + "]}").value().file_count() == 100'000);
}

TEST_CASE("I06: hashes that are no object cost the file, rather than leave it unchecked", "[spec][index_json]") {
  CHECK(skip_reason(parse_with(R"(,"hashes":["sha256"])")) == "`hashes` is not an object");
  CHECK(skip_reason(parse_with(R"(,"hashes":"sha256")")) == "`hashes` is not an object");
  CHECK(parse_with(R"(,"hashes":null)").value().file(0).hashes.empty());
}

TEST_CASE("I02: a version of the page format that is no text is refused", "[spec][index_json]") {
  CHECK_THAT(parse(R"({"meta":{"api-version":1},"files":[]})").error().message(),
             ContainsSubstring("`meta.api-version` is not text"));
}

}  // namespace
}  // namespace axle::spec
