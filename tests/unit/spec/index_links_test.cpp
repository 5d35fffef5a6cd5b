// SPDX-License-Identifier: MIT OR Apache-2.0
// The quick way through links gives what the full parser gives.
#include "spec/index_links.hpp"

#include <random>

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("the quick way and the full way agree on random links", "[spec][index_links]") {
  const Url base = Url::parse("https://index.example/simple/foo/").value();
  const std::vector<std::string> fronts = {"",
                                           "../../files/",
                                           "https://files.example/",
                                           "https://files.example/a/",
                                           "/x/",
                                           "//c.example/",
                                           "https://index.example/",
                                           "https://files.example.evil/",
                                           "../x",
                                           "https://files.example:443/"};
  const std::vector<std::string> ends = {"f-1.whl", "a%20b.whl", "..",      "../f.whl", "a b.whl", ".hidden", "",
                                         "x?y=z",   "f+1.whl",   "f@1.whl", "a//b.whl", "./f.whl", "é.whl"};
  std::mt19937 random(7);
  LinkResolver warmed(base);
  std::size_t resolved = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string reference = fronts[random() % fronts.size()] + ends[random() % ends.size()];
    INFO(reference);
    LinkResolver fresh(base);
    IndexLink quick;
    IndexLink full;
    const bool is_quick = warmed.resolve(reference, quick);
    REQUIRE(is_quick == fresh.resolve(reference, full));
    if (is_quick) {
      ++resolved;
      REQUIRE(quick.url == full.url);
      REQUIRE(quick.file_name == full.file_name);
      const Url expected = base.resolve(reference).value();
      REQUIRE(quick.url == expected.to_request());
      REQUIRE(quick.file_name == expected.file_name());
    }
  }
  CHECK(resolved > 10'000);
}

}  // namespace
}  // namespace axle::spec
