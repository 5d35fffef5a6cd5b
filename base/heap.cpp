// SPDX-License-Identifier: MIT OR Apache-2.0
// glibc's heap behind the program break; other C libraries grow theirs as they please.
#include "base/heap.hpp"

#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>

#ifdef __GLIBC__
#include <malloc.h>
#include <sys/mman.h>
#endif

namespace axle {

#ifdef __GLIBC__

namespace {

constexpr int k_step_bytes = 32 * 1024 * 1024;
constexpr int k_own_mapping_bytes = 4 * 1024 * 1024;
constexpr std::uintptr_t k_large_page_bytes = 2 * 1024 * 1024;
constexpr std::uintptr_t k_page_bytes = 4096;
constexpr std::size_t k_enough_bytes = 1024 * 1024;

/// A large page is only given where nothing was touched. glibc writes at both ends of what it hands out: of the large
/// piece the second end lies far away, and a filler that nobody writes to puts the first one just before a large page.
void grow_on_large_pages() {
  static std::unique_ptr<void, decltype(&std::free)> filler(nullptr, &std::free);
  constexpr std::size_t k_piece_bytes = k_step_bytes - k_large_page_bytes;
  // Volatile: an allocation that nobody looks at may be left out.
  void* volatile grown = std::malloc(k_piece_bytes);
  auto* const start = static_cast<char*>(grown);
  std::free(grown);
  const std::uintptr_t beyond = reinterpret_cast<std::uintptr_t>(start) % k_large_page_bytes;
  if (start == nullptr || beyond == 0) {
    return;
  }
  const std::uintptr_t before = k_large_page_bytes - beyond;
  if (before > k_page_bytes) {
    filler.reset(std::malloc(before - k_page_bytes));
  }
  static_cast<void>(madvise(start + before, k_piece_bytes - before, MADV_HUGEPAGE));
}

}  // namespace

void grow_heap_in_large_steps() {
  // NOLINTBEGIN(concurrency-mt-unsafe): other threads may allocate meanwhile; each setting is one word.
  static_cast<void>(mallopt(M_TOP_PAD, k_step_bytes));
  static_cast<void>(mallopt(M_TRIM_THRESHOLD, std::numeric_limits<int>::max()));
  if (mallinfo2().keepcost < k_enough_bytes) {
    static_cast<void>(mallopt(M_MMAP_THRESHOLD, k_step_bytes));
    grow_on_large_pages();
  }
  static_cast<void>(mallopt(M_MMAP_THRESHOLD, k_own_mapping_bytes));
  // NOLINTEND(concurrency-mt-unsafe)
}

#else

void grow_heap_in_large_steps() {}

#endif

}  // namespace axle
