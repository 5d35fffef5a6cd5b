// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/cache_upkeep: what leaves the cache, what stays, and what is never touched.
#include "engine/cache_upkeep.hpp"

#include <chrono>
#include <filesystem>
#include <thread>

#include "fetch/artifact_cache.hpp"
#include "fetch/manifest_file.hpp"
#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {
namespace {

using test::Workspace;

constexpr std::size_t k_code_size = 10;

/// An unpacked wheel with byte code. Returns its path below the workspace.
std::string add_wheel(const Workspace& workspace, const std::string& name, const std::string& version) {
  const Sha256 digest = sha256_of(name + version);
  const std::string hex = to_hex(digest);
  const std::string entry = "cache/wheels-v1/" + hex.substr(0, 2) + "/" + hex;
  workspace.write(
      entry + "/manifest",
      fetch::write_manifest(
          {.name = spec::PackageName::of(name), .version = spec::Version::of(version), .archive_digest = digest}, {}));
  workspace.write("cache/bytecode-v1/" + hex.substr(0, 2) + "/" + hex + "/cpython-311/x.pyc",
                  std::string(k_code_size, 'x'));
  return entry;
}

std::string bytecode_of(std::string entry) {
  return entry.replace(entry.find("wheels-v1"), std::string_view("wheels-v1").size(), "bytecode-v1");
}

}  // namespace

TEST_CASE("all of the cache goes, but not its locks", "[engine][cache_upkeep]") {
  const Workspace workspace;
  const std::string wheel = add_wheel(workspace, "a", "1.0");
  workspace.write("cache/pages-v1/x", "12345");
  workspace.write("cache/locks/y", "");
  const CacheRemoval before = measure_cache(workspace.cache()).value();
  const CacheRemoval removed = clean_cache(workspace.cache(), {}).value();
  CHECK(removed.files == 3);
  CHECK(removed.bytes == before.bytes);
  CHECK_FALSE(workspace.exists(wheel));
  CHECK_FALSE(workspace.exists(bytecode_of(wheel)));
  CHECK_FALSE(workspace.exists("cache/pages-v1"));
  CHECK(workspace.exists("cache/locks/y"));
  CHECK(std::filesystem::is_empty(workspace.at("cache/tmp")));
}

TEST_CASE("of one package the wheels of all versions go, with their byte code", "[engine][cache_upkeep]") {
  const Workspace workspace;
  const std::string first = add_wheel(workspace, "a", "1.0");
  const std::string second = add_wheel(workspace, "a", "2.0");
  const std::string other = add_wheel(workspace, "b", "1.0");
  const CacheRemoval removed =
      clean_cache(workspace.cache(), {spec::PackageName::of("a"), spec::PackageName::of("missing")}).value();
  CHECK(removed.files == 4);
  for (const std::string& entry : {first, second}) {
    CHECK_FALSE(workspace.exists(entry));
    CHECK_FALSE(workspace.exists(bytecode_of(entry)));
  }
  CHECK(workspace.exists(other + "/manifest"));
  CHECK(workspace.exists(bytecode_of(other)));
}

TEST_CASE("a folder that is no cache is never touched", "[engine][cache_upkeep]") {
  const Workspace workspace;
  workspace.write("cache/thesis.txt", "precious");
  const std::string refusal = "`" + workspace.cache() + "` is not a cache of axle: nothing was removed";
  CHECK(test::message_of(clean_cache(workspace.cache(), {})) == refusal);
  CHECK(test::message_of(prune_cache(workspace.cache())) == refusal);
  CHECK(workspace.exists("cache/thesis.txt"));
}

