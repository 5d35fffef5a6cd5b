// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/pip_why_not: what holds a version back, and what would let it in. How it is told is tested in tests/cli.
#include "engine/pip_why_not.hpp"

#include "tests/support/index_server.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::wheel;
using test::Workspace;
using Texts = std::vector<std::string>;

/// An environment, an index, and the question.
struct Asking {
  void install(const std::string& name, const std::string& version, const Texts& needs = {}) const {
    workspace.install(name, version, needs);
    const std::string folder = name + "-" + version + ".dist-info";
    workspace.write("site/" + folder + "/RECORD", folder + "/METADATA,,\n" + folder + "/RECORD,,\n");
    workspace.write("site/" + folder + "/INSTALLER", "axle\n");
    workspace.write("site/" + folder + "/REQUESTED", "");
  }

  WhyNotAnswer why_not(const std::string& wanted) {
    InstallOptions options;
    options.indexes.locations.push_back({.name = {}, .url = Url::parse(server.url()).value()});
    TargetEnvironment environment;
    environment.interpreter.python = resolver::test::linux_python();
    environment.target.root = workspace.at("site");
    environment.site_directories = {workspace.at("site")};
    auto answer = find_why_not(spec::parse_requirement(wanted).value(), {}, options, environment, workspace.session());
    REQUIRE(answer);
    return std::move(*answer);
  }

  IndexServer server;
  Workspace workspace;
};

Texts names_of(const std::vector<InstalledVersion>& packages) {
  Texts texts;
  for (const InstalledVersion& package : packages) {
    texts.push_back(package.name.text() + " " + package.version);
  }
  return texts;
}

Texts texts_of(const std::vector<Release>& releases) {
  Texts texts;
  for (const Release& release : releases) {
    texts.push_back(release.name.text() + " " + release.from + " -> " + release.to);
  }
  return texts;
}

}  // namespace

TEST_CASE("a version that is there is told so, without asking anybody", "[engine][pip_why_not]") {
  Asking asking;
  asking.install("lib", "1.0");
  const WhyNotAnswer answer = asking.why_not("lib==1.0");
  CHECK(std::get<IsInstalled>(answer).package.version == "1.0");
  CHECK_FALSE(std::get<IsInstalled>(answer).is_newest);
  CHECK(asking.server.count() == 0);
}

TEST_CASE("without a bound the newest version is meant", "[engine][pip_why_not]") {
  Asking asking;
  asking.install("lib", "2.0");
  asking.server.add(wheel("lib", "1.0")).add(wheel("lib", "2.0"));
  CHECK(std::get<IsInstalled>(asking.why_not("lib")).is_newest);
}

TEST_CASE("where nothing holds a version back, the plan says what would change", "[engine][pip_why_not]") {
  Asking asking;
  asking.install("lib", "1.0");
  asking.install("app", "1.0", {"lib>=1"});
  asking.server.add(wheel("lib", "2.0").requires_dist("more")).add(wheel("more", "1.0"));
  const WhyNotAnswer answer = asking.why_not("lib==2.0");
  Texts steps;
  for (const venv::PlanStep& step : std::get<NothingHolds>(answer).plan.steps) {
    steps.push_back(to_string(step));
  }
  CHECK(steps == Texts{"keep app 1.0", "replace lib 1.0 -> 2.0", "install more 1.0"});
}

TEST_CASE("a version that no environment can have is held back by nobody", "[engine][pip_why_not]") {
  Asking asking;
  asking.install("app", "1.0", {"lib<2"});
  asking.install("lib", "1.0");
  asking.server.add(wheel("lib", "2.0").requires_python(">=3.99"));
  CHECK(std::get<NotToBeHad>(asking.why_not("lib==2.0")).wanted.to_string() == "lib==2.0");
  CHECK(std::get<NotToBeHad>(asking.why_not("lib==7")).wanted.to_string() == "lib==7");
}

TEST_CASE("who holds it back is named, with versions that do not", "[engine][pip_why_not]") {
  Asking asking;
  asking.install("app", "1.0", {"lib<2"});
  asking.install("lib", "1.0");
  asking.server.add(wheel("lib", "1.0")).add(wheel("lib", "2.0"));
  asking.server.add(wheel("app", "1.0").requires_dist("lib<2")).add(wheel("app", "2.0").requires_dist("lib"));
  const WhyNotAnswer answer = asking.why_not("lib==2.0");
  const auto& held = std::get<HeldBack>(answer);
  CHECK(names_of(held.holders) == Texts{"app 1.0"});
  CHECK(held.is_known);
  CHECK(held.without_way_out.empty());
  CHECK(texts_of(held.way_out) == Texts{"app 1.0 -> 2.0"});
  CHECK(held.version == spec::Version::of("2.0"));
}

