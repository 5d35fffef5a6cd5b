// SPDX-License-Identifier: MIT OR Apache-2.0
// Quotas of control groups as numbers of CPUs.
#include "base/usable_cpus.hpp"

#include <sys/syscall.h>

#include <cerrno>

#include "base/thread_pool.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"

namespace axle {
namespace {

TEST_CASE("a quota gives whole CPUs, at least one", "[base][usable_cpus]") {
  CHECK(cpus_of_quota("200000 100000") == 2);
  CHECK(cpus_of_quota("250000 100000\n") == 2);
  CHECK(cpus_of_quota("1000 100000") == 1);
}

TEST_CASE("no quota and nonsense give nothing", "[base][usable_cpus]") {
  const auto* text = GENERATE("max 100000", "", "100000", "-1 100000", "100000 0", "1 2 3");
  CHECK_FALSE(cpus_of_quota(text).has_value());
}

TEST_CASE("there is at least one CPU to use", "[base][usable_cpus]") {
  CHECK(usable_cpus() >= 1);
}

TEST_CASE("there is a CPU to use where the kernel tells nothing", "[base][usable_cpus]") {
  const std::vector<test::RefusedCall> more_cpus_than_the_mask = {{SYS_sched_getaffinity, EINVAL}};
  const std::vector<test::RefusedCall> no_files = {{SYS_openat, EACCES}};
  CHECK(test::with_refused(more_cpus_than_the_mask, &usable_cpus) >= 1U);
  CHECK(test::with_refused(no_files, &usable_cpus) >= usable_cpus());
}

}  // namespace
}  // namespace axle