TEST_CASE("a folder named tmp makes no cache of what is around it", "[engine][cache_upkeep]") {
  const Workspace workspace;
  workspace.write("cache/etc/passwd", "precious");
  workspace.write("cache/tmp/session/file", "precious");
  std::filesystem::last_write_time(workspace.at("cache/tmp/session"),
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  const std::string refusal = "`" + workspace.cache() + "` is not a cache of axle: nothing was removed";
  CHECK(test::message_of(prune_cache(workspace.cache())) == refusal);
  CHECK(workspace.exists("cache/tmp/session/file"));
}

TEST_CASE("what is not ours stays in a folder that is a cache", "[engine][cache_upkeep]") {
  const Workspace workspace;
  add_wheel(workspace, "a", "1.0");
  workspace.write("cache/thesis.txt", "precious");
  CHECK(clean_cache(workspace.cache(), {}));
  CHECK(workspace.exists("cache/thesis.txt"));
}

TEST_CASE("a cache that is not there or empty has nothing to remove", "[engine][cache_upkeep]") {
  const Workspace workspace;
  for (const auto& removed :
       {clean_cache(workspace.cache(), {}), prune_cache(workspace.cache()), measure_cache(workspace.cache())}) {
    REQUIRE(removed);
    CHECK(removed->files == 0);
    CHECK(removed->bytes == 0);
  }
}

TEST_CASE("pruning removes unfinished entries and old leftovers, not what is in use", "[engine][cache_upkeep]") {
  const Workspace workspace;
  const std::string whole = add_wheel(workspace, "a", "1.0");
  const std::string broken = add_wheel(workspace, "b", "1.0");
  workspace.write(broken + "/manifest", "damaged");
  workspace.write("cache/tmp/wheel0000000000000001/file", "12345");
  workspace.write("cache/tmp/wheel0000000000000002/file", "12345");
  for (const std::string path : {"cache/tmp/wheel0000000000000001", "cache/tmp/wheel0000000000000001/file"}) {
    std::filesystem::last_write_time(workspace.at(path),
                                     std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  }
  const CacheRemoval removed = prune_cache(workspace.cache()).value();
  CHECK(removed.files == 3);  // a manifest, its byte code and a leftover
  CHECK(workspace.exists(whole + "/manifest"));
  CHECK_FALSE(workspace.exists(broken));
  CHECK_FALSE(workspace.exists("cache/tmp/wheel0000000000000001"));
  CHECK(workspace.exists("cache/tmp/wheel0000000000000002/file"));
}

TEST_CASE("pruning removes byte code and links of wheels that are gone", "[engine][cache_upkeep]") {
  const Workspace workspace;
  const std::string kept = add_wheel(workspace, "a", "1.0");
  const std::string gone = add_wheel(workspace, "b", "1.0");
  workspace.write("cache/links-v1/00/to-a", std::string(path_file_name(kept)) + "\n\"etag\"\n\n");
  workspace.write("cache/links-v1/00/to-b", std::string(path_file_name(gone)));
  workspace.write("cache/links-v1/00/nonsense", "nonsense");
  std::filesystem::remove_all(workspace.at(gone));
  const CacheRemoval removed = prune_cache(workspace.cache()).value();
  CHECK(removed.files == 3);
  CHECK(workspace.exists(bytecode_of(kept)));
  CHECK_FALSE(workspace.exists(bytecode_of(gone)));
  CHECK(workspace.exists("cache/links-v1/00/to-a"));
  CHECK_FALSE(workspace.exists("cache/links-v1/00/to-b"));
  CHECK_FALSE(workspace.exists("cache/links-v1/00/nonsense"));
}

TEST_CASE("nothing goes while an install holds what the cache has", "[engine][cache_upkeep][threads]") {
  const Workspace workspace;
  const std::string wheel = add_wheel(workspace, "a", "1.0");
  LockOptions impatient;
  impatient.timeout = std::chrono::milliseconds(30);
  LockOptions sharing = impatient;
  sharing.kind = LockKind::shared;
  auto held = fetch::lock_contents(workspace.cache(), sharing);
  REQUIRE(held);
  CHECK(fetch::lock_contents(workspace.cache(), sharing));
  CHECK(clean_cache(workspace.cache(), {}, impatient).error().code() == ErrorCode::lock_timeout);
  CHECK(prune_cache(workspace.cache(), impatient)->files == 0);  // nothing to remove: nobody is waited for
  CHECK(workspace.exists(wheel));
  Result<CacheRemoval> removed = CacheRemoval{};
  {
    const std::jthread cleaner([&] { removed = clean_cache(workspace.cache(), {}); });
    std::this_thread::sleep_for(impatient.timeout);
    CHECK(workspace.exists(wheel));
    held = fail(ErrorCode::cancelled, "let go");
  }
  REQUIRE(removed);
  CHECK(removed->files == 2);
  CHECK_FALSE(workspace.exists(wheel));
}

TEST_CASE("a download that takes hours is not pruned while bytes arrive", "[engine][cache_upkeep]") {
  const Workspace workspace;
  add_wheel(workspace, "a", "1.0");
  workspace.write("cache/tmp/wheel0000000000000003/archive", "12345");
  std::filesystem::last_write_time(workspace.at("cache/tmp/wheel0000000000000003"),
                                   std::filesystem::file_time_type::clock::now() - std::chrono::hours(2));
  CHECK(prune_cache(workspace.cache()).value().files == 0);
  CHECK(workspace.exists("cache/tmp/wheel0000000000000003/archive"));
}

TEST_CASE("the size counts files, not folders, and does not follow links", "[engine][cache_upkeep]") {
  const Workspace workspace;
  workspace.write("outside", std::string(1000, 'x'));
  workspace.write("cache/pages-v1/a/b/c", "12345");
  const CacheRemoval plain = measure_cache(workspace.cache()).value();
  CHECK(plain.files == 1);
  CHECK(plain.bytes == 5);
  std::filesystem::create_symlink(workspace.at("outside"), workspace.at("cache/pages-v1/link"));
  const CacheRemoval linked = measure_cache(workspace.cache()).value();
  CHECK(linked.files == 2);
  CHECK(linked.bytes < 1000);
}

}  // namespace axle::engine
