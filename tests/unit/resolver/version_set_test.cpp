// SPDX-License-Identifier: MIT OR Apache-2.0
// Set algebra against a plain vector of flags.
#include "resolver/version_set.hpp"

#include <algorithm>
#include <array>
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

/// A few runs of equal flags, or noise, or both.
Flags random_flags(std::mt19937_64& random, std::size_t bits) {
  Flags flags(bits);
  const std::uint64_t density = 1 + random() % 5;
  const bool is_noise = random() % 2 == 0;
  for (std::size_t i = 0; i < bits && is_noise; ++i) {
    flags[i] = random() % density == 0;
  }
  for (std::uint64_t runs = random() % 4; runs > 0; --runs) {
    const std::size_t first = random() % bits;
    const std::size_t length = random() % (bits - first + 1);
    std::fill_n(flags.begin() + static_cast<std::ptrdiff_t>(first), length, random() % 2 == 0);
  }
  return flags;
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
    const std::size_t bits = 1 + random() % 600;
    const Flags a = random_flags(random, bits);
    const Flags b = random_flags(random, bits);
    const SetId x = intern(sets, a);
    const SetId y = intern(sets, b);
    const Flags both = combined(a, b, [](bool p, bool q) { return p && q; });
    CHECK(sets.intersection(x, y) == intern(sets, both));
    CHECK(sets.united(x, y) == intern(sets, combined(a, b, [](bool p, bool q) { return p || q; })));
    CHECK(sets.difference(x, y) == intern(sets, combined(a, b, [](bool p, bool q) { return p && !q; })));
    CHECK(sets.overlaps(x, y) == (std::ranges::find(both, true) != both.end()));
    CHECK(sets.is_subset(x, y) == (both == a));
    CHECK(sets.is_subset(sets.intersection(x, y), y));
    const auto members = static_cast<std::size_t>(std::ranges::count(a, true));
    CHECK(sets.count(x) == members);
    CHECK(sets.is_empty(x) == (members == 0));
    const auto last = std::ranges::find(a.rbegin(), a.rend(), true);
    CHECK(sets.highest(x) == (last == a.rend() ? 0 : static_cast<std::size_t>(a.rend() - last) - 1));
    CHECK(sets.of_bits(bits, sets.members(x)) == x);
    CHECK(sets.full_without(bits, std::array{x, y}) == sets.difference(sets.difference(sets.full(bits), x), y));
    const std::size_t bit = random() % bits;
    CHECK(sets.contains(x, bit) == a[bit]);
  }
}

TEST_CASE("versions tried one after the other take a few words each, however many there are",
          "[resolver][version_set]") {
  const std::size_t bits = 20'001;
  SetPool sets;
  // Without the absent bit, as for a package that is needed.
  SetId open = sets.difference(sets.full(bits), sets.single(bits, 0));
  SetId tried = sets.none(bits);
  for (std::size_t bit = bits - 1; bit > 0; --bit) {
    const SetId one = sets.single(bits, bit);
    REQUIRE(sets.highest(open) == bit);
    open = sets.difference(open, one);
    tried = sets.united(tried, one);
    REQUIRE(!sets.overlaps(tried, open));
  }
  CHECK(open == sets.none(bits));
  CHECK(tried == sets.difference(sets.full(bits), sets.single(bits, 0)));
  CHECK(sets.size_in_bytes() < 104 * bits);
}
