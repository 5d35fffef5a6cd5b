// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/satisfaction: when an environment has everything already, and when the solver must decide.
#include "engine/satisfaction.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using resolver::test::given;
using test::Workspace;
using Texts = std::vector<std::string>;

struct Question {
  Texts roots;
  Texts constraints;
  Texts overrides;
  SatisfactionScope scope = SatisfactionScope::with_dependencies;
};

bool satisfied(const Workspace& workspace, const Question& question) {
  InstallInputs inputs;
  for (const std::string& text : question.roots) {
    inputs.roots.push_back(given(text));
  }
  for (const std::string& text : question.constraints) {
    inputs.constraints.push_back(given(text));
  }
  for (const std::string& text : question.overrides) {
    inputs.overrides.push_back(given(text));
  }
  return is_satisfied(inputs, question.scope, workspace.installed(), resolver::test::linux_python().markers);
}

bool satisfied(const Workspace& workspace, const Texts& roots) {
  return satisfied(workspace, Question{.roots = roots});
}

}  // namespace

TEST_CASE("a requirement is satisfied by a version that it allows", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.5");
  CHECK(satisfied(workspace, Texts{"a"}));
  CHECK(satisfied(workspace, Texts{"A>=1,<2"}));
  CHECK_FALSE(satisfied(workspace, Texts{"a>=2"}));
  CHECK_FALSE(satisfied(workspace, Texts{"a", "b"}));
  CHECK(satisfied(workspace, Texts{}));
}

TEST_CASE("dependencies are followed through what is installed", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0", {"b>=1"});
  workspace.install("b", "1.0", {"c>=2"});
  CHECK_FALSE(satisfied(workspace, Texts{"a"}));
  workspace.install("c", "1.0");
  CHECK_FALSE(satisfied(workspace, Texts{"a"}));
  CHECK(satisfied(workspace, Question{.roots = {"a"}, .scope = SatisfactionScope::roots_only}));
  CHECK_FALSE(satisfied(workspace, Question{.roots = {"c>=2"}, .scope = SatisfactionScope::roots_only}));
}

TEST_CASE("a circle of dependencies comes to an end", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0", {"b"});
  workspace.install("b", "1.0", {"a[x]", "b[y]"});
  CHECK(satisfied(workspace, Texts{"a"}));
}

TEST_CASE("markers decide for the interpreter and for extras", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0", {"missing; python_version < '3'", "extra-only; extra == 'x'"});
  CHECK(satisfied(workspace, Texts{"a"}));
  CHECK(satisfied(workspace, Texts{"a", "missing; sys_platform == 'win32'"}));
  CHECK_FALSE(satisfied(workspace, Texts{"a[x]"}));
  workspace.install("extra_only", "1.0");
  CHECK(satisfied(workspace, Texts{"a[x]"}));
}

TEST_CASE("constraints hold for dependencies too, but ask for nothing", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0", {"b"});
  workspace.install("b", "1.0");
  CHECK(satisfied(workspace, Question{.roots = {"a"}, .constraints = {"b<2", "missing==1"}}));
  CHECK_FALSE(satisfied(workspace, Question{.roots = {"a"}, .constraints = {"b>=2"}}));
  CHECK(satisfied(workspace, Question{.roots = {"a"}, .constraints = {"b>=2; sys_platform == 'win32'"}}));
}

TEST_CASE("overrides stand in the place of every requirement of their name", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0", {"b>=5"});
  workspace.install("b", "1.0");
  CHECK_FALSE(satisfied(workspace, Texts{"a"}));
  CHECK(satisfied(workspace, Question{.roots = {"a"}, .overrides = {"b<2"}}));
  CHECK_FALSE(satisfied(workspace, Question{.roots = {"b==1.0"}, .overrides = {"b>=2"}}));
}

