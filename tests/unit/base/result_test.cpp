// SPDX-License-Identifier: MIT OR Apache-2.0
// Errors: builders, chains, copies, and the macros that pass them on.
#include "base/result.hpp"

#include "tests/support/catch.hpp"

namespace axle {
namespace {

Result<int> answer(bool works) {
  if (!works) {
    return fail(ErrorCode::io, "no luck");
  }
  return 42;
}

Result<int> twice(bool works) {
  TRY(answer(true));
  TRY_ASSIGN(const int value, answer(works));
  return value * 2;
}

Error chained() {
  return Error(ErrorCode::hash_mismatch, "cannot install")
      .with_hint("first")
      .with_hint("second")
      .with_place({.file = "a.toml", .line = 3, .column = 4})
      .caused_by(Error(ErrorCode::io, "cannot read").caused_by(Error(ErrorCode::not_found, "gone")));
}

TEST_CASE("a value passes through TRY_ASSIGN and an error returns at once", "[base][result]") {
  CHECK(twice(true).value() == 84);
  REQUIRE_FALSE(twice(false).has_value());
  CHECK(twice(false).error().message() == "no luck");
  CHECK(twice(false).error().code() == ErrorCode::io);
}

TEST_CASE("an error is as large as one pointer", "[base][result]") {
  CHECK(sizeof(Error) == sizeof(void*));
}

TEST_CASE("an error keeps all that its builders were given", "[base][result]") {
  const Error error = chained();
  CHECK(error.code() == ErrorCode::hash_mismatch);
  CHECK(error.hints() == std::vector<std::string>{"first", "second"});
  REQUIRE(error.where().has_value());
  CHECK(error.where()->file == "a.toml");
  CHECK(error.where()->line == 3);
  CHECK(error.where()->column == 4);
  REQUIRE(error.cause() != nullptr);
  CHECK(error.cause()->message() == "cannot read");
  CHECK(to_string(error) == "cannot install: cannot read: gone");
}

TEST_CASE("a clone is equal and independent", "[base][result]") {
  const Error original = chained();
  const Error copy = std::move(original.clone()).with_hint("third");
  CHECK(to_string(copy) == to_string(original));
  CHECK(copy.hints().size() == 3);
  CHECK(original.hints().size() == 2);
  CHECK(copy.where()->line == 3);
}

TEST_CASE("an error remembers the line that made it", "[base][result]") {
  const Error error(ErrorCode::io, "x");
  CHECK(error.origin().line() == __LINE__ - 1);
  CHECK_THAT(error.origin().file_name(), ContainsSubstring("result_test.cpp"));
}

}  // namespace
}  // namespace axle
