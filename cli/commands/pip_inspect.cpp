// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip inspect`: pip's report on what is installed.
#include "engine/inspect_report.hpp"

#include "base/json_doc.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "engine/pip_inspect.hpp"
#include "spec/report_json.hpp"

namespace axle::cli {
namespace {

std::string to_json(const std::vector<engine::InspectedDistribution>& installed, const spec::MarkerEnvironment& markers,
                    const std::string& version) {
  JsonWriter json;
  json.begin_object().key("version").value("1").key("axle_version").value(version);
  json.key("installed").begin_array();
  for (const engine::InspectedDistribution& one : installed) {
    json.begin_object().key("metadata");
    spec::write_metadata(json, one.metadata);
    json.key("metadata_location").value(one.metadata_location);
    if (one.direct_url) {
      json.key("direct_url");
      spec::write_direct_url(json, *one.direct_url);
    }
    if (!one.installer.empty()) {
      json.key("installer").value(one.installer);
    }
    if (one.requested) {
      json.key("requested").value(*one.requested);
    }
    json.end_object();
  }
  json.end_array().key("environment");
  spec::write_markers(json, markers);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace

Result<int> run_pip_inspect_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  venv::Installed installed;
  spec::MarkerEnvironment markers;
  if (settings.list.paths.empty()) {
    TRY_ASSIGN(const engine::TargetEnvironment environment,
               engine::find_target(settings.target, settings.search, context.printer, context.session));
    print_environment(environment, settings.working_directory, context.printer);
    TRY_ASSIGN(installed, engine::scan_environment(environment, context.session));
    markers = environment.interpreter.python.markers;
  } else {
    // Folders are looked at as they are; any Python says what the markers of this machine are.
    TRY_ASSIGN(const spec::TargetPython python,
               engine::find_compile_target(settings.target, {}, settings.search, context.printer));
    TRY_ASSIGN(installed, engine::scan_folders(settings.list.paths, context.session));
    markers = python.markers;
  }
  const auto inspected = engine::inspect_distributions(installed, context.warnings);
  context.flush_warnings();
  context.printer.data(to_json(inspected, markers, context.build.version));
  return 0;
}

}  // namespace axle::cli
