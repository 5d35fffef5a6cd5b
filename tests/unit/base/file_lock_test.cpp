// SPDX-License-Identifier: MIT OR Apache-2.0
// Locks: exclusion, sharing, waiting, the holder's name, removed files, leases.
#include "base/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <thread>

#include "base/file_lock_lease.hpp"
#include "base/format.hpp"
#include "base/lock_holder.hpp"
#include "base/text.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using std::chrono::milliseconds;
using test::message_of;
using test::Scratch;

LockOptions with_lease() {
  return {.timeout = milliseconds(60),
          .on_wait = {},
          .lease = {.always = true, .heartbeat = milliseconds(10), .silence = milliseconds(2000)}};
}

LockOptions impatient(LockKind kind = LockKind::exclusive) {
  return {.kind = kind, .timeout = milliseconds(60), .on_wait = {}, .wait_notice = milliseconds(10), .lease = {}};
}

TEST_CASE("an exclusive lock keeps everybody out until it is gone", "[base][file_lock]") {
  Scratch s;
  const auto second = GENERATE(LockKind::exclusive, LockKind::shared);
  {
    const auto held = FileLock::acquire(s.at("lock"), {});
    REQUIRE(held.has_value());
    CHECK(FileLock::acquire(s.at("lock"), impatient(second)).error().code() == ErrorCode::lock_timeout);
  }
  CHECK(FileLock::acquire(s.at("lock"), impatient(second)).has_value());
}

TEST_CASE("shared locks keep only exclusive ones out", "[base][file_lock]") {
  Scratch s;
  const auto held = FileLock::acquire(s.at("lock"), impatient(LockKind::shared));
  REQUIRE(held.has_value());
  CHECK(FileLock::acquire(s.at("lock"), impatient(LockKind::shared)).has_value());
  CHECK_FALSE(FileLock::acquire(s.at("lock"), impatient()).has_value());
}

TEST_CASE("those who wait are told once who holds the lock", "[base][file_lock]") {
  Scratch s;
  const bool lease = GENERATE(false, true);
  LockOptions options = lease ? with_lease() : impatient();
  options.wait_notice = milliseconds(10);
  const auto held = FileLock::acquire(s.at("lock"), options);
  REQUIRE(held.has_value());
  std::vector<std::string> told;
  options.on_wait = [&](const std::string& holder) { told.push_back(holder); };
  const auto second = FileLock::acquire(s.at("lock"), options);
  const std::string holder = describe_holder(holder_record());
  CHECK_THAT(holder, ContainsSubstring(format("process {} (`unit_base", getpid())));
  CHECK(message_of(second) == "`" + s.at("lock") + "` is locked by " + holder + "; waited 60 ms");
  CHECK(told == std::vector<std::string>{holder});
}

TEST_CASE("a holder that writes nothing is named, not one that did before it", "[base][file_lock]") {
  Scratch s;
  REQUIRE(s.directory.write_file("lock", "1\nelsewhere\nearlier\n0123456789abcdef\n"));
  const int held = open(s.at("lock").c_str(), O_RDONLY | O_CLOEXEC);
  REQUIRE(flock(held, LOCK_EX) == 0);
  const auto second = FileLock::acquire(s.at("lock"), impatient());
  close(held);
  CHECK(message_of(second) ==
        "`" + s.at("lock") + "` is locked by " + describe_holder(holder_record()) + "; waited 60 ms");
}

TEST_CASE("what stands in a lock file counts only as long as its process may live", "[base][file_lock]") {
  Scratch s;
  REQUIRE(s.directory.write_file("free", ""));
  const int nobody_holds = open(s.at("free").c_str(), O_RDONLY | O_CLOEXEC);
  CHECK(describe_flock_holder(nobody_holds, "7\nelsewhere\naxle venv\n0123456789abcdef\n") ==
        "process 7 (`axle venv`) on elsewhere");
  std::string gone = holder_record();
  gone.replace(0, gone.find('\n'), "99999999");  // more than there can be
  CHECK(describe_flock_holder(nobody_holds, gone) == "another process");
  close(nobody_holds);
}

TEST_CASE("holders are described from what they wrote", "[base][file_lock]") {
  CHECK(describe_holder("123\nhost\naxle pip install\n0123456789abcdef\n") ==
        "process 123 (`axle pip install`) on host");
  CHECK(describe_holder("123\nhost\n\n0123456789abcdef\n") == "process 123 on host");
  CHECK(describe_holder("") == "another process");
  CHECK(describe_holder("junk\nhost\naxle\n0123456789abcdef\n") == "another process");
  CHECK(describe_holder("7\nhost\naxle\n") == "another process");
  CHECK(describe_holder("7\nhost\naxle\nprecious\n") == "another process");
  CHECK(describe_holder("1\nh\n\x1b[31m\n0123456789abcdef\n") == "process 1 (`\\x1b[31m`) on h");
}

