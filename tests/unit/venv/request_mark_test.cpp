// SPDX-License-Identifier: MIT OR Apache-2.0
// venv/request_mark: REQUESTED written for what is installed already. That it is never half: transaction_test.
#include "venv/request_mark.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
namespace {

InstalledDistribution only_one(const Sandbox& sandbox) {
  const Installed installed = sandbox.scan();
  REQUIRE(installed.distributions().size() == 1);
  return installed.distributions().front();
}

/// alpha, as something that is there for another package's sake.
void install_unmarked(Sandbox& sandbox) {
  sandbox.marks_requested = false;
  REQUIRE(sandbox.install({sandbox.wheel("alpha", "1.0").file("alpha.py", "a = 1\n").make()}));
}

}  // namespace

TEST_CASE("a mark is a file and its row, and RECORD stays the last row", "[venv][request_mark]") {
  Sandbox sandbox;
  install_unmarked(sandbox);
  REQUIRE(lacks_request_mark(only_one(sandbox)));
  const std::string record = sandbox.read(sandbox.site("alpha-1.0.dist-info/RECORD"));
  REQUIRE(record.ends_with("alpha-1.0.dist-info/RECORD,,\n"));

  REQUIRE(sandbox.mark_all_requested());
  CHECK_FALSE(lacks_request_mark(only_one(sandbox)));
  CHECK(sandbox.read(sandbox.site("alpha-1.0.dist-info/REQUESTED")).empty());
  const std::string own = "alpha-1.0.dist-info/RECORD,,\n";
  CHECK(sandbox.read(sandbox.site("alpha-1.0.dist-info/RECORD")) ==
        record.substr(0, record.size() - own.size()) +
            "alpha-1.0.dist-info/REQUESTED,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n" + own);
  CHECK(sandbox.faults().empty());
}

TEST_CASE("a row without its file does not become two", "[venv][request_mark]") {
  Sandbox sandbox;
  install_unmarked(sandbox);
  const std::string path = sandbox.site("alpha-1.0.dist-info/RECORD");
  sandbox.write(path, "alpha-1.0.dist-info/REQUESTED,,\n" + sandbox.read(path));
  REQUIRE(sandbox.mark_all_requested());
  const std::string record = sandbox.read(path);
  CHECK(record.find("REQUESTED") == record.rfind("REQUESTED"));
  CHECK(sandbox.faults().empty());
}

TEST_CASE("what has no list of its files, and what keeps no marks, is not to be marked", "[venv][request_mark]") {
  Sandbox sandbox;
  install_unmarked(sandbox);
  sandbox.write(sandbox.site("alpha-1.0.dist-info/RECORD"), "");
  CHECK_FALSE(lacks_request_mark(only_one(sandbox)));
  InstalledDistribution egg = only_one(sandbox);
  egg.kind = InstalledKind::egg_info_directory;
  CHECK_FALSE(lacks_request_mark(egg));
}

TEST_CASE("a RECORD that cannot be understood is left as it is, with a warning", "[venv][request_mark]") {
  Sandbox sandbox;
  install_unmarked(sandbox);
  const std::string path = sandbox.site("alpha-1.0.dist-info/RECORD");
  const std::string record = "a,b,c,d,e\n" + sandbox.read(path);
  sandbox.write(path, record);
  REQUIRE(sandbox.mark_all_requested());
  CHECK(sandbox.read(path) == record);
  CHECK_FALSE(sandbox.exists(sandbox.site("alpha-1.0.dist-info/REQUESTED")));
  CHECK(sandbox.warnings.take() ==
        std::vector<std::string>{"`alpha` cannot be marked as asked for: cannot read `" + path + "`"});
}

}  // namespace axle::venv::test
