// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: markers, strict and lenient; what parses prints to an equal marker.
#include "spec/marker.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  const auto marker = axle::spec::Marker::parse(text);
  if (marker) {
    const auto again = axle::spec::Marker::parse(marker->to_string());
    require(again.has_value() && *again == *marker, "a printed marker is the same marker");
  }
  const auto lenient = axle::spec::Marker::parse_lenient(text);
  require(!marker || lenient.has_value(), "leniency refuses nothing that is right");
  return 0;
}
