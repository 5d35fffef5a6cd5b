// SPDX-License-Identifier: MIT OR Apache-2.0
// Versions: normalisation and order as in version-specifiers and resolver.md 2.1, limits of reliability Q01-Q07, and
// the agreement of the packed key with the full order.
#include "spec/version.hpp"

#include <algorithm>
#include <array>
#include <random>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "spec/version_order.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

struct TextPair {
  std::string_view written;
  std::string_view normalized;
};

TEST_CASE("a version prints normalised and keeps its release parts", "[spec][version]") {
  static constexpr std::array k_rows = {
      TextPair{"1", "1"},
      TextPair{"1.0", "1.0"},
      TextPair{"1.0.0", "1.0.0"},
      TextPair{"01.02", "1.2"},
      TextPair{"v1", "1"},
      TextPair{"V1.0", "1.0"},
      TextPair{" 1.0\n", "1.0"},
      TextPair{"1.0-1", "1.0.post1"},
      TextPair{"1.0-r4", "1.0.post4"},
      TextPair{"1.0.rev", "1.0.post0"},
      TextPair{"1.0post", "1.0.post0"},
      TextPair{"1.0RC1", "1.0rc1"},
      TextPair{"1.0c1", "1.0rc1"},
      TextPair{"1.0pre", "1.0rc0"},
      TextPair{"1.0-preview_3", "1.0rc3"},
      TextPair{"1.0.alpha.2", "1.0a2"},
      TextPair{"1.0_beta-4", "1.0b4"},
      TextPair{"1.0a.", "1.0a0"},
      TextPair{"1.0a-.post1", "1.0a0.post1"},
      TextPair{"1.0a--1", "1.0a0.post1"},
      TextPair{"1.0a-1-2", "1.0a1.post2"},
      TextPair{"1.0.dev", "1.0.dev0"},
      TextPair{"1.0DEV3", "1.0.dev3"},
      TextPair{"1!2.0", "1!2.0"},
      TextPair{"0!2.0", "2.0"},
      TextPair{"1.0+L", "1.0+l"},
      TextPair{"1.0+ubuntu-1_007.x", "1.0+ubuntu.1.7.x"},
      TextPair{"1.0a1.post2.dev3+x", "1.0a1.post2.dev3+x"},
      TextPair{"2024.12.31", "2024.12.31"},
      TextPair{"1.2.3.4.5", "1.2.3.4.5"},
      TextPair{"1.0.0.0.0", "1.0.0.0.0"},
      TextPair{"70000.1", "70000.1"},
      TextPair{"1.300", "1.300"},
      TextPair{"1.0.dev20240101", "1.0.dev20240101"},
      TextPair{"18446744073709551615", "18446744073709551615"},
  };
  for (const auto& [written, normalized] : k_rows) {
    INFO(written);
    const Result<Version> version = Version::parse(written);
    REQUIRE(version);
    CHECK(version->to_string() == normalized);
    CHECK(Version::from_parts(version->parts()).to_string() == normalized);
    CHECK(Version::of(normalized) == *version);
  }
}

TEST_CASE("text that is no version is refused and quoted", "[spec][version]") {
  for (const std::string text : {"",
                                 "1_0",
                                 "1-1-1",
                                 "1..0",
                                 "1.0_1",
                                 "1.",
                                 ".1",
                                 "1.0+",
                                 "1.0+a..b",
                                 "1.0+a+b",
                                 "1.0x",
                                 "1 .0",
                                 "1!",
                                 "!1",
                                 "1.0.post1.post2",
                                 "1.0.dev1.a1",
                                 "1.*",
                                 "a",
                                 "1.0\xd9\xa1",
                                 "vv1",
                                 "1.0rc1x",
                                 "1.0.dev1.post1"}) {
    INFO(text);
    CHECK_FALSE(Version::try_parse(text));
  }
  CHECK(Version::parse("1..0").error().message() == "`1..0` is not a valid version");
  CHECK(Version::parse("1..0").error().code() == ErrorCode::bad_version);
}

