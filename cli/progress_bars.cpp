// SPDX-License-Identifier: MIT OR Apache-2.0
// One line, erased before anything else is printed.
#include "cli/progress_bars.hpp"

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::cli {
namespace {

/// Smaller downloads are not worth a line of a log.
constexpr std::uint64_t k_noted_bytes = 1024 * 1024;
constexpr std::chrono::milliseconds k_redraw_interval{50};

}  // namespace

ProgressBars::~ProgressBars() {
  erase();
}

void ProgressBars::begin_phase(std::string_view title, std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  title_ = title;
  total_ = total;
  done_ = 0;
  draw(true);
}

void ProgressBars::advance_phase(std::uint64_t done) {
  const std::lock_guard lock(mutex_);
  done_ = done;
  draw(false);
}

void ProgressBars::end_phase() {
  const std::lock_guard lock(mutex_);
  title_.clear();
  erase();
}

void ProgressBars::begin_download(std::string_view name, std::uint64_t size_bytes) {
  const std::lock_guard lock(mutex_);
  downloads_[std::string(name)] = {.size_bytes = size_bytes, .received_bytes = 0};
  if (!is_terminal_ && size_bytes > k_noted_bytes) {
    printer_.status(format("Downloading {} ({})", name, format_bytes(size_bytes)));
  }
  draw(false);
}

void ProgressBars::advance_download(std::string_view name, std::uint64_t received_bytes) {
  const std::lock_guard lock(mutex_);
  if (const auto found = downloads_.find(name); found != downloads_.end()) {
    found->second.received_bytes = received_bytes;
  }
  draw(false);
}

void ProgressBars::end_download(std::string_view name) {
  const std::lock_guard lock(mutex_);
  const auto found = downloads_.find(name);
  if (found == downloads_.end()) {
    return;
  }
  if (!is_terminal_ && found->second.size_bytes > k_noted_bytes) {
    printer_.status(format(" Downloaded {}", name));
  }
  downloads_.erase(found);
  draw(false);
}

void ProgressBars::warn(std::string_view message) {
  const std::lock_guard lock(mutex_);
  erase();
  printer_.warning(message);
  draw(true);
}

void ProgressBars::draw(bool now) {
  if (!is_terminal_ || title_.empty()) {
    return;
  }
  const auto time = clock_.monotonic();
  if (!now && time - last_drawn_ < k_redraw_interval) {
    return;
  }
  last_drawn_ = time;
  std::uint64_t received = 0;
  std::uint64_t size = 0;
  for (const auto& [name, download] : downloads_) {
    received += download.received_bytes;
    size += download.size_bytes;
  }
  std::string line = format("\r\x1b[2K{}...", title_);
  if (total_ > 0) {
    format_to(line, " ({}/{})", done_, total_);
  }
  if (size > 0) {
    format_to(line, " {} of {}", format_bytes(received), format_bytes(size));
  }
  printer_.error_text(line);
  drawn_ = true;
}

void ProgressBars::erase() {
  if (drawn_) {
    printer_.error_text("\r\x1b[2K");
    drawn_ = false;
  }
}

}  // namespace axle::cli
