// SPDX-License-Identifier: MIT OR Apache-2.0
// Where a project has packages from: the `sources` table of a pyproject.toml.
//
// Source:   [tool.uv.sources], and [tool.axle.sources] before it: `NAME = {index = "…", marker, extra, group}`, or an
//           array of such tables.
// Not here: repositories, paths, URLs, members of a workspace: that there is one of these is all that is kept.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/toml_doc.hpp"
#include "spec/marker.hpp"
#include "spec/name.hpp"

namespace axle::project {

/// An index that serves the package where the marker holds, asked for by the extra or group, if one is named.
struct IndexSource {
  std::string index;  ///< the name of the index
  spec::Marker marker;
  std::optional<spec::ExtraName> extra;
  std::optional<spec::GroupName> group;
  SourcePlace place;
};

struct PackageSource {
  spec::PackageName name;
  std::vector<IndexSource> indexes;
  bool is_elsewhere = false;  ///< something that is no index
};

/// Of the table `sources` at `path` (`tool.uv.sources`). Errors: bad_configuration with the place.
[[nodiscard]] Result<std::vector<PackageSource>> read_package_sources(const TomlValue& sources, std::string_view path,
                                                                      const std::string& file);

}  // namespace axle::project
