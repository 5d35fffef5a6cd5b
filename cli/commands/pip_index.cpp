// SPDX-License-Identifier: MIT OR Apache-2.0
// `axle pip index versions`: what pip's command of that name prints.
#include <optional>
#include <string>
#include <vector>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "cli/change_report.hpp"
#include "cli/context.hpp"
#include "cli/index_settings.hpp"
#include "cli/render_error.hpp"
#include "engine/index_versions.hpp"
#include "engine/pip_inspect.hpp"

namespace axle::cli {
namespace {

struct Listed {
  std::string name;
  std::vector<std::string> versions;  ///< newest first
  std::optional<std::string> installed;
};

/// For whom to list, and what is there already.
struct Asker {
  spec::TargetPython python;
  std::optional<std::string> installed;
};

Result<spec::PackageName> read_request(const std::vector<std::string>& words) {
  if (words.empty() || words.front() != "versions") {
    const std::string message = words.empty() ? "'axle pip index' requires a subcommand but one was not provided"
                                              : format("unrecognized subcommand '{}'", to_printable(words.front()));
    return fail(Error(ErrorCode::usage, message).with_hint("run `axle pip index versions PACKAGE`"));
  }
  if (words.size() < 2) {
    return fail(ErrorCode::usage, "the following required arguments were not provided: <PACKAGE>");
  }
  return spec::PackageName::parse(words[1]);
}

/// The environment, where there is one; otherwise any Python, or the one that the options describe.
Result<Asker> find_asker(const spec::PackageName& name, const CommandContext& context) {
  const Settings& settings = context.settings;
  const auto environment = engine::find_target(settings.target, settings.search, context.printer, context.session);
  if (environment) {
    print_environment(*environment, settings.working_directory, context.printer);
    TRY_ASSIGN(const venv::Installed installed, engine::scan_environment(*environment, context.session));
    Asker asker{.python = engine::with_override(environment->interpreter.python, settings.target_override),
                .installed = {}};
    if (const venv::InstalledDistribution* found = installed.find_first(name)) {
      asker.installed = found->version ? found->version->to_string() : found->version_text;
    }
    return asker;
  }
  const bool is_chosen = settings.target.python || settings.target.system;
  if (is_chosen || environment.error().code() != ErrorCode::no_environment) {
    return fail(environment.error().clone());
  }
  TRY_ASSIGN(spec::TargetPython python,
             engine::find_compile_target(settings.target, settings.target_override, settings.search, context.printer));
  return Asker{.python = std::move(python), .installed = {}};
}

std::string to_json(const Listed& listed) {
  JsonWriter json;
  json.begin_object().key("name").value(listed.name).key("versions").begin_array();
  for (const std::string& version : listed.versions) {
    json.value(version);
  }
  json.end_array().key("latest").value(listed.versions.front());
  if (listed.installed) {
    json.key("installed_version").value(*listed.installed);
  }
  json.end_object();
  return json.take() + "\n";
}

std::string to_text(const Listed& listed) {
  std::string versions;
  for (const std::string& version : listed.versions) {
    versions += (versions.empty() ? "" : ", ") + version;
  }
  std::string text = format("{} ({})\nAvailable versions: {}\n", listed.name, listed.versions.front(), versions);
  if (listed.installed) {
    format_to(text, "  INSTALLED: {}\n  LATEST:    {}\n", to_printable(*listed.installed), listed.versions.front());
  }
  return text;
}

}  // namespace

Result<int> run_pip_index_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  TRY_ASSIGN(const spec::PackageName name, read_request(settings.sources.packages));
  TRY_ASSIGN(Asker asker, find_asker(name, context));
  TRY_ASSIGN(const engine::VersionsAnswer answer, engine::find_versions({.name = name,
                                                                         .resolver = settings.install.resolver,
                                                                         .indexes = join_indexes(settings.indexes),
                                                                         .refresh = settings.install.refresh},
                                                                        asker.python, context.session));
  context.flush_warnings();
  if (const auto* proof = std::get_if<resolver::NoSolution>(&answer)) {
    const ProofReport report{.message = format("no version of `{}` can be had here", name.text()),
                             .hints = {},
                             .write = {},
                             .asked_about = name.text()};
    return report_proof(*proof, report, settings.output, context.printer);
  }
  Listed listed{.name = name.text(), .versions = {}, .installed = std::move(asker.installed)};
  for (const spec::Version& version : std::get<std::vector<spec::Version>>(answer)) {
    listed.versions.push_back(version.to_string());
  }
  if (settings.output == OutputFormat::json) {
    context.printer.data(to_json(listed));
  } else {
    context.printer.answer(to_text(listed));
  }
  return 0;
}

}  // namespace axle::cli
