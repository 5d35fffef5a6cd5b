// SPDX-License-Identifier: MIT OR Apache-2.0
// The strict zip reader against the catalogue of hostile archives (reliability.md §3, rules Z).
#include "fetch/wheel_archive.hpp"

#include <string>
#include <utility>
#include <vector>

#include "base/byte_codec.hpp"
#include "base/format.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fetch/hostile_zip.hpp"

namespace axle::fetch {
namespace {

using test::descriptor_of;
using test::extra_field;
using test::HostileEntry;
using test::HostileZip;
using test::verdict_of;

/// Two ordinary files; the tests bend one of them.
HostileZip plain() {
  return {.entries = {{.name = "evil/__init__.py", .data = "x = 1\n"}, {.name = "evil/b.py", .data = "y = 2\n"}}};
}

HostileZip with_first(HostileEntry entry) {
  HostileZip zip = plain();
  zip.entries.front() = std::move(entry);
  return zip;
}

HostileZip with_third(HostileEntry entry) {
  HostileZip zip = plain();
  zip.entries.push_back(std::move(entry));
  return zip;
}

struct Case {
  std::string title;
  HostileZip zip;
  std::string message;  ///< behind "invalid wheel `evil.whl`: "; empty: accepted
};

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    INFO(c.title);
    CHECK(verdict_of(c.zip.bytes()) == (c.message.empty() ? "" : "invalid wheel `evil.whl`: " + c.message));
  }
}

}  // namespace

TEST_CASE("an ordinary archive is read", "[fetch][wheel_archive]") {
  check({{"Z00 control", plain(), ""},
         {"Z16 a plain comment", {.entries = plain().entries, .comment = "made by hand"}, ""},
         {"Z14 padding with NULs", {.entries = plain().entries, .suffix = std::string(100, '\0')}, ""},
         {"Z01 the same file twice", with_third({.name = "evil/b.py", .data = "y = 2\n"}), ""},
         {"Z56 a set-user-id bit", with_first({.name = "evil/a.py", .data = "x", .mode = 0104755}), ""},
         {"Z70 a stray extra byte", with_first({.name = "evil/a.py", .data = "x", .extra = "?"}), ""},
         {"a folder entry", with_third({.name = "evil/sub/", .data = "", .mode = 040755}), ""},
         {"Z21 a stored entry with a descriptor",
          with_first({.name = "evil/a.py",
                      .data = "x",
                      .flags = 8,
                      .descriptor = descriptor_of(0x8cdc1683, 1, 1),
                      .local_crc = 0,
                      .local_size = 0,
                      .local_compressed_size = 0}),
          ""}});
}

TEST_CASE("names that could leave the folder or mislead are refused", "[fetch][wheel_archive]") {
  const auto named = [](std::string name, std::uint16_t flags = 0) {
    return with_first({.name = std::move(name), .data = "x", .flags = flags});
  };
  check({{"Z30", named("/abs/x"), "Z30: the name `/abs/x` is absolute"},
         {"Z31", named("../../x"), "Z31: the name `../../x` leaves its folder"},
         {"Z32", named("evil/../evil/../../x"), "Z31: the name `evil/../evil/../../x` leaves its folder"},
         {"Z34", named("evil\\..\\..\\w"), "Z34: the name `evil\\..\\..\\w` holds a backslash"},
         {"Z35", named(std::string("evil/a.py\0.txt", 14)), "Z35: the name `evil/a.py\\x00.txt` holds a NUL"},
         {"Z36", named("evil/a\nb"), "Z36: the name `evil/a\\x0ab` holds a control character"},
         {"Z36 bidi", named("evil/\xe2\x80\xae", 0x800), "Z36: the name `evil/\\u{202e}` holds a control character"},
         {"Z37", named("C:/x"), "Z37: the name `C:/x` begins with a drive"},
         {"Z39", named("evil/" + std::string(256, 'a')),
          "Z39: a part of a name is 256 bytes long, over the limit of 255"},
         {"Z45", named("\x82"), "Z45: the name `\\x82` has no known encoding"},
         {"Z46", named("\xff\xfe", 0x800), "Z46: the name `\\xff\\xfe` is not valid UTF-8"},
         {"Z61", named(""), "Z61: an entry has no name"},
         {"Z62", named("evil//x"), "Z62: the name `evil//x` has an empty part"},
         {"Z62 dot", named("evil/."), "Z62: the name `evil/.` has an empty part"}});
}

