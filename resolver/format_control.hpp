// SPDX-License-Identifier: MIT OR Apache-2.0
// What `--no-binary` and `--only-binary` leave of a package's files.
//
// Rule:    what is said of a package counts more than what the other option says of all. The order in which they are
//          given does not matter. For a name in both sets, and where both say it of all, nothing is left. `:all:`
//          beside names is `:all:` alone.
#pragma once

#include "resolver/problem.hpp"
#include "spec/name.hpp"

namespace axle::resolver {

[[nodiscard]] bool takes_wheels(const FormatControl& format, const spec::PackageName& name);
[[nodiscard]] bool takes_sdists(const FormatControl& format, const spec::PackageName& name);

}  // namespace axle::resolver
