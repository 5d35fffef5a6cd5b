// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle venv`.
#include "engine/venv_create.hpp"

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/index_settings.hpp"
#include "cli/render_error.hpp"

namespace axle::cli {
namespace {

venv::CreateOptions make_create_options(const CommandContext& context, const std::string& shown) {
  const Settings& settings = context.settings;
  const VenvSettings& venv = settings.venv;
  venv::CreateOptions options;
  options.directory = absolute_path(shown, settings.working_directory);
  options.prompt_given = venv.prompt.has_value();
  options.prompt =
      venv.prompt == "." ? std::string(path_file_name(settings.working_directory)) : venv.prompt.value_or("");
  if (venv.clear) {
    options.existing = venv::ExistingEnvironment::clear;
  } else if (venv.allow_existing) {
    options.existing = venv::ExistingEnvironment::keep;
  }
  options.force_clear = venv.force;
  options.system_site_packages = venv.system_site_packages;
  options.relocatable = venv.relocatable;
  options.seeded = venv.seed;
  options.axle_version = context.build.version;
  return options;
}

std::string to_json(const engine::VenvAnswer& answer, const std::string& directory) {
  JsonWriter json;
  json.begin_object().key("path").value(directory);
  json.key("python").value(answer.outcome.environment.executable);
  json.key("version").value(answer.base.python.version.to_string());
  json.key("replaced").value(answer.outcome.replaced).end_object();
  return json.take() + "\n";
}

std::string shown_path(const CommandContext& context) {
  const auto& arguments = context.settings.sources.packages;
  return arguments.empty() ? std::string(".venv") : arguments.front();
}

}  // namespace

Result<int> run_venv_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  const std::string shown = shown_path(context);
  TRY_ASSIGN(venv::Interpreter base, engine::find_base_interpreter(
                                         {.python = settings.target.python, .use_pin_file = settings.venv.use_pin_file},
                                         settings.search, context.printer, context.warnings));
  context.flush_warnings();
  context.printer.status(format("Using {} interpreter at: {}", venv::describe(base), to_printable(base.executable)));
  context.printer.status(format("Creating virtual environment at: {}", to_printable(shown)));
  engine::VenvRequest request{
      .create = make_create_options(context, shown), .seed = settings.venv.seed, .install = settings.install};
  request.install.indexes = join_indexes(settings.indexes);
  ChangePrinter observer(context.printer, context.warnings);
  TRY_ASSIGN(const engine::VenvAnswer answer, engine::run_venv(request, std::move(base), context.session, observer));
  context.flush_warnings();
  if (answer.seeded) {
    if (const auto* proof = std::get_if<resolver::NoSolution>(&*answer.seeded)) {
      return report_no_solution(*proof, settings.output, context.printer);
    }
  }
  if (settings.output == OutputFormat::json) {
    context.printer.data(to_json(answer, request.create.directory));
  }
  context.printer.status(
      format("Activate with: {}", venv::activation_command(settings.shell, shown, settings.venv.relocatable)));
  return 0;
}

}  // namespace axle::cli