TEST_CASE("a lock file with a user's own content is locked, and stays as it is", "[base][file_lock]") {
  Scratch s;
  const auto* content =
      GENERATE("precious\n", "7\n", "7\nhost\naxle\n", "7\nhost\naxle\nprecious\n", "0123456789abcdef\n", "\n");
  CAPTURE(content);
  REQUIRE(s.directory.write_file("lock", content));
  const auto held = FileLock::acquire(s.at("lock"), {});
  REQUIRE(held);
  CHECK_FALSE(held->made_file());
  CHECK(s.directory.read_file("lock", 100).value() == content);
  CHECK(message_of(FileLock::acquire(s.at("lock"), impatient())) ==
        "`" + s.at("lock") + "` is locked by " + describe_holder(holder_record()) + "; waited 60 ms");
}

TEST_CASE("an earlier holder's record is written over, also what two left who shared the lock", "[base][file_lock]") {
  Scratch s;
  const std::string earlier = "99999999\nelsewhere.example\naxle pip install\n0123456789abcdef\n";
  const std::string content = GENERATE_COPY(std::string(), earlier, earlier + "ef\n");
  REQUIRE(s.directory.write_file("lock", content));
  const auto held = FileLock::acquire(s.at("lock"), {});
  REQUIRE(held);
  const std::string written = s.directory.read_file("lock", 4096).value();
  CHECK(begins_with_holder(written));
  CHECK(describe_holder(written) == describe_holder(holder_record()));
}

TEST_CASE("a disk too full for the holder's name leaves an empty file, and the lock", "[base][file_lock]") {
  Scratch s;
  const auto held = test::with_refused({{SYS_pwrite64, ENOSPC}}, [&] { return FileLock::acquire(s.at("lock"), {}); });
  REQUIRE(held.has_value());
  REQUIRE(held->has_value());
  CHECK(s.directory.read_file("lock", 100).value().empty());
}

TEST_CASE("a lock file that was removed while it was held locks nobody out of the new one", "[base][file_lock]") {
  Scratch s;
  const auto old = FileLock::acquire(s.at("lock"), {});
  REQUIRE(old.has_value());
  REQUIRE(s.directory.remove_file("lock").has_value());
  const auto fresh = FileLock::acquire(s.at("lock"), impatient());
  REQUIRE(fresh.has_value());
  CHECK_FALSE(FileLock::acquire(s.at("lock"), impatient()).has_value());
}

TEST_CASE("the lock file is private and stays", "[base][file_lock]") {
  Scratch s;
  REQUIRE(FileLock::acquire(s.at("lock"), {}).has_value());
  CHECK(s.directory.status("lock").value()->mode == 0600);
}

TEST_CASE("a lock knows whether it made its file, and can take it along", "[base][file_lock]") {
  Scratch s;
  auto maker = FileLock::acquire(s.at("lock"), {});
  REQUIRE(maker.has_value());
  CHECK(maker->made_file());
  maker->release_and_remove();
  CHECK_FALSE(s.directory.status("lock").value().has_value());
  REQUIRE(FileLock::acquire(s.at("lock"), {}).has_value());
  CHECK_FALSE(FileLock::acquire(s.at("lock"), {})->made_file());
}

TEST_CASE("a file that another reader holds is not removed", "[base][file_lock]") {
  Scratch s;
  LockOptions shared = impatient();
  shared.kind = LockKind::shared;
  auto first = FileLock::acquire(s.at("lock"), shared);
  const auto second = FileLock::acquire(s.at("lock"), shared);
  REQUIRE(first.has_value());
  REQUIRE(second.has_value());
  first->release_and_remove();
  CHECK(s.directory.status("lock").value().has_value());
  CHECK_FALSE(FileLock::acquire(s.at("lock"), impatient()).has_value());
}

