// SPDX-License-Identifier: MIT OR Apache-2.0
// Plans without a disk.
#include "venv/plan.hpp"

#include "tests/support/catch.hpp"

namespace axle::venv::test {
namespace {

InstalledDistribution dist(const std::string& name, const std::string& version, const std::string& site = "/env/site") {
  InstalledDistribution made;
  made.name = spec::PackageName::of(name);
  made.version = spec::Version::of(version);
  made.version_text = version;
  made.site_directory = site;
  made.entry = name + "-" + version + ".dist-info";
  return made;
}

spec::PinnedArtifact pin(const std::string& name, const std::string& version) {
  spec::PinnedArtifact made;
  made.name = spec::PackageName::of(name);
  made.version = spec::Version::of(version);
  return made;
}

class FakeReader final : public DistributionReader {
 public:
  std::optional<spec::DirectUrl> url;
  std::optional<std::string> obstacle;
  std::string installed_by = "x";
  mutable int asked = 0;

  std::optional<spec::DirectUrl> direct_url(const InstalledDistribution&) const override {
    ++asked;
    return url;
  }
  std::optional<std::string> removal_obstacle(const InstalledDistribution&) const override {
    ++asked;
    return obstacle;
  }
  std::string installer(const InstalledDistribution&) const override { return installed_by; }
};

std::vector<std::string> steps_of(const Result<InstallPlan>& plan) {
  REQUIRE(plan);
  std::vector<std::string> steps;
  for (const PlanStep& step : plan->steps) {
    steps.push_back(to_string(step));
  }
  return steps;
}

using Steps = std::vector<std::string>;

}  // namespace

TEST_CASE("pins are kept, installed or replaced, sorted by name", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("b", "1.0"), dist("c", "1.0"), dist("d", "1.0")});
  const FakeReader reader;
  const auto plan = plan_install({pin("c", "2.0"), pin("a", "1.0"), pin("b", "1.0.0")}, installed, {}, reader);
  CHECK(steps_of(plan) == Steps{"install a 1.0", "keep b 1.0", "replace c 1.0 -> 2.0"});
  CHECK(plan->artifacts().size() == 2);
  CHECK_FALSE(plan->changes_nothing());
}

TEST_CASE("a plan may keep a distribution and mark it, and still changes nothing", "[venv][plan]") {
  const FakeReader reader;
  auto plan = plan_install({pin("b", "1.0")}, Installed::from_list({dist("b", "1.0")}), {}, reader);
  REQUIRE(plan);
  CHECK_FALSE(plan->has_new_marks());
  std::get<Keep>(plan->steps.front()).newly_asked_for = true;
  CHECK(steps_of(plan) == Steps{"mark b 1.0"});
  CHECK(plan->has_new_marks());
  CHECK(plan->changes_nothing());
}

TEST_CASE("a plan that keeps everything reads nothing", "[venv][plan]") {
  const FakeReader reader;
  const auto plan = plan_install({pin("b", "1.0")}, Installed::from_list({dist("b", "1.0")}), {}, reader);
  CHECK(plan->changes_nothing());
  CHECK(reader.asked == 0);
}

TEST_CASE("reinstall replaces what would be kept", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("a", "1.0"), dist("b", "1.0")});
  const FakeReader reader;
  const std::vector<spec::PinnedArtifact> pins = {pin("a", "1.0"), pin("b", "1.0")};
  CHECK(steps_of(plan_install(pins, installed, {.reinstall_all = true}, reader)) ==
        Steps{"replace a 1.0 -> 1.0", "replace b 1.0 -> 1.0"});
  CHECK(steps_of(plan_install(pins, installed, {.reinstall = {spec::PackageName::of("b")}}, reader)) ==
        Steps{"keep a 1.0", "replace b 1.0 -> 1.0"});
}

TEST_CASE("exact removes what is not pinned, but for what is spared", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("a", "1.0"), dist("b", "1.0"), dist("pip", "1.0")});
  const FakeReader reader;
  CHECK(steps_of(plan_install({pin("a", "1.0")}, installed,
                              {.exact = true, .never_remove = {spec::PackageName::of("pip")}}, reader)) ==
        Steps{"keep a 1.0", "remove b 1.0"});
}

