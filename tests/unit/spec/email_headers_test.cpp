// SPDX-License-Identifier: MIT OR Apache-2.0
// Header lines; tests/unit/spec/metadata_test.cpp holds the cases that matter for METADATA.
#include "spec/email_headers.hpp"

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("headers know their lines and keep folded values", "[spec][email_headers]") {
  const auto headers = read_email_headers("A: 1\r\nB:  two\r\n\tmore \r\n\r\nC: body\r\n");
  REQUIRE(headers);
  REQUIRE(headers->size() == 2);
  CHECK((*headers)[0].is("a"));
  CHECK((*headers)[1].value == "two\r\n\tmore ");
  CHECK((*headers)[1].line == 2);
  CHECK(to_one_line((*headers)[1].value) == "two more");
}

TEST_CASE("an envelope line is no part of the header around it", "[spec][email_headers]") {
  const auto headers = read_email_headers("From a@b\nA: 1\nFrom c@d\n more\n: dropped\n too\nB: 2\n");
  REQUIRE(headers);
  REQUIRE(headers->size() == 2);
  CHECK(to_one_line((*headers)[0].value) == "1 more");
  CHECK(to_one_line((*headers)[1].value) == "2");
}

TEST_CASE("a bare carriage return ends a line", "[spec][email_headers]") {
  const auto headers = read_email_headers("A: 1\rB: 2\r\rC: 3");
  REQUIRE(headers);
  REQUIRE(headers->size() == 2);
  CHECK((*headers)[1].line == 2);
}

TEST_CASE("faults in headers are told with their line", "[spec][email_headers]") {
  const auto broken = read_email_headers("A: 1\nB: \xff\n");
  REQUIRE_FALSE(broken);
  CHECK(broken.error().reason == "a header is not valid UTF-8");
  CHECK(broken.error().line == 2);
}

TEST_CASE("a text without headers has none", "[spec][email_headers]") {
  CHECK(read_email_headers("")->empty());
  CHECK(read_email_headers("\nA: 1\n")->empty());
  CHECK(read_email_headers("no header\nA: 1\n")->empty());
}

}  // namespace
}  // namespace axle::spec
