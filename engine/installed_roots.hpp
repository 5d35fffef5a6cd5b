// SPDX-License-Identifier: MIT OR Apache-2.0
// An environment as the question of a resolution: what is installed stays, at its version or at a newer one.
//
// Rules:   a held package is pinned and comes from the environment alone, no index is asked for it. What an installed
//          version needs and does not have is told apart: without it the environment as it is always is an answer.
// Not here: which packages are held (engine/upgrade_scope, engine/pip_why_not).
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/need_graph.hpp"
#include "engine/pip_install.hpp"
#include "spec/name.hpp"

namespace axle::engine {

/// How much a package that is not held may move.
enum class OtherVersions : std::uint8_t { newer, any };

/// Whether the package can be the subject of a requirement: it is there once, with a version and readable metadata.
[[nodiscard]] bool can_be_required(const NeedingPackage& package);

/// Adds a requirement for each package that can be required, with the extras that only the user can have asked for, and
/// to `inputs.unmet` what it needs and does not have.
/// `held` are places in the graph.
void add_installed_roots(const NeedGraph& graph, const std::set<std::size_t>& held, OtherVersions others,
                         InstallInputs& inputs);

/// The names of places in the graph.
[[nodiscard]] std::set<spec::PackageName> names_of(const NeedGraph& graph, const std::set<std::size_t>& numbers);

/// What cannot be upgraded: editables, what came from a URL, what lies outside of `root`, cannot be removed, or cannot
/// be required.
[[nodiscard]] std::vector<StayingPackage> find_staying(const NeedGraph& graph, const std::string& root);

}  // namespace axle::engine
