// SPDX-License-Identifier: MIT OR Apache-2.0
// Debug lines (-v) and trace lines (-vv) for people who look for a cause, and progress for people who wait.
//
// Both are interfaces: cli implements them, everybody else gets a reference. Texts are redacted by the sink.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace axle {

enum class LogLevel : std::uint8_t { off, debug, trace };

class Log {
 public:
  virtual ~Log() = default;
  [[nodiscard]] virtual LogLevel level() const = 0;
  virtual void write(LogLevel level, std::string_view message) = 0;
  [[nodiscard]] bool debug_on() const { return level() >= LogLevel::debug; }
  void debug(std::string_view message) {
    if (debug_on()) {
      write(LogLevel::debug, message);
    }
  }
};

/// Writes nothing.
[[nodiscard]] Log& null_log();

/// Told by any thread about long-running work; must be cheap.
class Progress {
 public:
  virtual ~Progress() = default;
  /// A phase begins: "Resolving dependencies", "Preparing packages", "Installing wheels"; `total` 0 when unknown.
  virtual void begin_phase(std::string_view title, std::uint64_t total) = 0;
  virtual void advance_phase(std::uint64_t done) = 0;
  virtual void end_phase() = 0;
  /// A download of `name` starts; `size_bytes` 0 when unknown.
  virtual void begin_download(std::string_view name, std::uint64_t size_bytes) = 0;
  virtual void advance_download(std::string_view name, std::uint64_t received_bytes) = 0;
  virtual void end_download(std::string_view name) = 0;
};

[[nodiscard]] Progress& null_progress();

}  // namespace axle
