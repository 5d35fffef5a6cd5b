// SPDX-License-Identifier: MIT OR Apache-2.0
// The table of error codes.
#include "base/error_code.hpp"

#include <set>
#include <string>

#include "tests/support/catch.hpp"

namespace axle {
namespace {

TEST_CASE("every error code has a name of its own and a sentence", "[base][error_code]") {
  std::set<std::string_view> names;
  for (const ErrorCodeRow& row : error_code_rows()) {
    CAPTURE(row.name);
    CHECK(names.insert(row.name).second);
    CHECK(row.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string_view::npos);
    CHECK(row.meaning.ends_with('.'));
    CHECK(to_string(row.code) == row.name);
  }
}

TEST_CASE("names of error codes are stable", "[base][error_code]") {
  CHECK(to_string(ErrorCode::hash_mismatch) == "hash-mismatch");
  CHECK(to_string(ErrorCode::internal) == "internal");
  CHECK(to_string(ErrorCode::findings) == "findings");
}

}  // namespace
}  // namespace axle
