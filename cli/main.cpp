// SPDX-License-Identifier: MIT OR Apache-2.0
// The program's entry: everything it does is in run_app, which tests link too.
#include <string>
#include <vector>

#include "axle_build_config.hpp"
#include "cli/app.hpp"
#include "cli/memory_exhaustion.hpp"

namespace {

/// Before the initialisers of CLI11, which allocate: 101 is the first priority that programs may take.
[[gnu::constructor(101)]] void prepare() {
  axle::cli::end_program_without_memory();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const axle::cli::BuildFacts build{.default_index = std::string(axle::k_default_index),
                                    .version = std::string(axle::k_version)};
  return axle::cli::run_app(arguments, axle::cli::process_environment(), build);
}
