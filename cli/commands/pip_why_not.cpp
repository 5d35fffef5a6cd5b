// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip why-not`.
#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/index_settings.hpp"
#include "cli/input_request.hpp"
#include "cli/render_error.hpp"
#include "engine/input_selection.hpp"
#include "engine/pip_why_not.hpp"

namespace axle::cli {
namespace {

/// Of many the first ones, and how many more.
std::string joined(std::vector<std::string> parts) {
  constexpr std::size_t k_most = 6;
  if (parts.size() > k_most) {
    const std::size_t more = parts.size() - k_most + 1;
    parts.resize(k_most - 1);
    parts.push_back(format("{} more", more));
  }
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    text += i == 0 ? "" : (i + 1 == parts.size() ? " and " : ", ");
    text += parts[i];
  }
  return text;
}

/// The one argument. Errors: usage.
Result<spec::Requirement> parse_wanted(const Settings& settings) {
  if (settings.sources.packages.empty()) {
    return fail(Error(ErrorCode::usage, "the following required arguments were not provided: <REQUIREMENT>")
                    .with_hint("name a package and the version that you miss: `axle pip why-not 'foo==2.0'`"));
  }
  const std::string& text = settings.sources.packages.front();
  auto parsed = spec::parse_requirement(text);
  if (!parsed) {
    return fail(Error(ErrorCode::usage,
                      format("cannot parse the requirement `{}`: {}", to_printable(text), parsed.error().message()))
                    .with_hint("name a package and the version that you miss: `axle pip why-not 'foo==2.0'`"));
  }
  if (parsed->url) {
    return fail(ErrorCode::usage,
                format("`{}` names a URL: `pip why-not` asks about versions of an index", to_printable(text)));
  }
  return std::move(*parsed);
}

/// Where its marker is false nothing is asked for, and nothing could hold it back. Errors: usage.
Result<void> drop_marker(spec::Requirement& wanted, const spec::MarkerEnvironment& markers) {
  const spec::Marker marker = std::exchange(wanted.marker, {});
  if (marker.evaluate(markers)) {
    return {};
  }
  return fail(
      Error(ErrorCode::usage, format("`{}` is not asked for here: its marker `{}` is false in this environment",
                                     wanted.to_string(), marker.to_string()))
          .with_hint(format("ask without the marker: `axle pip why-not {}`", quote_for_shell(wanted.to_string()))));
}

class WhyNotReport {
 public:
  explicit WhyNotReport(const CommandContext& context) : context_(context) {}

  int operator()(const engine::IsInstalled& answer) const {
    const std::string subject = format("`{}` {}", answer.package.name.text(), to_printable(answer.package.version));
    tell(answer.is_newest ? format("{} is installed, the newest version that can be had here", subject)
                          : format("{} is installed", subject));
    return tell_changes({});
  }

  int operator()(const engine::NothingHolds& answer) const {
    tell(format("Nothing holds `{}` back", answer.wanted.to_string()));
    return tell_changes(report_of_plan(answer.plan));
  }

  int operator()(const engine::NotToBeHad& answer) const {
    const ProofReport report{
        .message = format("`{}` cannot be had here{}, whatever is installed", answer.wanted.to_string(),
                          context_.session.options().http.offline ? " with `--offline`" : ""),
        .hints = {},
        .write = [&](JsonWriter& json) { write_members(answer.wanted, {}, {}, json); }};
    return report_proof(answer.proof, report, context_.settings.output, context_.printer);
  }

  int operator()(const engine::HeldBack& answer) const {
    std::vector<std::string> holders;
    holders.reserve(answer.holders.size());
    for (const engine::InstalledVersion& holder : answer.holders) {
      holders.push_back(format("`{}` {}", holder.name.text(), to_printable(holder.version)));
    }
    const ProofReport report{
        .message = format("`{}` is held back by {}", answer.wanted.to_string(), joined(holders)),
        .hints = hints_of(answer),
        .write = [&](JsonWriter& json) { write_members(answer.wanted, answer.holders, answer.way_out, json); }};
    return report_proof(answer.proof, report, context_.settings.output, context_.printer);
  }

 private:
  void tell(const std::string& sentence) const {
    if (context_.settings.output == OutputFormat::text) {
      context_.printer.data(sentence + '\n');
    }
  }

  [[nodiscard]] int tell_changes(const venv::InstallReport& report) const {
    if (context_.settings.output == OutputFormat::json) {
      context_.printer.data(changes_to_json(report, true));
    } else {
      print_planned_changes(report, context_.printer);
    }
    return 0;
  }

  static std::vector<std::string> hints_of(const engine::HeldBack& answer) {
    if (!answer.is_known || (answer.way_out.empty() && answer.without_way_out.empty())) {
      return {};
    }
    if (answer.way_out.empty()) {
      std::vector<std::string> names;
      names.reserve(answer.without_way_out.size());
      for (const engine::InstalledVersion& holder : answer.without_way_out) {
        names.push_back(format("`{}`", holder.name.text()));
      }
      return {format("{} {} no version that allows it", joined(names), names.size() == 1 ? "has" : "have")};
    }
    std::vector<std::string> moves;
    std::string versions = format("{} {}", answer.wanted.name.text(), answer.version->to_string());
    for (const engine::Release& move : answer.way_out) {
      moves.push_back(format("`{}` {} instead of {}", move.name.text(), move.to, to_printable(move.from)));
      format_to(versions, ", {} {}", move.name.text(), move.to);
    }
    return {format("with {} it resolves: {}", joined(moves), versions)};
  }

  static void write_members(const spec::Requirement& wanted, const std::vector<engine::InstalledVersion>& holders,
                            const std::vector<engine::Release>& way_out, JsonWriter& json) {
    json.key("requirement").value(wanted.to_string()).key("held_by").begin_array();
    for (const engine::InstalledVersion& holder : holders) {
      json.begin_object().key("name").value(holder.name.text()).key("version").value(holder.version).end_object();
    }
    json.end_array().key("way_out").begin_array();
    for (const engine::Release& move : way_out) {
      json.begin_object().key("name").value(move.name.text()).key("from").value(move.from);
      json.key("to").value(move.to).end_object();
    }
    json.end_array();
  }

  const CommandContext& context_;
};

}  // namespace

Result<int> run_pip_why_not_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  TRY_ASSIGN(spec::Requirement wanted, parse_wanted(settings));
  TRY_ASSIGN(engine::CollectedInputs collected, engine::collect_inputs(make_input_request(settings), context.session));
  TRY_ASSIGN(const engine::TargetEnvironment environment,
             engine::find_target(settings.target, settings.search, context.printer, context.session));
  TRY(drop_marker(wanted, environment.interpreter.python.markers));
  TRY(engine::select_inputs(collected, environment.interpreter.python.markers));
  print_environment(environment, settings.working_directory, context.printer);
  engine::InstallOptions options = settings.install;
  options.indexes = join_indexes(settings.indexes, collected.indexes);
  engine::apply_file_options(collected, options);
  TRY_ASSIGN(const engine::WhyNotAnswer answer,
             engine::find_why_not(wanted, collected.inputs, options, environment, context.session));
  context.flush_warnings();
  return std::visit(WhyNotReport(context), answer);
}

}  // namespace axle::cli
