// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/render_error: text and JSON of errors, and the exit status of every code.
#include "cli/render_error.hpp"

#include <map>

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

const Printer& plain() {
  static const Printer printer(PrinterOptions{});
  return printer;
}

Error sample() {
  return Error(ErrorCode::bad_wheel, "Failed to install `a`")
      .with_hint("try again")
      .caused_by(Error(ErrorCode::hash_mismatch, "wrong digest").with_hint("clean the cache"));
}

}  // namespace

TEST_CASE("an error is its message, its causes, then all hints", "[cli][render_error]") {
  CHECK(render_error(sample(), plain()) ==
        "error: Failed to install `a`\n"
        "  cause: wrong digest\n"
        "\nhint: try again\n"
        "\nhint: clean the cache\n");
}

TEST_CASE("a place stands before the message, unless the message names the file", "[cli][render_error]") {
  const auto text = [](const std::string& message, SourcePlace place) {
    return render_error(Error(ErrorCode::bad_requirement, message).with_place(std::move(place)), plain());
  };
  CHECK(text("bad", {.file = "r.txt", .line = 3, .column = 7}) == "error: r.txt:3:7: bad\n");
  CHECK(text("bad", {.file = "r.txt", .line = 3}) == "error: r.txt:3: bad\n");
  CHECK(text("bad", {.file = "r.txt"}) == "error: r.txt: bad\n");
  CHECK(text("bad", {.file = "a", .line = 3}) == "error: a:3: bad\n");
  CHECK(text("`r.txt` is bad", {.file = "r.txt", .line = 3}) == "error: `r.txt` is bad\n");
  CHECK(text("bad", {}) == "error: bad\n");
}

TEST_CASE("a line that no screen shows loses its middle", "[cli][render_error]") {
  const std::string quoted(10'000, 'a');
  CHECK(render_error(Error(ErrorCode::bad_version, "`" + quoted + "` is no version"), plain()) ==
        "error: `" + quoted.substr(0, 2999) + "…" + quoted.substr(0, 985) + "` is no version\n");
  const std::string whole(4'000, 'a');
  CHECK(render_error(Error(ErrorCode::bad_version, whole), plain()) == "error: " + whole + "\n");
}

TEST_CASE("lines after the first are aligned", "[cli][render_error]") {
  const Error error = Error(ErrorCode::usage, "one\ntwo\n\nthree").caused_by(Error(ErrorCode::usage, "four\nfive"));
  CHECK(render_error(error, plain()) == "error: one\n       two\n\n       three\n  cause: four\n         five\n");
}

TEST_CASE("control characters of foreign text never reach the terminal", "[cli][render_error]") {
  const Error error = Error(ErrorCode::usage, "a\x1b[2Jb\rc").with_hint("d\x07");
  CHECK(render_error(error, plain()) == "error: a\\x1b[2Jb\\x0dc\n\nhint: d\\x07\n");
}

TEST_CASE("colours are only around the words that head a line", "[cli][render_error]") {
  const Printer colored({.quiet = 0, .verbose = 0, .color_out = false, .color_error = true});
  CHECK(render_error(sample(), colored) ==
        "\x1b[1;31merror\x1b[0m\x1b[1m:\x1b[0m Failed to install `a`\n"
        "  \x1b[31mcause\x1b[0m\x1b[1m:\x1b[0m wrong digest\n"
        "\n\x1b[1;36mhint\x1b[0m\x1b[1m:\x1b[0m try again\n"
        "\n\x1b[1;36mhint\x1b[0m\x1b[1m:\x1b[0m clean the cache\n");
}

TEST_CASE("as JSON an error is one object on one line", "[cli][render_error]") {
  CHECK(error_to_json(sample()) ==
        R"({"error":{"code":"bad-wheel","message":"Failed to install `a`","hints":["try again","clean the cache"],)"
        R"("causes":[{"code":"hash-mismatch","message":"wrong digest"}]}})"
        "\n");
}

TEST_CASE("an error goes to the stream of its form, and its code decides the status", "[cli][render_error]") {
  Printer printer(PrinterOptions{});
  test::Capture text;
  CHECK(report_error(sample(), OutputFormat::text, printer) == 1);
  const auto as_text = text.take();
  CHECK(as_text.out.empty());
  CHECK(as_text.error == render_error(sample(), printer));
  test::Capture json;
  CHECK(report_error(Error(ErrorCode::usage, "x"), OutputFormat::json, printer) == 2);
  const auto as_json = json.take();
  CHECK(as_json.error.empty());
  CHECK(as_json.out == error_to_json(Error(ErrorCode::usage, "x")));
}

TEST_CASE("a usage line follows the text of an error, and is not in the object", "[cli][render_error]") {
  Printer printer(PrinterOptions{});
  const Error error(ErrorCode::usage, "x");
  test::Capture text;
  CHECK(report_usage_error(error, "Usage: axle y", OutputFormat::text, printer) == 2);
  CHECK(text.take().error == "error: x\n\nUsage: axle y\n");
  test::Capture without;
  CHECK(report_usage_error(error, "", OutputFormat::text, printer) == 2);
  CHECK(without.take().error == "error: x\n");
  test::Capture json;
  CHECK(report_usage_error(error, "Usage: axle y", OutputFormat::json, printer) == 2);
  const auto as_json = json.take();
  CHECK(as_json.error.empty());
  CHECK(as_json.out == error_to_json(error));
}

TEST_CASE("every code has the exit status that docs/messages.md promises", "[cli][render_error]") {
  using enum ErrorCode;
  const std::map<ErrorCode, int> expected_failures = {
      {no_solution, 1},         {hash_mismatch, 1},    {hash_missing, 1},  {bad_wheel, 1},     {bad_metadata, 1},
      {bad_record, 1},          {bad_entry_points, 1}, {no_artifact, 1},   {cache_damaged, 1}, {package_not_found, 1},
      {response_too_large, 1},  {not_installed, 1},    {file_conflict, 1}, {quarantined, 1},   {findings, 1},
      {resolution_too_hard, 1}, {cancelled, 130},      {undone, 130}};
  for (const ErrorCodeRow& row : error_code_rows()) {
    const auto found = expected_failures.find(row.code);
    CAPTURE(row.name);
    CHECK(exit_status_of(row.code) == (found == expected_failures.end() ? 2 : found->second));
  }
}

}  // namespace axle::cli
