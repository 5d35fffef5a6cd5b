// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: netrc files, and what is looked up in them.
#include "fetch/netrc.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const auto netrc = axle::fetch::parse_netrc(axle::fuzz::text_of(data, size), "netrc");
  if (!netrc) {
    require(!netrc.error().message().contains('\n'), "an error is one line");
    return 0;
  }
  for (const auto& entry : netrc->entries) {
    require(entry.machine.empty() || netrc->names(entry.machine), "an entry is found by its own host");
    require(netrc->find(entry.machine, "").has_value(), "a host with an entry has credentials");
  }
  return 0;
}
