// SPDX-License-Identifier: MIT OR Apache-2.0
// A thread in sigwait.
#include "cli/interruption.hpp"

#include <pthread.h>

#include <system_error>

namespace axle::cli {
namespace {

/// Ends the waiting thread, when the command is over; from others it means nothing.
constexpr int k_end_signal = SIGUSR2;

/// By who started us: nohup, or a shell without job control that runs us in the background. A blocked signal would come
/// all the same.
bool is_ignored(int signal) {
  struct sigaction action{};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

}  // namespace

Interruption::Interruption() {
  sigemptyset(&watch_->signals);
  for (const int signal : {SIGINT, SIGTERM}) {
    if (!is_ignored(signal)) {
      sigaddset(&watch_->signals, signal);
    }
  }
  sigaddset(&watch_->signals, k_end_signal);
  pthread_sigmask(SIG_BLOCK, &watch_->signals, nullptr);
  try {
    thread_ = std::thread([watch = watch_] { watch->wait(); });
  } catch (const std::system_error&) {
    // No thread to be had (reliability F18): signals then end the program where it is, and the next one recovers.
    pthread_sigmask(SIG_UNBLOCK, &watch_->signals, nullptr);
  }
}

Interruption::~Interruption() {
  if (!thread_.joinable()) {
    return;
  }
  watch_->is_over = true;
  pthread_kill(thread_.native_handle(), k_end_signal);
  thread_.detach();
}

void Interruption::Watch::wait() {
  int came = 0;
  while (sigwait(&signals, &came) == 0 && !(came == k_end_signal && is_over)) {
    if (came != k_end_signal && signal == 0) {
      signal = came;
      source.request_stop();
    }
  }
}

}  // namespace axle::cli
