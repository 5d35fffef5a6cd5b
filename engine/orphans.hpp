// SPDX-License-Identifier: MIT OR Apache-2.0
// What is left over when packages go: `pip uninstall --autoremove`.
//
// Rules:   an orphan is reached from what goes, nothing that stays requires it, and the user did not ask for it. In
//          doubt a package stays: an extra that the user may have named counts when all that it needs is there, and
//          so does a requirement that is not met. What came from a URL or is editable was asked for, whatever its
//          files say; pip, setuptools and wheel may belong to the environment itself; what cannot be removed stays
//          with all that it needs. What cannot be read may require anything: while such a one stays, so does
//          everything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/need_graph.hpp"
#include "spec/name.hpp"

namespace axle::engine {

struct Orphans {
  std::vector<spec::PackageName> names;
  /// Orphans for all that is known, and whoever installed them marks everything or nothing; with what they need. They
  /// stay.
  std::vector<spec::PackageName> in_doubt;
  /// Orphans as far as can be read, and somebody who stays cannot be read. They stay.
  std::vector<spec::PackageName> unproven;
};

/// `root`: only distributions below it can go; "" means any.
[[nodiscard]] Orphans find_orphans(const NeedGraph& graph, const std::vector<spec::PackageName>& removed,
                                   const std::string& root);

}  // namespace axle::engine
