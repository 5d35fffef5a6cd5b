// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip install`, `axle pip sync` and `axle pip upgrade`.
#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/findings_report.hpp"
#include "cli/index_settings.hpp"
#include "cli/input_request.hpp"
#include "cli/install_report.hpp"
#include "cli/installed_names.hpp"
#include "cli/render_error.hpp"
#include "engine/input_selection.hpp"
#include "engine/install_inputs.hpp"
#include "engine/lock_install.hpp"
#include "engine/pip_inspect.hpp"

namespace axle::cli {
namespace {

void print_dry_run(const engine::InstallDone& done, Printer& printer) {
  if (done.to_download > 0) {
    printer.status(format("Would download {}", count_of(done.to_download, "package")));
  }
  print_planned_changes(report_of_plan(done.plan), printer);
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

/// What was named and cannot be upgraded is worth a warning; of all that is there, it is a matter of course.
void print_staying(const engine::InstallDone& done, const CommandContext& context) {
  for (const engine::StayingPackage& staying : done.staying) {
    const std::string text = format("`{}` {} stays as it is: {}", staying.name.text(), to_printable(staying.version),
                                    to_printable(staying.reason));
    if (context.settings.install.upgrade->all) {
      context.printer.status(text);
    } else {
      context.printer.warning(text);
    }
  }
}

void print_json(const engine::InstallDone& done, const spec::MarkerEnvironment& markers,
                const CommandContext& context) {
  if (context.settings.output != OutputFormat::json) {
    return;
  }
  context.printer.data(context.settings.dry_run ? install_report_to_json(done, markers, context.build.version)
                                                : changes_to_json(done.report, false));
}

void print_satisfied(const engine::AlreadySatisfied& satisfied, const CommandContext& context) {
  context.printer.status(
      format("Checked {} in {}", count_of(satisfied.requirements, "package"), format_elapsed(satisfied.elapsed)));
  if (context.settings.dry_run) {
    context.printer.status("Would make no changes");
  }
}

int report(const engine::InstallAnswer& answer, const spec::MarkerEnvironment& markers, const CommandContext& context) {
  if (const auto* proof = std::get_if<resolver::NoSolution>(&answer)) {
    return report_no_solution(*proof, context.settings.output, context.printer);
  }
  if (const auto* satisfied = std::get_if<engine::AlreadySatisfied>(&answer)) {
    print_satisfied(*satisfied, context);
    print_json({}, markers, context);
    return 0;
  }
  const auto& done = std::get<engine::InstallDone>(answer);
  print_done(done, context);
  print_staying(done, context);
  print_json(done, markers, context);
  return context.settings.check && !done.plan.changes_nothing() ? exit_status_of(ErrorCode::findings) : 0;
}

/// What `adjust` makes of the options is done to the environment.
Result<int> change_environment(const CommandContext& context, void (*adjust)(engine::InstallOptions&)) {
  const Settings& settings = context.settings;
  context.flush_warnings();
  const engine::InputRequest request = make_input_request(settings);
  TRY_ASSIGN(const auto lock, engine::read_lock(request, context.session));
  engine::CollectedInputs collected;
  if (!lock) {
    TRY_ASSIGN(collected, engine::collect_inputs(request, context.session));
  }
  if (settings.command == Command::pip_sync && !lock && collected.names_nothing() && !settings.compile.allow_empty) {
    return fail(Error(ErrorCode::usage, "the files name no requirements, and syncing would remove every package")
                    .with_hint("pass `--allow-empty-requirements` to empty the environment"));
  }
  TRY_ASSIGN(engine::TargetEnvironment environment,
             engine::find_target(settings.target, settings.search, context.printer, context.session));
  TRY(engine::check_may_change(environment, settings.target));
  spec::TargetPython target =
      engine::with_override(environment.interpreter.python,
                            lock ? engine::override_of_lock(settings.target_override) : settings.target_override);
  TRY(engine::select_inputs(collected, target.markers));
  print_environment(environment, context.settings.working_directory, context.printer);
  print_interpreter(environment, context.settings.working_directory, context.printer);
  environment.interpreter.python = std::move(target);
  engine::InstallOptions options = settings.install;
  options.indexes = join_indexes(settings.indexes, collected.indexes);
  engine::apply_file_options(collected, options);
  options.report = settings.output == OutputFormat::json;
  options.from_list = lock.has_value();
  adjust(options);
  ChangePrinter observer(context.printer, context.warnings);
  TRY_ASSIGN(const engine::InstallAnswer answer,
             lock ? engine::run_lock_install(*lock, options, environment, context.session, observer)
                  : engine::run_pip_install(collected.inputs, options, environment, context.session, observer));
  context.flush_warnings();
  return report(answer, environment.interpreter.python.markers, context);
}

/// What may have been meant by a name that is not installed.
Error with_hint_of_installed(Error error, const CommandContext& context) {
  const Settings& settings = context.settings;
  const auto environment = engine::find_target(settings.target, settings.search, context.printer, context.session);
  const auto installed = environment ? engine::scan_environment(*environment, context.session)
                                     : Result<venv::Installed>(venv::Installed());
  for (const spec::Requirement& requirement : settings.install.upgrade->named) {
    if (installed && installed->find_first(requirement.name) == nullptr) {
      return with_similar_name(std::move(error), requirement.name, *installed);
    }
  }
  return error;
}

}  // namespace

Result<int> run_pip_install_command(const CommandContext& context) {
  return change_environment(context, [](engine::InstallOptions&) {});
}

/// The files name everything that is to be there: nothing is added to them, and nothing else stays.
Result<int> run_pip_sync_command(const CommandContext& context) {
  return change_environment(context, [](engine::InstallOptions& options) {
    options.resolver.no_deps = true;
    options.exact = true;
    options.from_list = true;
  });
}

Result<int> run_pip_upgrade_command(const CommandContext& context) {
  auto status = change_environment(context, [](engine::InstallOptions&) {});
  if (status || status.error().code() != ErrorCode::not_installed) {
    return status;
  }
  return fail(with_hint_of_installed(std::move(status).error(), context));
}

}  // namespace axle::cli
