// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: core metadata, and its flat form opened from foreign bytes.
#include "spec/metadata.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  if (const auto metadata = axle::spec::parse_metadata(text)) {
    const auto flat = axle::spec::DependencyMetadata::make(*metadata);
    const auto again = axle::spec::DependencyMetadata::open(flat.bytes());
    require(again.has_value(), "what was made can be opened");
    require(again->requirement_count() == flat.requirement_count(), "opening keeps the requirements");
  }
  if (const auto foreign = axle::spec::DependencyMetadata::open(std::string(text))) {
    for (std::size_t i = 0; i < foreign->requirement_count(); ++i) {
      require(foreign->requirement(i).text.size() <= size, "a view stays inside its bytes");
    }
  }
  return 0;
}
