// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes whole lines, one at a time, from any thread.
#include "cli/printer.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "base/format.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

namespace axle::cli {
namespace {

std::string_view code_of(Style style) {
  switch (style) {
    case Style::none:
      return "";
    case Style::bold:
      return "\x1b[1m";
    case Style::dim:
      return "\x1b[2m";
    case Style::red:
      return "\x1b[31m";
    case Style::green:
      return "\x1b[32m";
    case Style::yellow:
      return "\x1b[33m";
    case Style::cyan:
      return "\x1b[36m";
    case Style::bold_red:
      return "\x1b[1;31m";
    case Style::bold_yellow:
      return "\x1b[1;33m";
    case Style::bold_cyan:
      return "\x1b[1;36m";
  }
  return "";
}

/// Warnings and log lines may quote anything: credentials are hidden, and nothing in them steers the terminal.
std::string safe(std::string_view message) {
  return to_printable_lines(redact_urls(message));
}

std::string with_short_lines(std::string_view text) {
  std::string shown;
  for (const std::string_view line : split(text, '\n')) {
    shown += (line.data() == text.data() ? "" : "\n") + shorten(line, k_line_characters);
  }
  return shown;
}

}  // namespace

bool is_terminal(int descriptor) {
  return isatty(descriptor) == 1;
}

void Printer::data(std::string_view text) {
  if (options_.quiet > 1) {
    return;
  }
  const std::lock_guard lock(mutex_);
  if (out_closed_) {
    return;
  }
  out_closed_ = std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0;
  if (out_closed_ && errno != EPIPE) {
    output_failed_ = true;
    static_cast<void>(std::fputs("error: cannot write to standard output\n", stderr));
  }
}

bool Printer::is_data_unwanted() {
  const std::lock_guard lock(mutex_);
  return out_closed_;
}

void Printer::answer(std::string_view text) {
  if (options_.quiet == 0) {
    data(text);
  }
}

void Printer::status(std::string_view line) {
  if (options_.quiet == 0) {
    put_error(format("{}\n", line));
  }
}

void Printer::warning(std::string_view message) {
  if (options_.quiet == 0) {
    put_error(format("{}{} {}\n", styled(Style::bold_yellow, "warning"), styled(Style::bold, ":"),
                     styled(Style::bold, with_short_lines(safe(message)))));
  }
}

void Printer::error_text(std::string_view text) {
  if (options_.quiet < 2) {
    put_error(text);
  }
}

std::string Printer::styled(Style style, std::string_view text) const {
  if (!options_.color_error || style == Style::none) {
    return std::string(text);
  }
  return format("{}{}\x1b[0m", code_of(style), text);
}

LogLevel Printer::level() const {
  if (options_.verbose == 0) {
    return LogLevel::off;
  }
  return options_.verbose == 1 ? LogLevel::debug : LogLevel::trace;
}

void Printer::write(LogLevel level, std::string_view message) {
  if (level != LogLevel::off && level <= this->level()) {
    put_error(format("{} {}\n", level == LogLevel::debug ? "DEBUG" : "TRACE", safe(message)));
  }
}

void Printer::put_error(std::string_view text) {
  const std::lock_guard lock(mutex_);
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

}  // namespace axle::cli
