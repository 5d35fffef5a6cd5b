// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/interruption: which signals stop a command.
#include "cli/interruption.hpp"

#include <unistd.h>

#include <csignal>
#include <semaphore>
#include <stop_token>

#include "tests/support/catch.hpp"

namespace axle::cli {
namespace {

/// The signals that an Interruption blocks are let through again afterwards.
class KeptMask {
 public:
  KeptMask() { pthread_sigmask(SIG_SETMASK, nullptr, &before_); }
  ~KeptMask() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  KeptMask(const KeptMask&) = delete;
  KeptMask& operator=(const KeptMask&) = delete;

 private:
  sigset_t before_{};
};

/// The signal that a command hears when this process gets `signals` one after the other.
int heard_of(std::initializer_list<int> signals) {
  const Interruption interruption;
  std::binary_semaphore stopped{0};
  const std::stop_callback callback(interruption.token(), [&stopped] { stopped.release(); });
  for (const int signal : signals) {
    kill(getpid(), signal);
  }
  stopped.acquire();
  return interruption.signal();
}

}  // namespace

TEST_CASE("a signal requests the stop, in each of several commands of a process", "[cli][interruption]") {
  const KeptMask mask;
  for (int i = 0; i < 100; ++i) {
    REQUIRE(heard_of({SIGTERM}) == SIGTERM);
  }
  const Interruption nobody;
  CHECK_FALSE(nobody.token().stop_requested());
  CHECK(nobody.signal() == 0);
}

TEST_CASE("a signal of others that means nothing here does not make a command deaf", "[cli][interruption]") {
  const KeptMask mask;
  CHECK(heard_of({SIGUSR2, SIGTERM}) == SIGTERM);
}

}  // namespace axle::cli
