// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: file names of wheels and source distributions, and names.
#include "spec/dist_name.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  if (const auto name = axle::spec::PackageName::parse(text)) {
    const auto again = axle::spec::PackageName::parse(name->text());
    require(again.has_value() && *again == *name, "a normalised name is its own normal form");
    static_cast<void>(axle::spec::parse_sdist_name(text, *name));
  }
  static_cast<void>(axle::spec::parse_wheel_name(text));
  return 0;
}
