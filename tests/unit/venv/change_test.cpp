// SPDX-License-Identifier: MIT OR Apache-2.0
// The journal's text, the environment lock, and paths of RECORD rows.
#include "venv/change.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <future>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/environment_lock.hpp"
#include "venv/removal.hpp"
#include "venv/wheel_placement.hpp"

namespace axle::venv::test {

TEST_CASE("a journal of any bytes comes back as it was", "[venv][change]") {
  const Journal journal{{"foo 1.0"},
                        {"foo 2.0", "bar 1"},
                        {{Move::Kind::out, "lib/a\nb"}, {Move::Kind::in, "lib/\xff\xfe"}, {Move::Kind::in, "end"}},
                        {"lib/a-1.0.dist-info", "lib/b-1.0.dist-info"},
                        {"bin/file", "bin/\n"}};
  CHECK(parse_journal(write_journal(journal)) == journal);
}

TEST_CASE("a journal that is cut anywhere is refused", "[venv][change]") {
  const std::string whole = write_journal({{"foo 1.0"}, {"foo 2.0"}, {{Move::Kind::out, "a"}, {Move::Kind::in, "b"}}});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const auto parsed = parse_journal(whole.substr(0, length));
    INFO(length);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().code() == ErrorCode::recovery_failed);
  }
}

TEST_CASE("a journal cannot lead out of the environment", "[venv][change]") {
  for (const char* path : {"../x", "/x", "a/../../x", ""}) {
    const auto parsed = parse_journal(write_journal({{}, {}, {{Move::Kind::out, path}}}));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message() ==
          "the journal of an interrupted change is damaged: a path leads out of the environment");
    CHECK_FALSE(parse_journal(write_journal({{}, {}, {}, {path}, {}})));
    CHECK_FALSE(parse_journal(write_journal({{}, {}, {}, {}, {path}})));
  }
}

TEST_CASE("rows of RECORD are resolved below the root", "[venv][removal]") {
  const std::string site = "lib/python3.11/site-packages";
  CHECK(resolve_record_path(site, "a/b.py") == site + "/a/b.py");
  CHECK(resolve_record_path(site, "../../../bin/x") == "bin/x");
  CHECK(resolve_record_path(site, "./a//b") == site + "/a/b");
  CHECK_FALSE(resolve_record_path(site, "../../../../x"));
  CHECK_FALSE(resolve_record_path(site, "/etc/passwd"));
  CHECK_FALSE(resolve_record_path(site, "../../.."));
  CHECK_FALSE(resolve_record_path(site, ""));
  CHECK(resolve_record_path("", "a") == "a");
  CHECK(record_path(site, "bin/x") == "../../../bin/x");
  CHECK(record_path(site, site + "/a/b") == "a/b");
  CHECK(record_path("", "bin/x") == "bin/x");
}

TEST_CASE("an environment has its lock file inside, a shared prefix in the cache", "[venv][environment_lock]") {
  Sandbox sandbox;
  CHECK(environment_lock_path(sandbox.target, "/locks") == sandbox.root() + "/.lock");
  InstallTarget system = sandbox.target;
  system.shared_prefix = true;
  CHECK(environment_lock_path(system, "/locks").starts_with("/locks/"));
  InstallTarget other = system;
  other.root += "2";
  CHECK(environment_lock_path(system, "/locks") != environment_lock_path(other, "/locks"));
}

TEST_CASE("the lock keeps a second writer out and says who holds it", "[venv][environment_lock]") {
  Sandbox sandbox;
  LockOptions options;
  options.timeout = std::chrono::milliseconds(50);
  const auto first = lock_environment(sandbox.target, "/nowhere", options);
  REQUIRE(first);
  REQUIRE(first->has_value());
  const auto second = lock_environment(sandbox.target, "/nowhere", options);
  REQUIRE_FALSE(second);
  CHECK(second.error().code() == ErrorCode::lock_timeout);
}

TEST_CASE("a prefix is locked whichever cache is used, and without one", "[venv][environment_lock]") {
  Sandbox sandbox;
  InstallTarget target = sandbox.target;
  target.shared_prefix = true;
  LockOptions options;
  options.timeout = std::chrono::milliseconds(50);
  const auto first = lock_environment(target, "", options);
  REQUIRE(first);
  REQUIRE(first->has_value());
  for (const LockKind kind : {LockKind::exclusive, LockKind::shared}) {
    options.kind = kind;
    const auto second = lock_environment(target, sandbox.root() + "/locks", options);
    REQUIRE_FALSE(second);
    CHECK(second.error().code() == ErrorCode::lock_timeout);
  }
  CHECK_FALSE(std::filesystem::exists(sandbox.root() + "/locks"));
}

