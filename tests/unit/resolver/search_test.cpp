// SPDX-License-Identifier: MIT OR Apache-2.0
// What the search takes beside a long table. Its limits: limits_test.cpp.
#include "resolver/search.hpp"

#include <map>

#include "tests/support/catch.hpp"

using namespace axle;
using namespace axle::resolver;

namespace {

/// The root needs name 1, a package of many versions, each of which needs name 2, of which there is none.
class LongTable final : public Universe {
 public:
  explicit LongTable(std::size_t versions) : versions_(versions) {}

  SetPool& sets() override { return sets_; }
  NameId base(NameId name) const override { return name; }
  std::size_t bits(NameId name) const override { return name == k_root ? 2 : name == 1 ? versions_ + 1 : 1; }
  std::span<const Ban> bans(NameId) override { return {}; }
  std::span<const std::uint32_t> preferred(NameId) override { return {}; }
  Result<const VersionFacts*> facts(NameId name, std::size_t, SearchRoom&) override {
    VersionFacts& facts = facts_[name];
    if (facts.dependencies.empty()) {
      const NameId target = name + 1;
      const SetId allowed = sets_.difference(sets_.full(bits(target)), sets_.single(bits(target), 0));
      facts.dependencies.push_back({target, allowed, 0});
    }
    return &facts;
  }

 private:
  std::size_t versions_;
  SetPool sets_;
  std::map<NameId, VersionFacts> facts_;
};

}  // namespace

TEST_CASE("100,000 versions that all fail in one way take memory in proportion", "[resolver][search]") {
  const std::size_t versions = 100'000;
  LongTable universe(versions);
  Search search(universe, {});
  const auto answer = search.run({});
  REQUIRE(answer);
  CHECK(answer->refutation);
  CHECK(universe.sets().size_in_bytes() < 120 * versions);
}
