// SPDX-License-Identifier: MIT OR Apache-2.0
// A directory of its own for each test of base/.
#pragma once

#include <filesystem>
#include <string>

#include "base/fs.hpp"
#include "tests/support/catch.hpp"

namespace axle::test {

struct Scratch {
  TemporaryDirectory temporary =
      std::move(TemporaryDirectory::create(std::filesystem::temp_directory_path().string(), "axle-base-").value());
  std::string path = temporary.path();
  Directory directory = std::move(Directory::open(path).value());

  [[nodiscard]] std::string at(const std::string& name) const { return path + "/" + name; }
};

/// The message of a failed result; fails the test when there is none.
template <typename T>
std::string message_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().message();
}

}  // namespace axle::test
