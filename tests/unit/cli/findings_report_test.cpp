// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/findings_report: findings as warnings and as JSON.
#include "cli/findings_report.hpp"

#include "base/text.hpp"
#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

const spec::PackageName k_name = spec::PackageName::of("a");

std::vector<venv::Finding> one_of_each() {
  return {venv::MissingDependency{.name = k_name, .version = "1.0", .requirement = "b>=2"},
          venv::WrongVersion{.name = k_name, .version = "1.0", .requirement = "b>=2", .installed = "1.0"},
          venv::WrongPython{.name = k_name, .version = "1.0", .requires_python = ">=4", .python = "3.11.2"},
          venv::DuplicateDistribution{.name = k_name, .paths = {"/x", "/y"}},
          venv::UnreadableMetadata{.path = "/x\x1b", .reason = "it is broken"},
          venv::WrongPlatform{.name = k_name, .version = "1.0", .tags = {"cp27-cp27m-win32"}}};
}

}  // namespace

TEST_CASE("each finding is one warning, made safe for the terminal", "[cli][findings_report]") {
  std::string expected;
  for (const venv::Finding& finding : one_of_each()) {
    expected += "warning: " + to_printable(venv::to_string(finding)) + "\n";
  }
  test::Capture capture;
  Printer printer(PrinterOptions{});
  print_findings_as_warnings(one_of_each(), printer);
  const std::string text = capture.take().error;
  CHECK(text == expected);
  CHECK(text.find('\x1b') == std::string::npos);
}

TEST_CASE("as JSON each finding has its kind", "[cli][findings_report]") {
  const std::string text = findings_to_json(7, one_of_each());
  CHECK(text.starts_with(R"({"packages":7,"findings":[{"kind":"missing-dependency","message":")"));
  for (const char* kind :
       {"missing-dependency", "wrong-version", "wrong-python", "duplicate", "unreadable-metadata", "wrong-platform"}) {
    CHECK(text.find("{\"kind\":\"" + std::string(kind) + "\",\"message\":\"") != std::string::npos);
  }
  CHECK(findings_to_json(0, {}) == "{\"packages\":0,\"findings\":[]}\n");
}

}  // namespace axle::cli
