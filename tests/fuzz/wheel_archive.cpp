// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: the strict zip reader, on a file in memory; spans of accepted archives lie inside the file, in order.
#include "fetch/wheel_archive.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "fetch/archive_path.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  static_cast<void>(axle::fetch::check_archive_path(axle::fuzz::text_of(data, size), true));
  const int descriptor = ::memfd_create("fuzz", MFD_CLOEXEC);
  require(descriptor >= 0 && ::write(descriptor, data, size) == static_cast<ssize_t>(size), "memory can be had");
  {
    const auto file = axle::FileReader::open("/proc/self/fd/" + std::to_string(descriptor));
    require(file.has_value(), "a file in memory can be opened");
    if (const auto archive = axle::fetch::read_archive(*file, "fuzz.whl")) {
      std::uint64_t end = 0;
      for (const auto& entry : archive->entries) {
        require(entry.offset == end, "entries lie one behind the other");
        end = entry.offset + entry.span_bytes;
        require(end <= size, "an entry lies inside the file");
      }
    }
  }
  ::close(descriptor);
  return 0;
}
