// SPDX-License-Identifier: MIT OR Apache-2.0
// Folders that `--allow-existing` makes environments of, another Python for them, and where a renewal is cut off.
#pragma once

#include <cstddef>
#include <string_view>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/commit.hpp"
#include "venv/create.hpp"

namespace axle::venv::test {

/// Another Python than debian_python(), as a second installation would be.
[[nodiscard]] inline Interpreter other_python() {
  Interpreter other = debian_python();
  other.base_executable = "/opt/python/bin/python3.12";
  other.python.version = spec::Version::parse("3.12.1").value();
  other.python.minor = 12;
  other.venv_scheme.purelib = "/lib/python3.12/site-packages";
  other.venv_scheme.platlib = "/lib/python3.12/site-packages";
  return other;
}

/// A folder with something in it, which is no environment.
class PlainFolder {
 public:
  PlainFolder() : folder_(make_temporary()) {
    target_.root = folder_.path() + "/e";
    REQUIRE(make_directories(target_.root));
    REQUIRE(replace_file(target_.root + "/mine.txt", "mine"));
  }
  [[nodiscard]] const InstallTarget& target() const { return target_; }
  [[nodiscard]] CreateOptions options() const {
    CreateOptions options;
    options.directory = target_.root;
    options.existing = ExistingEnvironment::keep;
    options.force_clear = true;
    return options;
  }

 private:
  TemporaryDirectory folder_;
  InstallTarget target_;
};

/// Answers `stop` before step `k`, from 0.
[[nodiscard]] inline StepObserver stop_at(std::size_t k) {
  return [seen = std::size_t(0), k](std::string_view /*step*/) mutable {
    return seen++ == k ? StepVerdict::stop : StepVerdict::go_on;
  };
}

}  // namespace axle::venv::test
