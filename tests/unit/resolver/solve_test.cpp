// SPDX-License-Identifier: MIT OR Apache-2.0
// Stories about whole resolutions: what is asked, what exists, what is picked.
#include "base/format.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

TEST_CASE("the newest versions are picked together with what they need", "[resolver][solve]") {
  CHECK(picks_of({"a"}, {{.name = "a", .version = "1.0"},
                         {.name = "a", .version = "2.0", .needs = {"b>=1.1"}},
                         {.name = "b", .version = "1.0"},
                         {.name = "b", .version = "1.2"}}) == "a==2.0 b==1.2");
}

TEST_CASE("a clash between dependencies leads back to older versions", "[resolver][solve]") {
  CHECK(picks_of({"a", "b"}, {{.name = "a", .version = "1.0", .needs = {"c<2"}},
                              {.name = "a", .version = "2.0", .needs = {"c>=2"}},
                              {.name = "b", .version = "1.0", .needs = {"c<2"}},
                              {.name = "c", .version = "1.0"},
                              {.name = "c", .version = "2.0"}}) == "a==1.0 b==1.0 c==1.0");
}

TEST_CASE("an extra adds its dependencies and shares the version of its package", "[resolver][solve]") {
  const std::vector<Release> index = {
      {.name = "a", .version = "1.0", .needs = {"b; extra == 'x'"}, .extras = {"x"}},
      {.name = "a", .version = "2.0", .needs = {"b>=9; extra == 'x'", "c; extra == 'y'"}, .extras = {"x", "y"}},
      {.name = "b", .version = "1.0"},
      {.name = "c", .version = "1.0"}};
  CHECK(picks_of({"a"}, index) == "a==2.0");
  CHECK(picks_of({"a[x]"}, index) == "a[x]==1.0 b==1.0");
  CHECK(picks_of({"a[y]"}, index) == "a[y]==2.0 c==1.0");
}

TEST_CASE("an extra may be made of other extras of its own package", "[resolver][solve]") {
  CHECK(picks_of({"a[all]"}, {{.name = "a",
                               .version = "1.0",
                               .needs = {"a[x,y]; extra == 'all'", "b; extra == 'x'", "c; extra == 'y'"},
                               .extras = {"all", "x", "y"}},
                              {.name = "b", .version = "1.0"},
                              {.name = "c", .version = "1.0"}}) == "a[all][x][y]==1.0 b==1.0 c==1.0");
}

TEST_CASE("requirements for other environments are not looked at", "[resolver][solve]") {
  FakeSource source(
      Releases{{.name = "a",
                .version = "1.0",
                .needs = {"b; sys_platform == 'win32'", "c>>1; python_version < '3'", "d; sys_platform == 'linux'"}},
               {.name = "d", .version = "1.0"}});
  CHECK(picks_of(problem_of({"a", "e; os_name == 'nt'"}), source) == "a==1.0 d==1.0");
  CHECK(source.pages_read == std::vector<std::string>{"a", "d"});
}

