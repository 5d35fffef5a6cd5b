// SPDX-License-Identifier: MIT OR Apache-2.0
// Findings of `pip check` and `--strict` as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "cli/printer.hpp"
#include "venv/check.hpp"

namespace axle::cli {

/// A warning each, after what was installed.
void print_findings_as_warnings(const std::vector<venv::Finding>& findings, Printer& printer);
/// One line: how many packages were looked at, and the findings.
[[nodiscard]] std::string findings_to_json(std::size_t packages, const std::vector<venv::Finding>& findings);

}  // namespace axle::cli
