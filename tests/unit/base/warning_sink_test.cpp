// SPDX-License-Identifier: MIT OR Apache-2.0
// Collected warnings.
#include "base/warning_sink.hpp"

#include "tests/support/catch.hpp"

namespace axle {
namespace {

TEST_CASE("warnings come out once each, in order of arrival", "[base][warning_sink]") {
  WarningSink sink;
  sink.warn("b");
  sink.warn("a");
  sink.warn("b");
  CHECK(sink.take() == std::vector<std::string>{"b", "a"});
  CHECK(sink.take().empty());
}

}  // namespace
}  // namespace axle