TEST_CASE("readers leave no lock file", "[venv][environment_lock]") {
  Sandbox sandbox;
  LockOptions options;
  options.kind = LockKind::shared;
  const auto lock = lock_environment(sandbox.target, "", options);
  REQUIRE(lock);
  REQUIRE(lock->has_value());
  CHECK_FALSE(std::filesystem::exists(sandbox.root() + "/.lock"));
  options.kind = LockKind::exclusive;
  options.timeout = std::chrono::milliseconds(50);
  CHECK_FALSE(lock_environment(sandbox.target, "", options));
}

TEST_CASE("readers share the lock", "[venv][environment_lock]") {
  Sandbox sandbox;
  LockOptions options;
  options.kind = LockKind::shared;
  options.timeout = std::chrono::milliseconds(50);
  const auto first = lock_environment(sandbox.target, "", options);
  const auto second = lock_environment(sandbox.target, "", options);
  REQUIRE(first);
  REQUIRE(second);
}

TEST_CASE("a lock under which nothing changed leaves nothing", "[venv][environment_lock]") {
  Sandbox sandbox;
  InstallTarget target = sandbox.target;
  target.root = sandbox.root() + "/new/deep";
  {
    const auto lock = lock_environment(target, "", LockOptions{});
    REQUIRE(lock);
    CHECK(std::filesystem::exists(target.root + "/.lock"));
  }
  CHECK_FALSE(std::filesystem::exists(sandbox.root() + "/new"));
  std::filesystem::create_directory(sandbox.root() + "/new");
  LockOptions shared;
  shared.kind = LockKind::shared;
  target.root = sandbox.root() + "/new";
  REQUIRE(lock_environment(target, "", shared).value().has_value());
  CHECK(std::filesystem::is_empty(target.root));
  {
    auto lock = lock_environment(target, "", LockOptions{});
    REQUIRE(lock);
    (*lock)->keep();
  }
  CHECK(std::filesystem::exists(target.root + "/.lock"));
}

TEST_CASE("what somebody else put into a new folder stays", "[venv][environment_lock]") {
  Sandbox sandbox;
  InstallTarget target = sandbox.target;
  target.root = sandbox.root() + "/new";
  {
    const auto lock = lock_environment(target, "", LockOptions{});
    REQUIRE(lock);
    sandbox.write(target.root + "/mine.txt", "x");
  }
  CHECK(std::filesystem::exists(target.root + "/mine.txt"));
  CHECK_FALSE(std::filesystem::exists(target.root + "/.lock"));
}

TEST_CASE("who waits for a lock whose folder goes makes both anew", "[venv][environment_lock][threads]") {
  Sandbox sandbox;
  InstallTarget target = sandbox.target;
  target.root = sandbox.root() + "/new/deep";
  auto first = lock_environment(target, "", LockOptions{});
  REQUIRE(first);
  std::promise<void> waits;
  LockOptions options;
  options.wait_notice = std::chrono::milliseconds(0);
  options.on_wait = [&](const std::string&) { waits.set_value(); };
  auto second = std::async(std::launch::async, [&] { return lock_environment(target, "", options); });
  waits.get_future().wait();
  first->reset();
  auto lock = second.get();
  REQUIRE(lock);
  CHECK(std::filesystem::exists(target.root + "/.lock"));
  LockOptions impatient;
  impatient.timeout = std::chrono::milliseconds(0);
  CHECK_FALSE(lock_environment(target, "", impatient));
  lock->reset();
  CHECK_FALSE(std::filesystem::exists(sandbox.root() + "/new"));
}

TEST_CASE("a read-only environment can be read, not locked for writing", "[venv][environment_lock]") {
  if (::geteuid() == 0) {
    return;  // root may write everywhere
  }
  Sandbox sandbox;
  REQUIRE(::chmod(sandbox.root().c_str(), 0555) == 0);
  LockOptions options;
  options.kind = LockKind::shared;
  CHECK(lock_environment(sandbox.target, "", options));
  options.kind = LockKind::exclusive;
  const auto refused = lock_environment(sandbox.target, "", options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message() == "environment `" + sandbox.root() + "` is read-only");
  REQUIRE(::chmod(sandbox.root().c_str(), 0755) == 0);
}

}  // namespace axle::venv::test