TEST_CASE("duplicates are replaced by one", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("a", "1.0"), dist("a", "2.0")});
  const FakeReader reader;
  CHECK(steps_of(plan_install({pin("a", "2.0")}, installed, {}, reader)) == Steps{"replace a 1.0+2.0 -> 2.0"});
}

TEST_CASE("distributions outside of the root do not count", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("a", "1.0", "/usr/lib/python3/dist-packages")});
  const FakeReader reader;
  CHECK(steps_of(plan_install({pin("a", "1.0")}, installed, {.root = "/env"}, reader)) == Steps{"install a 1.0"});
  CHECK(steps_of(plan_install({pin("a", "1.0")}, installed, {}, reader)) == Steps{"keep a 1.0"});
}

TEST_CASE("a pin to a URL is kept only when it came from there", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("a", "1.0")});
  FakeReader reader;
  spec::PinnedArtifact wanted = pin("a", "1.0");
  wanted.direct_url = spec::DirectUrl{};
  wanted.direct_url->url = "https://files.example/a.whl";
  CHECK(steps_of(plan_install({wanted}, installed, {}, reader)) == Steps{"replace a 1.0 -> 1.0"});
  reader.url = wanted.direct_url;
  CHECK(steps_of(plan_install({wanted}, installed, {}, reader)) == Steps{"keep a 1.0"});
  reader.url->url = "https://files.example/other.whl";
  CHECK(steps_of(plan_install({wanted}, installed, {}, reader)) == Steps{"replace a 1.0 -> 1.0"});
}

TEST_CASE("a pin to a URL is replaced when its archive is another one", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("a", "1.0")});
  FakeReader reader;
  spec::PinnedArtifact wanted = pin("a", "1.0");
  wanted.direct_url = spec::DirectUrl{};
  wanted.direct_url->url = "file:///wheels/a.whl";
  reader.url = wanted.direct_url;
  wanted.direct_url->hashes = {{.algorithm = HashAlgorithm::sha512, .hex = "5"},
                               {.algorithm = HashAlgorithm::sha256, .hex = "2"}};
  CHECK(steps_of(plan_install({wanted}, installed, {}, reader)) == Steps{"keep a 1.0"});
  reader.url->hashes = {{.algorithm = HashAlgorithm::sha256, .hex = "2"}};
  CHECK(steps_of(plan_install({wanted}, installed, {}, reader)) == Steps{"keep a 1.0"});
  reader.url->hashes = {{.algorithm = HashAlgorithm::sha256, .hex = "3"}};
  CHECK(steps_of(plan_install({wanted}, installed, {}, reader)) == Steps{"replace a 1.0 -> 1.0"});
}

TEST_CASE("uninstall sorts, drops repeats and tells what is not there", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("a", "1.0"), dist("b", "1.0")});
  const FakeReader reader;
  const auto names = {spec::PackageName::of("b"), spec::PackageName::of("x"), spec::PackageName::of("b"),
                      spec::PackageName::of("a")};
  const auto plan = plan_uninstall(names, installed, {}, reader);
  REQUIRE(plan);
  CHECK(steps_of(plan->plan) == Steps{"remove a 1.0", "remove b 1.0"});
  CHECK(plan->not_installed == std::vector<spec::PackageName>{spec::PackageName::of("x")});
}

TEST_CASE("an obstacle refuses the plan with a hint", "[venv][plan]") {
  const Installed installed = Installed::from_list({dist("a", "1.0")});
  FakeReader reader;
  reader.obstacle = "it was installed by `x`";
  const auto plan = plan_install({pin("a", "2.0")}, installed, {}, reader);
  REQUIRE_FALSE(plan);
  CHECK(plan.error().message() == "cannot replace `a` 1.0: it was installed by `x`");
  CHECK(plan.error().hints() ==
        std::vector<std::string>{"remove it with the program that installed it; its files are listed nowhere "
                                 "(`/env/site/a-1.0.dist-info`)"});
  reader.installed_by = "axle";
  CHECK(plan_install({pin("a", "2.0")}, installed, {}, reader).error().hints() ==
        std::vector<std::string>{"its files are listed nowhere: delete `/env/site/a-1.0.dist-info` and install "
                                 "`a==1.0` again, or create the environment anew"});
}

}  // namespace axle::venv::test
