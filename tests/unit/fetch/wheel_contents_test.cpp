// SPDX-License-Identifier: MIT OR Apache-2.0
// Wheels whose own files contradict them (reliability.md §3, rules R, M, W, D, E).
#include "fetch/wheel_contents.hpp"

#include <functional>
#include <string>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/wheel_builder.hpp"

namespace axle::fetch {
namespace {

using test::wheel;
using test::WheelBuilder;

struct Reading {
  std::string error;
  std::vector<std::string> warnings;
};

Reading read(const std::string& file_name, const std::string& bytes) {
  auto folder = TemporaryDirectory::create("/tmp", "axle-contents");
  REQUIRE(folder);
  const std::string path = folder->path() + "/wheel";
  REQUIRE(replace_file(path, bytes));
  const auto file = FileReader::open(path);
  const auto name = spec::parse_wheel_name(file_name);
  REQUIRE(file);
  REQUIRE(name);
  const auto contents = read_wheel_contents(*file, file_name, *name);
  return contents ? Reading{.error = {}, .warnings = contents->warnings}
                  : Reading{.error = contents.error().message(), .warnings = {}};
}

Reading read(const WheelBuilder& builder) {
  return read(builder.file_name(), builder.bytes());
}

/// The generated RECORD of a wheel, edited as text.
std::string record_of(const WheelBuilder& builder, const std::function<std::string(std::string)>& edit) {
  auto folder = TemporaryDirectory::create("/tmp", "axle-record");
  REQUIRE(folder);
  const std::string path = folder->path() + "/wheel";
  REQUIRE(replace_file(path, builder.bytes()));
  const auto file = FileReader::open(path);
  const auto archive = read_archive(*file, "x");
  REQUIRE(archive);
  for (const ArchiveEntry& entry : archive->entries) {
    if (entry.path.ends_with("/RECORD")) {
      return edit(read_entry(*file, entry, 1 << 20).value());
    }
  }
  return {};
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string k_prefix = "invalid wheel `evil-1.0-py3-none-any.whl`: ";

}  // namespace

TEST_CASE("a correct wheel is read without a word", "[fetch][wheel_contents]") {
  const Reading reading = read(wheel("evil", "1.0").entry_point("console_scripts", "evil", "evil:main"));
  CHECK(reading.error.empty());
  CHECK(reading.warnings.empty());
}

TEST_CASE("a RECORD that does not cover the archive is refused", "[fetch][wheel_contents]") {
  const WheelBuilder base = wheel("evil", "1.0");
  const auto with = [&](const std::function<std::string(std::string)>& edit) {
    WheelBuilder changed = base;
    return read(changed.record_text(record_of(base, edit))).error;
  };
  CHECK(with([](std::string) { return std::string(); }) == k_prefix + "R02: `evil/__init__.py` is not in RECORD");
  CHECK(with([](std::string text) {
          return replaced(std::move(text), "evil/__init__.py,sha256=", "evil/__init__.py,md5=");
        }) == k_prefix + "R09: RECORD has only an md5 of `evil/__init__.py`");
  CHECK(with([](std::string text) {
          const std::size_t start = text.find("evil/__init__.py,");
          const std::size_t end = text.find('\n', start);
          return text.substr(0, start) + "evil/__init__.py,," + text.substr(end);
        }) == k_prefix + "R02: RECORD has no hash of `evil/__init__.py`");
  CHECK(with([](std::string text) {
          return text + "evil/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n";
        }) == k_prefix + "R10: RECORD has two different rows for `evil/__init__.py`");
}

TEST_CASE("rows of RECORD without a file are told and dropped", "[fetch][wheel_contents]") {
  const WheelBuilder base = wheel("evil", "1.0");
  WheelBuilder missing = base;
  missing.record_text(
      record_of(base, [](const std::string& text) { return text + "evil/gone.py,,\n../../victim,,\n"; }));
  const Reading reading = read(missing);
  CHECK(reading.error.empty());
  CHECK(reading.warnings ==
        std::vector<std::string>{
            "wheel `evil-1.0-py3-none-any.whl`: R03: RECORD lists `evil/gone.py`, which is not there",
            "wheel `evil-1.0-py3-none-any.whl`: R04: RECORD lists `../../victim`, which lies outside"});
}

TEST_CASE("of a million rows without a file the first ten are told", "[fetch][wheel_contents]") {
  const WheelBuilder base = wheel("evil", "1.0");
  WheelBuilder missing = base;
  missing.record_text(record_of(base, [](std::string text) {
    for (int i = 0; i < 13; ++i) {
      text += "evil/gone.py,,\n";
    }
    return text;
  }));
  const Reading reading = read(missing);
  REQUIRE(reading.warnings.size() == 11);
  CHECK(reading.warnings.back() ==
        "wheel `evil-1.0-py3-none-any.whl`: R03: RECORD lists 3 more files outside the archive");
}

TEST_CASE("what is odd but usable is told", "[fetch][wheel_contents]") {
  CHECK(read(wheel("evil", "1.0").entry_point("console_scripts", "a!b", "evil:main")).warnings ==
        std::vector<std::string>{
            "wheel `evil-1.0-py3-none-any.whl`: E13: entry point name `a!b` holds unusual characters"});
  CHECK(read(wheel("evil", "1.0").metadata_text("Metadata-Version: 2.99\nName: evil\nVersion: 1.0\n")).warnings ==
        std::vector<std::string>{"wheel `evil-1.0-py3-none-any.whl`: M06: metadata version 2.99 is newer than 2.6; "
                                 "unknown fields are ignored"});
}

TEST_CASE("of many entry points with unusual names the first ten are told", "[fetch][wheel_contents]") {
  WheelBuilder builder = wheel("evil", "1.0");
  for (int i = 0; i < 10; ++i) {
    builder.entry_point("console_scripts", format("a+{}", i), "evil:main");
  }
  CHECK(read(builder).warnings.size() == 10);
  builder.entry_point("gui_scripts", "b+", "evil:main");
  CHECK(read(builder).warnings.back() ==
        "wheel `evil-1.0-py3-none-any.whl`: E13: 1 more name holds unusual characters");
  builder.entry_point("gui_scripts", "c+", "evil:main");
  const Reading reading = read(builder);
  REQUIRE(reading.warnings.size() == 11);
  CHECK(reading.warnings.back() == "wheel `evil-1.0-py3-none-any.whl`: E13: 2 more names hold unusual characters");
}

TEST_CASE("metadata of another distribution is refused", "[fetch][wheel_contents]") {
  CHECK(read(wheel("evil", "1.0").metadata_text("Metadata-Version: 2.1\nName: good\nVersion: 1.0\n")).error ==
        k_prefix + "M01: its METADATA is of `good`");
  CHECK(read(wheel("evil", "1.0").metadata_text("Metadata-Version: 2.1\nName: evil\nVersion: 2.0\n")).error ==
        k_prefix + "M02: its METADATA is of version `2.0`");
  CHECK(read("other-1.0-py3-none-any.whl", wheel("evil", "1.0").bytes()).error ==
        "invalid wheel `other-1.0-py3-none-any.whl`: Z58: `evil-1.0.dist-info` belongs to another distribution");
}

TEST_CASE("missing and newer small files are told", "[fetch][wheel_contents]") {
  CHECK(read(wheel("evil", "1.0").without("evil-1.0.dist-info/WHEEL")).error ==
        k_prefix + "W04: `evil-1.0.dist-info` has no WHEEL");
  CHECK(read(wheel("evil", "1.0").without("evil-1.0.dist-info/METADATA")).error ==
        k_prefix + "W05: `evil-1.0.dist-info` has no METADATA");
  CHECK(read(wheel("evil", "1.0").without("evil-1.0.dist-info/RECORD")).error ==
        k_prefix + "R06: `evil-1.0.dist-info` has no RECORD");
  CHECK(read(wheel("evil", "1.0").wheel_text("Wheel-Version: 1.9\nRoot-Is-Purelib: true\nTag: py3-none-any\n"))
            .warnings ==
        std::vector<std::string>{"wheel `evil-1.0-py3-none-any.whl`: W03: wheel version 1.9 is newer than 1.0"});
  CHECK(read(wheel("evil", "1.0").wheel_text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: cp27-none-any\n"))
            .warnings == std::vector<std::string>{
                             "wheel `evil-1.0-py3-none-any.whl`: W06: its WHEEL file lists other tags than its name"});
}

TEST_CASE("data folders may not reach programs of the environment", "[fetch][wheel_contents]") {
  CHECK(read(wheel("evil", "1.0").data_file("zzz", "x", "x")).error ==
        k_prefix + "D01: `evil-1.0.data/zzz/x` has no known place");
  CHECK(read(wheel("evil", "1.0").data_file("data", "bin/python3", "x")).error ==
        k_prefix + "D02: `evil-1.0.data/data/bin/python3` would replace a program of the environment");
  CHECK(read(wheel("evil", "1.0").data_file("scripts", "Activate", "x")).error ==
        k_prefix + "D02: `evil-1.0.data/scripts/Activate` would replace a program of the environment");
  CHECK(read(wheel("evil", "1.0").data_file("scripts", "sub/x", "x")).error ==
        k_prefix + "D04: `evil-1.0.data/scripts/sub/x` is below a folder of its own, where no script is found");
  CHECK(read(wheel("evil", "1.0").file("other-9.data/scripts/x", "x")).error ==
        k_prefix + "D05: `other-9.data` belongs to another distribution");
  CHECK(read(wheel("evil", "1.0").data_file("data", "pyvenv.cfg", "x")).error ==
        k_prefix + "D09: `evil-1.0.data/data/pyvenv.cfg` would replace a part of the environment");
  CHECK(read(wheel("evil", "1.0").data_file("purelib", "other-2.0.dist-info/METADATA", "x")).error ==
        k_prefix + "Z58: `evil-1.0.data/purelib/other-2.0.dist-info/METADATA` is a second .dist-info folder");
  CHECK(read(wheel("evil", "1.0").data_file("scripts", "activate-global-python-argcomplete", "x")).error.empty());
}

TEST_CASE("entry points that name no function are refused", "[fetch][wheel_contents]") {
  const Reading reading = read(wheel("evil", "1.0").entry_point("console_scripts", "../../pwn", "evil:main"));
  CHECK(reading.error.starts_with(k_prefix + "E01: "));
}

TEST_CASE("folders of metadata and data must be one each, and the wheel's", "[fetch][wheel_contents]") {
  CHECK(read(wheel("evil", "1.0").file("evil.dist-info/x", "x")).error ==
        k_prefix + "Z58: `evil.dist-info` belongs to another distribution");
  CHECK(read(wheel("evil", "1.0").file("Evil-1.0.dist-info/x", "x")).error ==
        k_prefix + "Z58: the archive has both `Evil-1.0.dist-info` and `evil-1.0.dist-info`");
  CHECK(read(wheel("evil", "1.0").file("evil-1.0.data/purelib", "x")).error ==
        k_prefix + "D04: `evil-1.0.data/purelib` is a file, not a folder");
}

TEST_CASE("only the wheel's own egg-info may stand beside its dist-info", "[fetch][second_distribution]") {
  const std::string own = "Metadata-Version: 1.0\nName: Evil\nVersion: 0.9\n";
  const std::string foreign = "Metadata-Version: 1.0\nName: other\nVersion: 2.0\n";
  CHECK(read(wheel("evil", "1.0").file("evil.egg-info/PKG-INFO", own).file("evil.egg-info/x", "x")).error.empty());
  CHECK(read(wheel("evil", "1.0").file("Evil-1.0-py3.11.egg-info", own)).error.empty());
  CHECK(read(wheel("evil", "1.0").file("evil.egg-info/PKG-INFO", "nonsense")).error.empty());
  CHECK(read(wheel("evil", "1.0").file("evil/other.egg-info/PKG-INFO", foreign)).error.empty());
  for (const std::string name : {"other.egg-info", "other-2.0-py3.11.egg-info", "evil-2.0.egg-info", "evil.egg-link",
                                 "other.egg-link", "other-2.0.DIST-INFO"}) {
    INFO(name);
    CHECK(read(wheel("evil", "1.0").file(name, "x")).error ==
          k_prefix + "Z58: `" + name + "` belongs to another distribution");
  }
  for (const std::string path : {"evil.egg-info/PKG-INFO", "evil.egg-info/METADATA", "evil.egg-info"}) {
    INFO(path);
    CHECK(read(wheel("evil", "1.0").file(path, foreign)).error == k_prefix + "Z58: `" + path + "` is of `other`");
  }
  CHECK(read(wheel("evil", "1.0").data_file("purelib", "evil.egg-info/PKG-INFO", own)).error ==
        k_prefix + "Z58: `evil-1.0.data/purelib/evil.egg-info/PKG-INFO` would be a second distribution");
}

TEST_CASE("a tag of another form than those of the name is told", "[fetch][wheel_contents]") {
  CHECK(read(wheel("evil", "1.0").wheel_text("Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none\n")).warnings ==
        std::vector<std::string>{
            "wheel `evil-1.0-py3-none-any.whl`: W06: its WHEEL file lists other tags than its name"});
}

TEST_CASE("small files that are no small files are refused before they are read", "[fetch][wheel_contents]") {
  constexpr std::size_t k_limit = 16ULL * 1024 * 1024;
  CHECK(read(wheel("evil", "1.0").metadata_text(std::string(k_limit + 1, 'x'))).error ==
        k_prefix + "M10: `evil-1.0.dist-info/METADATA` is 16777217 bytes long, over the limit of 16777216");
}

TEST_CASE("metadata and RECORD that cannot be read are refused with the reason", "[fetch][wheel_contents]") {
  const Reading metadata = read(wheel("evil", "1.0").metadata_text("Name: evil\n"));
  CHECK(metadata.error.starts_with(k_prefix + "M"));
  const Reading record = read(wheel("evil", "1.0").record_text("\"evil/__init__.py,,\n"));
  CHECK(record.error.starts_with(k_prefix + "R"));
}

TEST_CASE("RECORD may stand twice in the archive, if it is the same", "[fetch][wheel_contents]") {
  const WheelBuilder base = wheel("evil", "1.0");
  const std::string record = record_of(base, [](std::string text) { return text; });
  WheelBuilder twice = base;
  CHECK(read(twice.record_text(record).file("evil-1.0.dist-info/RECORD", record)).error.empty());
}

}  // namespace axle::fetch
