// SPDX-License-Identifier: MIT OR Apache-2.0
// glibc's heap behind the program break; other C libraries grow theirs as they please.
#include "base/heap.hpp"

#include <cstdint>
#include <cstdlib>
#include <limits>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>
#endif

namespace axle {

#ifdef __GLIBC__

void grow_heap_in_large_steps() {
  constexpr int k_step_bytes = 32 * 1024 * 1024;
  constexpr int k_own_mapping_bytes = 4 * 1024 * 1024;
  constexpr std::uintptr_t k_large_page_bytes = 2 * 1024 * 1024;
  constexpr std::size_t k_more_than_is_left = 1024 * 1024;
  // NOLINTBEGIN(concurrency-mt-unsafe): other threads may allocate meanwhile; each setting is one word.
  static_cast<void>(mallopt(M_TOP_PAD, k_step_bytes));
  static_cast<void>(mallopt(M_MMAP_THRESHOLD, k_own_mapping_bytes));
  static_cast<void>(mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max()));
  // NOLINTEND(concurrency-mt-unsafe)
  auto* const before = static_cast<char*>(sbrk(0));
  // Volatile: an allocation that nobody looks at may be left out.
  void* volatile grown = std::malloc(k_more_than_is_left);
  std::free(grown);
  auto* const after = static_cast<char*>(sbrk(0));
  const std::uintptr_t beyond = reinterpret_cast<std::uintptr_t>(before) % k_large_page_bytes;
  char* const first = beyond == 0 ? before : before + (k_large_page_bytes - beyond);
  if (after > first) {
    static_cast<void>(madvise(first, static_cast<std::size_t>(after - first), MADV_HUGEPAGE));
  }
}

#else

void grow_heap_in_large_steps() {}

#endif

}  // namespace axle