TEST_CASE("two views of one entry that differ are refused", "[fetch][wheel_archive]") {
  check({{"Z03", with_first({.name = "evil/a.py", .data = "x", .local_name = "evil/z.py"}),
          "Z03: `evil/a.py` has another name in its local header"},
         {"Z06", with_first({.name = "evil/a.py", .data = "x", .crc = 1}), "Z06: the checksum of `evil/a.py` is wrong"},
         {"Z07", with_first({.name = "evil/a.py", .data = "x", .local_crc = 1}),
          "Z07: `evil/a.py` has another checksum in its local header"},
         {"Z09", with_first({.name = "evil/a.py", .data = "xx", .local_size = 1}),
          "Z09: `evil/a.py` has another size in its local header"},
         {"Z10", with_first({.name = "evil/a.py", .data = "xx", .local_compressed_size = 1}),
          "Z10: `evil/a.py` has another compressed size in its local header"},
         {"Z20",
          with_first({.name = "evil/a.py",
                      .data = "x",
                      .flags = 8,
                      .descriptor = descriptor_of(1, 1, 1),
                      .local_crc = 0,
                      .local_size = 0,
                      .local_compressed_size = 0}),
          "Z20: the data descriptor of `evil/a.py` contradicts the directory"},
         {"Z22", with_first({.name = "evil/a.py", .data = "x", .local_flags = 8}),
          "Z22: `evil/a.py` has other flags in its local header"},
         {"Z27", with_first({.name = "evil/a.py", .data = "x", .local_method = 8}),
          "Z27: `evil/a.py` has another compression method in its local header"},
         {"Z47", with_first({.name = "evil/a.py", .data = "x", .extra = extra_field(0x7075, "\1abcdevil/z.py")}),
          "Z47: an extra field gives `evil/a.py` another name"},
         {"Z50", with_first({.name = "evil/a.py", .data = "x", .extra = extra_field(1, "") + extra_field(1, "")}),
          "Z50: `evil/a.py` has two zip64 fields"},
         {"Z49", with_first({.name = "evil/a.py", .data = "x", .extra = extra_field(1, std::string(8, '\7'))}),
          "Z49: the zip64 field contradicts the header"}});
}

TEST_CASE("saturated sizes and offsets are read as other readers read them", "[fetch][wheel_archive]") {
  static constexpr std::uint32_t k_saturated = 0xffffffff;
  const auto wide = [](std::initializer_list<std::uint64_t> values) {
    std::string data;
    for (const std::uint64_t value : values) {
      for (unsigned byte = 0; byte < 8; ++byte) {
        data += static_cast<char>(value >> (8 * byte));
      }
    }
    return extra_field(1, data);
  };
  const auto offset = [](std::string field) {
    return with_first(
        {.name = "evil/a.py", .data = "xx", .central_extra = std::move(field), .central_offset = k_saturated});
  };
  const auto sizes = [](std::string field) {
    return with_first({.name = "evil/a.py",
                       .data = "xx",
                       .extra = std::move(field),
                       .size = k_saturated,
                       .compressed_size = k_saturated});
  };
  check({{"an offset alone", offset(wide({0})), ""},
         {"sizes before the offset", offset(wide({2, 2, 0})), "Z12: 2 bytes before `evil/a.py` belong to no entry"},
         {"both sizes", sizes(wide({2, 2})), ""},
         {"too short", sizes(wide({2})), "Z49: the zip64 field is too short"},
         {"sizes that wrap around", sizes(wide({~0ULL - 29, ~0ULL - 29})),
          "Z54: `evil/a.py` reaches into the bytes behind it"}});
}

