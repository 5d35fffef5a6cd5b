// SPDX-License-Identifier: MIT OR Apache-2.0
// Reserved program names (reliability E03, D02).
#include "spec/script_name.hpp"

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("interpreters and activation scripts are reserved in any case", "[spec][script_name]") {
  for (const char* name : {"python", "Python3", "python3.12", "python3.12t", "PYTHON.EXE", "pypy", "pypy3.10",
                           "pythonw", "activate", "activate.fish", "Activate.ps1", "activate_this.py", "deactivate"}) {
    INFO(name);
    CHECK(is_reserved_script_name(name));
  }
}

TEST_CASE("names that only begin like a reserved one are free", "[spec][script_name]") {
  for (const char* name : {"activate-global-python-argcomplete", "python-argcomplete-check-easy-install-script",
                           "python3-config", "pip", "pythonic", "pypy-tool", "activated", ""}) {
    INFO(name);
    CHECK_FALSE(is_reserved_script_name(name));
  }
}

}  // namespace
}  // namespace axle::spec
