// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/bytecode_store: byte code appears whole or not at all.
#include "engine/bytecode_store.hpp"

#include <filesystem>

#include "tests/unit/engine/workspace.hpp"
#include "venv/bytecode_index.hpp"

namespace axle::engine {
namespace {

void fill(const std::string& folder, const std::string& code) {
  const Directory directory = Directory::open(folder).value();
  REQUIRE(directory.write_file("x.pyc", code));
  REQUIRE(venv::write_bytecode_index(directory, {"x.pyc"}));
}

}  // namespace

TEST_CASE("byte code is found once it is published, for its wheel and its Python", "[engine][bytecode_store]") {
  const test::Workspace workspace;
  BytecodeStore store(workspace.cache());
  const Sha256 archive = sha256_of("a wheel");
  CHECK(store.find(archive, "cpython-311") == std::nullopt);

  const std::string folder = store.begin(archive, "cpython-311").value();
  REQUIRE(replace_file(folder + "/x.pyc", "code"));
  CHECK(store.find(archive, "cpython-311") == std::nullopt);
  const std::string place = store.publish(archive, "cpython-311", folder);
  CHECK(store.find(archive, "cpython-311") == place);

  const std::string hex = to_hex(archive);
  CHECK(place == workspace.cache() + "/bytecode-v1/" + hex.substr(0, 2) + "/" + hex + "/cpython-311");
  CHECK(read_file(*store.find(archive, "cpython-311") + "/x.pyc", 100).value() == "code");
  CHECK(store.find(archive, "cpython-312") == std::nullopt);
  CHECK(store.find(sha256_of("another wheel"), "cpython-311") == std::nullopt);
}

TEST_CASE("of two that publish the same, the first stays and the second is cleared away", "[engine][bytecode_store]") {
  const test::Workspace workspace;
  BytecodeStore store(workspace.cache());
  const Sha256 archive = sha256_of("a wheel");
  const std::string first = store.begin(archive, "cpython-311").value();
  const std::string second = store.begin(archive, "cpython-311").value();
  CHECK(first != second);
  fill(first, "first");
  fill(second, "second");
  const std::string place = store.publish(archive, "cpython-311", first);
  CHECK(store.publish(archive, "cpython-311", second) == place);
  CHECK(read_file(*store.find(archive, "cpython-311") + "/x.pyc", 100).value() == "first");
  CHECK(std::filesystem::is_empty(workspace.at("cache/tmp")));
  store.drop(archive, "cpython-311");
  CHECK(store.find(archive, "cpython-311") == std::nullopt);
  CHECK(std::filesystem::is_empty(workspace.at("cache/tmp")));
}

TEST_CASE("of two with other sources, or where the first lacks a file, the second stays", "[engine][bytecode_store]") {
  const bool lacks_file = GENERATE(true, false);
  const test::Workspace workspace;
  BytecodeStore store(workspace.cache());
  const Sha256 archive = sha256_of("a wheel");
  const std::string first = store.begin(archive, "cpython-311").value();
  const std::string second = store.begin(archive, "cpython-311").value();
  if (lacks_file) {
    REQUIRE(venv::write_bytecode_index(Directory::open(first).value(), {}));
  } else {
    fill(first, "magcflagTIM1size");
  }
  fill(second, "magcflagTIM2size");
  const std::string place = store.publish(archive, "cpython-311", first);
  CHECK(store.publish(archive, "cpython-311", second) == place);
  CHECK(read_file(place + "/x.pyc", 100).value() == "magcflagTIM2size");
  CHECK(std::filesystem::is_empty(workspace.at("cache/tmp")));
}

TEST_CASE("what stands where byte code belongs and is none of it gives way", "[engine][bytecode_store]") {
  const std::string_view obstacle = GENERATE("file", "dangling link", "link to a folder", "folder without an index");
  CAPTURE(obstacle);
  const test::Workspace workspace;
  BytecodeStore store(workspace.cache());
  const Sha256 archive = sha256_of("a wheel");
  const std::string place = store.publish(archive, "cpython-311", store.begin(archive, "cpython-311").value());
  store.drop(archive, "cpython-311");
  workspace.write("elsewhere/x.pyc", "of somebody else");
  if (obstacle == "file") {
    REQUIRE(replace_file(place, "no folder"));
  } else if (obstacle == "folder without an index") {
    REQUIRE(make_directories(place));
    REQUIRE(replace_file(place + "/x.pyc", "nobody knows what"));
  } else {
    std::filesystem::create_symlink(workspace.at(obstacle == "dangling link" ? "nowhere" : "elsewhere"), place);
  }
  const std::string folder = store.begin(archive, "cpython-311").value();
  fill(folder, "code");
  CHECK(store.publish(archive, "cpython-311", folder) == place);
  CHECK(store.find(archive, "cpython-311") == place);
  CHECK(read_file(place + "/x.pyc", 100).value() == "code");
  CHECK(std::filesystem::is_empty(workspace.at("cache/tmp")));
  CHECK(read_file(workspace.at("elsewhere/x.pyc"), 100).value() == "of somebody else");
}

TEST_CASE("byte code that finds no place in the cache stays where it was made", "[engine][bytecode_store]") {
  const test::Workspace workspace;
  BytecodeStore store(workspace.cache());
  const Sha256 archive = sha256_of("a wheel");
  workspace.write("cache/bytecode-v1", "no folder");
  const std::string folder = store.begin(archive, "cpython-311").value();
  fill(folder, "code");
  CHECK(store.publish(archive, "cpython-311", folder) == folder);
  CHECK(read_file(folder + "/x.pyc", 100).value() == "code");
}

}  // namespace axle::engine
