// SPDX-License-Identifier: MIT OR Apache-2.0
// The flat form of metadata: what goes in comes out, and damage is seen before any view is handed out.
#include <string>

#include "spec/metadata.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

CoreMetadata sample() {
  CoreMetadata metadata;
  metadata.name = "Foo.Bar";
  metadata.version = "1.0-1";
  metadata.requires_python = ">=3.8";
  metadata.requires_dist = {"Alpha_Beta[Two,one,TWO] (>=1.0,<2) ; python_version < '3.9'",
                            "gamma @ https://e.example/g.whl"};
  metadata.provides_extra = {"Test", "docs_extra", "test", "-bad-"};
  return metadata;
}

TEST_CASE("the flat form gives back what resolving needs", "[spec][dependency_metadata]") {
  const Result<DependencyMetadata> metadata = DependencyMetadata::open(DependencyMetadata::make(sample()).bytes());
  REQUIRE(metadata);
  CHECK(metadata->name() == "foo-bar");
  CHECK(metadata->version() == "1.0-1");
  CHECK(metadata->requires_python() == ">=3.8");
  REQUIRE(metadata->requirement_count() == 2);
  const DependencyMetadata::RequirementView first = metadata->requirement(0);
  CHECK(first.name == "alpha-beta");
  CHECK(first.extras == "one,two");
  CHECK(first.specifiers == ">=1.0,<2");
  CHECK(first.url == "");
  CHECK(first.marker == "python_version < '3.9'");
  CHECK(first.text == sample().requires_dist[0]);
  CHECK(metadata->requirement(1).url == "https://e.example/g.whl");
  REQUIRE(metadata->extra_count() == 2);
  CHECK(metadata->extra(0) == "docs-extra");
  CHECK(metadata->extra(1) == "test");
  CHECK(metadata->broken() == "");
}

TEST_CASE("a requirement that cannot be split is kept as the reason not to use the version",
          "[spec][dependency_metadata]") {
  CoreMetadata metadata = sample();
  metadata.requires_dist = {"fine", "-broken-", "[second]"};
  const DependencyMetadata flat = DependencyMetadata::make(metadata);
  CHECK(flat.requirement_count() == 1);
  CHECK(flat.broken() == "-broken-");
}

TEST_CASE("metadata without dependencies is small and complete", "[spec][dependency_metadata]") {
  CoreMetadata metadata;
  metadata.name = "a";
  metadata.version = "1";
  const DependencyMetadata flat = DependencyMetadata::open(DependencyMetadata::make(metadata).bytes()).value();
  CHECK(flat.bytes().size() < 64);
  CHECK(flat.requirement_count() == 0);
  CHECK(flat.extra_count() == 0);
  CHECK(flat.requires_python() == "");
}

TEST_CASE("every truncation and every flipped bit of a metadata file is damage", "[spec][dependency_metadata]") {
  const std::string whole = DependencyMetadata::make(sample()).bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    REQUIRE_FALSE(DependencyMetadata::open(whole.substr(0, size)));
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 0x41);
    const Result<DependencyMetadata> opened = DependencyMetadata::open(changed);
    REQUIRE_FALSE(opened);
    REQUIRE(opened.error().code() == ErrorCode::cache_damaged);
  }
}

TEST_CASE("damage is named", "[spec][dependency_metadata]") {
  const std::string whole = DependencyMetadata::make(sample()).bytes();
  CHECK(DependencyMetadata::open("").error().message() == "cached metadata is damaged: shorter than its header");
  CHECK(DependencyMetadata::open(std::string(200, 'x')).error().message() ==
        "cached metadata is damaged: not of this format");
  std::string counts = whole;
  counts[19] = '\x7f';
  CHECK(DependencyMetadata::open(counts).error().message() == "cached metadata is damaged: counts exceed the file");
  std::string last = whole;
  last.back() = static_cast<char>(last.back() ^ 1);
  CHECK(DependencyMetadata::open(last).error().message() == "cached metadata is damaged: the checksum does not match");
}

}  // namespace
}  // namespace axle::spec
