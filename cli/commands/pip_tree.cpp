// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip tree`.
#include <numeric>
#include <utility>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/findings_report.hpp"
#include "cli/index_settings.hpp"
#include "cli/tree_text.hpp"
#include "engine/dependency_graph.hpp"
#include "engine/outdated.hpp"
#include "engine/pip_inspect.hpp"

namespace axle::cli {
namespace {

using engine::DependencyGraph;

/// Errors: not_installed naming the first that is not there.
Result<std::set<std::size_t>> numbers_of(const DependencyGraph& graph, const std::vector<spec::PackageName>& names) {
  std::set<std::size_t> numbers;
  for (const spec::PackageName& name : names) {
    const auto number = graph.find(name);
    if (!number) {
      return fail(ErrorCode::not_installed, format("`{}` is not installed", name.text()));
    }
    numbers.insert(*number);
  }
  return numbers;
}

Result<std::map<std::string, std::string>> find_latest(const CommandContext& context,
                                                       const engine::TargetEnvironment& environment) {
  const Settings& settings = context.settings;
  TRY_ASSIGN(const auto list, engine::list_distributions(environment, context.session));
  TRY_ASSIGN(const auto newer, engine::find_newer_versions(list,
                                                           {.indexes = join_indexes(settings.indexes),
                                                            .refresh = settings.install.refresh,
                                                            .exclude_newer = settings.install.resolver.exclude_newer},
                                                           environment.interpreter.python, context.session));
  std::map<std::string, std::string> latest;
  for (const auto& [name, version] : newer) {
    latest.emplace(name, version.version.to_string());
  }
  return latest;
}

/// What the tree shows: as far below a root as `--depth` goes, by the shortest way.
std::map<std::size_t, std::size_t> find_levels(const DependencyGraph& graph, const std::vector<std::size_t>& roots,
                                               const TreeView& view) {
  std::map<std::size_t, std::size_t> levels;
  std::vector<std::size_t> level = roots;
  for (std::size_t depth = 0; depth <= view.depth && !level.empty(); ++depth) {
    std::vector<std::size_t> next;
    for (const std::size_t number : level) {
      if (view.pruned.contains(number) || !levels.emplace(number, depth).second) {
        continue;
      }
      for (const engine::GraphEdge& edge : graph.nodes[number].needs) {
        next.push_back(edge.target);
      }
    }
    level = std::move(next);
  }
  return levels;
}

/// The packages that the tree shows, and of each what stands below it there.
std::string to_json(const DependencyGraph& graph, const std::vector<std::size_t>& roots, const TreeView& view) {
  JsonWriter json;
  json.begin_object().key("packages").begin_array();
  for (const auto& [number, level] : find_levels(graph, roots, view)) {
    const engine::GraphNode& node = graph.nodes[number];
    json.begin_object().key("name").value(node.name.text()).key("version").value(node.version);
    if (node.bytes && view.shows_sizes) {
      json.key("bytes").value(*node.bytes);
    }
    if (const auto newer = view.latest.find(node.name.text()); newer != view.latest.end()) {
      json.key("latest").value(newer->second);
    }
    json.key(view.inverted ? "needed_by" : "needs").begin_array();
    for (const engine::GraphEdge& edge : node.needs) {
      if (level == view.depth || view.pruned.contains(edge.target)) {
        continue;
      }
      json.begin_object().key("name").value(graph.nodes[edge.target].name.text());
      json.key("specifier").value(edge.specifier).end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().key("roots").begin_array();
  for (const std::size_t root : roots) {
    json.value(graph.nodes[root].name.text());
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace

Result<int> run_pip_tree_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  TRY_ASSIGN(const engine::TargetEnvironment environment,
             engine::find_target(settings.target, settings.search, context.printer, context.session));
  print_environment(environment, settings.working_directory, context.printer);
  TRY_ASSIGN(const venv::Installed installed, engine::scan_environment(environment, context.session));
  DependencyGraph graph =
      engine::make_dependency_graph(installed, environment.interpreter.python.markers, context.warnings);
  if (settings.tree.shows_sizes) {
    engine::add_sizes(graph, installed);
  }
  graph = settings.tree.inverted ? engine::invert(graph) : std::move(graph);
  TreeView view{.depth = settings.tree.depth,
                .pruned = {},
                .repeats = settings.tree.repeats,
                .inverted = settings.tree.inverted,
                .shows_specifiers = settings.tree.shows_specifiers,
                .shows_sizes = settings.tree.shows_sizes};
  for (const spec::PackageName& name : settings.tree.pruned) {
    if (const auto number = graph.find(name)) {
      view.pruned.insert(*number);
    }
  }
  TRY_ASSIGN(std::set<std::size_t> among, numbers_of(graph, settings.tree.packages));
  if (settings.tree.packages.empty()) {
    for (std::size_t number = 0; number < graph.nodes.size(); ++number) {
      among.insert(number);
    }
  }
  among = engine::reached_from(graph, among, view.pruned);
  const std::vector<std::size_t> roots = engine::roots_of(graph, among, view.pruned);
  if (settings.list.outdated) {
    TRY_ASSIGN(view.latest, find_latest(context, environment));
  }
  context.flush_warnings();
  if (settings.output == OutputFormat::json) {
    context.printer.data(to_json(graph, roots, view));
  } else {
    const std::stop_token& stop = context.session.sinks().stop;
    draw_tree(graph, roots, view, [&](std::string_view line) {
      context.printer.data(std::string(line));
      return !stop.stop_requested() && !context.printer.is_data_unwanted();
    });
  }
  if (settings.pip_strict) {
    TRY_ASSIGN(const engine::CheckAnswer answer, engine::check_environment(environment, context.session));
    print_findings_as_warnings(answer.findings, context.printer);
  }
  return 0;
}

}  // namespace axle::cli