TEST_CASE("numbers over 20 digits or 64 bits and texts over 4096 bytes are refused", "[spec][version]") {
  CHECK(Version::try_parse("00000000000000000001"));
  CHECK_FALSE(Version::try_parse("000000000000000000001"));
  CHECK_FALSE(Version::try_parse("18446744073709551616"));
  CHECK_FALSE(Version::try_parse("1+18446744073709551616"));
  CHECK_FALSE(Version::try_parse("1." + std::string(5000, '1')));
  std::string parts = "1";
  while (parts.size() + 2 <= 4096) {
    parts += ".0";
  }
  CHECK(Version::of(parts) == Version::of("1"));
  CHECK(Version::of(parts).hash() == Version::of("1").hash());
  CHECK(Version::of(parts).to_string() == parts);
  CHECK(Version::parse(parts + ".0").error().message() == "a version of 4097 bytes is longer than the limit of 4096");
}

TEST_CASE("versions are ordered as the standard says", "[spec][version]") {
  static constexpr std::array<std::string_view, 34> k_ascending = {"0.dev0",
                                                                   "0",
                                                                   "1.0.dev1",
                                                                   "1.0.dev20240101",
                                                                   "1.0a1.dev1",
                                                                   "1.0a1",
                                                                   "1.0a1.post0.dev1",
                                                                   "1.0a1.post1",
                                                                   "1.0a2",
                                                                   "1.0b1",
                                                                   "1.0rc1",
                                                                   "1.0rc2.dev0",
                                                                   "1.0",
                                                                   "1.0+abc",
                                                                   "1.0+abc.1",
                                                                   "1.0+1",
                                                                   "1.0+1.a",
                                                                   "1.0+1.1",
                                                                   "1.0+5",
                                                                   "1.0.post0.dev0",
                                                                   "1.0.post0",
                                                                   "1.0.post0+x",
                                                                   "1.0.post1.dev1",
                                                                   "1.0.post1",
                                                                   "1.0.post2000000",
                                                                   "1.0.0.0.1",
                                                                   "1.0.0.1",
                                                                   "1.0.1.dev0",
                                                                   "1.255",
                                                                   "1.256.dev0",
                                                                   "1.256",
                                                                   "65536.dev1",
                                                                   "1!0.1",
                                                                   "1!0.2"};
  for (std::size_t a = 0; a < k_ascending.size(); ++a) {
    for (std::size_t b = 0; b < k_ascending.size(); ++b) {
      INFO(k_ascending[a] << " and " << k_ascending[b]);
      CHECK(((Version::of(k_ascending[a]) <=> Version::of(k_ascending[b])) == (a <=> b)));
    }
  }
}

TEST_CASE("trailing zeros and spellings do not matter for equality and hash", "[spec][version]") {
  static constexpr std::array k_rows = {TextPair{"1", "1.0.0"},
                                        TextPair{"1", "1.0.0.0.0.0"},
                                        TextPair{"1.0a1", "1a1"},
                                        TextPair{"1.0+a-b", "1+A.b"},
                                        TextPair{"1!1.0", "1!1"},
                                        TextPair{"1.0.0.0.0.1", "1.0.0.0.0.1.0"},
                                        TextPair{"1.dev20240101", "1.0.dev20240101"}};
  for (const auto& [a, b] : k_rows) {
    INFO(a << " and " << b);
    CHECK(Version::of(a) == Version::of(b));
    CHECK(Version::of(a).hash() == Version::of(b).hash());
  }
}

TEST_CASE("a version tells what it is", "[spec][version]") {
  CHECK(Version::of("1.0a1").is_prerelease());
  CHECK(Version::of("1.0.dev1").is_prerelease());
  CHECK(Version::of("1.0.post1.dev1").is_prerelease());
  CHECK_FALSE(Version::of("1.0.post1").is_prerelease());
  CHECK(Version::of("1.0.post1").is_postrelease());
  CHECK(Version::of("1.0a1.post1").is_postrelease());
  CHECK(Version::of("1.0.dev0").is_devrelease());
  CHECK(Version::of("1.0+l").has_local());
  CHECK(Version::of("3!1.0").epoch() == 3);
  CHECK(Version::of("1.0.0").release() == std::vector<std::uint64_t>{1, 0, 0});
  CHECK(Version::of("1!1.0a1.dev2+l").base_version().to_string() == "1!1.0");
  CHECK(Version::of("1.2.0rc1").base_version().to_string() == "1.2.0");
  CHECK(Version().to_string() == "0");
}

