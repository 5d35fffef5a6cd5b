// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/direct_lookahead: wheels that are named in the metadata of wheels given by URL.
#include "engine/direct_lookahead.hpp"

#include "tests/support/index_server.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::wheel;
using resolver::test::given;
using test::Workspace;
using Texts = std::vector<std::string>;

/// The file names of all wheels that count after following the roots.
Texts followed(Workspace& workspace, InstallInputs& inputs) {
  for (const auto& root : inputs.roots) {
    inputs.direct.push_back(read_direct_wheel(root.requirement).value());
  }
  const auto client = workspace.session().make_index_client({}, {});
  REQUIRE(follow_direct_wheels(inputs, *client, resolver::test::linux_python().markers, {}));
  Texts names;
  for (const DirectWheel& direct : inputs.direct) {
    names.push_back(direct.file_name);
  }
  return names;
}

std::string link_to(const IndexServer& server, const std::string& name, const std::string& fragment = {}) {
  return name + " @ " + server.url_of("/files/" + name + "-1.0-py3-none-any.whl") + fragment;
}

}  // namespace

TEST_CASE("URLs in metadata are followed as far as their markers hold", "[engine][direct_lookahead]") {
  IndexServer server;
  const auto url_of = [&](const std::string& file) { return server.url_of("/files/" + file); };
  server.add(wheel("a", "1.0")
                 .requires_dist("b @ " + url_of("b-1.0-py3-none-any.whl") + " ; sys_platform == 'win32'")
                 .requires_dist("b @ " + url_of("b-2.0-py3-none-any.whl") + " ; sys_platform == 'linux'")
                 .requires_dist("x @ " + url_of("x-1.0-py3-none-any.whl") + " ; extra == 'x'")
                 .requires_dist("y @ " + url_of("y-1.0-py3-none-any.whl") + " ; extra == 'y'")
                 .requires_dist("s @ " + url_of("s-1.0.tar.gz"))
                 .requires_dist("f @ file:///nowhere/f-1.0-py3-none-any.whl"));
  server.add(wheel("b", "2.0").requires_dist("c @ " + url_of("c-1.0-py3-none-any.whl")));
  server.add(wheel("c", "1.0").requires_dist("a @ " + url_of("a-1.0-py3-none-any.whl")));
  server.add(wheel("x", "1.0"));
  Workspace workspace;
  InstallInputs inputs;
  inputs.roots = {given("a[x] @ " + url_of("a-1.0-py3-none-any.whl"))};
  CHECK(followed(workspace, inputs) ==
        Texts{"a-1.0-py3-none-any.whl", "b-2.0-py3-none-any.whl", "x-1.0-py3-none-any.whl", "c-1.0-py3-none-any.whl"});
  Texts constraints;
  for (const auto& constraint : inputs.constraints) {
    constraints.push_back(constraint.requirement.name.text() + " from " + constraint.origin);
  }
  CHECK(constraints == Texts{"b from metadata of a", "x from metadata of a", "c from metadata of b"});
  CHECK(server.count("/files/b-1.0-py3-none-any.whl.metadata") == 0);
}

TEST_CASE("what metadata asks for is told as far as its markers hold", "[engine][direct_lookahead]") {
  IndexServer server;
  server.add(wheel("a", "1.0")
                 .requires_dist("b==2")
                 .requires_dist("c")
                 .requires_dist("d==1 ; sys_platform == 'win32'")
                 .requires_dist("e==1 ; extra == 'x'")
                 .requires_dist("f==1 ; extra == 'y'"));
  Workspace workspace;
  InstallInputs inputs;
  inputs.roots = {given("a[x] @ " + server.url_of("/files/a-1.0-py3-none-any.whl"))};
  followed(workspace, inputs);
  Texts named;
  for (const spec::Requirement& requirement : inputs.named_by_wheels) {
    named.push_back(requirement.name.text() + requirement.specifiers.to_string());
  }
  CHECK(named == Texts{"b==2", "e==1"});
}

TEST_CASE("an override takes the place of a URL in metadata", "[engine][direct_lookahead]") {
  IndexServer server;
  server.add(wheel("a", "1.0").requires_dist("b @ " + server.url_of("/files/b-1.0-py3-none-any.whl")));
  Workspace workspace;
  InstallInputs inputs;
  inputs.roots = {given("a @ " + server.url_of("/files/a-1.0-py3-none-any.whl"))};
  inputs.overrides = {given("b==3")};
  CHECK(followed(workspace, inputs) == Texts{"a-1.0-py3-none-any.whl"});
  CHECK(inputs.constraints.empty());
}

TEST_CASE("what metadata promises of a wheel counts in every order", "[engine][direct_lookahead]") {
  const std::string digest = "sha256=" + std::string(64, '0');
  IndexServer server;
  server.add(wheel("a", "1.0").requires_dist(link_to(server, "b")));
  server.add(wheel("e", "1.0").requires_dist(link_to(server, "b", "#" + digest)));
  server.add(wheel("b", "1.0"));
  const std::vector<Texts> orders = {{"a", "e"}, {"e", "a"}, {"b", "e"}, {"e", "b"}};
  for (const Texts& order : orders) {
    Workspace workspace;
    InstallInputs inputs;
    for (const std::string& name : order) {
      inputs.roots.push_back(given(link_to(server, name)));
    }
    CAPTURE(order);
    followed(workspace, inputs);
    const auto url = Url::parse(server.url_of("/files/b-1.0-py3-none-any.whl")).value();
    const DirectWheel* wheel = find_direct_wheel(inputs.direct, url);
    REQUIRE(wheel != nullptr);
    CHECK(wheel->hashes == std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = std::string(64, '0')}});
  }
}

TEST_CASE("wheels of overrides and constraints are followed where their name is met", "[engine][direct_lookahead]") {
  IndexServer server;
  server.add(wheel("a", "1.0").requires_dist(link_to(server, "b")));
  server.add(wheel("m", "1.0").requires_dist("a").requires_dist("x; extra == 'a'"));
  server.add(wheel("b", "1.0"));
  const auto follow = [&](const std::string& root, bool overrides) {
    Workspace workspace;
    InstallInputs inputs;
    inputs.roots.push_back(given(root));
    (overrides ? inputs.overrides : inputs.constraints).push_back(given(link_to(server, "a")));
    inputs.direct.push_back(read_direct_wheel(given(link_to(server, "a")).requirement).value());
    const auto client = workspace.session().make_index_client({}, {});
    REQUIRE(follow_direct_wheels(inputs, *client, resolver::test::linux_python().markers, {}));
    return find_direct_wheel(inputs.direct, *given(link_to(server, "b")).requirement.url) != nullptr;
  };
  const bool overrides = GENERATE(true, false);
  CAPTURE(overrides);
  CHECK_FALSE(follow("c", overrides));
  CHECK_FALSE(follow("b", overrides));
  CHECK(server.requests().empty());
  CHECK(follow("a", overrides));
  CHECK(follow(link_to(server, "m"), overrides));
  CHECK(follow("a; sys_platform == 'win32'", overrides) == overrides);
}

}  // namespace axle::engine