TEST_CASE("metadata is read only of versions that are tried", "[resolver][solve]") {
  FakeSource source(
      Releases{{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0"}, {.name = "a", .version = "3.0"}});
  CHECK(picks_of(problem_of({"a<3"}), source) == "a==2.0");
  CHECK(source.metadata_read == std::vector<std::string>{"a==2.0"});
}

TEST_CASE("versions for a newer Python are passed over, upper bounds do not count", "[resolver][solve]") {
  CHECK(picks_of({"a"}, {{.name = "a", .version = "1.0", .requires_python = ">=3.8,<3.10"},
                         {.name = "a", .version = "2.0", .requires_python = ">=3.12"}}) == "a==1.0");
  CHECK(picks_of({"a"}, {{.name = "a", .version = "1.0"},
                         {.name = "a", .version = "2.0", .metadata_requires_python = ">=3.12"}}) == "a==1.0");
}

TEST_CASE("a version without a wheel for the target is passed over", "[resolver][solve]") {
  CHECK(picks_of({"a"}, {{.name = "a", .version = "1.0"},
                         {.name = "a", .version = "2.0", .tag = "cp311-cp311-win_amd64"},
                         {.name = "a", .version = "3.0", .tag = ""}}) == "a==1.0");
}

TEST_CASE("a yanked version is picked only when it is pinned", "[resolver][solve]") {
  const std::vector<Release> index = {{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0", .yanked = true}};
  CHECK(picks_of({"a"}, index) == "a==1.0");
  CHECK(picks_of({"a>=2"}, index) == "unsatisfiable");
  CHECK(picks_of({"a==2.0"}, index) == "a==2.0");
}

TEST_CASE("pins and pre-releases in wheels of the user count as the user's own, unless overridden",
          "[resolver][solve]") {
  FakeSource source(Releases{{.name = "w", .version = "1.0", .needs = {"y==2.0", "p>=1.1a1"}},
                             {.name = "y", .version = "1.0"},
                             {.name = "y", .version = "2.0", .yanked = true},
                             {.name = "p", .version = "1.0"},
                             {.name = "p", .version = "1.1a1"}});
  Problem problem = problem_of({"w"});
  problem.options.prerelease.mode = PrereleaseMode::explicit_only;
  CHECK(picks_of(problem, source) == "unsatisfiable");
  problem.named_by_wheels = {given("y==2.0").requirement, given("p>=1.1a1").requirement};
  CHECK(picks_of(problem, source) == "p==1.1a1 w==1.0 y==2.0");
  problem.overrides = {given("y")};
  CHECK(picks_of(problem, source) == "p==1.1a1 w==1.0 y==1.0");
  problem.overrides = {given("y==2.0")};
  CHECK(picks_of(problem, source) == "p==1.1a1 w==1.0 y==2.0");
}

TEST_CASE("what wheels of the user name is not what the user names: lowest-direct", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "w", .version = "1.0", .needs = {"b>=1"}},
                             {.name = "b", .version = "1.0"},
                             {.name = "b", .version = "2.0"}});
  Problem problem = problem_of({"w"});
  problem.options.resolution = ResolutionMode::lowest_direct;
  problem.named_by_wheels = {given("b>=1").requirement};
  CHECK(picks_of(problem, source) == "b==2.0 w==1.0");
}

TEST_CASE("picking a yanked version is told", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "2.0", .yanked = true}});
  const auto outcome = solve(problem_of({"a==2.0"}), source);
  REQUIRE(outcome);
  CHECK(std::get<Resolution>(*outcome).warnings == std::vector<std::string>{"`a==2.0` is yanked (reason: \"broken\")"});
}

TEST_CASE("an extra that does not exist is told, and is no error", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0"}});
  const auto outcome = solve(problem_of({"a[nope]"}), source);
  REQUIRE(outcome);
  CHECK(std::get<Resolution>(*outcome).warnings ==
        std::vector<std::string>{"The package `a==1.0` does not have an extra named `nope`"});
}

