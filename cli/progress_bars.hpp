// SPDX-License-Identifier: MIT OR Apache-2.0
// Progress for people: a line that redraws itself on a terminal, plain lines for large downloads elsewhere.
//
// Source:  features.md 3.1. Threads: told from any, draws at most every 50 ms.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/report.hpp"
#include "cli/printer.hpp"

namespace axle::cli {

class ProgressBars final : public Progress {
 public:
  ProgressBars(Printer& printer, const Clock& clock, bool is_terminal)
      : printer_(printer), clock_(clock), is_terminal_(is_terminal) {}
  ~ProgressBars() override;

  void begin_phase(std::string_view title, std::uint64_t total) override;
  void advance_phase(std::uint64_t done) override;
  void end_phase() override;
  void begin_download(std::string_view name, std::uint64_t size_bytes) override;
  void advance_download(std::string_view name, std::uint64_t received_bytes) override;
  void end_download(std::string_view name) override;

  /// Prints a warning at once, on a line of its own above the progress.
  void warn(std::string_view message);

 private:
  struct Download {
    std::uint64_t size_bytes = 0;
    std::uint64_t received_bytes = 0;
  };
  void draw(bool now);
  void erase();

  Printer& printer_;
  const Clock& clock_;
  const bool is_terminal_;
  std::mutex mutex_;  // guards everything below
  std::string title_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  std::map<std::string, Download, std::less<>> downloads_;
  std::chrono::steady_clock::time_point last_drawn_{};
  bool drawn_ = false;
};

}  // namespace axle::cli
