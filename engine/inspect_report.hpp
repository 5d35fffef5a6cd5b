// SPDX-License-Identifier: MIT OR Apache-2.0
// `pip inspect`: everything that is recorded of each installed distribution.
//
// Spec:    pip's inspect report, version 1: metadata as JSON, where it is, direct_url.json, INSTALLER, REQUESTED.
// Not here: the text of the report (cli), what the metadata means (engine/pip_inspect).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engine/environment.hpp"
#include "engine/session.hpp"
#include "spec/installed_files.hpp"
#include "spec/metadata_fields.hpp"
#include "venv/installed.hpp"

namespace axle::engine {

struct InspectedDistribution {
  std::vector<spec::MetadataField> metadata;
  std::string metadata_location;  ///< absolute
  std::optional<spec::DirectUrl> direct_url;
  std::string installer;          ///< empty when nobody wrote it
  std::optional<bool> requested;  ///< only a .dist-info can say so
};

/// By name. Of a distribution whose METADATA cannot be read there are name and version, and a warning.
[[nodiscard]] std::vector<InspectedDistribution> inspect_distributions(const venv::Installed& installed,
                                                                       WarningSink& warnings);

}  // namespace axle::engine