TEST_CASE("pre-releases come behind all stable versions of the range", "[resolver][solve]") {
  const std::vector<Release> index = {{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0a1"}};
  CHECK(picks_of({"a"}, index) == "a==1.0");
  CHECK(picks_of({"a>=1.5a0"}, index) == "a==2.0a1");
  CHECK(picks_of({"a>1.0"}, index) == "a==2.0a1");
}

TEST_CASE("the pre-release mode decides what exists", "[resolver][solve]") {
  const auto picks = [](PrereleaseMode mode, const std::string& root) {
    FakeSource source(Releases{
        {.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0a1"}, {.name = "b", .version = "1.0b1"}});
    Problem problem = problem_of({root});
    problem.options.prerelease.mode = mode;
    return picks_of(problem, source);
  };
  CHECK(picks(PrereleaseMode::allow, "a") == "a==2.0a1");
  CHECK(picks(PrereleaseMode::disallow, "a>1.0") == "unsatisfiable");
  CHECK(picks(PrereleaseMode::disallow, "b") == "unsatisfiable");
  CHECK(picks(PrereleaseMode::if_necessary, "b") == "b==1.0b1");
  CHECK(picks(PrereleaseMode::explicit_only, "b") == "unsatisfiable");
  CHECK(picks(PrereleaseMode::explicit_only, "b>=1.0b0") == "b==1.0b1");
  // Stable versions first, in every mode but allow.
  CHECK(picks(PrereleaseMode::explicit_only, "a>=1.0b1") == "a==1.0");
  CHECK(picks(PrereleaseMode::explicit_only, "a>1.0,>=1.0b1") == "a==2.0a1");
  CHECK(picks(PrereleaseMode::allow, "a>=1.0b1") == "a==2.0a1");
}

TEST_CASE("lowest takes the oldest allowed versions, lowest-direct only for what the user names", "[resolver][solve]") {
  const auto picks = [](ResolutionMode mode) {
    FakeSource source(Releases{{.name = "a", .version = "1.0", .needs = {"b"}},
                               {.name = "a", .version = "2.0", .needs = {"b"}},
                               {.name = "b", .version = "1.0"},
                               {.name = "b", .version = "2.0"}});
    Problem problem = problem_of({"a"});
    problem.options.resolution = mode;
    return picks_of(problem, source);
  };
  CHECK(picks(ResolutionMode::highest) == "a==2.0 b==2.0");
  CHECK(picks(ResolutionMode::lowest) == "a==1.0 b==1.0");
  CHECK(picks(ResolutionMode::lowest_direct) == "a==1.0 b==2.0");
}

TEST_CASE("a preference is kept while it is allowed", "[resolver][solve]") {
  const auto picks = [](const std::string& root, bool upgrade) {
    FakeSource source(Releases{{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0"}});
    Problem problem = problem_of({root});
    problem.preferences.push_back({spec::PackageName::of("a"), spec::Version::of("1.0")});
    problem.options.upgrade.all = upgrade;
    return picks_of(problem, source);
  };
  CHECK(picks("a", false) == "a==1.0");
  CHECK(picks("a>1", false) == "a==2.0");
  CHECK(picks("a", true) == "a==2.0");
}

TEST_CASE("an installed version stays, even one that no index has", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "2.0"}});
  source.install("a", "1.0+local", {"b"});
  source.install("b", "3.0");
  CHECK(picks_of(problem_of({"a"}), source) == "a==1.0+local b==3.0");
  CHECK(picks_of(problem_of({"a>=2"}), source) == "a==2.0");
  Problem upgrade = problem_of({"a"});
  upgrade.options.upgrade.names.push_back(spec::PackageName::of("a"));
  CHECK(picks_of(upgrade, source) == "a==2.0");
}

TEST_CASE("constraints narrow what is needed and need nothing themselves", "[resolver][solve]") {
  FakeSource source(
      Releases{{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0"}, {.name = "b", .version = "1.0"}});
  Problem problem = problem_of({"a"});
  problem.constraints = {given("a<2"), given("b<1"), given("a<1; sys_platform == 'win32'")};
  CHECK(picks_of(problem, source) == "a==1.0");
}

TEST_CASE("an override takes the place of every requirement on its name", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0", .needs = {"b<2", "c; sys_platform == 'win32'"}},
                             {.name = "b", .version = "1.0"},
                             {.name = "b", .version = "2.0"},
                             {.name = "c", .version = "1.0"}});
  Problem problem = problem_of({"a", "b<2"});
  problem.overrides = {given("b>=2"), given("c")};
  CHECK(picks_of(problem, source) == "a==1.0 b==2.0 c==1.0");
}

TEST_CASE("a cut-off date hides what was uploaded at or after it, and what has no date", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0", .upload_time = "2024-01-01T00:00:00Z"},
                             {.name = "a", .version = "2.0", .upload_time = "2024-03-01T00:00:00Z"},
                             {.name = "a", .version = "3.0"}});
  Problem problem = problem_of({"a"});
  problem.options.exclude_newer.cutoff = parse_rfc3339("2024-03-01T00:00:00Z");
  CHECK(picks_of(problem, source) == "a==1.0");
  problem.options.exclude_newer.per_package.emplace_back(spec::PackageName::of("a"), std::nullopt);
  CHECK(picks_of(problem, source) == "a==3.0");
}

TEST_CASE("a local version satisfies a public pin and is newer than it", "[resolver][solve]") {
  CHECK(picks_of({"a==1.0"}, {{.name = "a", .version = "1.0"}, {.name = "a", .version = "1.0+cpu"}}) == "a==1.0+cpu");
}

TEST_CASE("a URL of the user replaces the index for its name", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "9.0"}, {.name = "c", .version = "1.0", .needs = {"a>=2"}}});
  source.add_direct("a", "https://files.example/a-1.0-py3-none-any.whl", {.name = "a", .version = "1.0"});
  CHECK(picks_of(problem_of({"a @ https://files.example/a-1.0-py3-none-any.whl"}), source) == "a==1.0");
  CHECK(picks_of(problem_of({"a @ https://files.example/a-1.0-py3-none-any.whl", "c"}), source) == "unsatisfiable");
}

TEST_CASE("two URLs for one name are an error of the user", "[resolver][solve]") {
  FakeSource source;
  CHECK(picks_of(problem_of({"a @ https://files.example/y.whl", "a @ https://files.example/x.whl"}), source) ==
        "error: `a` is required from two URLs: https://files.example/x.whl and https://files.example/y.whl");
}

TEST_CASE("a URL is the same with and without a digest in its fragment", "[resolver][solve]") {
  const std::string plain = "https://files.example/a-1.0-py3-none-any.whl";
  const std::string digest = plain + "#sha256=" + std::string(64, '0');
  FakeSource source(Releases{{.name = "c", .version = "1.0", .needs = {"a @ " + plain}},
                             {.name = "d", .version = "1.0", .needs = {"a @ " + digest}}});
  source.add_direct("a", plain, {.name = "a", .version = "1.0"});
  CHECK(picks_of(problem_of({"a @ " + digest, "a @ " + plain, "c", "d"}), source) == "a==1.0 c==1.0 d==1.0");
  Problem problem = problem_of({"a @ " + plain, "c", "d"});
  problem.constraints = {given("a @ " + digest)};
  CHECK(picks_of(problem, source) == "a==1.0 c==1.0 d==1.0");
}

TEST_CASE("a package may not bring in a URL of its own", "[resolver][solve]") {
  CHECK(picks_of({"a"}, {{.name = "a", .version = "1.0"},
                         {.name = "a", .version = "2.0", .needs = {"b @ https://evil.example/b.whl"}}}) == "a==1.0");
}

TEST_CASE("versions whose metadata cannot be had or read are passed over", "[resolver][solve]") {
  CHECK(picks_of({"a"}, {{.name = "a", .version = "1.0"},
                         {.name = "a", .version = "2.0", .needs = {"b ??"}},
                         {.name = "a", .version = "3.0", .metadata_problem = "its metadata is damaged"}}) == "a==1.0");
}

TEST_CASE("without dependencies no metadata is read", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0", .needs = {"b"}}});
  Problem problem = problem_of({"a"});
  problem.options.no_deps = true;
  CHECK(picks_of(problem, source) == "a==1.0");
  CHECK(source.metadata_read.empty());
}

TEST_CASE("packages that need each other are found", "[resolver][solve]") {
  CHECK(picks_of({"a"}, {{.name = "a", .version = "1.0", .needs = {"b"}},
                         {.name = "b", .version = "1.0", .needs = {"a"}}}) == "a==1.0 b==1.0");
}

TEST_CASE("failures of the source end the resolution", "[resolver][solve]") {
  FakeSource source;
  source.failure = ErrorCode::network;
  CHECK(picks_of(problem_of({"a"}), source) == "error: the index does not answer");
}

TEST_CASE("the resolution tells who asked for what and keeps all files", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0", .needs = {"b[x]>=1"}},
                             {.name = "b", .version = "1.0", .extras = {"x"}},
                             {.name = "b", .version = "1.0", .tag = "cp311-cp311-win_amd64"},
                             {.name = "b", .version = "1.0", .tag = ""}});
  Problem problem = problem_of({});
  problem.roots = {given("a", "requirements.txt")};
  const auto outcome = solve(problem, source);
  REQUIRE(outcome);
  const auto& packages = std::get<Resolution>(*outcome).packages;
  REQUIRE(packages.size() == 2);
  CHECK(packages[0].requested);
  REQUIRE(packages[0].required_by.size() == 1);
  CHECK(packages[0].required_by[0].name.empty());
  CHECK(packages[0].required_by[0].origin == "requirements.txt");
  CHECK_FALSE(packages[1].requested);
  REQUIRE(packages[1].required_by.size() == 2);
  CHECK(packages[1].required_by[0].requirement == "b>=1");
  CHECK(packages[1].required_by[1].requirement == "b[x]");
  REQUIRE(packages[1].files.size() == 1);
  CHECK(packages[1].files[0].last - packages[1].files[0].first == 3);
}

