// SPDX-License-Identifier: MIT OR Apache-2.0
// What somebody may have meant who named a package that is not installed.
#pragma once

#include "base/result.hpp"
#include "spec/name.hpp"
#include "venv/installed.hpp"

namespace axle::cli {

/// The error, with a hint when something installed has a name much like `name`.
[[nodiscard]] Error with_similar_name(Error error, const spec::PackageName& name, const venv::Installed& installed);

}  // namespace axle::cli
