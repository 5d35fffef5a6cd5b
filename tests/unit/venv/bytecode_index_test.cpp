// SPDX-License-Identifier: MIT OR Apache-2.0
// venv/bytecode_index: what of a folder of byte code may be linked, in this boot and after another one.
#include "venv/bytecode_index.hpp"

#include "base/byte_codec.hpp"
#include "base/digest.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
namespace {

constexpr std::size_t k_magic_bytes = 8;
constexpr std::uint64_t k_limit_bytes = 1'000'000;

std::uint64_t sum_of(const std::string& bytes) {
  return checksum64(std::as_bytes(std::span(bytes)));
}

/// A folder of two files with their index.
struct IndexedFolder {
  TemporaryDirectory folder = make_temporary();
  Directory directory = Directory::open(folder.path()).value();

  IndexedFolder() {
    REQUIRE(directory.make_directory("c"));
    REQUIRE(directory.write_file("c/a.pyc", "byte code of a"));
    REQUIRE(directory.write_file("c/b.pyc", "byte code of b"));
    REQUIRE(write_bytecode_index(directory, {"c/a.pyc", "c/b.pyc"}));
  }

  [[nodiscard]] std::string index() const { return directory.read_file("index", k_limit_bytes).value(); }
  void replace_index(const std::string& bytes) const { REQUIRE(directory.replace_file("index", bytes)); }

  /// As another boot of the machine would have written it.
  void age() const {
    const std::string bytes = index();
    ByteReader reader(std::string_view(bytes).substr(k_magic_bytes));
    const std::size_t boot_bytes = reader.text().size();
    const std::size_t files_at = k_magic_bytes + sizeof(std::uint32_t) + boot_bytes;
    ByteWriter writer;
    writer.raw(std::string_view(bytes).substr(0, k_magic_bytes));
    writer.text("another boot");
    writer.raw(std::string_view(bytes).substr(files_at, bytes.size() - files_at - sizeof(std::uint64_t)));
    const std::string body = writer.take();
    writer.raw(body);
    writer.number(sum_of(body));
    replace_index(writer.take());
  }

  /// `c/a.pyc c/b.pyc`, or why there is nothing.
  [[nodiscard]] std::string paths() const {
    const auto files = read_bytecode_index(directory);
    std::string text = files ? "" : "nothing";
    for (const BytecodeFile& file : files.value_or(std::vector<BytecodeFile>())) {
      text += (text.empty() ? "" : " ") + file.path;
    }
    return text;
  }
};

}  // namespace

TEST_CASE("an index lists its files, all of which must be there", "[venv][bytecode_index]") {
  const IndexedFolder indexed;
  CHECK(indexed.paths() == "c/a.pyc c/b.pyc");
  const auto written = write_bytecode_index(indexed.directory, {"c/a.pyc", "c/missing.pyc"});
  REQUIRE_FALSE(written);
  CHECK(written.error().code() == ErrorCode::not_found);
  CHECK(written.error().message() == "`c/missing.pyc` is gone");
}

TEST_CASE("an index knows the times of the sources that stand in byte code", "[venv][bytecode_index]") {
  const IndexedFolder indexed;
  REQUIRE(indexed.directory.write_file("c/c.pyc", std::string("magcflag"
                                                              "\x01\x02\x03\x84size",
                                                              16)));
  REQUIRE(indexed.directory.remove_file("index"));
  REQUIRE(write_bytecode_index(indexed.directory, {"c/c.pyc"}));
  CHECK(read_bytecode_index(indexed.directory).value().front().source_time == 0x84030201);
}

TEST_CASE("the time of a source is that of Python", "[venv][bytecode_index]") {
  CHECK(source_time_of(1'700'000'000'999'999'000) == 1'700'000'000);
  CHECK(source_time_of(1'700'000'000'999'999'999) == 1'700'000'001);  // int() of a double
  CHECK(source_time_of((std::int64_t{1} << 32) * 1'000'000'000 + 5'000'000'000) == 5);
}

TEST_CASE("after another boot files count that are what they were, and are noted for this boot",
          "[venv][bytecode_index]") {
  const IndexedFolder indexed;
  const std::string before = indexed.index();
  indexed.age();
  REQUIRE(indexed.index() != before);
  CHECK(indexed.paths() == "c/a.pyc c/b.pyc");
  CHECK(indexed.index() == before);
}

TEST_CASE("after another boot a file of another time is taken over, one of other bytes is not",
          "[venv][bytecode_index]") {
  const IndexedFolder indexed;
  indexed.age();
  REQUIRE(indexed.directory.replace_file("c/b.pyc", "byte code of b"));
  const auto files = read_bytecode_index(indexed.directory);
  REQUIRE(files);
  CHECK((*files)[1].mtime_ns == indexed.directory.status("c/b.pyc").value()->mtime_ns);
  indexed.age();
  REQUIRE(indexed.directory.replace_file("c/b.pyc", "byte code of x"));
  CHECK(indexed.paths() == "nothing");
  REQUIRE(indexed.directory.remove_file("c/b.pyc"));
  CHECK(indexed.paths() == "nothing");
}

TEST_CASE("an index that is cut, damaged or missing is none", "[venv][bytecode_index]") {
  const IndexedFolder indexed;
  const std::string whole = indexed.index();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    indexed.replace_index(whole.substr(0, size));
    CHECK(indexed.paths() == "nothing");
  }
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    indexed.replace_index(damaged);
    CHECK(indexed.paths() == "nothing");
  }
  REQUIRE(indexed.directory.remove_file("index"));
  CHECK(indexed.paths() == "nothing");
}

TEST_CASE("an index that names a place outside, or more files than it has, is none", "[venv][bytecode_index]") {
  const IndexedFolder indexed;
  const auto with = [&](const std::string& path, std::uint32_t count) {
    ByteWriter writer;
    writer.raw(std::string_view(indexed.index()).substr(0, k_magic_bytes));
    writer.text(read_boot_id());
    writer.number(count);
    writer.text(path);
    writer.number(std::uint64_t{1});
    writer.number(std::int64_t{1});
    writer.number(std::uint64_t{1});
    writer.number(std::uint32_t{1});
    const std::string body = writer.take();
    writer.raw(body);
    writer.number(sum_of(body));
    return writer.take();
  };
  indexed.replace_index(with("c/a.pyc", 1));
  CHECK(indexed.paths() == "c/a.pyc");
  indexed.replace_index(with("../a.pyc", 1));
  CHECK(indexed.paths() == "nothing");
  indexed.replace_index(with("c/a.pyc", 1'000'000));
  CHECK(indexed.paths() == "nothing");
}

}  // namespace axle::venv::test
