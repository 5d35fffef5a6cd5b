// SPDX-License-Identifier: MIT OR Apache-2.0
// What the tests of cli/ share: an environment of literals, parsed arguments, and what was written to both streams.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "cli/args/parse.hpp"
#include "cli/env_vars.hpp"
#include "cli/settings.hpp"
#include "tests/support/catch.hpp"

namespace axle::cli::test {

using Variables = std::map<std::string, std::string>;

[[nodiscard]] EnvLookup environment_of(Variables variables);
/// Fails the test when they cannot be parsed.
[[nodiscard]] ParsedArgs args_of(const std::vector<std::string>& arguments);

/// A folder of its own with files in it; HOME and the XDG folders lie there too.
class ConfigFolder {
 public:
  ConfigFolder();
  [[nodiscard]] const std::string& path() const { return folder_.path(); }
  [[nodiscard]] std::string at(const std::string& below) const { return folder_.path() + "/" + below; }
  void write(const std::string& below, const std::string& text) const;
  /// HOME, XDG_CONFIG_DIRS and `more`.
  [[nodiscard]] EnvLookup environment(Variables more = {}) const;

 private:
  TemporaryDirectory folder_;
};

/// Takes standard output and standard error from its construction until take().
class Capture {
 public:
  Capture();
  ~Capture();
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;

  struct Text {
    std::string out;
    std::string error;
  };
  [[nodiscard]] Text take();

 private:
  void restore();
  TemporaryDirectory folder_;
  int out_ = -1;
  int error_ = -1;
};

/// The message of a failed result; fails the test when there is none.
template <typename T>
std::string message_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().message();
}

}  // namespace axle::cli::test
