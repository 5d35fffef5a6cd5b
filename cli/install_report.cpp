// SPDX-License-Identifier: MIT OR Apache-2.0
// Lays out the report.
#include "cli/install_report.hpp"

#include "base/json_doc.hpp"
#include "cli/change_report.hpp"
#include "spec/metadata_fields.hpp"
#include "spec/report_json.hpp"

namespace axle::cli {
namespace {

/// What direct_url.json would hold if the file had been given by its URL.
spec::DirectUrl origin_of(const spec::PinnedArtifact& artifact) {
  if (artifact.direct_url) {
    return *artifact.direct_url;
  }
  spec::DirectUrl origin;
  origin.url = artifact.file_url.without_credentials().to_display();
  origin.hashes = artifact.hashes;
  return origin;
}

void write_install(JsonWriter& json, const engine::ReportedInstall& reported) {
  const spec::PinnedArtifact& artifact = reported.artifact;
  json.begin_object().key("download_info");
  spec::write_direct_url(json, origin_of(artifact));
  json.key("is_direct").value(artifact.direct_url.has_value());
  json.key("is_yanked").value(artifact.yanked);
  json.key("requested").value(artifact.requested);
  json.key("metadata");
  spec::write_metadata(json, reported.metadata);
  if (!reported.requested_extras.empty()) {
    json.key("requested_extras").begin_array();
    for (const std::string& extra : reported.requested_extras) {
      json.value(extra);
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace

std::string install_report_to_json(const engine::InstallDone& done, const spec::MarkerEnvironment& markers,
                                   const std::string& version) {
  JsonWriter json;
  json.begin_object().key("version").value("1").key("axle_version").value(version);
  json.key("dry_run").value(true).key("install").begin_array();
  for (const engine::ReportedInstall& reported : done.reported) {
    write_install(json, reported);
  }
  json.end_array();
  write_changes(json, report_of_plan(done.plan));
  json.key("environment");
  spec::write_markers(json, markers);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace axle::cli