TEST_CASE("names that a terminal or a reader of lines acts upon are refused", "[fetch][wheel_archive]") {
  for (const std::string text : {"\xc2\x85", "\xc2\x9b", "\xe2\x80\xa8", "\xd8\x9c"}) {
    CHECK(verdict_of(with_first({.name = "evil/" + text, .data = "x", .flags = 0x800}).bytes()).contains("Z36: "));
  }
  check({{"letters of all kinds", with_first({.name = "evil/\xe8\x8d\x89", .data = "x", .flags = 0x800}), ""}});
}

TEST_CASE("what is neither a plain file nor a folder is refused", "[fetch][wheel_archive]") {
  check(
      {{"Z23", with_first({.name = "evil/a.py", .data = "x", .flags = 1}), "Z23: `evil/a.py` is encrypted"},
       {"Z70 empty times", with_first({.name = "evil/a.py", .data = "x", .extra = extra_field(0x5455, "")}),
        "Z70: the times of `evil/a.py` are an empty field"},
       {"Z24 extra field", with_first({.name = "evil/a.py", .data = "x", .extra = extra_field(0x9901, "")}),
        "Z23: an extra field of `evil/a.py` says that it is encrypted"},
       {"Z24", with_first({.name = "evil/a.py", .data = "x", .flags = 0x41}), "Z23: `evil/a.py` is encrypted"},
       {"Z25", with_first({.name = "evil/a.py", .data = "x", .method = 12}),
        "Z25: `evil/a.py` uses compression method 12"},
       {"Z28", with_first({.name = "evil/a.py", .data = "/abs/x", .mode = 0120777}),
        "Z28: `evil/a.py` is a symbolic link"},
       {"Z63", with_first({.name = "evil/a.py", .data = "x", .mode = 0010644}),
        "Z63: `evil/a.py` is neither a file nor a folder"},
       {"Z63 attributes of DOS",
        with_first({.name = "evil/a.py", .data = "x", .mode = 0, .made_by = 0, .attributes = 0x10}),
        "Z63: `evil/a.py` is a folder by its attributes, not by its name"},
       {"Z63 extra field", with_first({.name = "evil/a.py", .data = "x", .extra = extra_field(0x6c78, "\1")}),
        "Z63: an extra field of `evil/a.py` may make it a link"},
       {"Z55 stored", with_third({.name = "evil/sub/", .data = "12", .mode = 040755, .size = 0}),
        "Z55: the folder `evil/sub` holds data"},
       {"Z55", with_third({.name = "evil/sub/", .data = "12345678", .mode = 040755}),
        "Z55: the folder `evil/sub` holds data"},
       {"Z02", with_third({.name = "evil/b.py", .data = "other\n"}), "Z02: two different files are named `evil/b.py`"},
       {"Z42", with_third({.name = "evil/b.py/x", .data = "x"}), "Z42: `evil/b.py` is both a file and a folder"},
       {"Z43", with_first({.name = "evil/a.py", .data = "x", .method = 8, .size = 1U << 30U}),
        "Z43: `evil/a.py` unpacks 1 bytes into 1073741824"},
       {"Z08", with_first({.name = "evil/a.py", .data = "xx", .size = 1, .compressed_size = 2}),
        "Z08: `evil/a.py` is stored with two different sizes"}});
}

TEST_CASE("many entries that are no bomb alone are one together", "[fetch][wheel_archive]") {
  HostileZip bomb = plain();
  for (int file = 0; file < 8; ++file) {
    bomb.entries.push_back({.name = format("evil/{}.bin", file), .data = "x", .method = 8, .size = 63U << 20U});
  }
  const std::string bytes = bomb.bytes();
  CHECK(verdict_of(bytes).starts_with(
      format("invalid wheel `evil.whl`: Z43: the archive unpacks {} bytes into 5284", bytes.size())));
  // What large numeric wheels have: about ten times.
  bomb.entries.push_back({.name = "evil/data.bin", .data = std::string(8 << 20, 'x')});
  CHECK_FALSE(verdict_of(bomb.bytes()).contains("Z43"));
}

