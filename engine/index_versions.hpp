// SPDX-License-Identifier: MIT OR Apache-2.0
// `pip index versions`: the versions of one package that could be chosen for a Python.
//
// Rules:   the policies of a resolution decide what counts: Python, tags, formats, dates, indexes; withdrawn files do
//          not. Source distributions do, as in pip. Pre-releases are listed when they are allowed, or when there is
//          nothing else. Where nothing is left, a resolution says why.
// Not here: what is installed (cli joins it).
#pragma once

#include <variant>
#include <vector>

#include "base/result.hpp"
#include "engine/session.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "spec/name.hpp"
#include "spec/target_python.hpp"
#include "spec/version.hpp"

namespace axle::engine {

struct VersionsRequest {
  spec::PackageName name;
  resolver::Options resolver;
  fetch::IndexPlan indexes;
  fetch::RefreshPolicy refresh;
};

/// Newest first, never empty.
using VersionsAnswer = std::variant<std::vector<spec::Version>, resolver::NoSolution>;

/// Errors: those of the network and of reading pages.
[[nodiscard]] Result<VersionsAnswer> find_versions(const VersionsRequest& request, const spec::TargetPython& target,
                                                   Session& session);

}  // namespace axle::engine
