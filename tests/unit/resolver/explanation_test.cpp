// SPDX-License-Identifier: MIT OR Apache-2.0
// The full texts of failed resolutions.
#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

TEST_CASE("two requirements of the user on one name clash", "[resolver][explanation]") {
  CHECK(explanation_of({"a>=2", "a<2"}, {{.name = "a", .version = "1.0"}, {.name = "a", .version = "2.0"}}) == "");
}