TEST_CASE("usual versions are packed and unusual ones are not", "[spec][version]") {
  for (const std::string_view text :
       {"0", "0.dev0", "65535.255.255.255", "1.0rc1048575", "1.0.0.0.0", "2024.1.post3"}) {
    INFO(text);
    const Version version = Version::of(text);
    REQUIRE(version.packed_key() != 0);
    CHECK(Version::from_packed(version.packed_key(), version.packed_release_count()).to_string() == text);
  }
  for (const std::string_view text :
       {"65536", "1.256", "1.0rc1048576", "1.2.3.4.5", "1!1", "1+l", "1a1.dev1", "1a1.post1", "1.post1.dev1"}) {
    INFO(text);
    CHECK(Version::of(text).packed_key() == 0);
  }
}

/// Versions that differ in what usually goes wrong: zeros, limits of the key, several suffixes, locals, epochs.
class VersionMaker {
 public:
  explicit VersionMaker(std::uint64_t seed) : random_(seed) {}

  std::string make() {
    std::string text = chance(12) ? "1!" : "";
    text += pick({"0", "1", "2", "65535", "65536"});
    for (std::uint64_t count = random_() % 6; count > 0; --count) {
      text += "." + pick({"0", "0", "0", "1", "255", "256"});
    }
    text += chance(3) ? pick({"a", "b", "rc"}) + number() : "";
    text += chance(4) ? ".post" + number() : "";
    text += chance(4) ? ".dev" + number() : "";
    text += chance(6) ? "+" + pick({"a", "1", "a.1", "1.a", "10", "b"}) : "";
    return text;
  }

 private:
  bool chance(std::uint64_t one_in) { return random_() % one_in == 0; }
  std::string pick(std::vector<std::string> choices) { return choices[random_() % choices.size()]; }
  std::string number() { return pick({"0", "1", "2", "1048575", "1048576"}); }

  std::mt19937_64 random_;
};

TEST_CASE("the packed order agrees with the full order", "[spec][version]") {
  const std::uint64_t seed = GENERATE(1U, 2U, 3U);
  VersionMaker maker(seed);
  for (int round = 0; round < 20000; ++round) {
    const std::string left = maker.make();
    const std::string right = maker.make();
    const Version a = Version::of(left);
    const Version b = Version::of(right);
    const std::strong_ordering full = compare(OrderView(a), OrderView(b));
    const bool key_is_monotone = a.order_key() == b.order_key() || (a.order_key() < b.order_key()) == (full < 0);
    const bool equal_keys_agree = full != 0 || a.order_key() == b.order_key();
    if ((a <=> b) != full || !key_is_monotone || !equal_keys_agree || (full == 0 && a.hash() != b.hash())) {
      FAIL("seed " << seed << ": " << left << " and " << right);
    }
  }
}

TEST_CASE("the order of generated versions is transitive", "[spec][version]") {
  VersionMaker maker(4);
  std::vector<Version> versions;
  for (int count = 0; count < 300; ++count) {
    versions.push_back(Version::of(maker.make()));
  }
  std::sort(versions.begin(), versions.end());
  for (std::size_t low = 0; low < versions.size(); ++low) {
    for (std::size_t high = low + 1; high < versions.size(); ++high) {
      if (versions[high] < versions[low]) {
        FAIL(versions[high].to_string() << " is sorted above " << versions[low].to_string());
      }
    }
  }
}

TEST_CASE("stored keys are safe whatever they hold", "[spec][version]") {
  std::mt19937_64 random(5);
  for (int round = 0; round < 1000; ++round) {
    const Version version = Version::from_packed(random() | 1U, static_cast<std::uint8_t>(random()));
    CHECK(Version::try_parse(version.to_string()));
    CHECK(version == Version::from_packed(version.packed_key(), version.packed_release_count()));
  }
}

}  // namespace
}  // namespace axle::spec
