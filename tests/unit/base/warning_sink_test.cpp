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

TEST_CASE("what cannot wait goes to the listener at once, and only there", "[base][warning_sink]") {
  WarningSink sink;
  sink.warn_at_once("kept while nobody listens");
  std::vector<std::string> heard;
  sink.listen([&](const std::string& message) { heard.push_back(message); });
  sink.warn_at_once("waiting");
  sink.warn("later");
  CHECK(heard == std::vector<std::string>{"waiting"});
  CHECK(sink.take() == std::vector<std::string>{"kept while nobody listens", "later"});
}

}  // namespace
}  // namespace axle
