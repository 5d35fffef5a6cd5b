// SPDX-License-Identifier: MIT OR Apache-2.0
// From a resolution to pinned artifacts: one wheel for each package, chosen for the target.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "engine/pip_install.hpp"
#include "spec/artifact.hpp"

namespace axle::engine {

/// Errors: no_solution "no wheel of `foo` 1.0 …" with the closest reason; hash_missing with --require-hashes
/// ("`foo==1.0` has no `--hash`").
[[nodiscard]] Result<std::vector<spec::PinnedArtifact>> select_pins(const resolver::Resolution& resolution,
                                                                    const resolver::Problem& problem,
                                                                    const InstallInputs& inputs,
                                                                    const InstallOptions& options);

}  // namespace axle::engine
