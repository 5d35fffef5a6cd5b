// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/pip_compile: pins with what is said of them, and the pins of an earlier run. The texts that are written of
// them are tested with the program, in tests/cli.
#include "engine/pip_compile.hpp"

#include "tests/support/index_server.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::wheel;
using resolver::test::given;
using resolver::test::linux_python;
using test::Workspace;
using Texts = std::vector<std::string>;

CompileOptions options_of(const IndexServer& server) {
  CompileOptions options;
  options.indexes.locations.push_back({.name = {}, .url = Url::parse(server.url()).value()});
  return options;
}

CompileAnswer compile(Workspace& workspace, const CollectedInputs& collected, const CompileOptions& options,
                      std::vector<resolver::Preference> pins = {}) {
  auto answer = run_pip_compile(collected, options, linux_python(), std::move(pins), workspace.session());
  REQUIRE(answer);
  return std::move(*answer);
}

Texts pins_of(const CompileAnswer& answer) {
  Texts texts;
  for (const CompiledPackage& done : std::get<Compiled>(answer).packages) {
    texts.push_back(done.package.name.text() + "==" + done.package.version.to_string());
  }
  return texts;
}

Texts texts_of(const std::vector<resolver::Preference>& pins) {
  Texts texts;
  for (const resolver::Preference& pin : pins) {
    texts.push_back(pin.name.text() + "==" + pin.version.to_string());
  }
  return texts;
}

project::RequirementsContext files_of(const Workspace& workspace) {
  project::RequirementsContext context;
  context.working_directory = workspace.at("work");
  context.lookup = [](std::string_view) { return std::nullopt; };
  context.load = [](const std::string& path) { return read_file(path, 10'000); };
  context.warn = [](const std::string& message) { FAIL(message); };
  return context;
}

}  // namespace

TEST_CASE("each pin tells the files that named it: limits, replacements, lists, projects", "[engine][pip_compile]") {
  IndexServer server;
  server.add(wheel("app", "1.0").requires_dist("lib")).add(wheel("lib", "1.0")).add(wheel("lib", "2.0"));
  CollectedInputs collected;
  collected.inputs.roots = {given("app", "pyproject.toml"), given("lib", "requirements.in"), given("app", "other.in"),
                            given("lib; sys_platform == 'win32'", "windows.in")};
  collected.inputs.constraints = {given("lib<2", "limits.txt"), given("lib", "says-nothing.txt")};
  collected.projects = {{"pyproject.toml", "cake"}};
  Workspace workspace;
  const CompileAnswer answer = compile(workspace, collected, options_of(server));
  CHECK(pins_of(answer) == Texts{"app==1.0", "lib==1.0"});
  const auto& packages = std::get<Compiled>(answer).packages;
  CHECK(packages[0].given_by == Texts{"-r other.in", "cake (pyproject.toml)"});
  CHECK(packages[1].given_by == Texts{"-c limits.txt", "-r requirements.in"});
  CHECK(packages[1].index.to_request() == server.url());
  CHECK(packages[1].hashes.empty());
}

TEST_CASE("hashes are those of all files of a version, and fetched where no index promises any",
          "[engine][pip_compile]") {
  IndexServer server;
  server.add(wheel("lib", "1.0")).add(wheel("lib", "1.0").tag("cp311-cp311-win_amd64"));
  server.add(wheel("bare", "1.0"), {.hash = false});
  CollectedInputs collected;
  collected.inputs.roots = {given("lib"), given("bare")};
  CompileOptions options = options_of(server);
  options.generate_hashes = true;
  Workspace workspace;
  const CompileAnswer answer = compile(workspace, collected, options);
  const auto& packages = std::get<Compiled>(answer).packages;
  REQUIRE(packages.size() == 2);
  REQUIRE(packages[0].hashes.size() == 1);
  CHECK(packages[0].hashes.front().hex == to_hex(sha256_of(wheel("bare", "1.0").bytes())));
  CHECK(packages[1].hashes.size() == 2);
  CHECK(std::ranges::is_sorted(packages[1].hashes));
  CHECK(server.count(IndexServer::file_path("lib-1.0-py3-none-any.whl")) == 0);
}

TEST_CASE("pins of an earlier run are kept while they are allowed", "[engine][pip_compile]") {
  IndexServer server;
  server.add(wheel("lib", "1.0")).add(wheel("lib", "2.0")).add(wheel("other", "1.0")).add(wheel("other", "2.0"));
  CollectedInputs collected;
  collected.inputs.roots = {given("lib"), given("other>1")};
  Workspace workspace;
  const auto pin = [](const char* name) {
    return resolver::Preference{.name = spec::PackageName::of(name), .version = spec::Version::of("1.0")};
  };
  CHECK(pins_of(compile(workspace, collected, options_of(server), {pin("lib"), pin("other")})) ==
        Texts{"lib==1.0", "other==2.0"});
}

TEST_CASE("a conflict is an answer, and no error", "[engine][pip_compile]") {
  const IndexServer server;
  CollectedInputs collected;
  collected.inputs.roots = {given("gone")};
  Workspace workspace;
  CHECK(std::holds_alternative<resolver::NoSolution>(compile(workspace, collected, options_of(server))));
}

TEST_CASE("of a file that is there, what is pinned for the target counts", "[engine][pip_compile]") {
  const Workspace workspace;
  workspace.write("work/pins.txt",
                  "lib==1.0\nrange>=1\nwindows==1.0 ; sys_platform == 'win32'\nlinux==2.0 ; sys_platform == 'linux'\n");
  const auto pins = read_pins("pins.txt", files_of(workspace), linux_python());
  REQUIRE(pins);
  CHECK(texts_of(*pins) == Texts{"lib==1.0", "linux==2.0"});
  CHECK(read_pins("new.txt", files_of(workspace), linux_python())->empty());
  CHECK(read_locked_pins("pylock.new.toml", files_of(workspace), linux_python())->empty());
}

TEST_CASE("the pins of a lock count as well, and one that cannot be read says how to go on", "[engine][pip_compile]") {
  const Workspace workspace;
  const std::string head = "lock-version = '1.0'\ncreated-by = 'a test'\n";
  const std::string wheels =
      "wheels = [{ name = 'lib-1.0-py3-none-any.whl', path = 'lib-1.0-py3-none-any.whl', hashes = { sha256 = '" +
      std::string(64, 'a') + "' } }]\n";
  workspace.write("work/pylock.toml", head + "[[packages]]\nname = 'lib'\nversion = '1.0'\n" + wheels);
  const auto pins = read_locked_pins("pylock.toml", files_of(workspace), linux_python());
  REQUIRE(pins);
  CHECK(texts_of(*pins) == Texts{"lib==1.0"});

  workspace.write("work/pylock.bad.toml", "lock-version = '9.0'\n");
  const auto bad = read_locked_pins("pylock.bad.toml", files_of(workspace), linux_python());
  REQUIRE_FALSE(bad);
  CHECK(bad.error().hints().back() ==
        "repair it to keep its pins; with `--upgrade` it is written anew, whatever it holds");
}

}  // namespace axle::engine