TEST_CASE("metadata is hinted at for what will be picked, not for what could be", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0", .needs = {"kept", "preferred", "other"}},
                             {.name = "kept", .version = "1.0"},
                             {.name = "kept", .version = "2.0"},
                             {.name = "preferred", .version = "1.0"},
                             {.name = "preferred", .version = "2.0"},
                             {.name = "other", .version = "1.0"},
                             {.name = "other", .version = "2.0"}});
  source.install("kept", "1.0");
  Problem problem = problem_of({"a"});
  problem.preferences = {{spec::PackageName::of("preferred"), spec::Version::of("1.0")}};
  CHECK(picks_of(problem, source) == "a==1.0 kept==1.0 other==2.0 preferred==1.0");
  CHECK(source.metadata_hinted == std::vector<std::string>{"a==1.0", "other==2.0", "preferred==1.0"});
}

TEST_CASE("new names of one version are hinted at together", "[resolver][solve]") {
  FakeSource source(Releases{{.name = "a", .version = "1.0", .needs = {"b", "c", "d"}},
                             {.name = "b", .version = "1.0"},
                             {.name = "c", .version = "1.0"},
                             {.name = "d", .version = "1.0"}});
  CHECK(picks_of(problem_of({"a"}), source) == "a==1.0 b==1.0 c==1.0 d==1.0");
  CHECK(source.hints == 3);
  CHECK(source.metadata_hinted == std::vector<std::string>{"a==1.0", "b==1.0", "c==1.0", "d==1.0"});
}

