// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip uninstall`.
#include <set>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "engine/install_inputs.hpp"
#include "engine/pip_uninstall.hpp"

namespace axle::cli {
namespace {

engine::InputRequest make_request(const Settings& settings) {
  engine::InputRequest request;
  request.packages = settings.sources.packages;
  request.requirement_files = settings.sources.requirement_files;
  request.working_directory = settings.working_directory;
  request.lookup = process_environment();
  return request;
}

/// Of more names than one reads in a warning the others are counted.
constexpr std::size_t k_told_names = 20;

/// `a`, `b` or `c`; `a`, `b` or 1480 others
std::string listed(const std::vector<spec::PackageName>& names) {
  const std::size_t told = names.size() > k_told_names ? k_told_names - 1 : names.size();
  std::string text;
  for (std::size_t i = 0; i < told; ++i) {
    format_to(text, "{}`{}`", i == 0 ? "" : i + 1 == names.size() ? " or " : ", ", names[i].text());
  }
  return told == names.size() ? text : format("{} or {} others", text, names.size() - told);
}

std::string_view what_to_do(const std::vector<spec::PackageName>& names) {
  return names.size() > k_told_names ? "name what is to go as well, `--output-format json` lists them all"
                                     : "name what is to go as well";
}

/// What `--autoremove` leaves that the user may want to go.
void print_doubts(const engine::UninstallAnswer& answer, Printer& printer) {
  if (!answer.in_doubt.empty()) {
    printer.warning(format(
        "Nothing requires {} any more, but the way {} installed does not tell what was asked for: {}",
        listed(answer.in_doubt), answer.in_doubt.size() == 1 ? "it was" : "they were", what_to_do(answer.in_doubt)));
  }
  if (!answer.unproven.empty()) {
    printer.warning(format("Nothing else requires {} any more, but what cannot be read may: {}",
                           listed(answer.unproven), what_to_do(answer.unproven)));
  }
}

/// What print_doubts() says is there with `--autoremove` alone.
std::string answer_to_json(const engine::UninstallAnswer& answer, bool dry_run, bool with_doubts) {
  JsonWriter json;
  json.begin_object().key("dry_run").value(dry_run);
  write_changes(json, dry_run ? report_of_plan(answer.plan.plan) : answer.report);
  const auto add_names = [&json](std::string_view key, const std::vector<spec::PackageName>& names) {
    json.key(key).begin_array();
    for (const spec::PackageName& name : names) {
      json.value(name.text());
    }
    json.end_array();
  };
  if (with_doubts) {
    add_names("in_doubt", answer.in_doubt);
    add_names("unproven", answer.unproven);
  }
  json.end_object();
  return json.take() + "\n";
}

void print_answer(const engine::UninstallAnswer& answer, bool dry_run, Printer& printer) {
  const venv::InstallReport report = dry_run ? report_of_plan(answer.plan.plan) : answer.report;
  if (report.removed.empty()) {
    printer.warning("No packages to uninstall");
    return;
  }
  const std::string count = count_of(report.removed.size(), "package");
  printer.status(dry_run ? format("Would uninstall {}", count)
                         : format("Uninstalled {} in {}", count, format_elapsed(answer.elapsed)));
  print_changes(report, printer);
}

}  // namespace

Result<int> run_pip_uninstall_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  TRY_ASSIGN(engine::UninstallTargets targets,
             engine::collect_uninstall_targets(make_request(settings), context.session));
  targets.with_orphans = settings.autoremove;
  TRY_ASSIGN(const engine::TargetEnvironment environment,
             engine::find_target(settings.target, settings.search, context.printer, context.session));
  TRY(engine::check_may_change(environment, settings.target));
  print_environment(environment, context.settings.working_directory, context.printer);
  const auto mode = settings.dry_run ? engine::UninstallMode::dry_run : engine::UninstallMode::apply;
  TRY_ASSIGN(const engine::UninstallAnswer answer,
             engine::run_pip_uninstall(targets, mode, environment, context.session));
  for (const spec::PackageName& name : answer.plan.not_installed) {
    context.printer.warning(format("Skipping {} as it is not installed", name.text()));
  }
  for (const std::string& url : answer.urls_not_installed) {
    context.printer.warning(format("Skipping `{}` as it is not installed", to_printable(url)));
  }
  context.flush_warnings();
  print_doubts(answer, context.printer);
  print_answer(answer, settings.dry_run, context.printer);
  if (settings.output == OutputFormat::json) {
    context.printer.data(answer_to_json(answer, settings.dry_run, settings.autoremove));
  }
  return 0;
}

}  // namespace axle::cli
