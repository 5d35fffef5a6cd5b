// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip list` and `axle pip freeze`.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/findings_report.hpp"
#include "cli/index_settings.hpp"
#include "engine/outdated.hpp"
#include "engine/pip_inspect.hpp"

namespace axle::cli {
namespace {

using engine::ListedDistribution;
/// By name; what is not in it has no newer version.
using Newer = std::map<std::string, engine::LatestVersion>;

std::string_view name_of(spec::FileType type) {
  return type == spec::FileType::wheel ? "wheel" : "sdist";
}

/// Without what the options leave out.
std::vector<ListedDistribution> filter(std::vector<ListedDistribution> list, const ListSettings& settings) {
  std::erase_if(list, [&](const ListedDistribution& item) {
    const bool editable = item.editable_location.has_value();
    return (settings.only_editable && !editable) || (settings.exclude_editable && editable) ||
           settings.excluded.contains(item.name);
  });
  return list;
}

/// --outdated: what has no newer version leaves the list.
Result<Newer> find_newer(const CommandContext& context, const engine::TargetEnvironment& environment,
                         std::vector<ListedDistribution>& list) {
  const Settings& settings = context.settings;
  TRY_ASSIGN(Newer newer, engine::find_newer_versions(list,
                                                      {.indexes = join_indexes(settings.indexes),
                                                       .refresh = settings.install.refresh,
                                                       .exclude_newer = settings.install.resolver.exclude_newer},
                                                      environment.interpreter.python, context.session));
  std::erase_if(list, [&newer](const ListedDistribution& item) { return !newer.contains(item.name); });
  return newer;
}

/// Opens the environment that the command works on, and says which.
Result<engine::TargetEnvironment> open(const CommandContext& context) {
  TRY_ASSIGN(auto environment,
             engine::find_target(context.settings.target, context.settings.search, context.printer, context.session));
  print_environment(environment, context.settings.working_directory, context.printer);
  return environment;
}

Result<void> report_strict(const CommandContext& context, const engine::TargetEnvironment& environment) {
  if (!context.settings.pip_strict) {
    return {};
  }
  TRY_ASSIGN(const engine::CheckAnswer answer, engine::check_environment(environment, context.session));
  print_findings_as_warnings(answer.findings, context.printer);
  return {};
}

std::string to_json(const std::vector<ListedDistribution>& list, const Newer& newer = {}) {
  JsonWriter json;
  json.begin_array();
  for (const ListedDistribution& item : list) {
    json.begin_object().key("name").value(item.name).key("version").value(item.version);
    if (const auto found = newer.find(item.name); found != newer.end()) {
      json.key("latest_version").value(found->second.version.to_string());
      json.key("latest_filetype").value(name_of(found->second.type));
    }
    if (item.editable_location) {
      json.key("editable_project_location").value(*item.editable_location);
    }
    json.end_object();
  }
  json.end_array();
  return json.take() + "\n";
}

using Rows = std::vector<std::vector<std::string>>;

Rows to_rows(const std::vector<ListedDistribution>& list, const Newer& newer) {
  const bool editable = std::ranges::any_of(list, [](const auto& item) { return item.editable_location.has_value(); });
  Rows rows{{"Package", "Version"}};
  if (!newer.empty()) {
    rows.front().insert(rows.front().end(), {"Latest", "Type"});
  }
  if (editable) {
    rows.front().emplace_back("Editable project location");
  }
  for (const ListedDistribution& item : list) {
    rows.push_back({item.name, to_printable(item.version)});
    if (const auto found = newer.find(item.name); found != newer.end()) {
      rows.back().push_back(found->second.version.to_string());
      rows.back().emplace_back(name_of(found->second.type));
    }
    if (editable) {
      rows.back().push_back(to_printable(item.editable_location.value_or("")));
    }
  }
  return rows;
}

/// Cells padded to the widest of their column, blanks at the end cut.
std::string to_columns(const std::vector<ListedDistribution>& list, const Newer& newer) {
  Rows rows = to_rows(list, newer);
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], count_code_points(row[i]));
    }
  }
  std::vector<std::string> dashes;
  dashes.reserve(widths.size());
  for (const std::size_t width : widths) {
    dashes.emplace_back(width, '-');
  }
  rows.insert(rows.begin() + 1, std::move(dashes));
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += (i > 0 ? " " : "") + row[i] + std::string(widths[i] - count_code_points(row[i]), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return list.empty() ? std::string{} : text;
}

std::string freeze_line(const ListedDistribution& item) {
  if (item.kind == venv::InstalledKind::egg_link) {
    return format("-e {}\n", to_printable(item.link_target));
  }
  if (item.direct_url && item.direct_url->editable) {
    return format("-e {}\n", to_printable(item.direct_url->url));
  }
  if (item.direct_url) {
    return format("{} @ {}\n", item.name, to_printable(spec::to_requirement_url(*item.direct_url)));
  }
  return format("{}=={}\n", item.name, to_printable(item.version));
}

std::string to_freeze(const std::vector<ListedDistribution>& list, bool with_urls) {
  std::string text;
  std::string last;
  for (const ListedDistribution& item : list) {
    const std::string line = with_urls ? freeze_line(item) : format("{}=={}\n", item.name, to_printable(item.version));
    if (line != last) {
      text += line;
    }
    last = line;
  }
  return text;
}

}  // namespace

Result<int> run_pip_list_command(const CommandContext& context) {
  TRY_ASSIGN(const engine::TargetEnvironment environment, open(context));
  TRY_ASSIGN(auto listed, engine::list_distributions(environment, context.session));
  std::vector<ListedDistribution> list = filter(std::move(listed), context.settings.list);
  Newer newer;
  if (context.settings.list.outdated) {
    TRY_ASSIGN(newer, find_newer(context, environment, list));
  }
  context.flush_warnings();
  if (context.settings.list.format == ListFormat::json || context.settings.output == OutputFormat::json) {
    context.printer.data(to_json(list, newer));
  } else if (context.settings.list.format == ListFormat::freeze) {
    context.printer.data(to_freeze(list, false));
  } else {
    context.printer.data(to_columns(list, newer));
  }
  TRY(report_strict(context, environment));
  return 0;
}

Result<int> run_pip_freeze_command(const CommandContext& context) {
  const ListSettings& settings = context.settings.list;
  // Folders are looked at as they are; whether packages go with each other only an environment can tell.
  std::optional<engine::TargetEnvironment> environment;
  if (settings.paths.empty() || context.settings.pip_strict) {
    TRY_ASSIGN(environment, open(context));
  }
  TRY_ASSIGN(auto listed, settings.paths.empty() ? engine::list_distributions(*environment, context.session)
                                                 : engine::list_folders(settings.paths, context.session));
  const std::vector<ListedDistribution> list = filter(std::move(listed), settings);
  context.flush_warnings();
  context.printer.data(context.settings.output == OutputFormat::json ? to_json(list) : to_freeze(list, true));
  if (environment) {
    TRY(report_strict(context, *environment));
  }
  return 0;
}

}  // namespace axle::cli
