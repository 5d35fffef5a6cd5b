// SPDX-License-Identifier: MIT OR Apache-2.0
// Whether what is installed fits together: findings as data, for `pip check` and `--strict`.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/thread_pool.hpp"
#include "spec/requirement.hpp"
#include "spec/tag.hpp"
#include "venv/installed.hpp"
#include "venv/interpreter.hpp"

namespace axle::venv {

struct MissingDependency {
  spec::PackageName name;  ///< who needs it
  std::string version;
  std::string requirement;
};
struct WrongVersion {
  spec::PackageName name;
  std::string version;
  std::string requirement;
  std::string installed;
};
struct WrongPython {
  spec::PackageName name;
  std::string version;
  std::string requires_python;
  std::string python;
};
struct DuplicateDistribution {
  spec::PackageName name;
  std::vector<std::string> paths;
};
struct UnreadableMetadata {
  std::string path;
  std::string reason;
};
struct WrongPlatform {
  spec::PackageName name;
  std::string version;
  std::vector<std::string> tags;  ///< of its WHEEL file
};
using Finding = std::variant<MissingDependency, WrongVersion, WrongPython, DuplicateDistribution, UnreadableMetadata,
                             WrongPlatform>;

struct CheckInput {
  const Installed& installed;
  const spec::TargetPython& python;
  const spec::SupportedTags& tags;
};

/// Findings in the order of the names. Reads METADATA and WHEEL of every distribution, on the pool.
[[nodiscard]] std::vector<Finding> check_installed(const CheckInput& input, ThreadPool& pool);

/// One line, for example "The package `a` requires `b>=2`, but `1.0` is installed".
[[nodiscard]] std::string to_string(const Finding& finding);

}  // namespace axle::venv
