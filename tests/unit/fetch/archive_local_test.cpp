// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/archive_local: what a local header and the bytes behind the data may be, before these are read.
#include <string>

#include "fetch/wheel_archive.hpp"
#include "tests/support/catch.hpp"

namespace axle::fetch {
namespace {

/// A stored entry `a` of one byte with `behind` bytes behind it, its sizes in a descriptor or not.
ArchiveEntry entry_with(std::uint64_t behind, bool has_descriptor) {
  constexpr std::uint64_t k_header_bytes = 31;
  ArchiveEntry entry;
  entry.path = "a";
  entry.has_descriptor = has_descriptor;
  entry.flags = has_descriptor ? 8 : 0;
  entry.compressed_bytes = entry.size_bytes = 1;
  entry.span_bytes = k_header_bytes + 1 + behind;
  return entry;
}

Result<std::uint64_t> check(const ArchiveEntry& entry) {
  std::string head(30, '\0');
  head.replace(0, 4, "PK\3\4");
  head[6] = static_cast<char>(entry.flags);
  head[26] = 1;
  if (!entry.has_descriptor) {
    head[18] = head[22] = 1;
  }
  head += "a";
  return check_local_header(entry, std::as_bytes(std::span(head)));
}

}  // namespace

TEST_CASE("no more than a descriptor may follow the data of an entry", "[fetch][archive_local]") {
  CHECK(check(entry_with(0, false)).value() == 31);
  CHECK(check(entry_with(24, true)).value() == 31);
  for (const ArchiveEntry& entry : {entry_with(1, false), entry_with(25, true), entry_with(1ULL << 40U, true)}) {
    const auto refused = check(entry);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message() == "Z05: bytes behind `a` belong to no entry");
  }
}

}  // namespace axle::fetch
