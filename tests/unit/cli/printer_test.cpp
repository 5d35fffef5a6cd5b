// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/printer: what goes to which stream at each level.
#include "cli/printer.hpp"

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

test::Capture::Text print_all(PrinterOptions options) {
  test::Capture capture;
  Printer printer(options);
  printer.data("data\n");
  printer.answer("answer\n");
  printer.status("status");
  printer.warning("careful");
  printer.error_text("error\n");
  printer.debug("said at debug");
  printer.write(LogLevel::trace, "said at trace");
  return capture.take();
}

}  // namespace

TEST_CASE("answers go to standard output, all else to standard error", "[cli][printer]") {
  const auto text = print_all({});
  CHECK(text.out == "data\nanswer\n");
  CHECK(text.error == "status\nwarning: careful\nerror\n");
}

TEST_CASE("quiet keeps data and errors, twice quiet keeps nothing", "[cli][printer]") {
  const auto once = print_all({.quiet = 1});
  CHECK(once.out == "data\n");
  CHECK(once.error == "error\n");
  for (const int quiet : {2, 3}) {
    const auto twice = print_all({.quiet = quiet});
    CHECK(twice.out.empty());
    CHECK(twice.error.empty());
  }
}

TEST_CASE("verbose adds debug lines, twice verbose trace lines", "[cli][printer]") {
  CHECK(print_all({.verbose = 1}).error == "status\nwarning: careful\nerror\nDEBUG said at debug\n");
  CHECK(print_all({.verbose = 2}).error ==
        "status\nwarning: careful\nerror\nDEBUG said at debug\nTRACE said at trace\n");
}

TEST_CASE("log lines hide passwords of URLs", "[cli][printer]") {
  test::Capture capture;
  Printer printer({.verbose = 1});
  printer.debug("GET https://me:secret@index.example/simple/");
  CHECK(capture.take().error == "DEBUG GET https://me:****@index.example/simple/\n");
}

TEST_CASE("styles are written only when standard error has colours", "[cli][printer]") {
  CHECK(Printer(PrinterOptions{}).styled(Style::red, "x") == "x");
  const Printer colored({.color_error = true});
  CHECK(colored.styled(Style::red, "x") == "\x1b[31mx\x1b[0m");
  CHECK(colored.styled(Style::none, "x") == "x");
  for (const Style style : {Style::bold, Style::dim, Style::green, Style::yellow, Style::cyan, Style::bold_red,
                            Style::bold_yellow, Style::bold_cyan}) {
    const std::string text = colored.styled(style, "x");
    CHECK(text.starts_with("\x1b["));
    CHECK(text.ends_with("mx\x1b[0m"));
  }
}

TEST_CASE("a pipe or a file is no terminal", "[cli][printer]") {
  test::Capture capture;
  const bool out = is_terminal(1);
  const bool error = is_terminal(2);
  static_cast<void>(capture.take());
  CHECK_FALSE(out);
  CHECK_FALSE(error);
}

TEST_CASE("a warning shows a long line without its middle", "[cli][printer]") {
  test::Capture capture;
  Printer printer({});
  printer.warning("first\n" + std::string(3000, 'a') + std::string(18'000, 'b') + std::string(1000, 'c') + "\nlast");
  CHECK(capture.take().error ==
        "warning: first\n" + std::string(3000, 'a') + "…" + std::string(1000, 'c') + "\nlast\n");
}

TEST_CASE("nothing that a warning or a log line quotes reaches the terminal as a command", "[cli][printer]") {
  test::Capture capture;
  Printer printer({.verbose = 1});
  printer.warning("broken: \x1b]0;owned\x07\nsecond");
  printer.write(LogLevel::debug, "got \x1b[31m");
  CHECK(capture.take().error == "warning: broken: \\x1b]0;owned\\x07\nsecond\nDEBUG got \\x1b[31m\n");
}

}  // namespace axle::cli
