// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle venv --allow-existing`: an environment is written into a folder with something in it, as one change.
//
// Idea:    the environment is staged, and comes in by the moves and the journal of an installation (commit.hpp): cut
//          off anywhere, the next command brings back the old state, or the new one is there. What has the same
//          content is left alone, and no name is missing while it is replaced.
#pragma once

#include "base/result.hpp"
#include "venv/commit.hpp"
#include "venv/create.hpp"
#include "venv/interpreter.hpp"

namespace axle::venv {

/// The folder exists, is locked, and was recovered. `.gitignore` and `CACHEDIR.TAG` that are there stay as they are,
/// and so does a `lib64` that is a folder. Errors: environment_exists "cannot write an environment into `X`: its
/// `bin/python` is a folder"; cancelled, before the change; those of commit().
[[nodiscard]] Result<void> renew_environment(const Interpreter& base, const CreateOptions& options,
                                             const StepObserver& observer = {});

}  // namespace axle::venv