TEST_CASE("bytes that belong to no entry are refused", "[fetch][wheel_archive]") {
  HostileZip hidden = plain();
  hidden.entries.push_back({.name = "evil/hidden.py", .data = "x", .in_central = false});
  HostileZip ghost = plain();
  ghost.entries.push_back({.name = "evil/ghost.py", .data = "x = 1\n", .central_offset = 0, .in_local = false});
  check(
      {{"Z04", ghost, "Z54: `evil/__init__.py` reaches into the bytes behind it"},
       {"Z05", hidden, "Z05: bytes behind `evil/b.py` belong to no entry"},
       {"Z11",
        {.entries = plain().entries, .prefix = "#!/bin/sh\n"},
        "Z11: the central directory is not where the end record says"},
       {"Z12",
        {.entries = plain().entries, .prefix = std::string(64, 'p'), .shift_offsets = true},
        "Z12: 64 bytes before `evil/__init__.py` belong to no entry"},
       {"Z13", {.entries = plain().entries, .suffix = "12345678"}, "Z13: 8 bytes stand behind the end of the archive"},
       {"Z15",
        {.entries = plain().entries, .comment = plain().bytes()},
        "Z11: the central directory is not where the end record says"},
       {"Z17",
        {.entries = plain().entries, .comment = "abc", .comment_length = 300},
        "Z17: the archive comment is cut off"},
       {"Z18",
        {.entries = plain().entries, .prefix = plain().bytes()},
        "Z11: the central directory is not where the end record says"},
       {"gap", {.entries = plain().entries, .gap = "gap"}, "Z05: bytes behind `evil/b.py` belong to no entry"}});
}

TEST_CASE("end records that lie are refused", "[fetch][wheel_archive]") {
  HostileZip overlap = plain();
  overlap.entries[1].central_offset = 0;
  check({{"Z51",
          {.entries = plain().entries, .entry_count = 1},
          "Z51: the central directory holds more than the end record says"},
         {"Z52",
          {.entries = plain().entries, .entry_count = 99},
          "Z65: the archive claims 99 entries in a directory of 117 bytes"},
         {"Z53",
          {.entries = plain().entries, .directory_offset = 0x7fffffff},
          "Z53: the central directory lies outside the file"},
         {"Z54", overlap, "Z54: `evil/__init__.py` reaches into the bytes behind it"},
         {"Z59", {.entries = plain().entries, .disk = 1}, "Z59: the archive is spread over several disks"},
         {"Z64", {.entries = plain().entries, .cut = 10}, "Z64: the archive is cut off in its end record"}});
  CHECK(verdict_of("\x1f\x8b\x08 not a zip at all") == "invalid wheel `evil.whl`: Z71: the file is a gzip file");
  CHECK(verdict_of("<html>login</html>") == "invalid wheel `evil.whl`: Z71: the file is an HTML page");
  CHECK(verdict_of("\x1f\x8b" + std::string(200'000, '.')) == "invalid wheel `evil.whl`: Z71: the file is a gzip file");
  CHECK(verdict_of(plain().bytes().substr(0, 100)) ==
        "invalid wheel `evil.whl`: Z64: the archive is cut off: it has no end record");
  CHECK(verdict_of("") == "invalid wheel `evil.whl`: Z71: the file is empty");
}

TEST_CASE("every cut of an archive is refused, never misread", "[fetch][wheel_archive]") {
  const std::string whole = plain().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CHECK_FALSE(verdict_of(whole.substr(0, size)).empty());
  }
}

}  // namespace axle::fetch
