// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/installed_needs: what can be read of an installed distribution, and what cannot.
#include "engine/installed_needs.hpp"

#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {
namespace {

using test::Workspace;

InstalledNeeds needs_of(const Workspace& workspace, const std::string& name) {
  return read_needs(*workspace.installed().find_first(spec::PackageName::of(name)));
}

}  // namespace

TEST_CASE("all requirements are read, and the first line that is none is told", "[engine][installed_needs]") {
  Workspace workspace;
  workspace.install("a", "1.0", {"b>=1", "c &&& 3", "d >=abc", "e; sys_platform == 'win32'"});
  const InstalledNeeds needs = needs_of(workspace, "a");
  REQUIRE(needs.requirements.size() == 2);
  CHECK(needs.requirements[0].to_string() == "b>=1");
  CHECK(needs.requirements[1].name.text() == "e");
  CHECK(needs.fault == "`c &&& 3` in `" + workspace.at("site/a-1.0.dist-info") + "` is no requirement");
}

TEST_CASE("metadata that is missing is a fault that names the file", "[engine][installed_needs]") {
  Workspace workspace;
  workspace.write("site/a-1.0.dist-info/RECORD", "");
  const InstalledNeeds needs = needs_of(workspace, "a");
  CHECK(needs.requirements.empty());
  CHECK(needs.fault ==
        "cannot open `" + workspace.at("site/a-1.0.dist-info/METADATA") + "`: No such file or directory");
  CHECK(fault_text(*workspace.installed().find_first(spec::PackageName::of("a")), "it is empty") ==
        "the metadata of `a` 1.0 cannot be read: it is empty");
}

}  // namespace axle::engine
