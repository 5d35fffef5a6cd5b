// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip why`.
#include <set>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/installed_names.hpp"
#include "engine/need_chains.hpp"
#include "engine/need_graph.hpp"
#include "engine/pip_inspect.hpp"

namespace axle::cli {
namespace {

using engine::AskedFor;
using engine::Need;
using engine::NeedChain;
using engine::NeedChains;
using engine::NeedGraph;
using engine::NeedingPackage;

constexpr std::size_t k_shown = 10;
constexpr std::size_t k_shown_as_json = 1000;

std::string label_of(const NeedingPackage& package) {
  return format("{} v{}", package.name().text(), to_printable(package.distribution.version_text));
}

std::string text_of(const Need& need) {
  return to_printable(need.requirement.to_string()) + (need.met ? "" : " (not met)");
}

std::string text_of(const NeedGraph& graph, const NeedChain& chain) {
  const NeedingPackage& start = graph.packages[chain.start];
  std::string text = label_of(start) + (start.asked_for == AskedFor::yes ? " (asked for)" : "");
  for (const Need* need : chain.steps) {
    format_to(text, " → {}", text_of(*need));
    if (need != chain.steps.back()) {
      format_to(text, " (v{})", to_printable(graph.packages[need->target].distribution.version_text));
    }
  }
  return text;
}

/// Why a package is there that no chain leads to.
std::string lone_reason(const NeedGraph& graph, std::size_t number) {
  std::string ring;
  const auto needed_by = engine::needs_by_target(graph);
  for (const engine::NeedEdge& edge : needed_by[number]) {
    const std::string& name = graph.packages[edge.from].name().text();
    if (!ring.ends_with(format("`{}`", name))) {
      format_to(ring, "{}`{}`", ring.empty() ? "" : ", ", name);
    }
  }
  if (!ring.empty()) {
    return format("only what it requires itself requires it: {}", ring);
  }
  const NeedingPackage& package = graph.packages[number];
  if (package.asked_for == AskedFor::no) {
    return "nothing requires it, and it is not marked as asked for";
  }
  if (!venv::read_requested(package.distribution)) {
    return "nothing requires it; the way it was installed does not tell what was asked for";
  }
  return package.installer != "uv"
             ? "nothing requires it; it was installed from a list, which does not tell what was asked for"
             : "nothing requires it; uv installed it, which marks everything as asked for";
}

void print_chains(const NeedGraph& graph, std::size_t number, Printer& printer) {
  const NeedingPackage& package = graph.packages[number];
  const NeedChains found = engine::find_chains(graph, number, k_shown);
  std::string text = label_of(package) + '\n';
  if (package.asked_for == AskedFor::yes) {
    text += "  you asked for it\n";
  } else if (found.chains.empty()) {
    format_to(text, "  {}\n", lone_reason(graph, number));
  }
  for (const NeedChain& chain : found.chains) {
    format_to(text, "  {}\n", text_of(graph, chain));
  }
  if (found.more > 0) {
    format_to(text, "  … and {}{} more\n", found.has_uncounted ? "at least " : "", found.more);
  } else if (found.has_uncounted) {
    text += "  … and perhaps more\n";
  }
  printer.data(text);
}

void write_chain(const NeedGraph& graph, const NeedChain& chain, JsonWriter& json) {
  const auto write_name = [&](std::size_t number) {
    json.begin_object().key("name").value(graph.packages[number].name().text());
    json.key("version").value(graph.packages[number].distribution.version_text);
  };
  json.begin_array();
  write_name(chain.start);
  json.end_object();
  for (const Need* need : chain.steps) {
    write_name(need->target);
    json.key("requirement").value(need->requirement.to_string());
    json.key("met").value(need->met).end_object();
  }
  json.end_array();
}

std::string to_json(const NeedGraph& graph, const std::vector<std::size_t>& numbers) {
  JsonWriter json;
  json.begin_object().key("packages").begin_array();
  for (const std::size_t number : numbers) {
    const NeedingPackage& package = graph.packages[number];
    const NeedChains found = engine::find_chains(graph, number, k_shown_as_json);
    json.begin_object().key("name").value(package.name().text());
    json.key("version").value(package.distribution.version_text).key("asked_for");
    if (package.asked_for == AskedFor::unknown) {
      json.null();
    } else {
      json.value(package.asked_for == AskedFor::yes);
    }
    json.key("chains").begin_array();
    for (const NeedChain& chain : found.chains) {
      write_chain(graph, chain, json);
    }
    json.end_array().key("more").value(static_cast<std::uint64_t>(found.more));
    json.key("more_than_counted").value(found.has_uncounted).end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace

Result<int> run_pip_why_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  std::vector<spec::PackageName> names;
  for (const std::string& text : settings.sources.packages) {
    TRY_ASSIGN(spec::PackageName name, spec::PackageName::parse(text));
    names.push_back(std::move(name));
  }
  if (names.empty()) {
    return fail(Error(ErrorCode::usage, "the following required arguments were not provided: <PACKAGE>...")
                    .with_hint("run `axle help pip why` to see the arguments"));
  }
  TRY_ASSIGN(const engine::TargetEnvironment environment,
             engine::find_target(settings.target, settings.search, context.printer, context.session));
  print_environment(environment, settings.working_directory, context.printer);
  TRY_ASSIGN(const venv::Installed installed, engine::scan_environment(environment, context.session));
  const NeedGraph graph = engine::make_need_graph(installed, environment.interpreter.python.markers);
  engine::warn_of_faults(graph, context.warnings);
  std::vector<std::size_t> numbers;
  for (const spec::PackageName& name : names) {
    const auto number = graph.find(name);
    if (!number) {
      return fail(with_similar_name(Error(ErrorCode::not_installed, format("`{}` is not installed", name.text())), name,
                                    installed));
    }
    numbers.push_back(*number);
  }
  context.flush_warnings();
  if (settings.output == OutputFormat::json) {
    context.printer.data(to_json(graph, numbers));
    return 0;
  }
  for (const std::size_t number : numbers) {
    print_chains(graph, number, context.printer);
  }
  return 0;
}

}  // namespace axle::cli
