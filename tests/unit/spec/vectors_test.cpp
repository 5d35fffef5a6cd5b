// SPDX-License-Identifier: MIT OR Apache-2.0
// The committed verdicts of `packaging` (tests/data/spec), always all of them.
#include "tests/unit/spec/vectors.hpp"

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("axle agrees with packaging on every committed vector", "[spec][vectors]") {
  const std::map<std::string, VectorReport> reports = compare_folder(AXLE_TEST_DATA "/spec");
  for (const auto& [name, report] : reports) {
    for (const std::string& failure : report.failures) {
      UNSCOPED_INFO(failure);
    }
    INFO(name);
    CHECK(report.failures.empty());
  }
  CHECK(reports.at("versions").compared > 1'000'000);
  CHECK(reports.at("memberships").compared > 200'000);
  CHECK(reports.at("markers").compared > 200'000);
  CHECK(reports.at("texts").compared > 3'000);
}

TEST_CASE("a wrong verdict, an unknown rule and an idle rule are found", "[spec][vectors]") {
  CHECK(compare_versions("1.0\t1.0\t0\n1.1\t1.1\t1\n").failures.empty());
  CHECK(compare_versions("1.0\t1.0\t1\n1.1\t1.1\t0\n").failures.size() == 2);
  CHECK(compare_versions("1.0\t1\t0\n").failures == std::vector<std::string>{"1.0 1: 1.0 instead of 1"});
  CHECK(compare_memberships("@1.0\t2.0\n>1\t>1\t01\n").failures.empty());
  CHECK(compare_memberships("@1.0\t2.0\n>1\t>1\t11\n").failures == std::vector<std::string>{">1 >1: 01 instead of 11"});
  CHECK(
      compare_texts("name\tA\ta\tfoo\ta\n").failures ==
      std::vector<std::string>{"name: the rule `foo` is not known", "name: the row names a rule that changes nothing"});
}

}  // namespace
}  // namespace axle::spec
