// SPDX-License-Identifier: MIT OR Apache-2.0
// Runs another program: argv as an array (never a shell), own process group, bounded output, timeout.
//
// Rules:   children get no descriptor but 0–2, an environment that the caller states in full, and die with us
//          (PDEATHSIG); on timeout the whole group is killed (reliability F19, F45, K08).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace axle {

struct ProcessRequest {
  std::vector<std::string> argv;                   ///< argv[0] is the path of the program
  std::vector<std::string> environment;            ///< `NAME=value`
  std::string working_directory;                   ///< empty: unchanged
  std::string input;                               ///< given to standard input, then closed
  std::uint64_t output_limit_bytes = 1024 * 1024;  ///< of each stream; more is an error
  std::chrono::milliseconds timeout{10'000};
};

struct ProcessOutcome {
  int exit_code = 0;  ///< 128 + signal when killed
  std::string output;
  std::string error_output;
};

/// Errors: not_found / permission_denied (cannot start), process_timeout, process_failed (too much output), cancelled.
/// A non-zero exit code is an outcome, not an error.
[[nodiscard]] Result<ProcessOutcome> run_process(const ProcessRequest& request, const std::stop_token& stop = {});

/// A child that answers line by line on standard output to lines on standard input (byte-code workers).
class LineProcess {
 public:
  [[nodiscard]] static Result<LineProcess> start(const ProcessRequest& request);
  LineProcess(LineProcess&&) noexcept;
  LineProcess& operator=(LineProcess&&) noexcept;
  ~LineProcess();  ///< closes standard input, waits briefly, then kills the group
  [[nodiscard]] Result<void> send_line(std::string_view line);
  /// One line without its end; process_timeout, process_failed when the child has ended, or cancelled.
  [[nodiscard]] Result<std::string> read_line(std::chrono::milliseconds timeout, const std::stop_token& stop = {});

 private:
  struct State;
  explicit LineProcess(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace axle
