// SPDX-License-Identifier: MIT OR Apache-2.0
// The log and the progress that nobody looks at.
//
// Not here: the ones people see (cli/).
#include "base/report.hpp"

namespace axle {
namespace {

class NullLog final : public Log {
 public:
  [[nodiscard]] LogLevel level() const override { return LogLevel::off; }
  void write(LogLevel /*level*/, std::string_view /*message*/) override {}
};

class NullProgress final : public Progress {
 public:
  void begin_phase(std::string_view /*title*/, std::uint64_t /*total*/) override {}
  void advance_phase(std::uint64_t /*done*/) override {}
  void end_phase() override {}
  void begin_download(std::string_view /*name*/, std::uint64_t /*size_bytes*/) override {}
  void advance_download(std::string_view /*name*/, std::uint64_t /*received_bytes*/) override {}
  void end_download(std::string_view /*name*/) override {}
};

}  // namespace

// Neither object has any state, so sharing one is not a global variable in disguise.
Log& null_log() {
  static NullLog log;
  return log;
}

Progress& null_progress() {
  static NullProgress progress;
  return progress;
}

}  // namespace axle
