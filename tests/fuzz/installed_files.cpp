// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: RECORD, WHEEL, entry_points.txt, direct_url.json; rows of a RECORD survive writing.
#include "spec/installed_files.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  if (const auto rows = axle::spec::parse_record(text)) {
    const auto again = axle::spec::parse_record(axle::spec::write_record(*rows));
    require(again.has_value() && *again == *rows, "a written RECORD has the same rows");
  }
  static_cast<void>(axle::spec::parse_wheel_file(text));
  static_cast<void>(axle::spec::parse_entry_points(text));
  static_cast<void>(axle::spec::parse_direct_url(text));
  return 0;
}
