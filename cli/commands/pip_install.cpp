// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip install`.
#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/findings_report.hpp"
#include "cli/render_error.hpp"
#include "engine/input_selection.hpp"
#include "engine/install_inputs.hpp"

namespace axle::cli {
namespace {

engine::InputRequest make_input_request(const Settings& settings) {
  const RequirementSources& sources = settings.sources;
  return {.packages = sources.packages,
          .requirement_files = sources.requirement_files,
          .constraint_files = sources.constraint_files,
          .override_files = sources.override_files,
          .exclude_files = sources.exclude_files,
          .verify_hashes = sources.verify_hashes,
          .editables = sources.editables,
          .extras = sources.extras,
          .all_extras = sources.all_extras,
          .groups = sources.groups,
          .upgrade_bounds = settings.upgrade_bounds,
          .constraints = sources.constraints,
          .overrides = sources.overrides,
          .exclusions = sources.exclusions,
          .working_directory = settings.working_directory,
          .lookup = process_environment()};
}

/// The order of indexes: flags and files first, the default one last; a file may name the default. --no-index, from
/// wherever it comes, leaves only --find-links.
std::vector<fetch::IndexLocation> join_indexes(const IndexSettings& settings, const engine::FileIndexes& files) {
  std::vector<fetch::IndexLocation> indexes = settings.flat;
  indexes.insert(indexes.end(), files.flat.begin(), files.flat.end());
  const bool no_index = files.no_index || !settings.base;
  if (no_index) {
    return indexes;
  }
  indexes.insert(indexes.end(), settings.extra.begin(), settings.extra.end());
  indexes.insert(indexes.end(), files.extra.begin(), files.extra.end());
  const auto& base = files.base && !settings.base_given ? files.base : settings.base;
  if (base) {
    indexes.push_back(*base);
  }
  return indexes;
}

void print_dry_run(const engine::InstallDone& done, Printer& printer) {
  const venv::InstallReport report = report_of_plan(done.plan);
  if (done.to_download > 0) {
    printer.status(format("Would download {}", count_of(done.to_download, "package")));
  }
  if (!report.removed.empty()) {
    printer.status(format("Would uninstall {}", count_of(report.removed.size(), "package")));
  }
  if (!report.installed.empty()) {
    printer.status(format("Would install {}", count_of(report.installed.size(), "package")));
  }
  print_changes(report, printer);
}

void print_done(const engine::InstallDone& done, const CommandContext& context) {
  Printer& printer = context.printer;
  if (done.plan.changes_nothing()) {
    printer.status(format("Checked {} in {}", count_of(done.resolved, "package"), format_elapsed(done.elapsed)));
    if (context.settings.dry_run) {
      printer.status("Would make no changes");
    }
    return;
  }
  if (context.settings.dry_run) {
    print_dry_run(done, printer);
    return;
  }
  print_changes(done.report, printer);
  for (const std::string& hook : done.report.startup_hooks) {
    printer.status(format("Runs at every start of this Python: {}", to_printable(hook)));
  }
  print_findings_as_warnings(done.findings, printer);
}

int report_done(const engine::InstallDone& done, const CommandContext& context) {
  print_done(done, context);
  if (context.settings.output == OutputFormat::json) {
    const bool dry_run = context.settings.dry_run;
    context.printer.data(changes_to_json(dry_run ? report_of_plan(done.plan) : done.report, dry_run));
  }
  return 0;
}

int report_satisfied(const engine::AlreadySatisfied& satisfied, const CommandContext& context) {
  context.printer.status(
      format("Checked {} in {}", count_of(satisfied.requirements, "package"), format_elapsed(satisfied.elapsed)));
  if (context.settings.dry_run) {
    context.printer.status("Would make no changes");
  }
  if (context.settings.output == OutputFormat::json) {
    context.printer.data(changes_to_json({}, context.settings.dry_run));
  }
  return 0;
}

}  // namespace

Result<int> run_pip_install_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  context.flush_warnings();
  TRY_ASSIGN(engine::CollectedInputs collected, engine::collect_inputs(make_input_request(settings), context.session));
  TRY_ASSIGN(const engine::TargetEnvironment environment,
             engine::find_target(settings.target, settings.search, context.printer, context.session));
  TRY(engine::check_may_change(environment, settings.target));
  TRY(engine::select_inputs(collected, environment.interpreter.python.markers));
  print_environment(environment, context.settings.working_directory, context.printer);
  print_interpreter(environment, context.settings.working_directory, context.printer);
  engine::InstallOptions options = settings.install;
  options.indexes = join_indexes(settings.indexes, collected.indexes);
  engine::apply_file_options(collected, options);
  ChangePrinter observer(context.printer, context.warnings);
  TRY_ASSIGN(const engine::InstallAnswer answer,
             engine::run_pip_install(collected.inputs, options, environment, context.session, observer));
  context.flush_warnings();
  if (const auto* proof = std::get_if<resolver::NoSolution>(&answer)) {
    return report_no_solution(*proof, settings.output, context.printer);
  }
  if (const auto* satisfied = std::get_if<engine::AlreadySatisfied>(&answer)) {
    return report_satisfied(*satisfied, context);
  }
  return report_done(std::get<engine::InstallDone>(answer), context);
}

}  // namespace axle::cli
