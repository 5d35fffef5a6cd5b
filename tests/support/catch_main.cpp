// SPDX-License-Identifier: MIT OR Apache-2.0
// main() of every test program: Catch2's, plus one line with the seed of the random order, so that any run can be
// repeated with `--order rand --rng-seed N`.
#define CATCH_CONFIG_RUNNER
#include "tests/support/catch.hpp"

#include <iostream>

int main(int argc, char** argv) {
  Catch::Session session;
  const int status = session.applyCommandLine(argc, argv);
  if (status != 0) {
    return status;
  }
  std::cout << "seed: " << session.config().rngSeed() << '\n';
  return session.run();
}
