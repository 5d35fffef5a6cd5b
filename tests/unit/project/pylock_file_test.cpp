// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading locks: what is required, what is ignored, what is refused and how that is told.
#include "project/pylock_file.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "base/format.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

constexpr std::string_view k_head = "lock-version = '1.0'\ncreated-by = 'x'\n";
const std::string k_digest(64, 'a');

Result<Pylock> read(const std::string& text, std::vector<std::string>* warnings = nullptr) {
  return parse_pylock(text, "pylock.toml", [&](std::string message) {
    if (warnings != nullptr) {
      warnings->push_back(std::move(message));
    }
  });
}

/// `LINE MESSAGE: CAUSES`
std::string complaint_of(const std::string& text) {
  const auto lock = read(text);
  REQUIRE_FALSE(lock.has_value());
  CHECK(lock.error().code() == ErrorCode::bad_toml);
  REQUIRE(lock.error().where());
  CHECK(lock.error().where()->file == "pylock.toml");
  return std::to_string(lock.error().where()->line) + " " + to_string(lock.error());
}

/// Below the head, so that its first line is line 3.
std::string complaint_of_package(const std::string& keys) {
  return complaint_of(std::string(k_head) + "[[packages]]\n" + keys);
}

std::string wheel(std::string_view name, std::string_view more = "") {
  return format("{{ url = 'https://index.example/{}', hashes = {{ sha256 = '{}' }}{} }}", name, k_digest, more);
}

}  // namespace

TEST_CASE("the name tells what is a lock", "[project][pylock_file]") {
  for (const std::string_view name : {"pylock.toml", "pylock.dev.toml", "a/b/pylock.toml", "./pylock.x-y.toml",
                                      "https://index.example/pylock.toml?x=1", "file:///a/pylock.toml"}) {
    CAPTURE(name);
    CHECK(is_pylock(name));
    CHECK(is_meant_as_pylock(name));
    CHECK(check_pylock_name(name).has_value());
  }
  for (const std::string_view name :
       {"pylock..toml", "pylock.a.b.toml", "Pylock.toml", "foo.toml", "pylock-dev.toml"}) {
    CAPTURE(name);
    CHECK_FALSE(is_pylock(name));
    CHECK(is_meant_as_pylock(name));
  }
  for (const std::string_view name : {"pyproject.toml", "requirements.txt", "-", "pylock.toml.txt", "toml"}) {
    CAPTURE(name);
    CHECK_FALSE(is_pylock(name));
    CHECK_FALSE(is_meant_as_pylock(name));
  }
  CHECK(check_pylock_name("locks/pylock.a.b.toml").error().message() ==
        "`pylock.a.b.toml` is not the name of a lock file: that is `pylock.toml`, or `pylock.NAME.toml` where NAME has "
        "no dot");
}

TEST_CASE("keys that are not known are ignored", "[project][pylock_file]") {
  const auto lock =
      read(std::string(k_head) +
           "new = 1\n[[packages]]\nname = 'Foo_Bar'\nother = []\ndependencies = [{ name = 'x' }]\n"
           "attestation-identities = [{ kind = 'k' }]\nwheels = [" +
           wheel("foo_bar-1.0-py3-none-any.whl", ", more = 1") + "]\n[packages.tool.x]\ny = 1\n[tool.x]\nz = 1\n");
  REQUIRE(lock.has_value());
  REQUIRE(lock->packages.size() == 1);
  CHECK(lock->packages.front().name.text() == "foo-bar");
  CHECK_FALSE(lock->packages.front().version);
  const auto& wheels = std::get<LockedDistributions>(lock->packages.front().source).wheels;
  CHECK(wheels.front().file_name == "foo_bar-1.0-py3-none-any.whl");
}

TEST_CASE("another major version is refused, a newer minor one is told", "[project][pylock_file]") {
  std::vector<std::string> warnings;
  CHECK(read("lock-version = '1.1'\ncreated-by = 'x'\npackages = []\n", &warnings).has_value());
  CHECK(warnings ==
        std::vector<std::string>{"`pylock.toml` has the lock version 1.1: what is new since 1.0 is not understood"});
  CHECK(complaint_of("lock-version = '2.0'\n") == "1 `lock-version` is 2.0, and only 1.0 is known");
  CHECK(complaint_of("lock-version = '0.9'\n") == "1 `lock-version` is 0.9, and only 1.0 is known");
  CHECK(complaint_of("lock-version = 'one'\n") == "1 `lock-version` is not a version: `one`");
  CHECK(complaint_of("lock-version = 1.0\n") == "1 `lock-version` must be a string");
}

TEST_CASE("required keys of a lock", "[project][pylock_file]") {
  CHECK(complaint_of("") == "1 `lock-version` is missing");
  CHECK(complaint_of("lock-version = '1.0'\n") == "1 `created-by` is missing");
  CHECK(complaint_of(std::string(k_head)) == "1 `packages` is missing");
  CHECK(complaint_of(std::string(k_head) + "packages = [1]\n") == "3 `packages` must be an array of tables");
  CHECK(complaint_of_package("version = '1'\n") == "3 `packages.name` is missing");
  CHECK(complaint_of_package("name = '-'\n") == "4 `packages.name` is not a valid package name: `-`");
  CHECK(complaint_of(std::string(k_head) + "environments = ['nonsense']\npackages = []\n")
            .starts_with("3 `environments` cannot be read: "));
}

