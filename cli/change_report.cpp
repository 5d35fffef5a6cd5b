// SPDX-License-Identifier: MIT OR Apache-2.0
// Lays out what changed.
#include "cli/change_report.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/clock.hpp"
#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "cli/context.hpp"

namespace axle::cli {
namespace {

std::string origin_of(const venv::ChangedDistribution& change) {
  return change.direct_url ? format(" (from {})", to_printable(redact_urls(change.direct_url->url))) : std::string{};
}

std::string identity_of(const venv::ChangedDistribution& change) {
  return format("{}=={}{}", change.name.text(), to_printable(change.version), origin_of(change));
}

void print_line(char sign, Style style, const venv::ChangedDistribution& change, Printer& printer) {
  printer.status(format(" {} {}{}", printer.styled(style, std::string_view(&sign, 1)),
                        printer.styled(Style::bold, change.name.text()),
                        printer.styled(Style::dim, format("=={}{}", to_printable(change.version), origin_of(change)))));
}

venv::ChangedDistribution change_of(const venv::InstalledDistribution& installed) {
  return {.name = installed.name,
          .version = installed.version ? installed.version->to_string() : installed.version_text,
          .direct_url = std::nullopt};
}

venv::ChangedDistribution change_of(const spec::PinnedArtifact& artifact) {
  return {.name = artifact.name, .version = artifact.version.to_string(), .direct_url = artifact.direct_url};
}

struct PlanReader {
  venv::InstallReport& report;

  void remove(const std::vector<venv::InstalledDistribution>& old) const {
    for (const venv::InstalledDistribution& installed : old) {
      report.removed.push_back(change_of(installed));
    }
  }
  void operator()(const venv::Keep&) const {}
  void operator()(const venv::Install& step) const { report.installed.push_back(change_of(step.artifact)); }
  void operator()(const venv::Replace& step) const {
    remove(step.old);
    report.installed.push_back(change_of(step.artifact));
  }
  void operator()(const venv::Remove& step) const { remove(step.old); }
};

void write_list(JsonWriter& json, std::string_view key, const std::vector<venv::ChangedDistribution>& changes) {
  json.key(key).begin_array();
  for (const venv::ChangedDistribution& change : changes) {
    json.begin_object().key("name").value(change.name.text()).key("version").value(change.version);
    if (change.direct_url) {
      json.key("url").value(change.direct_url->url);
    }
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void ChangePrinter::resolved(std::size_t packages, Elapsed elapsed) {
  const std::string time = format_elapsed(elapsed);
  printer_.status(packages == 0 ? format("Resolved in {}", time)
                                : format("Resolved {} in {}", count_of(packages, "package"), time));
}

void ChangePrinter::prepared(std::size_t packages, Elapsed elapsed) {
  printer_.status(format("Prepared {} in {}", count_of(packages, "package"), format_elapsed(elapsed)));
}

void ChangePrinter::changed(const venv::InstallReport& report, Elapsed uninstalling, Elapsed installing) {
  print_warnings(warnings_, printer_);
  if (!report.removed.empty()) {
    printer_.status(
        format("Uninstalled {} in {}", count_of(report.removed.size(), "package"), format_elapsed(uninstalling)));
  }
  if (!report.installed.empty()) {
    printer_.status(
        format("Installed {} in {}", count_of(report.installed.size(), "package"), format_elapsed(installing)));
  }
}

void ChangePrinter::compiled(std::size_t files, Elapsed elapsed) {
  printer_.status(format("Bytecode compiled {} in {}", count_of(files, "file"), format_elapsed(elapsed)));
}

void print_changes(const venv::InstallReport& report, Printer& printer) {
  struct Line {
    char sign;
    Style style;
    const venv::ChangedDistribution* change;
  };
  std::multimap<std::string, Line> lines;
  std::multiset<std::string> installed;
  for (const venv::ChangedDistribution& change : report.installed) {
    installed.insert(identity_of(change));
  }
  std::set<std::string> reinstalled;
  for (const venv::ChangedDistribution& change : report.removed) {
    if (installed.contains(identity_of(change))) {
      reinstalled.insert(identity_of(change));
    } else {
      lines.emplace(change.name.text() + " 0", Line{'-', Style::red, &change});
    }
  }
  for (const venv::ChangedDistribution& change : report.installed) {
    const bool again = reinstalled.contains(identity_of(change));
    lines.emplace(change.name.text() + " 1",
                  again ? Line{'~', Style::yellow, &change} : Line{'+', Style::green, &change});
  }
  for (const auto& [name, line] : lines) {
    print_line(line.sign, line.style, *line.change, printer);
  }
}

void print_planned_changes(const venv::InstallReport& report, Printer& printer) {
  if (!report.removed.empty()) {
    printer.status(format("Would uninstall {}", count_of(report.removed.size(), "package")));
  }
  if (!report.installed.empty()) {
    printer.status(format("Would install {}", count_of(report.installed.size(), "package")));
  }
  print_changes(report, printer);
}

venv::InstallReport report_of_plan(const venv::InstallPlan& plan) {
  venv::InstallReport report;
  for (const venv::PlanStep& step : plan.steps) {
    std::visit(PlanReader{report}, step);
  }
  return report;
}

std::string shown_below(std::string_view path, std::string_view working_directory) {
  const std::string below = format("{}/", working_directory);
  if (path.starts_with(below)) {
    path.remove_prefix(below.size());
  }
  return to_printable(path);
}

void print_environment(const engine::TargetEnvironment& environment, std::string_view working_directory,
                       Printer& printer) {
  if (!environment.is_discovered && !environment.has_own_root) {
    printer.status(format("Using Python {} environment at: {}", environment.interpreter.python.version.to_string(),
                          shown_below(environment.interpreter.prefix, working_directory)));
  }
}

void print_interpreter(const engine::TargetEnvironment& environment, std::string_view working_directory,
                       Printer& printer) {
  const venv::Interpreter& interpreter = environment.interpreter;
  if (environment.has_own_root) {
    printer.status(format("Using {} {} interpreter at: {}", interpreter.python.markers.platform_python_implementation,
                          interpreter.python.version.to_string(),
                          shown_below(interpreter.executable, working_directory)));
  }
}

void write_changes(JsonWriter& json, const venv::InstallReport& report) {
  write_list(json, "installed", report.installed);
  write_list(json, "removed", report.removed);
}

std::string changes_to_json(const venv::InstallReport& report, bool dry_run) {
  JsonWriter json;
  json.begin_object().key("dry_run").value(dry_run);
  write_changes(json, report);
  json.end_object();
  return json.take() + "\n";
}

}  // namespace axle::cli
