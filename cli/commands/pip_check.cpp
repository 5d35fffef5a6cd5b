// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip check`.
#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/findings_report.hpp"
#include "engine/pip_inspect.hpp"

namespace axle::cli {

Result<int> run_pip_check_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  TRY_ASSIGN(const engine::TargetEnvironment environment,
             engine::find_target(settings.target, settings.search, context.printer, context.session));
  print_environment(environment, context.settings.working_directory, context.printer);
  TRY_ASSIGN(const engine::CheckAnswer answer, engine::check_environment(environment, context.session));
  context.flush_warnings();
  context.printer.status(
      format("Checked {} in {}", count_of(answer.packages, "package"), format_elapsed(answer.elapsed)));
  if (settings.output == OutputFormat::json) {
    context.printer.data(findings_to_json(answer.packages, answer.findings));
  }
  if (answer.findings.empty()) {
    context.printer.status("All installed packages are compatible");
    return 0;
  }
  // They are what was asked for: -q keeps them.
  context.printer.error_text(format("Found {} {}\n", answer.findings.size(),
                                    answer.findings.size() == 1 ? "incompatibility" : "incompatibilities"));
  for (const venv::Finding& finding : answer.findings) {
    context.printer.error_text(to_printable(venv::to_string(finding)) + "\n");
  }
  return 1;
}

}  // namespace axle::cli