TEST_CASE("a package has one kind of source", "[project][pylock_file]") {
  CHECK(complaint_of_package("name = 'a'\n") ==
        "4 `packages.name` `a` has none of `wheels`, `sdist`, `archive`, `directory` and `vcs`");
  CHECK(complaint_of_package("name = 'a'\nwheels = []\n") ==
        "4 `packages.name` `a` has none of `wheels`, `sdist`, `archive`, `directory` and `vcs`");
  CHECK(complaint_of_package("name = 'a'\ndirectory = { path = 'a' }\nwheels = [" + wheel("a-1-py3-none-any.whl") +
                             "]\n") == "6 `packages.wheels` cannot stand beside `directory`: `a` must have one source");
  CHECK(complaint_of_package("name = 'a'\narchive = " + wheel("a-1-py3-none-any.whl") +
                             "\nvcs = { type = 'git', url = 'u', commit-id = '1' }\n") ==
        "5 `packages.archive` cannot stand beside `vcs`: `a` must have one source");
  CHECK(complaint_of_package("name = 'a'\nvcs = { type = 'git', commit-id = '1' }\n") ==
        "5 `packages.vcs` has neither `url` nor `path`");
  CHECK(complaint_of_package("name = 'a'\nvcs = { type = 'git', url = 'u' }\n") ==
        "5 `packages.vcs.commit-id` is missing");
  CHECK(complaint_of_package("name = 'a'\ndirectory = {}\n") == "5 `packages.directory.path` is missing");
}

TEST_CASE("a file has a place and a digest that can be checked", "[project][pylock_file]") {
  const auto complaint = [](std::string_view keys) {
    return complaint_of_package(format("name = 'a'\nwheels = [{{ {} }}]\n", keys));
  };
  CHECK(complaint("hashes = {}") == "5 `packages.wheels` has neither `url` nor `path`");
  CHECK(complaint("url = 'a-1-py3-none-any.whl', hashes = {}").starts_with("5 `packages.wheels.url` cannot be read: "));
  CHECK(complaint("path = 'a\\u0000'").contains("not valid TOML") == false);
  CHECK(complaint("path = \"a\\u0000\", hashes = {}") == "5 `packages.wheels.path` is no path");
  CHECK(complaint("path = 'a'") == "5 `packages.wheels.hashes` is missing");
  CHECK(complaint("path = 'a', hashes = {}") ==
        "5 `packages.wheels.hashes` has no digest of a known algorithm, such as `sha256`");
  CHECK(complaint("path = 'a', hashes = { crc = '12' }") ==
        "5 `packages.wheels.hashes` has no digest of a known algorithm, such as `sha256`");
  CHECK(complaint("path = 'a', hashes = { sha256 = 'xyz' }").starts_with("5 `packages.wheels.hashes.sha256` "));
  CHECK(complaint(format("path = 'a', hashes = {{ sha256 = '{}', SHA256 = '{}' }}", k_digest, k_digest)) ==
        "5 `packages.wheels.hashes.SHA256` is there twice");
  CHECK(complaint("path = 'a', size = -1, hashes = {}") == "5 `packages.wheels.size` must be a number of bytes");
}

TEST_CASE("algorithms that are not known stand beside one that is", "[project][pylock_file]") {
  const auto lock = read(std::string(k_head) + "[[packages]]\nname = 'a'\nsdist = { path = 'a-1.tar.gz', hashes = { " +
                         "blake3 = 'x', SHA256 = '" + k_digest + "' } }\n");
  REQUIRE(lock.has_value());
  const auto& sdist = std::get<LockedDistributions>(lock->packages.front().source).sdist;
  CHECK(sdist->hashes == std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = k_digest}});
}

TEST_CASE("files belong to their package", "[project][pylock_file]") {
  const auto complaint = [](std::string_view file) {
    return complaint_of_package("name = 'a'\nversion = '1'\nwheels = [" + wheel(file) + "]\n");
  };
  CHECK(complaint("a-1.zip") == "6 `packages.wheels` `a-1.zip` is no file name of a wheel of `a`");
  CHECK(complaint("b-1-py3-none-any.whl") == "6 `packages.wheels` `b-1-py3-none-any.whl` is not of `a 1`");
  CHECK(complaint("a-2-py3-none-any.whl") == "6 `packages.wheels` `a-2-py3-none-any.whl` is not of `a 1`");
  CHECK(complaint_of_package("name = 'a'\nsdist = " + wheel("a-1.tar.bz2") + "\n") ==
        "5 `packages.sdist` `a-1.tar.bz2` is no file name of a source distribution of `a`");
}

TEST_CASE("what is no TOML is told with its place", "[project][pylock_file]") {
  CHECK(complaint_of("junk\n").starts_with("1 not valid TOML: "));
}

}  // namespace axle::project
