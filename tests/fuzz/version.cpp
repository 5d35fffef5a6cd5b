// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: a version that parses prints to a text that parses to an equal version.
#include "spec/version.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  if (const auto version = axle::spec::Version::parse(text)) {
    const auto again = axle::spec::Version::parse(version->to_string());
    require(again.has_value() && *again == *version, "a printed version is the same version");
  }
  return 0;
}
