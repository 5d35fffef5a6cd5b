// SPDX-License-Identifier: MIT OR Apache-2.0
// From a resolution to pinned artifacts: one wheel for each package, chosen for the target.
#pragma once

#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "engine/pip_install.hpp"
#include "spec/artifact.hpp"

namespace axle::engine {

/// With --require-hashes: md5 and sha1 alone, `required` being not empty, are no hash for the `subject`. Errors:
/// bad_configuration.
[[nodiscard]] Result<void> check_strength(const std::vector<Hash>& required, std::string_view subject);

/// Errors: no_solution "no wheel of `foo` 1.0 …" with the closest reason; hash_missing with --require-hashes
/// ("`foo==1.0` has no `--hash`").
[[nodiscard]] Result<std::vector<spec::PinnedArtifact>> select_pins(const resolver::Resolution& resolution,
                                                                    const resolver::Problem& problem,
                                                                    const InstallInputs& inputs,
                                                                    const InstallOptions& options);

}  // namespace axle::engine
