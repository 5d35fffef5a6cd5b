// SPDX-License-Identifier: MIT OR Apache-2.0
// Looking at an environment: what `pip list`, `freeze`, `show` and `check` answer, as data.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/environment.hpp"
#include "engine/session.hpp"
#include "venv/check.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

struct ListedDistribution {
  std::string name;  ///< normalised
  std::string version;
  std::optional<std::string> editable_location;
  std::optional<spec::DirectUrl> direct_url;
  venv::InstalledKind kind = venv::InstalledKind::dist_info;
  std::string link_target;
};

/// What is installed, read under a shared lock. Errors: those of open_environment().
[[nodiscard]] Result<venv::Installed> scan_environment(const TargetEnvironment& environment, Session& session);

/// The same of folders (--path), of which nobody knows whether they belong to an environment: no lock is taken, and
/// changes that were cut off are told by warnings. Errors: permission_denied, io.
[[nodiscard]] Result<venv::Installed> scan_folders(const std::vector<std::string>& folders, const Session& session);

/// Sorted by name, then version. Errors: those of open_environment.
[[nodiscard]] Result<std::vector<ListedDistribution>> list_distributions(const TargetEnvironment& environment,
                                                                         Session& session);
/// The same of folders.
[[nodiscard]] Result<std::vector<ListedDistribution>> list_folders(const std::vector<std::string>& folders,
                                                                   const Session& session);

struct ShownDistribution {
  std::string name;
  std::string version;
  std::string location;
  std::string summary;
  std::optional<std::string> editable_location;
  std::string installer;
  std::vector<std::string> required;     ///< names of direct dependencies, sorted
  std::vector<std::string> required_by;  ///< names, sorted
  std::vector<std::string> files;        ///< of RECORD, relative to `location`; only when asked for
};

struct ShowAnswer {
  std::vector<ShownDistribution> shown;  ///< sorted by name
  std::vector<std::string> missing;      ///< as asked
};

enum class ShowFiles : std::uint8_t { no, yes };

/// Of names that are there twice, the one that `import` finds. Errors: those of opening and scanning the environment.
[[nodiscard]] Result<ShowAnswer> show_distributions(const std::vector<spec::PackageName>& names, ShowFiles files,
                                                    const TargetEnvironment& environment, Session& session);

struct CheckAnswer {
  std::size_t packages = 0;
  std::vector<venv::Finding> findings;
  std::chrono::nanoseconds elapsed{};  ///< without waiting for the environment's lock
};
/// Findings are an answer. Errors: those of opening and scanning the environment.
[[nodiscard]] Result<CheckAnswer> check_environment(const TargetEnvironment& environment, Session& session);

}  // namespace axle::engine
