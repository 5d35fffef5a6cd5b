// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads as the life of a command: parse, resolve settings, make the session, run, report.
#include "cli/app.hpp"

#include <csignal>
#include <stop_token>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "cli/args/help_text.hpp"
#include "cli/completions.hpp"
#include "cli/context.hpp"
#include "cli/interruption.hpp"
#include "cli/printer.hpp"
#include "cli/progress_bars.hpp"
#include "cli/render_error.hpp"
#include "cli/shown_settings.hpp"

namespace axle::cli {
namespace {

CommandFunction function_of(Command command) {
  switch (command) {
    case Command::venv:
      return run_venv_command;
    case Command::pip_compile:
      return run_pip_compile_command;
    case Command::pip_sync:
      return run_pip_sync_command;
    case Command::pip_install:
      return run_pip_install_command;
    case Command::pip_uninstall:
      return run_pip_uninstall_command;
    case Command::pip_list:
      return run_pip_list_command;
    case Command::pip_freeze:
      return run_pip_freeze_command;
    case Command::pip_show:
      return run_pip_show_command;
    case Command::pip_tree:
      return run_pip_tree_command;
    case Command::pip_index:
      return run_pip_index_command;
    case Command::pip_download:
      return run_pip_download_command;
    case Command::pip_inspect:
      return run_pip_inspect_command;
    case Command::pip_why:
      return run_pip_why_command;
    case Command::pip_why_not:
      return run_pip_why_not_command;
    case Command::pip_upgrade:
      return run_pip_upgrade_command;
    case Command::pip_check:
      return run_pip_check_command;
    case Command::cache_clean:
      return run_cache_clean_command;
    case Command::cache_prune:
      return run_cache_prune_command;
    case Command::cache_dir:
      return run_cache_dir_command;
    case Command::cache_size:
      return run_cache_size_command;
    case Command::completion:
    case Command::help:
      return nullptr;
  }
  return nullptr;
}

/// `--version` before any command, whatever follows.
bool is_version_request(const std::vector<std::string>& arguments) {
  return !arguments.empty() && (arguments.front() == "--version" || arguments.front() == "-V");
}

/// `axle` and `axle pip` alone: the commands are shown, but nothing was done.
bool is_bare_request(const std::vector<std::string>& arguments) {
  return arguments.empty() || (arguments.size() == 1 && is_command_group(arguments.front()));
}

PrinterOptions printer_options(const Settings& settings) {
  const bool dumb = settings.color == ColorChoice::never;
  const bool always = settings.color == ColorChoice::always;
  return {.quiet = settings.quiet,
          .verbose = settings.verbose,
          .color_out = always || (!dumb && is_terminal(1)),
          .color_error = always || (!dumb && is_terminal(2))};
}

/// `help`, `--help`, `--version` and completions: no settings, no session.
Result<int> run_without_settings(const ParsedArgs& args, const BuildFacts& build, Printer& printer) {
  if (args.has(OptionId::version)) {
    printer.data(format("axle {}\n", build.version));
    return 0;
  }
  if (args.command == Command::completion) {
    TRY_ASSIGN(const std::string script, make_completion(args.positionals.empty() ? "" : args.positionals.front()));
    printer.data(script);
    return 0;
  }
  if (args.command != Command::help) {
    printer.data(help_of(args.command));
    return 0;
  }
  const std::string first = args.positionals.empty() ? "" : args.positionals[0];
  const std::string second = args.positionals.size() < 2 ? "" : args.positionals[1];
  if (const auto command = second.empty() ? find_command("", first) : find_command(first, second)) {
    printer.data(help_of(*command));
    return 0;
  }
  if (!first.empty() && (!is_command_group(first) || !second.empty())) {
    return fail(Error(ErrorCode::usage, format("There is no command `{}{}{}`", to_printable(first),
                                               second.empty() ? "" : " ", to_printable(second)))
                    .with_hint(format("run `axle help{}{}` to see the commands", is_command_group(first) ? " " : "",
                                      is_command_group(first) ? first : "")));
  }
  printer.data(help_overview(first));
  return 0;
}

constexpr std::string_view k_private_cache_prefix = "axle-cache";

Result<TemporaryDirectory> make_cache_in(const std::string& parent) {
  remove_abandoned(parent, k_private_cache_prefix);
  return TemporaryDirectory::create(parent, k_private_cache_prefix);
}

Result<TemporaryDirectory> make_cache_below(const std::string& parent) {
  TRY(make_directories(parent, 0700));
  return make_cache_in(parent);
}

/// Whether another folder will do where this one failed. A disk that is full is told; `io` stands for a file on the way
/// as well (`HOME=/dev/null`), and what ails the whole machine fails there again.
bool is_fault_of_place(ErrorCode code) {
  return code == ErrorCode::permission_denied || code == ErrorCode::read_only || code == ErrorCode::not_found ||
         code == ErrorCode::io;
}

/// A cache of its own for --no-cache, gone at the end: beside the other one, whose file system can be linked from, or
/// among the temporary files where nothing can be written there (containers without a home).
Result<std::optional<TemporaryDirectory>> make_private_cache(Settings& settings) {
  if (!settings.no_cache || settings.session.cache_directory.empty()) {
    return std::nullopt;
  }
  auto made = make_cache_below(std::string(path_parent(settings.session.cache_directory)));
  if (!made && is_fault_of_place(made.error().code())) {
    made = make_cache_in(settings.temporary_directory);
  }
  TRY_ASSIGN(TemporaryDirectory directory, std::move(made));
  settings.session.cache_directory = directory.path();
  return std::optional(std::move(directory));
}

/// What is of use only while it lasts is told above the progress, as long as there are bars.
class Listening {
 public:
  Listening(WarningSink& warnings, ProgressBars& bars) : warnings_(warnings) {
    warnings.listen([&bars](const std::string& message) { bars.warn(message); });
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;
  ~Listening() { warnings_.listen({}); }

 private:
  WarningSink& warnings_;
};

Result<int> run_command(Settings settings, const BuildFacts& build, Printer& printer, WarningSink& warnings) {
  Interruption interruption;
  settings.search.query.stop = interruption.token();
  settings.session.credentials.stop = interruption.token();
  TRY_ASSIGN(const auto private_cache, make_private_cache(settings));
  if (const std::string& cache = settings.session.cache_directory; !cache.empty()) {
    settings.search.query.cache_directory = cache + "/interpreters-v1";
  }
  ProgressBars bars(printer, system_clock(), is_terminal(2));
  const Listening listening(warnings, bars);
  engine::Session session(settings.session, {.clock = system_clock(),
                                             .log = printer,
                                             .progress = settings.show_progress ? bars : null_progress(),
                                             .warnings = warnings,
                                             .stop = interruption.token()});
  const CommandContext context{
      .settings = settings, .build = build, .printer = printer, .session = session, .warnings = warnings};
  auto status = function_of(settings.command)(context);
  context.flush_warnings();
  const int signal = interruption.signal();
  // A signal that came too late to undo anything: the command is done, and says so.
  if (signal == 0 || status) {
    return status;
  }
  const ErrorCode code = status.error().code();
  if (code == ErrorCode::undone) {
    printer.status(status.error().message());
  } else if (code != ErrorCode::cancelled) {
    report_error(status.error(), settings.output, printer);
  }
  return 128 + signal;
}

/// The form of errors that come before the settings are known, even before the arguments are understood.
OutputFormat wanted_output(const std::vector<std::string>& arguments) {
  const std::string option(long_name_of(row_of(OptionId::output_format)));
  bool json = false;
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i] == option && i + 1 < arguments.size()) {
      json = arguments[i + 1] == "json";
    } else if (arguments[i].starts_with(option + '=')) {
      json = arguments[i] == option + "=json";
    } else if (arguments[i] == long_name_of(row_of(OptionId::json))) {
      json = true;
    }
  }
  return json ? OutputFormat::json : OutputFormat::text;
}

