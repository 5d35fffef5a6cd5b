// SPDX-License-Identifier: MIT OR Apache-2.0
// Set algebra against a plain vector of flags.
#include "resolver/version_set.hpp"

#include <algorithm>
#include <random>

#include "tests/support/catch.hpp"

using namespace axle::resolver;

namespace {

using Flags = std::vector<bool>;

SetId intern(SetPool& sets, const Flags& flags) {
  std::vector<std::uint64_t> words(words_for(flags.size()), 0);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    words[i / 64] |= std::uint64_t{flags[i]} << (i % 64);
  }
  return sets.intern(words);
}

Flags combined(const Flags& a, const Flags& b, bool (*rule)(bool, bool)) {
  Flags out(a.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    out[i] = rule(a[i], b[i]);
  }
  return out;
}

}  // namespace

TEST_CASE("equal sets have equal numbers, also after many others", "[resolver][version_set]") {
  SetPool sets;
  const SetId first = sets.single(70, 69);
  for (std::size_t bits = 2; bits < 300; ++bits) {
    static_cast<void>(sets.full(bits));
    static_cast<void>(sets.single(bits, bits / 2));
  }
  CHECK(sets.single(70, 69) == first);
  CHECK(sets.single(70, 68) != first);
  CHECK(sets.none(64) != sets.none(65));
}

TEST_CASE("the algebra agrees with flags", "[resolver][version_set]") {
  std::mt19937_64 random(Catch::rngSeed());
  SetPool sets;
  for (int round = 0; round < 2000; ++round) {
    const std::size_t bits = 1 + random() % 300;
    Flags a(bits);
    Flags b(bits);
    const std::uint64_t density = 1 + random() % 5;
    for (std::size_t i = 0; i < bits; ++i) {
      a[i] = random() % density == 0;
      b[i] = random() % 3 == 0;
    }
    const SetId x = intern(sets, a);
    const SetId y = intern(sets, b);
    const Flags both = combined(a, b, [](bool p, bool q) { return p && q; });
    CHECK(sets.intersection(x, y) == intern(sets, both));
    CHECK(sets.united(x, y) == intern(sets, combined(a, b, [](bool p, bool q) { return p || q; })));
    CHECK(sets.difference(x, y) == intern(sets, combined(a, b, [](bool p, bool q) { return p && !q; })));
    CHECK(sets.overlaps(x, y) == (std::ranges::find(both, true) != both.end()));
    CHECK(sets.is_subset(x, y) == (both == a));
    CHECK(sets.is_subset(sets.intersection(x, y), y));
    CHECK(sets.is_empty(x) == (sets.count(x) == 0));
  }
}
