// SPDX-License-Identifier: MIT OR Apache-2.0
// Status lines of changes: "Installed 3 packages in 12ms" and the list with + - ~ (features.md 3.3).
#pragma once

#include <string>
#include <vector>

#include "base/json_doc.hpp"
#include "base/warning_sink.hpp"
#include "cli/printer.hpp"
#include "engine/pip_install.hpp"
#include "venv/commit.hpp"
#include "venv/plan.hpp"

namespace axle::cli {

/// Prints each step of an install as it ends.
class ChangePrinter final : public engine::InstallObserver {
 public:
  ChangePrinter(Printer& printer, WarningSink& warnings) : printer_(printer), warnings_(warnings) {}
  void resolved(std::size_t packages, Elapsed elapsed) override;
  void prepared(std::size_t packages, Elapsed elapsed) override;
  /// Warnings that have come so far stand before it: the lines of a change and its list are not torn apart.
  void changed(const venv::InstallReport& report, Elapsed uninstalling, Elapsed installing) override;
  void compiled(std::size_t files, Elapsed elapsed) override;

 private:
  Printer& printer_;
  WarningSink& warnings_;
};

/// The change list of a report.
void print_changes(const venv::InstallReport& report, Printer& printer);
/// The same of a plan that was not carried out, behind "Would uninstall 1 package" and "Would install 2 packages".
void print_planned_changes(const venv::InstallReport& report, Printer& printer);
/// What the report would be, had the plan been carried out.
[[nodiscard]] venv::InstallReport report_of_plan(const venv::InstallPlan& plan);

/// A path as one that stands in `working_directory` would type it.
[[nodiscard]] std::string shown_below(std::string_view path, std::string_view working_directory);

/// "Using Python 3.11.2 environment at: PATH", unless it is the default one; the path is relative below
/// `working_directory`.
void print_environment(const engine::TargetEnvironment& environment, std::string_view working_directory,
                       Printer& printer);
/// "Using CPython 3.11.2 interpreter at: PATH", for what is installed with --target or --prefix.
void print_interpreter(const engine::TargetEnvironment& environment, std::string_view working_directory,
                       Printer& printer);

/// `installed` and `removed`: members of an object.
void write_changes(JsonWriter& json, const venv::InstallReport& report);
/// The change as JSON, for --output-format json.
[[nodiscard]] std::string changes_to_json(const venv::InstallReport& report, bool dry_run);

}  // namespace axle::cli
