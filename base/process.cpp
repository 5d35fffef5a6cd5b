// SPDX-License-Identifier: MIT OR Apache-2.0
// Runs a program to its end, with bounds on time and output.
//
// Rules:   the group is killed at the end in any case; a grandchild that keeps a pipe open delays nothing
//          (reliability F19, F45).
// Not here: fork and exec (base/process_child.cpp), conversations (base/line_process.cpp).
#include "base/process.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/process_child.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// Writes what the pipe takes; closes it when all is written or nobody reads any more.
void feed(Child& child, std::string_view& input) {
  if (!child.input.is_open()) {
    return;
  }
  const ssize_t written = input.empty() ? 0 : write_quietly(child.input.number(), input);
  if (written > 0) {
    input.remove_prefix(static_cast<std::size_t>(written));
  }
  if (input.empty() || (written < 0 && errno != EAGAIN)) {
    child.input.close();
  }
}

std::unexpected<Error> too_much(const ProcessRequest& request, std::string_view stream) {
  return fail(ErrorCode::process_failed,
              format("`{}` wrote more than {} to standard {}", to_printable(request.argv.front()),
                     format_bytes(request.output_limit_bytes), stream));
}

std::string seconds_text(std::chrono::milliseconds time) {
  return time.count() % 1000 == 0 ? format("{} s", time.count() / 1000) : format("{} ms", time.count());
}

}  // namespace

Result<ProcessOutcome> run_process(const ProcessRequest& request, const std::stop_token& stop) {
  const auto deadline = SteadyClock::now() + request.timeout;
  TRY_ASSIGN(Child child, Child::start(request));
  ProcessOutcome outcome;
  std::string_view input = request.input;
  while (true) {
    // Looked at before the pipes are drained: what was written before the end is then all there.
    const bool ended = child.has_ended();
    feed(child, input);
    drain(child.output, outcome.output, request.output_limit_bytes);
    drain(child.error_output, outcome.error_output, request.output_limit_bytes);
    if (outcome.output.size() > request.output_limit_bytes) {
      return too_much(request, "output");
    }
    if (outcome.error_output.size() > request.output_limit_bytes) {
      return too_much(request, "error");
    }
    if (ended) {
      outcome.exit_code = child.finish();
      return outcome;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) {
      return fail(
          ErrorCode::process_timeout,
          format("`{}` did not finish within {}", to_printable(request.argv.front()), seconds_text(request.timeout)));
    }
    if (stop.stop_requested()) {
      return fail(ErrorCode::cancelled, "cancelled");
    }
    wait_for(child, !input.empty(), stop.stop_possible() ? std::min(left, k_stop_interval) : left);
  }
}

}  // namespace axle