TEST_CASE("of a package whose versions are rejected one after the other the next ones are hinted at together",
          "[resolver][solve]") {
  FakeSource source;
  source.add({.name = "a", .version = "1", .needs = {"c==1"}});
  source.add({.name = "c", .version = "1"});
  for (int version = 1; version <= 60; ++version) {
    // Each a clause of its own.
    const std::string needs = version == 1 ? "c" : format("c>{}", version);
    source.add({.name = "b", .version = format("{}", version), .needs = {needs}});
  }
  Problem problem = problem_of({"a", "b"});
  CHECK(picks_of(problem, source) == "a==1 b==1 c==1");
  std::vector<std::string> expected = {"a==1", "b==60", "c==1"};
  for (int version = 57; version >= 1; --version) {
    expected.push_back(format("b=={}", version));
  }
  CHECK(source.metadata_hinted == expected);
}

TEST_CASE("an unreadable requirement of an extra matters only to who asks for the extra", "[resolver][solve]") {
  const Releases index = {{.name = "a", .version = "1.0", .extras = {"x"}},
                          {.name = "a", .version = "2.0", .needs = {"b>>1; extra == 'x'"}, .extras = {"x"}}};
  CHECK(picks_of({"a"}, index) == "a==2.0");
  CHECK(picks_of({"a[x]"}, index) == "a[x]==1.0");
  CHECK(picks_of({"a>=2"}, index) == "a==2.0");
}

TEST_CASE("what is installed and may stay does not decide about what is upgraded", "[resolver][solve]") {
  Problem problem = problem_of({"lib>=1", "top>=1"});
  for (GivenRequirement& root : problem.roots) {
    root.is_installed = true;
    problem.preferences.push_back({.name = root.requirement.name, .version = spec::Version::of("1")});
  }
  problem.options.upgrade.names.push_back(spec::PackageName::of("top"));
  FakeSource source({{.name = "lib", .version = "1"},
                     {.name = "lib", .version = "2"},
                     {.name = "top", .version = "1", .needs = {"lib"}},
                     {.name = "top", .version = "2", .needs = {"lib>=2"}}});
  CHECK(picks_of(problem, source) == "lib==2 top==2");
  // Who asks for `lib` as well, decides about it as before.
  problem.roots.push_back(given("lib"));
  CHECK(picks_of(problem, source) == "lib==1 top==1");
}
