// SPDX-License-Identifier: MIT OR Apache-2.0
// spec/json_fault: cut off, or never JSON.
#include "spec/json_fault.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace axle::spec {

TEST_CASE("every beginning of an object lacks its end, and nothing else", "[spec][json_fault]") {
  const std::string whole = R"( {"a": [1, -2.5e3, true, false, null, {"b\"}": "x"}], "c": {}} )";
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    INFO(whole.substr(0, size));
    CHECK(find_json_fault(whole.substr(0, size)) == (size < whole.size() - 1 ? std::optional(size) : std::nullopt));
  }
}

TEST_CASE("what no object has is found where it stands", "[spec][json_fault]") {
  struct Row {
    std::string text;
    std::size_t fault;
  };
  const Row row = GENERATE(Row{"<!DOCTYPE html>", 0}, Row{"[1]", 0}, Row{"  oops", 2},
                           Row{R"({"files": oops)"
                               "}",
                               10},
                           Row{R"({"files": oops)"
                               ", ",
                               10},
                           Row{R"({"files": [}})", 11}, Row{R"({"a": 'b'})", 6}, Row{R"({"a": 1} rest)", 9},
                           Row{R"({"a": 1}})", 8}, Row{"\xef\xbb\xbfx", 3}, Row{"{\x01", 1});
  INFO(row.text);
  CHECK(find_json_fault(row.text) == row.fault);
}

}  // namespace axle::spec
