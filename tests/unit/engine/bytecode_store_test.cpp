// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/bytecode_store: byte code appears whole or not at all.
#include "engine/bytecode_store.hpp"

#include <filesystem>

#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {

TEST_CASE("byte code is found once it is published, for its wheel and its Python", "[engine][bytecode_store]") {
  const test::Workspace workspace;
  BytecodeStore store(workspace.cache());
  const Sha256 archive = sha256_of("a wheel");
  CHECK(store.find(archive, "cpython-311") == std::nullopt);

  const std::string folder = store.begin(archive, "cpython-311").value();
  REQUIRE(replace_file(folder + "/x.pyc", "code"));
  CHECK(store.find(archive, "cpython-311") == std::nullopt);
  REQUIRE(store.publish(archive, "cpython-311", folder));

  const std::string hex = to_hex(archive);
  CHECK(store.find(archive, "cpython-311") ==
        workspace.cache() + "/bytecode-v1/" + hex.substr(0, 2) + "/" + hex + "/cpython-311");
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
  REQUIRE(replace_file(first + "/x.pyc", "first"));
  REQUIRE(replace_file(second + "/x.pyc", "second"));
  REQUIRE(store.publish(archive, "cpython-311", first));
  REQUIRE(store.publish(archive, "cpython-311", second));
  CHECK(read_file(*store.find(archive, "cpython-311") + "/x.pyc", 100).value() == "first");
  CHECK(std::filesystem::is_empty(workspace.at("cache/tmp")));
  store.drop(archive, "cpython-311");
  CHECK(store.find(archive, "cpython-311") == std::nullopt);
  CHECK(std::filesystem::is_empty(workspace.at("cache/tmp")));
}

}  // namespace axle::engine
