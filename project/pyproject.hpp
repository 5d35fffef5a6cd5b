// SPDX-License-Identifier: MIT OR Apache-2.0
// The static dependencies of a pyproject.toml.
//
// Spec:    PEP 621 ([project] dependencies and optional-dependencies), PEP 735 (dependency groups with include-group).
// Not here: building, workspaces, what stands in a `sources` table (project/package_sources).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "project/package_sources.hpp"
#include "project/requirements_file.hpp"
#include "spec/name.hpp"
#include "spec/requirement.hpp"

namespace axle::project {

/// What stands in a group: a requirement, or another group that it includes.
using GroupItem = std::variant<spec::Requirement, spec::GroupName>;

struct Pyproject {
  std::optional<spec::PackageName> name;
  std::vector<spec::Requirement> dependencies;
  std::map<spec::ExtraName, std::vector<spec::Requirement>> optional_dependencies;
  std::map<spec::GroupName, std::vector<GroupItem>> groups;  ///< every include is there, and none leads to itself
  std::map<spec::PackageName, PackageSource> sources;        ///< those of `tool.axle` before those of `tool.uv`
  bool has_project = false;
  bool dynamic_dependencies = false;  ///< only a build could tell
  bool dynamic_optional_dependencies = false;
};

/// `file` is only for messages. Errors: bad_toml; bad_configuration naming file and key path, for example
/// "`project.dependencies` in `pyproject.toml` must be an array of strings"; cycles of include-group name the cycle.
[[nodiscard]] Result<Pyproject> parse_pyproject(std::string_view text, const std::string& file);

/// The requirements of a group that is there, with all it includes. A group that several others include counts once:
/// chains of double includes would double the list at each step.
[[nodiscard]] std::vector<spec::Requirement> requirements_of_group(const Pyproject& pyproject,
                                                                   const spec::GroupName& name);

/// Whether a path or URL ends in a file of that name; `my-pyproject.toml` has another one.
[[nodiscard]] bool is_pyproject(std::string_view location);

/// Reads the file at a path or URL. Errors: those of parse_pyproject(), bad_url, those of `context.load`.
[[nodiscard]] Result<Pyproject> read_pyproject(const std::string& location, const RequirementsContext& context);

}  // namespace axle::project
