// SPDX-License-Identifier: MIT OR Apache-2.0
// base/heap: what is freed is kept for what comes next, instead of being asked of the system anew.
#include "base/heap.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "tests/support/catch.hpp"

// Sanitizers bring a heap of their own; GCC and Clang tell them in two ways.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define AXLE_TEST_OTHER_HEAP
#endif
#endif
#if defined(__GLIBC__) && !defined(AXLE_TEST_OTHER_HEAP) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define AXLE_TEST_GLIBC_HEAP
#endif

namespace axle {
namespace {

/// Where the heap of glibc ends. A heap of another kind never moves it.
std::intptr_t heap_end() {
  return reinterpret_cast<std::intptr_t>(sbrk(0));
}

std::vector<std::unique_ptr<char[]>> allocate_pieces() {
  constexpr std::size_t k_pieces = 48;
  constexpr std::size_t k_piece_bytes = std::size_t{1} << 20U;
  std::vector<std::unique_ptr<char[]>> pieces;
  for (std::size_t i = 0; i < k_pieces; ++i) {
    pieces.push_back(std::make_unique<char[]>(k_piece_bytes));
  }
  return pieces;
}

}  // namespace

TEST_CASE("pieces of a megabyte come from a heap that keeps what is freed", "[base][heap]") {
  grow_heap_in_large_steps();
  const auto pieces = allocate_pieces();
  [[maybe_unused]] const std::intptr_t grown = heap_end();
#ifdef AXLE_TEST_GLIBC_HEAP
  // Mappings of their own, which glibc makes for such sizes otherwise, lie far above the heap.
  CHECK(std::ranges::all_of(pieces,
                            [&](const auto& piece) { return reinterpret_cast<std::intptr_t>(piece.get()) < grown; }));
#endif
  allocate_pieces();
  const std::intptr_t more = heap_end();
  allocate_pieces();
  CHECK(heap_end() == more);
}

}  // namespace axle
