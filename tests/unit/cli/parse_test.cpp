// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/args/parse: commands behind global options, values in every spelling, and the texts of what is wrong.
#include "cli/args/parse.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using test::args_of;
using Words = std::vector<std::string>;

/// Message, then the hints.
std::string failure_of(const Words& arguments) {
  const auto parsed = parse_args(arguments);
  REQUIRE_FALSE(parsed);
  CHECK(parsed.error().code() == ErrorCode::usage);
  std::string text = parsed.error().message();
  for (const std::string& hint : parsed.error().hints()) {
    text += " | " + hint;
  }
  return text;
}

}  // namespace

TEST_CASE("the command is found behind global options and their values", "[cli][parse]") {
  for (const Words& words :
       {Words{"pip", "install", "a"}, Words{"-q", "pip", "install", "a"},
        Words{"--color", "never", "pip", "install", "a"}, Words{"--color=never", "pip", "install", "a"},
        Words{"pip", "--offline", "install", "a"}, Words{"--cache-dir", "pip", "pip", "install", "a"}}) {
    const ParsedArgs args = args_of(words);
    CHECK(args.command == Command::pip_install);
    CHECK(args.positionals == Words{"a"});
  }
  CHECK(args_of({"--cache-dir", "pip", "pip", "list"}).all(OptionId::cache_dir) == Words{"pip"});
}

TEST_CASE("a value stands behind its option in any way", "[cli][parse]") {
  for (const Words& words : {Words{"-r", "x"}, Words{"-rx"}, Words{"-r=x"}, Words{"--requirement", "x"},
                             Words{"--requirement=x"}, Words{"--requirements", "x"}, Words{"-qr", "x"}}) {
    Words all{"pip", "install"};
    all.insert(all.end(), words.begin(), words.end());
    CAPTURE(words);
    CHECK(args_of(all).all(OptionId::requirement) == Words{"x"});
  }
  CHECK(args_of({"pip", "install", "-r", "-"}).all(OptionId::requirement) == Words{"-"});
  CHECK(args_of({"pip", "install", "-i", "http://index.example/?a=b"}).all(OptionId::index_url) ==
        Words{"http://index.example/?a=b"});
  CHECK(args_of({"venv", "--prompt=-x"}).all(OptionId::prompt) == Words{"-x"});
}

TEST_CASE("an empty value is refused with its option, alone, joined, and behind another short flag", "[cli][parse]") {
  const std::string text = "the value of '--requirement <FILE>' is empty";
  for (const Words& words : {Words{"-r", ""}, Words{"-r="}, Words{"--requirement="}, Words{"--requirements", "", "x"},
                             Words{"-qr", ""}, Words{"-r", "x", "-r", ""}}) {
    Words all{"pip", "install"};
    all.insert(all.end(), words.begin(), words.end());
    CAPTURE(words);
    CHECK(failure_of(all) == text);
  }
}

TEST_CASE("each option refuses an empty value, or takes it as what it means in uv", "[cli][parse]") {
  for (const OptionRow& row : option_rows()) {
    if (row.shape == OptionShape::flag || row.id == OptionId::prompt) {
      continue;
    }
    const auto command = std::ranges::find_if(
        command_rows(), [&](const CommandRow& candidate) { return (row.commands & only(candidate.command)) != 0; });
    Words words{std::string(command->group), std::string(command->name), std::string(long_name_of(row)) + "="};
    std::erase(words, "");
    CAPTURE(words);
    if (empty_value_of(row) == EmptyValue::is_absence) {
      CHECK_FALSE(args_of(words).has(row.id));
      continue;
    }
    CHECK(failure_of(words) == format("the value of '{} <{}>' is empty", long_name_of(row), row.value));
  }
  CHECK(args_of({"pip", "install", "-c", "", "-c", "c.txt", "a"}).all(OptionId::constraint) == Words{"c.txt"});
  CHECK(args_of({"venv", "--prompt=", "x"}).all(OptionId::prompt) == Words{""});
  CHECK(args_of({"venv", "--prompt=", "x"}).positionals == Words{"x"});
}

