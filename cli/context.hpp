// SPDX-License-Identifier: MIT OR Apache-2.0
// What every command gets: settings, terminal, session.
#pragma once

#include <string>

#include "base/report.hpp"
#include "base/warning_sink.hpp"
#include "cli/printer.hpp"
#include "cli/settings.hpp"
#include "engine/session.hpp"

namespace axle::cli {

/// Prints the warnings that have come so far.
inline void print_warnings(WarningSink& warnings, Printer& printer) {
  for (const std::string& warning : warnings.take()) {
    printer.warning(warning);
  }
}

struct CommandContext {
  const Settings& settings;
  const BuildFacts& build;
  Printer& printer;
  engine::Session& session;
  WarningSink& warnings;

  void flush_warnings() const { print_warnings(warnings, printer); }
};

/// One function a command, each in a file of cli/commands; the value is the exit status.
using CommandFunction = Result<int> (*)(const CommandContext&);

Result<int> run_venv_command(const CommandContext& context);
Result<int> run_pip_compile_command(const CommandContext& context);
Result<int> run_pip_sync_command(const CommandContext& context);
Result<int> run_pip_install_command(const CommandContext& context);
Result<int> run_pip_uninstall_command(const CommandContext& context);
Result<int> run_pip_list_command(const CommandContext& context);
Result<int> run_pip_freeze_command(const CommandContext& context);
Result<int> run_pip_show_command(const CommandContext& context);
Result<int> run_pip_tree_command(const CommandContext& context);
Result<int> run_pip_index_command(const CommandContext& context);
Result<int> run_pip_download_command(const CommandContext& context);
Result<int> run_pip_inspect_command(const CommandContext& context);
Result<int> run_pip_why_command(const CommandContext& context);
Result<int> run_pip_why_not_command(const CommandContext& context);
Result<int> run_pip_upgrade_command(const CommandContext& context);
Result<int> run_pip_check_command(const CommandContext& context);
Result<int> run_cache_clean_command(const CommandContext& context);
Result<int> run_cache_prune_command(const CommandContext& context);
Result<int> run_cache_dir_command(const CommandContext& context);
Result<int> run_cache_size_command(const CommandContext& context);

}  // namespace axle::cli