Result<int> run_parsed(const ParsedArgs& args, const EnvLookup& environment, const BuildFacts& build) {
  Printer plain({.quiet = args.count(OptionId::quiet), .verbose = args.count(OptionId::verbose)});
  if (args.command == Command::help || args.command == Command::completion || args.has(OptionId::help) ||
      args.has(OptionId::version)) {
    auto status = run_without_settings(args, build, plain);
    if (status && plain.output_failed()) {
      return exit_status_of(ErrorCode::io);
    }
    return status;
  }
  WarningSink warnings;
  TRY_ASSIGN(Settings settings, resolve_settings(args, environment, build, warnings));
  Printer printer(printer_options(settings));
  const OutputFormat output = settings.output;
  if (settings.shown) {
    printer.data(output == OutputFormat::json ? to_json(*settings.shown) : to_text(*settings.shown));
    print_warnings(warnings, printer);
    return printer.output_failed() ? exit_status_of(ErrorCode::io) : 0;
  }
  auto status = run_command(std::move(settings), build, printer, warnings);
  print_warnings(warnings, printer);
  const int code = status ? *status : report_error(status.error(), output, printer);
  return code == 0 && printer.output_failed() ? exit_status_of(ErrorCode::io) : code;
}

}  // namespace

int run_app(const std::vector<std::string>& arguments, const EnvLookup& environment, const BuildFacts& build) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));
  static_cast<void>(std::signal(SIGXFSZ, SIG_IGN));  // a limit of `ulimit -f` is told like a full disk
  const bool color =
      is_terminal(2) && !find_value(environment, "NO_COLOR") && find_value(environment, "TERM") != "dumb";
  Printer printer({.quiet = 0, .verbose = 0, .color_out = false, .color_error = color});
  if (is_version_request(arguments)) {
    printer.data(format("axle {}\n", build.version));
    return printer.output_failed() ? exit_status_of(ErrorCode::io) : 0;
  }
  if (is_bare_request(arguments)) {
    printer.error_text(help_overview(arguments.empty() ? "" : arguments.front()));
    return exit_status_of(ErrorCode::usage);
  }
  const auto args = parse_args(arguments);
  if (!args) {
    return report_usage_error(args.error(), usage_for(arguments), wanted_output(arguments), printer);
  }
  const auto status = run_parsed(*args, environment, build);
  return status ? *status : report_error(status.error(), wanted_output(arguments), printer);
}

}  // namespace axle::cli
