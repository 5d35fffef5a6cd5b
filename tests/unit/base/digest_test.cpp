// SPDX-License-Identifier: MIT OR Apache-2.0
// Digests against the examples of FIPS 180-4 and RFC 7693, and against each other; base64; the checksum.
#include "base/digest.hpp"

#include <set>

#include "tests/support/catch.hpp"

namespace axle {
namespace {

constexpr std::string_view k_sha256_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

TEST_CASE("SHA-256 gives the digest of the standard's example", "[base][digest]") {
  CHECK(to_hex(sha256_of("abc")) == k_sha256_of_abc);
}

TEST_CASE("every algorithm gives the digest of its standard's example", "[base][digest]") {
  const auto [name, prefix, digits] = GENERATE(table<std::string, std::string, std::size_t>({
      {"md5", "900150983cd24fb0", 32},
      {"sha1", "a9993e364706816a", 40},
      {"sha224", "23097d223405d822", 56},
      {"sha256", "ba7816bf8f01cfea", 64},
      {"sha384", "cb00753f45a35e8b", 96},
      {"sha512", "ddaf35a193617aba", 128},
      {"blake2b", "ba80a53f981c4d0d", 128},
  }));
  const auto algorithm = parse_hash_algorithm(name);
  REQUIRE(algorithm.has_value());
  Hasher hasher(*algorithm);
  hasher.update("abc");
  const std::string hex = hasher.finish_hex();
  CHECK(hex.substr(0, 16) == prefix);
  CHECK(hex.size() == digits);
  CHECK(to_string(*algorithm) == name);
}

TEST_CASE("a hasher takes pieces and starts anew when it is finished", "[base][digest]") {
  Hasher hasher;
  hasher.update("a");
  hasher.update("bc");
  CHECK(to_hex(hasher.finish_sha256()) == k_sha256_of_abc);
  hasher.update("abc");
  CHECK(hasher.finish_hex() == k_sha256_of_abc);
  hasher.update("abc");
  CHECK(hasher.finish_base64() == to_base64(sha256_of("abc")));
}

TEST_CASE("digests are written in base64 whatever their length leaves over", "[base][digest]") {
  const auto [algorithm, expected] = GENERATE(table<HashAlgorithm, std::string>({
      {HashAlgorithm::md5, "kAFQmDzST7DWlj99KOF_cg"},
      {HashAlgorithm::sha1, "qZk-NkcGgWq6PiVxeFDCbJzQ2J0"},
      {HashAlgorithm::sha256, "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"},
      {HashAlgorithm::sha384, "ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP_W-2AhgcroefMI1i67KE0yCWn"},
      {HashAlgorithm::sha512, "3a81oZNherrMQXNJriBBMRLm-k6JqX6iCp7u5ktV05ohkpkqJ0_BqDa6PCOj_uu9RU1EI2Q86A4qmslPpUyknw"},
  }));
  Hasher hasher(algorithm);
  hasher.update("abc");
  CHECK(hasher.finish_base64() == expected);
}

TEST_CASE("hexadecimal digests of any case are read", "[base][digest]") {
  std::string upper(k_sha256_of_abc);
  for (char& c : upper) {
    c = static_cast<char>(std::toupper(c));
  }
  CHECK(parse_sha256_hex(upper) == sha256_of("abc"));
  CHECK_FALSE(parse_sha256_hex(k_sha256_of_abc.substr(1)).has_value());
  CHECK_FALSE(parse_sha256_hex("g" + std::string(63, '0')).has_value());
}

TEST_CASE("named hashes are read in both spellings and written in one", "[base][digest]") {
  const std::string hex(k_sha256_of_abc);
  const Hash wanted{HashAlgorithm::sha256, hex};
  CHECK(parse_hash("sha256:" + hex) == wanted);
  CHECK(parse_hash("SHA256=" + hex) == wanted);
  CHECK(to_string(wanted) == "sha256:" + hex);
  CHECK_FALSE(parse_hash("sha512:" + hex).has_value());
  CHECK_FALSE(parse_hash("crc32:" + hex).has_value());
  CHECK_FALSE(parse_hash(hex).has_value());
  CHECK_FALSE(parse_hash("sha256:").has_value());
}

TEST_CASE("only sha256 and stronger algorithms are secure", "[base][digest]") {
  using enum HashAlgorithm;
  CHECK_FALSE((is_secure(md5) || is_secure(sha1) || is_secure(sha224)));
  CHECK((is_secure(sha256) && is_secure(sha384) && is_secure(sha512) && is_secure(blake2b)));
}

TEST_CASE("base64 is urlsafe, with or without padding", "[base][digest]") {
  // RFC 4648 §10, and bytes that need "-" and "_".
  const auto [text, bytes] = GENERATE(table<std::string, std::string>({
      {"", ""},
      {"Zg", "f"},
      {"Zg==", "f"},
      {"Zm8", "fo"},
      {"Zm8=", "fo"},
      {"Zm9v", "foo"},
      {"Zm9vYmFy", "foobar"},
      {"-_8", "\xfb\xff"},
  }));
  CHECK(parse_base64(text) == bytes);
}

TEST_CASE("malformed base64 is refused", "[base][digest]") {
  const auto* text = GENERATE("Z", "Zg=", "Zg===", "Z g", "Zh", "+/8", "=", "Zm9v=", "Zg==Zg");
  CAPTURE(text);
  CHECK_FALSE(parse_base64(text).has_value());
}

TEST_CASE("the checksum changes with every bit and every length", "[base][digest]") {
  std::string data(70, 'x');
  const auto sum = [&] { return checksum64(std::as_bytes(std::span(data))); };
  std::set<std::uint64_t> seen{sum()};
  for (std::size_t bit = 0; bit < data.size() * 8; ++bit) {
    const char flipped = static_cast<char>(1U << (bit % 8));
    data[bit / 8] = static_cast<char>(data[bit / 8] ^ flipped);
    seen.insert(sum());
    data[bit / 8] = static_cast<char>(data[bit / 8] ^ flipped);
  }
  CHECK(seen.size() == 1 + data.size() * 8);
  std::set<std::uint64_t> lengths;
  for (std::size_t size = 0; size < 70; ++size) {
    data.assign(size, '\0');
    lengths.insert(sum());
  }
  CHECK(lengths.size() == 70);
}

}  // namespace
}  // namespace axle
