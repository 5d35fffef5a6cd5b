// SPDX-License-Identifier: MIT OR Apache-2.0
// Core metadata as JSON; what pip's reports have for the same files was looked at beside it.
#include "spec/metadata_fields.hpp"

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

std::string to_json(std::string_view text) {
  JsonWriter json;
  write_metadata(json, read_metadata_fields(text).value());
  return json.take();
}

}  // namespace

TEST_CASE("fields have the names, the order and the forms of the standard", "[spec][metadata_fields]") {
  CHECK(to_json("Version: 1.0\nName: Foo\nMetadata-Version: 2.1\nClassifier: A :: B\nRequires-Dist: b>=1\n"
                "Classifier: C\nHome-page: x\nLicense-File: LICENSE\nUnknown: y\n") ==
        R"({"metadata_version":"2.1","name":"Foo","version":"1.0","home_page":"x","license_file":["LICENSE"],)"
        R"("classifier":["A :: B","C"],"requires_dist":["b>=1"]})");
}

TEST_CASE("keywords are a list, separated by commas or by blanks", "[spec][metadata_fields]") {
  CHECK(to_json("Keywords: a b, c\n") == R"({"keywords":["a b","c"]})");
  CHECK(to_json("Keywords: a  b\n\tc\n") == R"({"keywords":["a","b","c"]})");
}

TEST_CASE("the body is the description, whatever a header says", "[spec][metadata_fields]") {
  CHECK(to_json("Name: a\n\nText.\n\nName: none\n") == R"({"name":"a","description":"Text.\n\nName: none\n"})");
  CHECK(to_json("Name: a\nDescription: old\nSummary: s\n\nnew") == R"({"name":"a","summary":"s","description":"new"})");
  CHECK(to_json("Name: a\nDescription: one\n  two\n") == R"({"name":"a","description":"one\n  two"})");
  CHECK(to_json("Name: a\nno header\n") == R"({"name":"a","description":"no header\n"})");
}

TEST_CASE("headers that are not UTF-8 are refused with their line", "[spec][metadata_fields]") {
  const auto fields = read_metadata_fields("Name: a\nSummary: \xff\n");
  REQUIRE_FALSE(fields);
  CHECK(fields.error().message() == "a header is not valid UTF-8");
  CHECK(fields.error().where()->line == 2);
}

TEST_CASE("what resolving reads is a part of it", "[spec][metadata_fields]") {
  const auto metadata = parse_metadata(
      "Metadata-Version: 2.1\nName: Foo\nVersion: 1.0\nRequires-Python: >=3.8\nProvides-Extra: x\nRequires-Dist: "
      "b>=1\n");
  JsonWriter json;
  write_metadata(json, metadata_fields_of(DependencyMetadata::make(*metadata)));
  CHECK(json.take() == R"({"name":"foo","version":"1.0","requires_dist":["b>=1"],"requires_python":">=3.8",)"
                       R"("provides_extra":["x"]})");
}

}  // namespace axle::spec
