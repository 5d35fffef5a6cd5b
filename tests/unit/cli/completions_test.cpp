// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/completions: every visible command and option is in every script. What shells make of them is in
// completion_check.py.
#include "cli/completions.hpp"

#include "cli/args/command.hpp"
#include "cli/args/option.hpp"
#include "tests/unit/cli/capture.hpp"

namespace axle::cli {

namespace {

/// Whether the text is there, and not as the beginning of a longer name.
bool has_word(const std::string& script, const std::string& word) {
  for (std::size_t at = script.find(word); at != std::string::npos; at = script.find(word, at + 1)) {
    const char next = script[at + word.size()];
    if (next != '-' && (next < 'a' || next > 'z')) {
      return true;
    }
  }
  return false;
}

}  // namespace

TEST_CASE("each script knows every visible command and option, and says where it is from", "[cli][completions]") {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    CAPTURE(shell);
    std::string script = make_completion(shell).value();
    const std::string note = "# Made by `axle generate-shell-completion`; do not edit.\n";
    const std::size_t at = script.find(note);
    REQUIRE(at != std::string::npos);
    script.erase(at, note.size());
    CHECK(script.ends_with('\n'));
    for (const CommandRow& row : command_rows()) {
      CAPTURE(row.name);
      CHECK((script.find("\"" + std::string(row.name)) != std::string::npos ||
             script.find(" " + std::string(row.name)) != std::string::npos) == !row.hidden);
    }
    for (const OptionRow& row : option_rows()) {
      CAPTURE(row.names);
      const std::string name(long_name_of(row).substr(2));
      CHECK((has_word(script, "--" + name) || has_word(script, "-l " + name)) == is_shown(row));
    }
  }
}

TEST_CASE("another shell is refused with those there are", "[cli][completions]") {
  CHECK(test::message_of(make_completion("tcsh")) == "no completions for `tcsh`: the shells are bash, zsh and fish");
  CHECK(test::message_of(make_completion("")) == "no completions for ``: the shells are bash, zsh and fish");
}

}  // namespace axle::cli
