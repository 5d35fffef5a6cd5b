// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip show`.
#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/findings_report.hpp"
#include "cli/render_error.hpp"
#include "engine/pip_inspect.hpp"

namespace axle::cli {
namespace {

std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

/// `Label: value`, or `Label:` for nothing.
void append_field(std::string& text, std::string_view label, const std::string& value) {
  format_to(text, "{}:{}{}\n", label, value.empty() ? "" : " ", to_printable(value));
}

std::string block_of(const engine::ShownDistribution& shown, bool with_files) {
  std::string text;
  append_field(text, "Name", shown.name);
  append_field(text, "Version", shown.version);
  append_field(text, "Location", shown.location);
  if (shown.editable_location) {
    append_field(text, "Editable project location", *shown.editable_location);
  }
  append_field(text, "Requires", join(shown.required));
  append_field(text, "Required-by", join(shown.required_by));
  if (with_files) {
    text += "Files:\n";
    for (const std::string& file : shown.files) {
      format_to(text, "  {}\n", to_printable(file));
    }
  }
  return text;
}

void write_list(JsonWriter& json, std::string_view key, const std::vector<std::string>& values) {
  json.key(key).begin_array();
  for (const std::string& value : values) {
    json.value(value);
  }
  json.end_array();
}

std::string to_json(const engine::ShowAnswer& answer, bool with_files) {
  JsonWriter json;
  json.begin_array();
  for (const engine::ShownDistribution& shown : answer.shown) {
    json.begin_object().key("name").value(shown.name).key("version").value(shown.version);
    json.key("location").value(shown.location).key("summary").value(shown.summary);
    json.key("installer").value(shown.installer);
    if (shown.editable_location) {
      json.key("editable_project_location").value(*shown.editable_location);
    }
    write_list(json, "requires", shown.required);
    write_list(json, "required_by", shown.required_by);
    if (with_files) {
      write_list(json, "files", shown.files);
    }
    json.end_object();
  }
  json.end_array();
  return json.take() + "\n";
}

Result<std::vector<spec::PackageName>> parse_names(const std::vector<std::string>& texts) {
  std::vector<spec::PackageName> names;
  for (const std::string& text : texts) {
    TRY_ASSIGN(spec::PackageName name, spec::PackageName::parse(text));
    names.push_back(std::move(name));
  }
  return names;
}

void print_blocks(const engine::ShowAnswer& answer, const CommandContext& context) {
  std::string text;
  for (const engine::ShownDistribution& shown : answer.shown) {
    text += (text.empty() ? "" : "---\n") + block_of(shown, context.settings.list.files);
  }
  context.printer.answer(text);
}

}  // namespace

Result<int> run_pip_show_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  if (settings.sources.packages.empty()) {
    constexpr std::string_view k_message = "Please provide a package name or names.";
    if (settings.output == OutputFormat::json) {
      report_error(Error(ErrorCode::usage, std::string(k_message)), settings.output, context.printer);
    } else {
      context.printer.warning(k_message);
    }
    return 1;
  }
  TRY_ASSIGN(const auto names, parse_names(settings.sources.packages));
  TRY_ASSIGN(const engine::TargetEnvironment environment,
             engine::find_target(settings.target, settings.search, context.printer, context.session));
  print_environment(environment, settings.working_directory, context.printer);
  TRY_ASSIGN(const engine::ShowAnswer answer,
             engine::show_distributions(names, settings.list.files ? engine::ShowFiles::yes : engine::ShowFiles::no,
                                        environment, context.session));
  context.flush_warnings();
  if (!answer.missing.empty()) {
    context.printer.warning(format("Package(s) not found for: {}", join(answer.missing)));
  }
  if (settings.output == OutputFormat::json) {
    context.printer.data(to_json(answer, settings.list.files));
  } else {
    print_blocks(answer, context);
  }
  if (settings.pip_strict) {
    TRY_ASSIGN(const engine::CheckAnswer check, engine::check_environment(environment, context.session));
    print_findings_as_warnings(check.findings, context.printer);
  }
  return answer.shown.empty() ? 1 : 0;
}

}  // namespace axle::cli
