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

}  // namespace axle::engine
