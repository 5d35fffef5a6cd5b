// SPDX-License-Identifier: MIT OR Apache-2.0
// The terminal: answers on standard output, everything else on standard error (docs/messages.md).
//
// Quiet once drops status lines and ordinary answers, but neither errors nor answers that are data; twice drops all.
// A closed standard output ends the output, not the command (reliability F42).
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/report.hpp"

namespace axle::cli {

/// Of a line of errors, hints and warnings, which may quote what a stranger wrote: no screen shows more.
inline constexpr std::size_t k_line_characters = 4000;

enum class Style : std::uint8_t { none, bold, dim, red, green, yellow, cyan, bold_red, bold_yellow, bold_cyan };

struct PrinterOptions {
  int quiet = 0;
  int verbose = 0;
  bool color_out = false;
  bool color_error = false;
};

class Printer final : public Log {
 public:
  explicit Printer(PrinterOptions options) : options_(options) {}

  /// An answer that scripts read: kept under -q, dropped under -qq.
  void data(std::string_view text);
  /// Whether nobody reads data() any more: what would only print more of it can end.
  [[nodiscard]] bool is_data_unwanted();
  /// An answer for people: dropped under -q.
  void answer(std::string_view text);
  /// A status line on standard error, without its newline: dropped under -q.
  void status(std::string_view line);
  /// Without the credentials of URLs in it, whoever made it, and without the middle of a long line.
  void warning(std::string_view message);
  /// Raw text on standard error, kept under -q.
  void error_text(std::string_view text);

  /// Whether an answer could not be written for another reason than a reader that is gone (a full disk).
  [[nodiscard]] bool output_failed() const { return output_failed_.load(); }

  /// `text` in a style, when standard error has colours.
  [[nodiscard]] std::string styled(Style style, std::string_view text) const;

  [[nodiscard]] LogLevel level() const override;
  void write(LogLevel level, std::string_view message) override;

 private:
  void put_error(std::string_view text);
  PrinterOptions options_;
  std::mutex mutex_;
  bool out_closed_ = false;  // guarded by mutex_
  std::atomic<bool> output_failed_ = false;
};

/// Whether a stream is a terminal (1 or 2).
[[nodiscard]] bool is_terminal(int descriptor);

}  // namespace axle::cli
