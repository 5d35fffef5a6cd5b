// SPDX-License-Identifier: MIT OR Apache-2.0
// A child that answers line by line.
//
// Rules:   it dies with the thread that started it (base/process_child.cpp), so that thread must outlive it.
//          What it writes to standard error is kept, up to the limit, for the message about its end.
#include "base/format.hpp"
#include "base/process_child.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

namespace axle {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t k_shown_bytes = 300;

std::string_view last_line_of(std::string_view text) {
  const auto lines = split_lines(trim(text));
  return lines.empty() ? std::string_view() : lines.back();
}

}  // namespace

struct LineProcess::State {
  Child child;
  std::string program;
  std::uint64_t limit_bytes;
  std::string output;  // read, but not yet asked for
  std::string error_output;

  void drain_all() {
    drain(child.output, output, limit_bytes);
    drain(child.error_output, error_output, limit_bytes);
    if (error_output.size() > limit_bytes) {
      // Only the last line is ever shown. What is left leaves room, or nothing more would be read.
      error_output.erase(0, error_output.size() - limit_bytes / 2);
    }
  }

  std::unexpected<Error> ended() {
    const std::string_view last = last_line_of(error_output);
    return fail(ErrorCode::process_failed,
                format("`{}` ended unexpectedly{}{}", to_printable(program), last.empty() ? "" : ": ",
                       to_printable(redact_urls(last.substr(0, k_shown_bytes)))));
  }
};

LineProcess::LineProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}
LineProcess::LineProcess(LineProcess&&) noexcept = default;
LineProcess& LineProcess::operator=(LineProcess&&) noexcept = default;

LineProcess::~LineProcess() {
  if (!state_) {
    return;
  }
  constexpr std::chrono::milliseconds k_patience{500};
  state_->child.input.close();
  const auto deadline = SteadyClock::now() + k_patience;
  while (!state_->child.has_ended() && SteadyClock::now() < deadline) {
    state_->output.clear();
    state_->drain_all();
    wait_for(state_->child, false, std::chrono::milliseconds(20));
  }
}

Result<LineProcess> LineProcess::start(const ProcessRequest& request) {
  TRY_ASSIGN(Child child, Child::start(request));
  return LineProcess(
      std::make_unique<State>(State{std::move(child), request.argv.front(), request.output_limit_bytes, {}, {}}));
}

Result<void> LineProcess::send_line(std::string_view line) {
  const std::string text = std::string(line) + '\n';
  std::string_view left = text;
  while (!left.empty()) {
    const ssize_t written = write_quietly(state_->child.input.number(), left);
    if (written > 0) {
      left.remove_prefix(static_cast<std::size_t>(written));
      continue;
    }
    const bool pipe_full = errno == EAGAIN;
    // While its pipe is full the child may itself be waiting for us to read.
    state_->drain_all();
    if (!pipe_full || state_->child.has_ended()) {
      return state_->ended();
    }
    wait_for(state_->child, true, std::chrono::seconds(1));
  }
  return {};
}

Result<std::string> LineProcess::read_line(std::chrono::milliseconds timeout, const std::stop_token& stop) {
  const auto deadline = SteadyClock::now() + timeout;
  while (true) {
    const bool has_ended = state_->child.has_ended();
    if (state_->output.find('\n') == std::string::npos) {
      state_->drain_all();
    }
    if (const std::size_t end = state_->output.find('\n'); end != std::string::npos) {
      std::string line = state_->output.substr(0, end);
      state_->output.erase(0, end + 1);
      return line;
    }
    if (state_->output.size() > state_->limit_bytes) {
      return fail(ErrorCode::process_failed, format("`{}` wrote a line of more than {}", to_printable(state_->program),
                                                    format_bytes(state_->limit_bytes)));
    }
    if (has_ended || !state_->child.output.is_open()) {
      return state_->ended();
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) {
      return fail(ErrorCode::process_timeout,
                  format("`{}` did not answer within {} ms", to_printable(state_->program), timeout.count()));
    }
    if (stop.stop_requested()) {
      return fail(ErrorCode::cancelled, "cancelled");
    }
    wait_for(state_->child, false, stop.stop_possible() ? std::min(left, k_stop_interval) : left);
  }
}

}  // namespace axle
