// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip download`.
#include "engine/pip_download.hpp"

#include <utility>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/index_settings.hpp"
#include "cli/input_request.hpp"
#include "cli/render_error.hpp"
#include "engine/compile_target.hpp"
#include "engine/input_selection.hpp"
#include "engine/install_inputs.hpp"

namespace axle::cli {
namespace {

std::string to_json(const engine::DownloadDone& done, const Settings& settings) {
  JsonWriter json;
  json.begin_object().key("dry_run").value(settings.dry_run);
  json.key("directory").value(settings.download_directory).key("files").begin_array();
  for (const engine::DownloadedWheel& wheel : done.wheels) {
    json.begin_object().key("name").value(wheel.artifact.name.text());
    json.key("version").value(wheel.artifact.version.to_string());
    json.key("file").value(wheel.artifact.file_name);
    json.key("url").value(wheel.artifact.file_url.without_credentials().to_display());
    json.key("hashes").begin_object();
    if (!settings.dry_run || wheel.file.was_there) {
      json.key("sha256").value(to_hex(wheel.file.digest));
    }
    json.end_object().key("was_there").value(wheel.file.was_there).end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

void print_done(const engine::DownloadDone& done, const CommandContext& context) {
  const Settings& settings = context.settings;
  std::size_t kept = 0;
  for (const engine::DownloadedWheel& wheel : done.wheels) {
    kept += wheel.file.was_there ? 1 : 0;
  }
  const std::size_t fetched = done.wheels.size() - kept;
  if (kept > 0) {
    context.printer.status(format("Found {} in the folder", count_of(kept, "file")));
  }
  if (settings.dry_run) {
    context.printer.status(fetched > 0 ? format("Would download {}", count_of(fetched, "file"))
                                       : "Would download nothing");
  } else if (fetched > 0) {
    context.printer.status(format("Downloaded {} in {}", count_of(fetched, "file"), format_elapsed(done.elapsed)));
  }
  for (const engine::DownloadedWheel& wheel : done.wheels) {
    if (!wheel.file.was_there) {
      context.printer.status(format(" {} {}", context.printer.styled(Style::green, "+"),
                                    shown_below(wheel.file.path, settings.working_directory)));
    }
  }
}

}  // namespace

Result<int> run_pip_download_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  context.flush_warnings();
  const engine::InputRequest request = make_input_request(settings);
  TRY_ASSIGN(const auto lock, engine::read_lock(request, context.session));
  engine::CollectedInputs collected;
  if (!lock) {
    TRY_ASSIGN(collected, engine::collect_inputs(request, context.session));
  }
  TRY_ASSIGN(const spec::TargetPython target,
             engine::find_compile_target(settings.target, settings.target_override, settings.search, context.printer));
  TRY(engine::select_inputs(collected, target.markers));
  engine::InstallOptions options = settings.install;
  options.indexes = join_indexes(settings.indexes, collected.indexes);
  engine::apply_file_options(collected, options);
  ChangePrinter observer(context.printer, context.warnings);
  const engine::DownloadRequest wanted{
      .inputs = collected.inputs, .options = options, .target = target, .directory = settings.download_directory};
  TRY_ASSIGN(const engine::DownloadAnswer answer, lock ? engine::run_lock_download(*lock, wanted, context.session)
                                                       : engine::run_pip_download(wanted, context.session, observer));
  context.flush_warnings();
  if (const auto* proof = std::get_if<resolver::NoSolution>(&answer)) {
    return report_no_solution(*proof, settings.output, context.printer);
  }
  const auto& done = std::get<engine::DownloadDone>(answer);
  print_done(done, context);
  if (settings.output == OutputFormat::json) {
    context.printer.data(to_json(done, settings));
  }
  return 0;
}

}  // namespace axle::cli
