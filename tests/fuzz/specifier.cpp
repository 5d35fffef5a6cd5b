// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: specifier sets, strict and repaired; what parses prints to an equal set.
#include "spec/specifier.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  const auto set = axle::spec::SpecifierSet::parse(text);
  if (set) {
    const auto again = axle::spec::SpecifierSet::parse(set->to_string());
    require(again.has_value() && *again == *set, "a printed set is the same set");
    require(set->intervals().size() <= 4 * (set->specifiers().size() + 1), "a set has few intervals");
  }
  const auto lenient = axle::spec::SpecifierSet::parse_lenient(text);
  require(!set || lenient.has_value(), "leniency refuses nothing that is right");
  return 0;
}
