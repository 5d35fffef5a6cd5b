// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the files of each .dist-info.
#include "engine/inspect_report.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "venv/installed_text.hpp"

namespace axle::engine {
namespace {

std::vector<spec::MetadataField> read_fields(const venv::InstalledDistribution& distribution, WarningSink& warnings) {
  const auto text = venv::read_metadata_text(distribution);
  auto fields =
      text ? spec::read_metadata_fields(*text) : Result<std::vector<spec::MetadataField>>(fail(text.error().clone()));
  if (fields) {
    return std::move(*fields);
  }
  warnings.warn(format("the metadata of `{}` cannot be read: {}", to_printable(venv::metadata_location(distribution)),
                       fields.error().message()));
  return {{.key = "name", .values = {distribution.name.text()}},
          {.key = "version", .values = {distribution.version_text}}};
}

}  // namespace

std::vector<InspectedDistribution> inspect_distributions(const venv::Installed& installed, WarningSink& warnings) {
  std::vector<InspectedDistribution> inspected;
  for (const venv::InstalledDistribution& distribution : installed.distributions()) {
    InspectedDistribution one{.metadata = read_fields(distribution, warnings),
                              .metadata_location = venv::metadata_location(distribution),
                              .direct_url = venv::read_direct_url(distribution),
                              .installer = venv::read_installer(distribution),
                              .requested = {}};
    if (distribution.kind == venv::InstalledKind::dist_info) {
      one.requested = venv::read_requested(distribution);
    }
    inspected.push_back(std::move(one));
  }
  return inspected;
}

}  // namespace axle::engine