TEST_CASE("sharing a package that need not move makes no holder", "[engine][pip_why_not]") {
  // given: the newer app needs a newer helper, and helper and lib need six
  Asking asking;
  asking.install("app", "1.0", {"lib<2"});
  asking.install("helper", "1.0", {"six"});
  asking.install("lib", "1.0");
  asking.install("six", "1.0");
  asking.server.add(wheel("lib", "1.0")).add(wheel("lib", "2.0").requires_dist("six"));
  asking.server.add(wheel("app", "1.0").requires_dist("lib<2"));
  asking.server.add(wheel("app", "2.0").requires_dist("lib").requires_dist("helper>=2"));
  asking.server.add(wheel("helper", "1.0").requires_dist("six")).add(wheel("helper", "2.0").requires_dist("six"));
  asking.server.add(wheel("six", "1.0"));
  const WhyNotAnswer answer = asking.why_not("lib==2.0");
  const auto& held = std::get<HeldBack>(answer);
  CHECK(names_of(held.holders) == Texts{"app 1.0"});
  CHECK(held.proof.others.empty());
  CHECK(texts_of(held.way_out) == Texts{"app 1.0 -> 2.0", "helper 1.0 -> 2.0"});
}

TEST_CASE("a holder without a version that allows it is told to be one, beside the others", "[engine][pip_why_not]") {
  Asking asking;
  asking.install("stubborn", "1.0", {"lib<2"});
  asking.install("willing", "1.0", {"lib<2"});
  asking.install("lib", "1.0");
  asking.server.add(wheel("lib", "1.0")).add(wheel("lib", "2.0"));
  asking.server.add(wheel("stubborn", "1.0").requires_dist("lib<2"));
  asking.server.add(wheel("willing", "1.0").requires_dist("lib<2")).add(wheel("willing", "2.0"));
  const WhyNotAnswer answer = asking.why_not("lib==2.0");
  const auto& held = std::get<HeldBack>(answer);
  CHECK(names_of(held.holders) == Texts{"stubborn 1.0", "willing 1.0"});
  CHECK(names_of(held.without_way_out) == Texts{"stubborn 1.0"});
  CHECK(held.way_out.empty());
}

TEST_CASE("what keeps at its version what the package needs is named, and all that changes", "[engine][pip_why_not]") {
  Asking asking;
  asking.install("app", "2.0", {"mid>=2"});
  asking.install("leaf", "2.0");
  asking.install("mid", "2.0", {"leaf>=2"});
  asking.server.add(wheel("leaf", "1.0")).add(wheel("leaf", "2.0"));
  asking.server.add(wheel("mid", "1.0").requires_dist("leaf<2")).add(wheel("mid", "2.0").requires_dist("leaf>=2"));
  asking.server.add(wheel("app", "1.0").requires_dist("mid")).add(wheel("app", "2.0").requires_dist("mid>=2"));
  asking.server.add(wheel("old", "1.0").requires_dist("leaf<2"));
  const WhyNotAnswer answer = asking.why_not("old");
  const auto& held = std::get<HeldBack>(answer);
  CHECK(names_of(held.holders) == Texts{"app 2.0", "mid 2.0"});
  CHECK(texts_of(held.way_out) == Texts{"app 2.0 -> 1.0", "leaf 2.0 -> 1.0", "mid 2.0 -> 1.0"});
}

TEST_CASE("a limit of the user is no holder, and the proof names it", "[engine][pip_why_not]") {
  Asking asking;
  asking.install("lib", "1.0");
  asking.server.add(wheel("lib", "1.0")).add(wheel("lib", "2.0"));
  InstallInputs inputs;
  inputs.constraints = {resolver::test::given("lib<2", "limits.txt")};
  InstallOptions options;
  options.indexes.locations.push_back({.name = {}, .url = Url::parse(asking.server.url()).value()});
  TargetEnvironment environment;
  environment.interpreter.python = resolver::test::linux_python();
  environment.site_directories = {asking.workspace.at("site")};
  const auto answer = find_why_not(spec::parse_requirement("lib==2.0").value(), inputs, options, environment,
                                   asking.workspace.session());
  REQUIRE(answer);
  const auto& refused = std::get<NotToBeHad>(*answer);
  CHECK(std::ranges::any_of(refused.proof.facts, [](const resolver::Fact& fact) {
    return fact.kind == resolver::FactKind::constraint && fact.origin == "limits.txt";
  }));
}

}  // namespace axle::engine