TEST_CASE("a folder is locked itself, and nothing is left in it", "[base][file_lock]") {
  Scratch s;
  REQUIRE(make_directories(s.at("d")));
  LockOptions options;
  options.timeout = std::chrono::milliseconds(20);
  {
    const auto lock = FileLock::acquire_directory(s.at("d"), s.at("holder"), options);
    REQUIRE(lock);
    REQUIRE(lock->has_value());
    const auto second = FileLock::acquire_directory(s.at("d"), s.at("holder"), options);
    CHECK(message_of(second) ==
          "`" + s.at("d") + "` is locked by " + describe_holder(holder_record()) + "; waited 20 ms");
  }
  CHECK(Directory::open(s.at("d"))->list()->empty());
  options.kind = LockKind::shared;
  const auto first = FileLock::acquire_directory(s.at("d"), s.at("holder"), options);
  REQUIRE(first);
  CHECK(FileLock::acquire_directory(s.at("d"), s.at("holder"), options));
  CHECK(FileLock::acquire_directory(s.at("none"), "", options).error().code() == ErrorCode::not_found);
}

TEST_CASE("a lock that cannot be created is told", "[base][file_lock]") {
  Scratch s;
  CHECK(message_of(FileLock::acquire(s.at("x/lock"), {})) ==
        "cannot lock `" + s.at("x/lock") + "`: No such file or directory");
  REQUIRE(s.directory.make_symlink("link", "elsewhere").has_value());
  CHECK_FALSE(FileLock::acquire(s.at("link"), {}).has_value());
}

