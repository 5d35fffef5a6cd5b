// SPDX-License-Identifier: MIT OR Apache-2.0
// Findings of `pip check`.
#include "venv/check.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
namespace {

std::vector<std::string> findings_of(const Sandbox& sandbox) {
  const Interpreter python = debian_python();
  const Installed installed = sandbox.scan();
  const auto tags = spec::SupportedTags::of(python.python);
  ThreadPool pool(2);
  std::vector<std::string> lines;
  for (const Finding& finding : check_installed({installed, python.python, tags}, pool)) {
    lines.push_back(to_string(finding));
  }
  return lines;
}

void put(const Sandbox& sandbox, const std::string& name, const std::string& version, const std::string& headers,
         const std::string& tag = "py3-none-any") {
  const std::string folder = sandbox.site(name + "-" + version + ".dist-info/");
  sandbox.write(folder + "METADATA", "Metadata-Version: 2.1\nName: " + name + "\nVersion: " + version + "\n" + headers);
  sandbox.write(folder + "WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: " + tag + "\n");
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("what fits gives no finding", "[venv][check]") {
  Sandbox sandbox;
  put(sandbox, "a", "1.0",
      "Requires-Python: >=3.8\nRequires-Dist: b>=1\nRequires-Dist: c ; extra == 'x'\n"
      "Requires-Dist: d ; sys_platform == 'win32'\n");
  put(sandbox, "b", "1.5", "", "cp311-cp311-manylinux_2_17_x86_64");
  CHECK(findings_of(sandbox).empty());
}

TEST_CASE("each kind of finding has its line", "[venv][check]") {
  Sandbox sandbox;
  put(sandbox, "a", "1.0", "Requires-Dist: b>=2\nRequires-Dist: missing>1 ; python_version > '3'\n");
  put(sandbox, "b", "1.5", "Requires-Python: >=3.12\n");
  put(sandbox, "c", "1.0", "", "cp39-cp39-win_amd64");
  CHECK(findings_of(sandbox) ==
        Lines{"The package `a` requires `b>=2`, but `1.5` is installed",
              "The package `a` requires `missing>1`, but it's not installed",
              "The package `b` requires Python >=3.12, but `3.11.2` is installed",
              "The package `c` was built for a different platform (its tags: cp39-cp39-win_amd64)"});
}

TEST_CASE("duplicates and unreadable metadata are findings", "[venv][check]") {
  Sandbox sandbox;
  put(sandbox, "a", "1.0", "");
  put(sandbox, "a", "2.0", "");
  sandbox.write(sandbox.site("b-1.0.dist-info/METADATA"), "nonsense");
  sandbox.write(sandbox.site("c` is ignored: d.dist-info/METADATA"), "nonsense");
  const Lines lines = findings_of(sandbox);
  REQUIRE(lines.size() == 3);
  CHECK_THAT(lines[0], ContainsSubstring("The metadata at `" + sandbox.site("c` is ignored: d.dist-info") +
                                         "` cannot be read: "));
  CHECK(lines[1] == "The package `a` has multiple installed distributions: " + sandbox.site("a-1.0.dist-info") + ", " +
                        sandbox.site("a-2.0.dist-info"));
  CHECK_THAT(lines[2], ContainsSubstring("The metadata at `" + sandbox.site("b-1.0.dist-info") + "` cannot be read: "));
}

}  // namespace axle::venv::test
