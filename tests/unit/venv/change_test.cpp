// SPDX-License-Identifier: MIT OR Apache-2.0
// The journal's text, the environment lock, and paths of RECORD rows.
#include "venv/change.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/environment_lock.hpp"
#include "venv/removal.hpp"
#include "venv/wheel_placement.hpp"

namespace axle::venv::test {

TEST_CASE("a journal of any bytes comes back as it was", "[venv][change]") {
  const Journal journal{{"foo 1.0"},
                        {"foo 2.0", "bar 1"},
                        {{Move::Kind::out, "lib/a\nb"}, {Move::Kind::in, "lib/\xff\xfe"}, {Move::Kind::in, "end"}}};
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

TEST_CASE("an environment has its lock inside, a shared prefix in the cache", "[venv][environment_lock]") {
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

TEST_CASE("a read-only environment can be read, not locked for writing", "[venv][environment_lock]") {
  if (::geteuid() == 0) {
    return;  // root may write everywhere
  }
  Sandbox sandbox;
  REQUIRE(::chmod(sandbox.root().c_str(), 0555) == 0);
  LockOptions options;
  options.kind = LockKind::shared;
  CHECK(lock_environment(sandbox.target, "", options).value().has_value() == false);
  options.kind = LockKind::exclusive;
  const auto refused = lock_environment(sandbox.target, "", options);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message() == "environment `" + sandbox.root() + "` is read-only");
  REQUIRE(::chmod(sandbox.root().c_str(), 0755) == 0);
}

}  // namespace axle::venv::test
