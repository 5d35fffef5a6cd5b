// SPDX-License-Identifier: MIT OR Apache-2.0
// What happens when the system gives no more memory.
//
// Rule:    one line and status 2, at once and from any thread (reliability F17). Nothing is unwound: what could be
//          undone then would need memory too. A change that was under way is recovered by the next command, as after
//          a kill.
// Not here: memory that a library asks for in its own way; its failures come back as errors.
#pragma once

namespace axle::cli {

/// To be called once, before anything else, which is before main().
void end_program_without_memory();

}  // namespace axle::cli
