// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/pip_inspect: lists, descriptions and findings as data.
#include "engine/pip_inspect.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;
using Texts = std::vector<std::string>;

TargetEnvironment environment_of(const Workspace& workspace) {
  TargetEnvironment environment;
  environment.interpreter.prefix = workspace.at("env");
  environment.interpreter.python = resolver::test::linux_python();
  environment.target.root = workspace.at("env");
  environment.target.purelib = "../site";
  environment.target.platlib = "../site";
  environment.site_directories = {workspace.at("site")};
  workspace.write("env/pyvenv.cfg", "");
  return environment;
}

}  // namespace

TEST_CASE("a list is sorted by name and knows editables and URLs", "[engine][pip_inspect]") {
  Workspace workspace;
  workspace.install("zipp", "1.0");
  workspace.install("Foo_Bar", "2.0.0");
  workspace.write("site/Foo_Bar-2.0.0.dist-info/direct_url.json",
                  R"({"url":"file:///src/foo","dir_info":{"editable":true}})");
  const TargetEnvironment environment = environment_of(workspace);
  const auto list = list_distributions(environment, workspace.session()).value();
  REQUIRE(list.size() == 2);
  CHECK(list[0].name == "foo-bar");
  CHECK(list[0].version == "2.0.0");
  CHECK(list[0].editable_location == "/src/foo");
  CHECK(list[0].direct_url->url == "file:///src/foo");
  CHECK(list[1].name == "zipp");
  CHECK_FALSE(list[1].editable_location);
}

TEST_CASE("a description names what a package needs here and who needs it", "[engine][pip_inspect]") {
  Workspace workspace;
  workspace.install("a", "1.0", {"c>=1", "B", "win; sys_platform == 'win32'", "extra; extra == 'x'"});
  workspace.install("b", "1.0", {"c"});
  workspace.install("c", "1.0");
  workspace.write("site/c-1.0.dist-info/RECORD", "c.py,,\nc-1.0.dist-info/METADATA,,\n");
  const ShowAnswer answer =
      show_distributions({spec::PackageName::of("c"), spec::PackageName::of("a"), spec::PackageName::of("none")},
                         ShowFiles::yes, environment_of(workspace), workspace.session())
          .value();
  CHECK(answer.missing == Texts{"none"});
  REQUIRE(answer.shown.size() == 2);
  CHECK(answer.shown[0].name == "a");
  CHECK(answer.shown[0].required == Texts{"b", "c"});
  CHECK(answer.shown[0].required_by.empty());
  CHECK(answer.shown[0].location == workspace.at("site"));
  CHECK(answer.shown[1].required_by == Texts{"a", "b"});
  CHECK(answer.shown[1].files == Texts{"c-1.0.dist-info/METADATA", "c.py"});
}

TEST_CASE("a check counts packages and finds what does not fit", "[engine][pip_inspect]") {
  Workspace workspace;
  workspace.install("a", "1.0", {"b>=2", "missing"});
  workspace.install("b", "1.0");
  const CheckAnswer answer = check_environment(environment_of(workspace), workspace.session()).value();
  CHECK(answer.packages == 2);
  Texts findings;
  for (const venv::Finding& finding : answer.findings) {
    findings.push_back(venv::to_string(finding));
  }
  CHECK(findings == Texts{"The package `a` requires `b>=2`, but `1.0` is installed",
                          "The package `a` requires `missing`, but it's not installed"});
}

}  // namespace axle::engine
