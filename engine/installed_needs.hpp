// SPDX-License-Identifier: MIT OR Apache-2.0
// What an installed distribution requires, and what cannot be read of it.
//
// Rules:   metadata that cannot be read is no reason to stop, since it may be what is to be repaired; but nobody is to
//          take its silence for an answer, so that it comes with what is wrong.
// Not here: who requires whom (engine/need_graph, engine/dependency_graph).
#pragma once

#include <string>
#include <vector>

#include "spec/requirement.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

struct InstalledNeeds {
  std::vector<spec::Requirement> requirements;  ///< all that can be read, in their order
  std::string fault{};                          ///< a clause that names the file; "" when everything can be read
};

[[nodiscard]] InstalledNeeds read_needs(const venv::InstalledDistribution& distribution);

/// Of a line of its metadata that is no requirement: the clause that read_needs() gives.
[[nodiscard]] std::string fault_of_line(const venv::InstalledDistribution& distribution, std::string_view line);

/// ``the metadata of `foo` 1.0 cannot be read: …``
[[nodiscard]] std::string fault_text(const venv::InstalledDistribution& distribution, const std::string& fault);

}  // namespace axle::engine
