// SPDX-License-Identifier: MIT OR Apache-2.0
// What is told to be typed into each shell. tests/catalogue/shells.py types it.
#include "venv/activation_command.hpp"

#include <string>
#include <string_view>

#include "tests/support/catch.hpp"

namespace axle::venv {
namespace {

TEST_CASE("a shell is told its script, with the name in its own quotes", "[venv][activation_command]") {
  struct Case {
    std::string_view shell;
    std::string directory;
    std::string_view command;
  };
  for (const Case& each : {
           Case{"/bin/bash", ".venv", "source .venv/bin/activate"},
           Case{"", "a b", "source 'a b/bin/activate'"},
           Case{"/bin/zsh", "a\nb", "source $'a\\012b/bin/activate'"},
           Case{"/usr/bin/fish", ".venv", "source .venv/bin/activate.fish"},
           Case{"/usr/bin/fish", "it's\\", "source 'it\\'s\\\\/bin/activate.fish'"},
           Case{"/usr/bin/fish", "a\n'\xff", "source 'a'\\X0a'\\''\\Xff'/bin/activate.fish'"},
           Case{"/bin/tcsh", ".venv", "source .venv/bin/activate.csh"},
           Case{"/bin/csh", "it's!", "source 'it'\\''s\\!/bin/activate.csh'"},
           Case{"/bin/tcsh", "a\n!", "source $'a\\012\\041/bin/activate.csh'"},
           Case{"/bin/tcsh", "a\xff",
                "source $'a\\377/bin/activate' (from bash, zsh or ksh: tcsh cannot be told this name)"},
           Case{"/bin/bash", "-n", "source ./-n/bin/activate"},
           Case{"/bin/csh", "a\n!",
                "source $'a\\012!/bin/activate' (from bash, zsh or ksh: csh cannot be told this name)"},
           Case{"/usr/bin/nu", ".venv", "overlay use .venv/bin/activate.nu"},
           Case{"/usr/bin/nu", "it's", "overlay use r#'it's/bin/activate.nu'#"},
           Case{"/usr/bin/nu", "a\n",
                "source $'a\\012/bin/activate' (from bash, zsh or ksh: nu cannot be told this name)"},
       }) {
    INFO(each.shell);
    CHECK(activation_command(each.shell, each.directory, false) == each.command);
  }
}

TEST_CASE("csh cannot enter a relocatable environment, fish can", "[venv][activation_command]") {
  CHECK(activation_command("/bin/csh", "v", true) ==
        "source v/bin/activate (from bash, zsh or ksh: csh cannot enter a relocatable environment)");
  CHECK(activation_command("/bin/fish", "v", true) == "source v/bin/activate.fish");
}

}  // namespace
}  // namespace axle::venv
