// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/change_report: the lines of a change, in text and JSON.
#include "cli/change_report.hpp"

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using std::chrono::milliseconds;

venv::ChangedDistribution change(const std::string& name, const std::string& version, const std::string& url = {}) {
  venv::ChangedDistribution changed{
      .name = spec::PackageName::of(name), .version = version, .direct_url = std::nullopt};
  if (!url.empty()) {
    changed.direct_url = spec::DirectUrl{};
    changed.direct_url->url = url;
  }
  return changed;
}

std::string lines_of(const venv::InstallReport& report, bool color = false) {
  test::Capture capture;
  Printer printer({.color_error = color});
  print_changes(report, printer);
  return capture.take().error;
}

venv::InstalledDistribution installed(const std::string& name, const std::string& version) {
  venv::InstalledDistribution distribution;
  distribution.name = spec::PackageName::of(name);
  distribution.version = spec::Version::of(version);
  distribution.version_text = version;
  return distribution;
}

spec::PinnedArtifact pin(const std::string& name, const std::string& version) {
  spec::PinnedArtifact artifact;
  artifact.name = spec::PackageName::of(name);
  artifact.version = spec::Version::of(version);
  return artifact;
}

}  // namespace

TEST_CASE("changes are sorted by name, the old version before the new one", "[cli][change_report]") {
  CHECK(lines_of({.removed = {change("idna", "3.0"), change("zipp", "1.0")},
                  .installed = {change("anyio", "4.0"), change("idna", "3.7")},
                  .startup_hooks = {}}) == " + anyio==4.0\n - idna==3.0\n + idna==3.7\n - zipp==1.0\n");
}

TEST_CASE("the version of a folder's name commands no terminal", "[cli][change_report]") {
  venv::ChangedDistribution odd = change("idna", "3.0");
  odd.version = "1\x1b[31m";
  CHECK(lines_of({.removed = {odd}, .installed = {}, .startup_hooks = {}}) == " - idna==1\\x1b[31m\n");
}

TEST_CASE("the same version from the same place again is one line", "[cli][change_report]") {
  CHECK(lines_of({.removed = {change("idna", "3.7")}, .installed = {change("idna", "3.7")}, .startup_hooks = {}}) ==
        " ~ idna==3.7\n");
  CHECK(lines_of({.removed = {change("idna", "3.7")},
                  .installed = {change("idna", "3.7", "file:///idna-3.7-py3-none-any.whl")},
                  .startup_hooks = {}}) == " - idna==3.7\n + idna==3.7 (from file:///idna-3.7-py3-none-any.whl)\n");
}

TEST_CASE("signs have colours, names are bold, versions dim", "[cli][change_report]") {
  CHECK(lines_of({.removed = {}, .installed = {change("a", "1")}, .startup_hooks = {}}, true) ==
        " \x1b[32m+\x1b[0m \x1b[1ma\x1b[0m\x1b[2m==1\x1b[0m\n");
}

TEST_CASE("each step of an install has its line", "[cli][change_report]") {
  test::Capture capture;
  Printer printer(PrinterOptions{});
  WarningSink warnings;
  ChangePrinter observer(printer, warnings);
  observer.resolved(0, milliseconds(1));
  observer.resolved(1, milliseconds(12));
  observer.prepared(2, milliseconds(1500));
  observer.changed(
      {.removed = {change("a", "1")}, .installed = {change("a", "2"), change("b", "1")}, .startup_hooks = {}},
      milliseconds(2), milliseconds(3));
  observer.changed({}, milliseconds(2), milliseconds(3));
  observer.compiled(3, milliseconds(65'000));
  CHECK(capture.take().error ==
        "Resolved in 1ms\nResolved 1 package in 12ms\nPrepared 2 packages in 1.50s\n"
        "Uninstalled 1 package in 2ms\nInstalled 2 packages in 3ms\nBytecode compiled 3 files in 1m 05s\n");
}

TEST_CASE("warnings stand before the lines of the change", "[cli][change_report]") {
  test::Capture capture;
  Printer printer(PrinterOptions{});
  WarningSink warnings;
  ChangePrinter observer(printer, warnings);
  warnings.warn("something odd");
  observer.prepared(1, milliseconds(1));
  observer.changed({.removed = {}, .installed = {change("a", "2")}, .startup_hooks = {}}, milliseconds(2),
                   milliseconds(3));
  CHECK(capture.take().error == "Prepared 1 package in 1ms\nwarning: something odd\nInstalled 1 package in 3ms\n");
}

TEST_CASE("a plan reads like the report it would give", "[cli][change_report]") {
  venv::InstallPlan plan;
  plan.steps = {venv::Install{pin("a", "1.0")}, venv::Keep{installed("b", "1.0")},
                venv::Replace{.old = {installed("c", "1.0")}, .artifact = pin("c", "2.0")},
                venv::Remove{{installed("d", "1.0")}}};
  CHECK(lines_of(report_of_plan(plan)) == " + a==1.0\n - c==1.0\n + c==2.0\n - d==1.0\n");
}

TEST_CASE("as JSON a change has both lists", "[cli][change_report]") {
  const venv::InstallReport report{.removed = {change("a", "1")},
                                   .installed = {change("a", "2", "https://files.example/a.whl")},
                                   .startup_hooks = {}};
  CHECK(changes_to_json(report, true) ==
        R"({"dry_run":true,"installed":[{"name":"a","version":"2","url":"https://files.example/a.whl"}],)"
        R"("removed":[{"name":"a","version":"1"}]})"
        "\n");
  CHECK(changes_to_json({}, false) == "{\"dry_run\":false,\"installed\":[],\"removed\":[]}\n");
}

TEST_CASE("the environment is told unless it is the default one", "[cli][change_report]") {
  engine::TargetEnvironment environment;
  environment.interpreter.prefix = "/some/env";
  environment.interpreter.python.version = spec::Version::of("3.11.2");
  Printer printer(PrinterOptions{});
  const auto told_in = [&](std::string_view working_directory) {
    test::Capture told;
    print_environment(environment, working_directory, printer);
    return told.take().error;
  };
  CHECK(told_in("/other") == "Using Python 3.11.2 environment at: /some/env\n");
  CHECK(told_in("/some") == "Using Python 3.11.2 environment at: env\n");
  CHECK(told_in("/so") == "Using Python 3.11.2 environment at: /some/env\n");
  CHECK(told_in("/") == "Using Python 3.11.2 environment at: /some/env\n");
  environment.is_discovered = true;
  CHECK(told_in("/other").empty());
}

TEST_CASE("of --target and --prefix the interpreter is told", "[cli][change_report]") {
  engine::TargetEnvironment environment;
  environment.interpreter.executable = "/some/env/bin/python";
  environment.interpreter.python.version = spec::Version::of("3.11.2");
  environment.interpreter.python.markers.platform_python_implementation = "CPython";
  Printer printer(PrinterOptions{});
  test::Capture untold;
  print_interpreter(environment, "/some", printer);
  CHECK(untold.take().error.empty());
  environment.has_own_root = true;
  test::Capture told;
  print_environment(environment, "/some", printer);
  print_interpreter(environment, "/some", printer);
  CHECK(told.take().error == "Using CPython 3.11.2 interpreter at: env/bin/python\n");
}

}  // namespace axle::cli
