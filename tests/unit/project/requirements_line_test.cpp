// SPDX-License-Identifier: MIT OR Apache-2.0
// Lines of requirements files: joining, comments, variables, options (reliability Q20–Q22).
#include "project/requirements_line.hpp"

#include <map>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  for (const LogicalLine& line : split_logical_lines(text)) {
    out.push_back(std::to_string(line.number) + ":" + line.text);
  }
  return out;
}

using Texts = std::vector<std::string>;

TEST_CASE("blank lines and comments are no lines", "[project][requirements_line]") {
  CHECK(lines_of("").empty());
  CHECK(lines_of("\n  \n# one\n\t# two --index-url https://evil.example\n").empty());
  CHECK(lines_of("a # --index-url https://evil.example\nb\t# x\n") == Texts{"1:a", "2:b"});
}

TEST_CASE("a number sign inside a word is no comment", "[project][requirements_line]") {
  CHECK(lines_of("./x.whl#sha256=0 # c\nfoo#bar\n") == Texts{"1:./x.whl#sha256=0", "2:foo#bar"});
}

TEST_CASE("a backslash joins lines, whatever ends them", "[project][requirements_line]") {
  CHECK(lines_of("a \\\n  --hash=x \\\r\n  --hash=y\r\nb") == Texts{"1:a   --hash=x   --hash=y", "4:b"});
  CHECK(lines_of("foo==1.\\\n0\n") == Texts{"1:foo==1.0"});
  CHECK(lines_of("a \\") == Texts{"1:a"});
}

TEST_CASE("a backslash in a comment joins nothing", "[project][requirements_line]") {
  CHECK(lines_of("# comment \\\nb\nc # more \\\nd\n") == Texts{"2:b", "3:c", "4:d"});
  CHECK(lines_of("a \\\n  # why \\\nb\n") == Texts{"1:a", "3:b"});
}

TEST_CASE("only line feeds end lines", "[project][requirements_line]") {
  CHECK(lines_of("a\u0085"
                 "b\xE2\x80\xA8"
                 "c\rd\n") == Texts{"1:a\u0085"
                                    "b\xE2\x80\xA8"
                                    "c\rd"});
}

TEST_CASE("a byte order mark is skipped", "[project][requirements_line]") {
  CHECK(lines_of("\uFEFFfoo\n") == Texts{"1:foo"});
}

TEST_CASE("variables are expanded once", "[project][requirements_line]") {
  const std::map<std::string, std::string, std::less<>> variables = {
      {"A", "one"}, {"B_2", "${A}"}, {"EMPTY", ""}, {"lower", "no"}};
  const auto lookup = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  };
  CHECK(expand_variables("x${A}y${B_2}z${EMPTY}", lookup) == "xoney${A}z");
  CHECK(expand_variables("${NOPE}${lower}$A${A", lookup) == "${NOPE}${lower}$A${A");
  CHECK(expand_variables("${}${ A}${a${A}}", lookup) == "${}${ A}${aone}");
  CHECK(expand_variables("${${A}${A ${A}", lookup) == "${one${A one");
}

TEST_CASE("options are read in all their forms", "[project][requirements_line]") {
  using Options = std::vector<OptionLine>;
  CHECK(parse_option_line("-r a.txt").value() == Options{{"--requirement", "a.txt"}});
  CHECK(parse_option_line("-ra.txt").value() == Options{{"--requirement", "a.txt"}});
  CHECK(parse_option_line("-r=a.txt").value() == Options{{"--requirement", "a.txt"}});
  CHECK(parse_option_line("-r -").value() == Options{{"--requirement", "-"}});
  CHECK(parse_option_line("--requirement=a b.txt").value() == Options{{"--requirement", "a b.txt"}});
  CHECK(parse_option_line("--find-links \"a b/c\"").value() == Options{{"--find-links", "a b/c"}});
  CHECK(parse_option_line("-i https://index.example/simple").value() ==
        Options{{"--index-url", "https://index.example/simple"}});
  CHECK(parse_option_line("--no-index --pre").value() == Options{{"--no-index", ""}, {"--pre", ""}});
  CHECK(parse_option_line("-i https://a.example --extra-index-url https://b.example").value() ==
        Options{{"--index-url", "https://a.example"}, {"--extra-index-url", "https://b.example"}});
}

TEST_CASE("options that cannot be read are refused", "[project][requirements_line]") {
  struct Row {
    const char* line;
    const char* message;
  };
  const Row rows[] = {
      {"--frobnicate", "unknown option `--frobnicate`"},
      {"-x", "unknown option `-x`"},
      {"-", "unknown option `-`"},
      {"--", "unknown option `--`"},
      {"--hash=sha256:00", "unknown option `--hash`"},
      {"--index-url", "`--index-url` must be followed by an argument"},
      {"--index-url=", "`--index-url` must be followed by an argument"},
      {"-r --pre", "`-r` must be followed by an argument"},
      {"--no-index yes", "`--no-index` takes no argument"},
      {"--no-index=yes", "`--no-index` takes no argument"},
  };
  for (const Row& row : rows) {
    INFO(row.line);
    const auto options = parse_option_line(row.line);
    REQUIRE_FALSE(options);
    CHECK(options.error().code() == ErrorCode::bad_requirements_file);
    CHECK(options.error().message() == row.message);
  }
}

TEST_CASE("hashes are cut off a requirement", "[project][requirements_line]") {
  const auto parts =
      split_requirement_options("foo==1 ; x > '1' \t--hash=sha256:aa --hash sha512:bb --hash=\"md5:cc\"");
  REQUIRE(parts);
  CHECK(parts->requirement == "foo==1 ; x > '1'");
  CHECK(parts->hashes == Texts{"sha256:aa", "sha512:bb", "md5:cc"});
  CHECK(split_requirement_options("foo--bar")->requirement == "foo--bar");
}

TEST_CASE("other options behind a requirement are refused", "[project][requirements_line]") {
  CHECK(split_requirement_options("foo --global-option=x").error().message() ==
        "expected `--hash`, found `--global-option=x`");
  CHECK(split_requirement_options("foo --hash=a:b bar").error().message() == "expected `--hash`, found `bar`");
}

TEST_CASE("a hash behind a requirement needs its value", "[project][requirements_line]") {
  CHECK(split_requirement_options("foo --hash").error().message() == "`--hash` must be followed by an argument");
}

}  // namespace
}  // namespace axle::project