TEST_CASE("one holder at a time, whatever stands in for the lock", "[base][file_lock][threads]") {
  Scratch s;
  const bool lease = GENERATE(false, true);
  std::atomic<int> holders{0};
  std::atomic<int> rounds{0};
  std::atomic<bool> overlap{false};
  const auto compete = [&] {
    for (int i = 0; i < 8; ++i) {
      LockOptions options{.timeout = milliseconds(20'000), .on_wait = {}, .lease = {}};
      options.lease.always = lease;
      const auto held = FileLock::acquire(s.at("lock"), options);
      if (held) {
        overlap = overlap || ++holders != 1;
        --holders;
        ++rounds;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back(compete);
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  CHECK(rounds == 32);
  CHECK_FALSE(overlap);
}

TEST_CASE("a lease excludes like a lock and is removed with its holder", "[base][file_lock]") {
  Scratch s;
  {
    const auto held = FileLock::acquire(s.at("lock"), with_lease());
    REQUIRE(held.has_value());
    CHECK(FileLock::acquire(s.at("lock"), with_lease()).error().code() == ErrorCode::lock_timeout);
    CHECK(s.directory.status("lock.lease").value().has_value());
  }
  CHECK(s.directory.list().value().empty());
}

TEST_CASE("a lease that cannot be written is not left behind without its holder", "[base][file_lock]") {
  Scratch s;
  const auto refused = test::with_refused({{SYS_write, ENOSPC}},
                                          [&] { return FileLock::acquire(s.at("lock"), with_lease()).has_value(); });
  REQUIRE(refused);
  CHECK_FALSE(*refused);
  CHECK_FALSE(s.directory.status("lock.lease").value().has_value());
}

TEST_CASE("the lease of a process that is gone is taken over", "[base][file_lock]") {
  Scratch s;
  std::string record = holder_record();
  // No process has this number: Linux ends at 2^22.
  record.replace(0, record.find('\n'), "99999999");
  REQUIRE(s.directory.write_file("lock.lease", record).has_value());
  CHECK(FileLock::acquire(s.at("lock"), with_lease()).has_value());
}

TEST_CASE("a request to stop ends the waiting", "[base][file_lock]") {
  Scratch s;
  const std::string path = s.at("lock");
  const auto holder = FileLock::acquire(path, impatient());
  REQUIRE(holder);
  std::stop_source source;
  LockOptions options;
  options.stop = source.get_token();
  source.request_stop();
  const auto refused = FileLock::acquire(path, options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code() == ErrorCode::cancelled);
}

TEST_CASE("a lease of another host is taken over when it is silent, and not before", "[base][file_lock]") {
  Scratch s;
  REQUIRE(s.directory.write_file("lock.lease", "1\nelsewhere.example\naxle sync\n0123456789abcdef\n").has_value());
  CHECK(message_of(FileLock::acquire(s.at("lock"), with_lease())) ==
        "`" + s.at("lock") + "` is locked by process 1 (`axle sync`) on elsewhere.example; waited 60 ms");
  LockOptions patient = with_lease();
  patient.timeout = milliseconds(5'000);
  patient.lease.silence = milliseconds(50);
  CHECK(FileLock::acquire(s.at("lock"), patient).has_value());
}

TEST_CASE("a file system without locks is served by a lease", "[base][file_lock]") {
  Scratch s;
  const int answer = GENERATE(ENOLCK, ENOTSUP, ENOSYS, 524);
  const std::vector<test::RefusedCall> calls = {{SYS_flock, answer}};
  {
    const auto held = test::with_refused(calls, [&] { return FileLock::acquire(s.at("lock"), impatient()); });
    REQUIRE(held.has_value());
    REQUIRE(held->has_value());
    CHECK(s.directory.status("lock.lease").value().has_value());
    const auto second = test::with_refused(calls, [&] { return FileLock::acquire(s.at("lock"), impatient()); });
    CHECK(message_of(second.value()) ==
          "`" + s.at("lock") + "` is locked by " + describe_holder(holder_record()) + "; waited 60 ms");
  }
  CHECK_FALSE(s.directory.status("lock.lease").value().has_value());
}

TEST_CASE("a folder on a file system without locks is told as such, and any other failure as an error",
          "[base][file_lock]") {
  Scratch s;
  const auto acquire = [&] { return FileLock::acquire_directory(s.path, s.at("holder"), impatient()); };
  const auto without = test::with_refused({{SYS_flock, EBADF}}, acquire);
  REQUIRE(without.has_value());
  REQUIRE(without->has_value());
  CHECK_FALSE((*without)->has_value());
  CHECK_FALSE(FileLock::acquire_directory(s.path, s.at("holder"), with_lease()).value().has_value());
  const auto broken = test::with_refused({{SYS_flock, EIO}}, acquire);
  CHECK(message_of(broken.value()) == "cannot lock `" + s.path + "`: Input/output error");
}

TEST_CASE("a lease that cannot be made is told and leaves nothing", "[base][file_lock]") {
  Scratch s;
  CHECK(message_of(FileLock::acquire(s.at("x/lock"), with_lease())) ==
        "cannot lock `" + s.at("x/lock.lease") + "`: No such file or directory");
  const auto threadless = test::with_refused({{SYS_clone3, EAGAIN}, {SYS_clone, EAGAIN}},
                                             [&] { return FileLock::acquire(s.at("lock"), with_lease()); });
  CHECK(message_of(threadless.value()) ==
        "cannot lock `" + s.at("lock.lease") + "`: the system gives no thread to keep a lease");
  CHECK(s.directory.list().value().empty());
}

TEST_CASE("something else in the place of a lease locks everybody out", "[base][file_lock]") {
  Scratch s;
  REQUIRE(s.directory.make_directory("lock.lease").has_value());
  CHECK(message_of(FileLock::acquire(s.at("lock"), with_lease())) ==
        "`" + s.at("lock") + "` is locked by another process; waited 60 ms");
}

TEST_CASE("a take-over that was broken off is itself taken over, in time", "[base][file_lock]") {
  Scratch s;
  REQUIRE(s.directory.write_file("lock.lease", "1\nelsewhere.example\naxle sync\n0123456789abcdef\n").has_value());
  REQUIRE(s.directory.write_file("lock.lease.takeover", "2\nelsewhere.example\naxle sync\ndef\n").has_value());
  LockOptions options = with_lease();
  options.lease.silence = milliseconds(20);
  options.timeout = milliseconds(40);
  CHECK_FALSE(FileLock::acquire(s.at("lock"), options).has_value());
  CHECK(s.directory.status("lock.lease.takeover").value().has_value());
  options.timeout = milliseconds(5'000);
  CHECK(FileLock::acquire(s.at("lock"), options).has_value());
  CHECK(s.directory.list().value().empty());
}

TEST_CASE("a lease moves to another owner and ends with that", "[base][file_lock]") {
  Scratch s;
  auto one = FileLock::acquire(s.at("one"), with_lease());
  auto two = FileLock::acquire(s.at("two"), with_lease());
  REQUIRE(one.has_value());
  REQUIRE(two.has_value());
  *one = std::move(*two);
  CHECK_FALSE(s.directory.status("one.lease").value().has_value());
  CHECK(s.directory.status("two.lease").value().has_value());
}

TEST_CASE("where the kernel does not tell the holder, the lock file does", "[base][file_lock]") {
  Scratch s;
  REQUIRE(s.directory.write_file("free", ""));
  const int file = open(s.at("free").c_str(), O_RDONLY | O_CLOEXEC);
  const auto told = test::with_refused(test::refused_fstat(EACCES), [&] {
    return describe_flock_holder(file, "7\nelsewhere\naxle venv\n0123456789abcdef\n");
  });
  close(file);
  CHECK(told == "process 7 (`axle venv`) on elsewhere");
}

}  // namespace
}  // namespace axle