TEST_CASE("an empty argument is refused, a blank one unless it is a path", "[cli][parse]") {
  CHECK(failure_of({"venv", ""}) == "the argument '[PATH]' is empty");
  CHECK(failure_of({"pip", "install", "a", ""}) == "the argument '[PACKAGE]...' is empty");
  CHECK(failure_of({"pip", "uninstall", " "}) == "the argument '[PACKAGE]...' is blank");
  CHECK(args_of({"venv", " "}).positionals == Words{" "});
}

TEST_CASE("values of a repeated option keep their order, flags are counted", "[cli][parse]") {
  const ParsedArgs args = args_of({"pip", "install", "-c", "a", "x", "--constraint", "b", "-vv", "--verbose"});
  CHECK(args.all(OptionId::constraint) == Words{"a", "b"});
  CHECK(args.count(OptionId::verbose) == 3);
  CHECK(args.has(OptionId::verbose));
  CHECK_FALSE(args.has(OptionId::quiet));
}

TEST_CASE("of a flag and the one that takes it back the last was given", "[cli][parse]") {
  const auto given = [](Words options) {
    options.insert(options.begin(), {"pip", "compile"});
    const ParsedArgs args = args_of(options);
    CHECK_FALSE((args.has(OptionId::header) && args.has(OptionId::no_header)));
    return args.has(OptionId::header) ? "header" : args.has(OptionId::no_header) ? "no header" : "neither";
  };
  CHECK(given({}) == std::string("neither"));
  CHECK(given({"--header"}) == std::string("header"));
  CHECK(given({"--header", "--no-header"}) == std::string("no header"));
  CHECK(given({"--no-header", "--header"}) == std::string("header"));
  CHECK(given({"--no-header", "--header", "-q", "--no-header", "a"}) == std::string("no header"));
}

TEST_CASE("behind -- everything is an argument", "[cli][parse]") {
  const ParsedArgs args = args_of({"pip", "install", "-q", "--", "--upgrade", "-r=x", "a"});
  CHECK(args.positionals == Words{"--upgrade", "-r=x", "a"});
  CHECK_FALSE(args.has(OptionId::upgrade));
  CHECK_FALSE(args.has(OptionId::requirement));
}

TEST_CASE("an argument in brackets is one argument", "[cli][parse]") {
  CHECK(args_of({"venv", "--clear", "[keep]"}).positionals == Words{"[keep]"});
  CHECK(args_of({"pip", "install", "[a,b]", "-q", "[c", "--", "[d]"}).positionals == Words{"[a,b]", "[c", "[d]"});
  CHECK(args_of({"venv", "--prompt", "[a,b]"}).all(OptionId::prompt) == Words{"[a,b]"});
}

TEST_CASE("a dash before a digit begins an unknown option, also behind a short flag", "[cli][parse]") {
  for (const Words& words :
       {Words{"venv", "-1"}, Words{"venv", "-q1"}, Words{"venv", "x", "-1"}, Words{"pip", "list", "-1"},
        Words{"pip", "install", "-qv1", "a"}, Words{"-1", "venv"}, Words{"-1"}}) {
    CAPTURE(words);
    CHECK(failure_of(words) == "unexpected argument '-1' found");
  }
  CHECK(failure_of({"pip", "install", "-1.0.whl"}) == "unexpected argument '-1.0.whl' found");
  CHECK(failure_of({"venv", "--prompt", "-1"}) == "a value is required for '--prompt <PROMPT>' but none was supplied");
}

TEST_CASE("a dash before a digit is an argument behind --, and a value behind =", "[cli][parse]") {
  CHECK(args_of({"venv", "--", "-1"}).positionals == Words{"-1"});
  CHECK(args_of({"venv", "--prompt=-1"}).all(OptionId::prompt) == Words{"-1"});
}

TEST_CASE("help and version need no command", "[cli][parse]") {
  CHECK(args_of({"--help"}).has(OptionId::help));
  CHECK(args_of({"-qV"}).has(OptionId::version));
  CHECK(args_of({"pip", "--help"}).positionals == Words{"pip"});
  CHECK(args_of({"help", "pip", "install"}).positionals == Words{"pip", "install"});
  CHECK(args_of({"pip", "install", "-h"}).has(OptionId::help));
}

