// SPDX-License-Identifier: MIT OR Apache-2.0
// The WHEEL file: fields and reliability W01–W03.
#include "spec/installed_files.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

std::string message_of(std::string_view text) {
  const Result<WheelFile> wheel = parse_wheel_file(text);
  REQUIRE_FALSE(wheel);
  CHECK(wheel.error().code() == ErrorCode::bad_wheel);
  return wheel.error().message();
}

TEST_CASE("a WHEEL file is read", "[spec][wheel_file]") {
  const Result<WheelFile> wheel = parse_wheel_file(
      "Wheel-Version: 1.0\nGenerator: flit 3.9\nRoot-Is-Purelib: TRUE\nTag: py2-none-any\nTag: py3-none-any\n");
  REQUIRE(wheel);
  CHECK(wheel->major == 1);
  CHECK(wheel->minor == 0);
  CHECK(wheel->root_is_purelib);
  CHECK(wheel->tags == std::vector<std::string>{"py2-none-any", "py3-none-any"});
  CHECK(wheel->generator == "flit 3.9");
}

TEST_CASE("a wheel is pure only where it says so", "[spec][wheel_file]") {
  CHECK_FALSE(parse_wheel_file("Wheel-Version: 1.0\n")->root_is_purelib);
  CHECK_FALSE(parse_wheel_file("Wheel-Version: 1.0\nRoot-Is-Purelib: false\n")->root_is_purelib);
}

TEST_CASE("a newer minor version is left to the caller to warn about", "[spec][wheel_file]") {
  CHECK(parse_wheel_file("Wheel-Version: 1.9\n")->minor == 9);
}

TEST_CASE("a WHEEL file of an unknown version is refused", "[spec][wheel_file]") {
  CHECK(message_of("Wheel-Version: 2.0\n") == "W01: wheel version 2.0 is not supported");
  CHECK(message_of("Generator: x\n") == "W02: WHEEL has no `Wheel-Version`");
  CHECK(message_of("") == "W02: WHEEL has no `Wheel-Version`");
  CHECK(message_of("Wheel-Version: one\n") == "W02: `one` is not a wheel version");
  CHECK(message_of("Wheel-Version: 1\n") == "W02: `1` is not a wheel version");
  CHECK(message_of("Wheel-Version: 1.0\nWheel-Version: 1.0\n") == "W02: WHEEL has `Wheel-Version` twice");
  CHECK(message_of("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nRoot-Is-Purelib: false\n") ==
        "W02: WHEEL has `Root-Is-Purelib` twice");
  CHECK(message_of("A: 1\nB: \xff\n") == "W02: line 2 of WHEEL: a header is not valid UTF-8");
}

}  // namespace
}  // namespace axle::spec
