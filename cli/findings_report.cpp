// SPDX-License-Identifier: MIT OR Apache-2.0
// Lays out findings.
#include "cli/findings_report.hpp"

#include "base/json_doc.hpp"
#include "base/text.hpp"

namespace axle::cli {
namespace {

struct KindName {
  std::string_view operator()(const venv::MissingDependency&) const { return "missing-dependency"; }
  std::string_view operator()(const venv::WrongVersion&) const { return "wrong-version"; }
  std::string_view operator()(const venv::WrongPython&) const { return "wrong-python"; }
  std::string_view operator()(const venv::DuplicateDistribution&) const { return "duplicate"; }
  std::string_view operator()(const venv::UnreadableMetadata&) const { return "unreadable-metadata"; }
  std::string_view operator()(const venv::WrongPlatform&) const { return "wrong-platform"; }
};

}  // namespace

void print_findings_as_warnings(const std::vector<venv::Finding>& findings, Printer& printer) {
  for (const venv::Finding& finding : findings) {
    printer.warning(to_printable(venv::to_string(finding)));
  }
}

std::string findings_to_json(std::size_t packages, const std::vector<venv::Finding>& findings) {
  JsonWriter json;
  json.begin_object().key("packages").value(static_cast<std::uint64_t>(packages)).key("findings").begin_array();
  for (const venv::Finding& finding : findings) {
    json.begin_object().key("kind").value(std::visit(KindName{}, finding));
    json.key("message").value(venv::to_string(finding)).end_object();
  }
  json.end_array().end_object();
  return json.take() + "\n";
}

}  // namespace axle::cli