TEST_CASE("an unknown command is named, and where the commands are listed", "[cli][parse]") {
  CHECK(failure_of({"nothing"}) == "unrecognized subcommand 'nothing' | run `axle help` to see the commands");
  CHECK(failure_of({"pip", "nothing"}) ==
        "unrecognized subcommand 'nothing' | run `axle help pip` to see the commands");
  CHECK(failure_of({"pip", "-q"}) ==
        "'axle pip' requires a subcommand but one was not provided | run `axle help pip` to see the commands");
  CHECK(failure_of({"-q"}) ==
        "'axle' requires a subcommand but one was not provided | run `axle help` to see the commands");
  CHECK(failure_of({"a\x1b[2Jb"}) == "unrecognized subcommand 'a\\x1b[2Jb' | run `axle help` to see the commands");
}

TEST_CASE("of what is like an unknown command, the nearest is told", "[cli][parse]") {
  CHECK(failure_of({"pip", "instal"}) ==
        "unrecognized subcommand 'instal' | a similar subcommand exists: `axle pip install` | run `axle help pip` to "
        "see the commands");
  CHECK(failure_of({"uninstall"}) ==
        "unrecognized subcommand 'uninstall' | a similar subcommand exists: `axle pip uninstall` | run `axle help` to "
        "see the commands");
  CHECK(failure_of({"cahce", "dir"}) ==
        "unrecognized subcommand 'cahce' | a similar subcommand exists: `axle cache` | run `axle help` to see the "
        "commands");
}

TEST_CASE("an unknown option and an argument too many are named, the first of them", "[cli][parse]") {
  CHECK(failure_of({"pip", "list", "--foo", "--bar"}) == "unexpected argument '--foo' found");
  CHECK(failure_of({"pip", "list", "extra words", "b"}) == "unexpected argument 'extra words' found");
  CHECK(failure_of({"pip", "list", "-z"}) == "unexpected argument '-z' found");
  CHECK(failure_of({"venv", "a", "b"}) == "unexpected argument 'b' found");
  CHECK(failure_of({"pip", "list", "--", "--foo"}) == "unexpected argument '--foo' found");
  CHECK(failure_of({"pip", "list", "--foo=x"}) == "unexpected argument '--foo=x' found");
}

TEST_CASE("an option of another command is unknown", "[cli][parse]") {
  CHECK(failure_of({"pip", "list", "--seed"}) == "unexpected argument '--seed' found");
}

TEST_CASE("a value that lacks is said with its option, another option is no value", "[cli][parse]") {
  const std::string text = "a value is required for '--requirement <FILE>' but none was supplied";
  CHECK(failure_of({"pip", "install", "-r"}) == text);
  CHECK(failure_of({"pip", "install", "--requirements"}) == text);
  CHECK(failure_of({"pip", "install", "-qr"}) == text);
  CHECK(failure_of({"pip", "install", "-r", "--upgrade"}) == text);
  CHECK(failure_of({"pip", "install", "-r", "--", "a"}) == text);
}

TEST_CASE("a flag takes no value", "[cli][parse]") {
  CHECK(failure_of({"venv", "--seed=false"}) == "unexpected value 'false' for '--seed' found; no more were expected");
  CHECK(failure_of({"venv", "-q=2"}) == "unexpected value '2' for '-q' found; no more were expected");
}

TEST_CASE("the usage line is that of the command, or of the program where no command is named", "[cli][parse]") {
  CHECK(usage_for({"-q", "pip", "list", "--foo"}) == "Usage: axle pip list [OPTIONS]");
  CHECK(usage_for({"--foo"}) == "Usage: axle [OPTIONS] <COMMAND>");
  CHECK(usage_for({"pip", "nothing"}).empty());
  CHECK(usage_for({"pip"}).empty());
}

TEST_CASE("-e means what it means in its command", "[cli][parse]") {
  CHECK(args_of({"pip", "install", "-e", "."}).all(OptionId::editable) == Words{"."});
  CHECK(args_of({"pip", "list", "-e"}).has(OptionId::only_editable));
}

}  // namespace axle::cli
