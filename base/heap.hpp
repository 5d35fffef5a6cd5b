// SPDX-License-Identifier: MIT OR Apache-2.0
// How the heap grows, for work that is known to need many small pieces of it.
//
// Source:  mallopt(3), madvise(2) MADV_HUGEPAGE. Measured on resolutions of 97 to 365 packages: nine of ten page faults
//          less, a fifth of the time.
// Not here: memory limits (cli/memory_exhaustion, resolver/search_room).
#pragma once

namespace axle {

/// From now on the heap of the main thread grows in large steps, on large pages where the system has them, and keeps
/// what is freed. Costs nothing that is not used but the rest of one large page (2 MiB). Where there is no such heap,
/// nothing happens. Call it from the main thread; each further call only makes sure that some of such heap is left.
void grow_heap_in_large_steps();

}  // namespace axle
