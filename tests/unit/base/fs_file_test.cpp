// SPDX-License-Identifier: MIT OR Apache-2.0
// Files in pieces.
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using test::message_of;
using test::Scratch;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

TEST_CASE("a file is written in pieces and its status told", "[base][fs_file]") {
  Scratch s;
  REQUIRE(s.directory.make_directories("a/b").has_value());
  const auto* name = GENERATE("f", "a/b/f");
  auto writer = FileWriter::create(s.directory, name, 0600);
  REQUIRE(writer.has_value());
  REQUIRE(writer->write(bytes_of("one ")).has_value());
  REQUIRE(writer->write(bytes_of("two")).has_value());
  REQUIRE(writer->write_at(0, bytes_of("ONE")).has_value());
  const auto status = writer->close();
  REQUIRE(status.has_value());
  CHECK(*status == *s.directory.status(name).value());
  CHECK(status->size_bytes == 7);
  CHECK(s.directory.read_file(name, 9).value() == "ONE two");
}

TEST_CASE("a file that exists is not written again", "[base][fs_file]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "old").has_value());
  CHECK(message_of(FileWriter::create(s.directory, "f")) == "cannot create `" + s.at("f") + "`: File exists");
  CHECK(message_of(FileWriter::create(s.directory, "x/f")) ==
        "cannot create `" + s.at("x/f") + "`: No such file or directory");
  CHECK(message_of(FileWriter::create(s.directory, "../f")) ==
        "cannot create `" + s.path + "/../f`: path has a `..` component");
}

TEST_CASE("positioned reads are short only at the end", "[base][fs_file]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "0123456789").has_value());
  const auto reader = FileReader::open(s.directory, "f");
  REQUIRE(reader.has_value());
  CHECK(reader->status().size_bytes == 10);
  std::string out(4, '-');
  CHECK(reader->read_at(3, std::as_writable_bytes(std::span(out))).value() == 4);
  CHECK(out == "3456");
  CHECK(reader->read_at(8, std::as_writable_bytes(std::span(out))).value() == 2);
  CHECK(out == "8956");
  CHECK(reader->read_at(100, std::as_writable_bytes(std::span(out))).value() == 0);
}

TEST_CASE("only regular files are opened for positioned reads", "[base][fs_file]") {
  Scratch s;
  CHECK(message_of(FileReader::open(s.path)) == "cannot open `" + s.path + "`: it is not a regular file");
  CHECK(message_of(FileReader::open(s.at("x"))) == "cannot open `" + s.at("x") + "`: No such file or directory");
}

TEST_CASE("a file is copied in pieces, with its permissions", "[base][fs_copy]") {
  Scratch s;
  REQUIRE(s.directory.make_directories("kept").has_value());
  const auto size = GENERATE(0UL, 1UL, 65'535UL, 65'536UL, 65'537UL, 196'608UL);
  std::string text(size, 'x');
  for (std::size_t i = 0; i < size; ++i) {
    text[i] = static_cast<char>('a' + (i * 7 + i / 1000) % 26);
  }
  REQUIRE(s.directory.write_file("f", text, 0700).has_value());
  const auto durability = GENERATE(Durability::none, Durability::synced);
  REQUIRE(s.directory.copy_file("f", "kept/0", durability).has_value());
  CHECK(s.directory.read_file("kept/0", size).value() == text);
  CHECK(s.directory.status("kept/0").value()->mode == 0700);
  CHECK(s.directory.list("kept").value().size() == 1);
}

TEST_CASE("a copy that fails leaves nothing", "[base][fs_copy]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "text").has_value());
  REQUIRE(s.directory.make_directories("to/folder").has_value());
  CHECK_FALSE(s.directory.copy_file("f", "to/folder").has_value());
  CHECK(s.directory.list("to").value().size() == 1);
  CHECK(message_of(s.directory.copy_file("missing", "to/f")) ==
        "cannot open `" + s.at("missing") + "`: No such file or directory");
}

TEST_CASE("bytes are overwritten in place, but not through a link", "[base][fs_file]") {
  Scratch s;
  REQUIRE(s.directory.write_file("f", "0123456789").has_value());
  REQUIRE(FileReader::overwrite(s.at("f"), {2, 10}, "XY").has_value());
  REQUIRE(FileReader::overwrite(s.at("f"), {2, 11}, "ZZ").has_value());  // not the file that was meant
  CHECK(s.directory.read_file("f", 99).value() == "01XY456789");
  REQUIRE(s.directory.make_symlink("link", "f").has_value());
  CHECK_FALSE(FileReader::overwrite(s.at("link"), {0, 10}, "Z").has_value());
  CHECK_FALSE(FileReader::overwrite(s.at("missing"), {0, 10}, "Z").has_value());
}

}  // namespace
}  // namespace axle
