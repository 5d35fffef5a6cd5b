// SPDX-License-Identifier: MIT OR Apache-2.0
// Compares spec/ with the verdicts of the `packaging` library in the files that tools/spec_vectors.py writes.
//
// A row may name rules of docs/deviations.md; then axle must give its own verdict, and it must differ from packaging's.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace axle::spec {

struct VectorReport {
  std::size_t compared = 0;
  std::vector<std::string> failures;
  std::map<std::string, std::size_t> deviations;  ///< rows by rule
};

/// Each takes the whole text of one file.
[[nodiscard]] VectorReport compare_versions(std::string_view file);
[[nodiscard]] VectorReport compare_memberships(std::string_view file);
[[nodiscard]] VectorReport compare_markers(std::string_view file);
[[nodiscard]] VectorReport compare_texts(std::string_view file);

/// The four files of `folder`, by name.
[[nodiscard]] std::map<std::string, VectorReport> compare_folder(const std::string& folder);

}  // namespace axle::spec
