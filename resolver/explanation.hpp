// SPDX-License-Identifier: MIT OR Apache-2.0
// The text of a proof that there is no solution.
//
// Source:  resolver.md 5.1, 5.3: one sentence, at most 12 lines, never a proxy or a version that is not listed.
// Not here: colours and "x" marks (cli/render_error), the proof itself (outcome.hpp).
#pragma once

#include <string>
#include <vector>

#include "base/json_doc.hpp"
#include "resolver/outcome.hpp"

namespace axle::resolver {

struct Explanation {
  std::string headline;  ///< "No solution found when resolving dependencies:" stands in cli; this names the clash
  std::vector<std::string> lines;  ///< sentences of the derivation, at most 12
  std::vector<std::string> hints;  ///< without the word "hint"
};

/// The conflict alone: those in `others` are explained by themselves.
[[nodiscard]] Explanation explain(const NoSolution& proof);
/// The proof as data: the members `headline` and `facts` of the object that is open in `json`.
void write_proof(const NoSolution& proof, JsonWriter& json);

}  // namespace axle::resolver
