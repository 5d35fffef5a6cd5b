// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: requirements, strict and lenient; what parses prints to an equal requirement, but for credentials and
// tokens, which are not printed.
#include "spec/requirement.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  const auto requirement = axle::spec::parse_requirement(text);
  if (requirement && (!requirement->url || !requirement->url->to_display().contains("****"))) {
    const auto again = axle::spec::parse_requirement(requirement->to_string());
    require(again.has_value() && *again == *requirement, "a printed requirement is the same requirement");
  }
  const auto lenient = axle::spec::parse_requirement_lenient(text);
  require(!requirement || lenient.has_value(), "leniency refuses nothing that is right");
  return 0;
}