TEST_CASE("an override asks for nothing on behalf of extras that nobody wants", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0", {"b; extra == 'x'", "c; sys_platform == 'win32'"});
  CHECK(satisfied(workspace, Question{.roots = {"a"}, .overrides = {"b==2"}}));
  CHECK_FALSE(satisfied(workspace, Question{.roots = {"a[x]"}, .overrides = {"b==2"}}));
  CHECK_FALSE(satisfied(workspace, Question{.roots = {"a"}, .overrides = {"c==2"}}));
  workspace.install("d", "1.0", {"b; sys_platform == 'win32' and extra == 'x'"});
  CHECK(satisfied(workspace, Question{.roots = {"d[x]"}}));
  CHECK(satisfied(workspace, Question{.roots = {"d"}, .overrides = {"b==2"}}));
  CHECK_FALSE(satisfied(workspace, Question{.roots = {"d[x]"}, .overrides = {"b==2"}}));
}

TEST_CASE("a constraint with a URL says where a package comes from", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0", {"b"});
  workspace.install("b", "1.0");
  const Question question{.roots = {"a"}, .constraints = {"b @ https://files.example/b-1.0-py3-none-any.whl"}};
  CHECK_FALSE(satisfied(workspace, question));
  workspace.write("site/b-1.0.dist-info/direct_url.json",
                  R"({"url":"https://files.example/b-1.0-py3-none-any.whl","archive_info":{}})");
  CHECK(satisfied(workspace, question));
}

TEST_CASE("a URL is satisfied only by what came from it", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0");
  const Texts root = {"a @ https://me:secret@files.example/a-1.0-py3-none-any.whl#sha256=00"};
  CHECK_FALSE(satisfied(workspace, root));
  workspace.write("site/a-1.0.dist-info/direct_url.json",
                  R"({"url":"https://files.example/a-1.0-py3-none-any.whl","archive_info":{}})");
  CHECK(satisfied(workspace, root));
  CHECK_FALSE(satisfied(workspace, Texts{"a @ https://files.example/b/a-1.0-py3-none-any.whl"}));
}

TEST_CASE("a wheel on this machine must still be the one that was installed", "[engine][satisfaction]") {
  const Workspace workspace;
  workspace.install("a", "1.0");
  workspace.write("a-1.0-py3-none-any.whl", "first");
  const std::string url = "file://" + workspace.at("a-1.0-py3-none-any.whl");
  const auto remember = [&](const std::string& archive_info) {
    workspace.write("site/a-1.0.dist-info/direct_url.json",
                    R"({"url":")" + url + R"(","archive_info":)" + archive_info + "}");
  };
  remember("{}");
  CHECK(satisfied(workspace, Texts{"a @ " + url}));
  remember(R"({"hashes":{"sha256":")" + to_hex(sha256_of("first")) + R"("}})");
  CHECK(satisfied(workspace, Texts{"a @ " + url}));
  CHECK_FALSE(satisfied(workspace, Texts{"a @ " + url + "#sha256=" + to_hex(sha256_of("second"))}));
  workspace.write("a-1.0-py3-none-any.whl", "second");
  CHECK_FALSE(satisfied(workspace, Texts{"a @ " + url}));
}

TEST_CASE("anything odd is left to the solver", "[engine][satisfaction]") {
  const Workspace duplicate;
  duplicate.install("a", "1.0");
  duplicate.install("a", "2.0");
  CHECK_FALSE(satisfied(duplicate, Texts{"a"}));

  const Workspace unreadable;
  unreadable.write("site/a-1.0.dist-info/RECORD", "");
  CHECK_FALSE(satisfied(unreadable, Texts{"a"}));

  const Workspace no_version;
  no_version.write("site/a-what.dist-info/METADATA", "Metadata-Version: 2.1\nName: a\nVersion: what\n");
  CHECK_FALSE(satisfied(no_version, Texts{"a"}));

  const Workspace nonsense;
  nonsense.install("a", "1.0", {"=== not a requirement"});
  CHECK_FALSE(satisfied(nonsense, Texts{"a"}));
}

}  // namespace axle::engine
