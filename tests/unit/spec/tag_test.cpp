// SPDX-License-Identifier: MIT OR Apache-2.0
// Tags against what packaging 26.3 says (tests/data/spec/tags, make_tags.py), and the ranking of compressed sets.
#include "spec/tag.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/format.hpp"
#include "base/text.hpp"
#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

struct RecordedAnswer {
  TargetPython target;
  std::vector<Tag> tags;
};

std::uint32_t number(std::string_view text) {
  return static_cast<std::uint32_t>(parse_decimal(text).value());
}

TargetPython make_target(const std::map<std::string, std::string>& facts) {
  TargetPython target;
  const std::vector<std::string_view> version = split(facts.at("version"), '.');
  target.implementation = facts.at("implementation");
  target.major = number(version[0]);
  target.minor = number(version[1]);
  target.abi_flags = facts.at("abi_flags");
  target.soabi = facts.at("soabi");
  target.free_threaded = facts.at("free_threaded") == "1";
  target.debug = facts.at("debug") == "1";
  PlatformFacts& platform = target.platform;
  platform.system = facts.at("system");
  platform.machine = facts.at("machine");
  platform.pointer_32bit = facts.at("pointer_32bit") == "1";
  const std::vector<std::string_view> libc = split(facts.at("libc"), ' ');
  const std::vector<std::string_view> libc_version = split(libc[1], '.');
  platform.libc = libc[0] == "glibc" ? LibC::glibc : libc[0] == "musl" ? LibC::musl : LibC::none;
  platform.libc_major = number(libc_version[0]);
  platform.libc_minor = number(libc_version[1]);
  const std::vector<std::string_view> os = split(facts.at("os"), '.');
  platform.os_major = number(os[0]);
  platform.os_minor = number(os[1]);
  return target;
}

void append_row(std::vector<Tag>& tags, std::string_view row, const std::vector<std::string>& platforms) {
  const std::vector<std::string_view> parts = split(row, '-');
  REQUIRE(parts.size() == 3);
  const std::vector<std::string> one = {std::string(parts[2])};
  for (const std::string& platform : parts[2] == "*" ? platforms : one) {
    tags.push_back({std::string(parts[0]), std::string(parts[1]), platform});
  }
}

RecordedAnswer read_answer(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::map<std::string, std::string> facts;
  std::vector<std::string> platforms;
  RecordedAnswer out;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) {
      continue;
    }
    const std::size_t colon = line.find(": ");
    if (colon == std::string::npos) {
      append_row(out.tags, line, platforms);
    } else if (line.starts_with("platform: ")) {
      platforms.push_back(line.substr(colon + 2));
    } else {
      facts[line.substr(0, colon)] = line.substr(colon + 2);
    }
  }
  out.target = make_target(facts);
  return out;
}

std::vector<std::string> to_texts(const std::vector<Tag>& tags) {
  std::vector<std::string> out;
  for (const Tag& tag : tags) {
    out.push_back(tag.to_string());
  }
  return out;
}

RecordedAnswer recorded(const std::string& name) {
  return read_answer(std::filesystem::path(AXLE_TEST_DATA) / "spec/tags" / (name + ".txt"));
}

TEST_CASE("tags and their order are packaging's for every recorded interpreter", "[spec][tag]") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(AXLE_TEST_DATA) / "spec/tags")) {
    if (entry.path().extension() != ".txt") {
      continue;
    }
    ++files;
    INFO(entry.path().filename().string());
    const RecordedAnswer answer = read_answer(entry.path());
    REQUIRE_FALSE(answer.tags.empty());
    CHECK(to_texts(SupportedTags::of(answer.target).tags()) == to_texts(answer.tags));
  }
  CHECK(files >= 20);
}

TEST_CASE("a build without the GIL takes neither abi3 nor plain ABIs", "[spec][tag]") {
  const SupportedTags tags = SupportedTags::of(recorded("cp313t-manylinux-x86_64").target);
  CHECK(tags.fits({"cp313", "cp313t", "manylinux_2_17_x86_64"}));
  CHECK_FALSE(tags.fits({"cp313", "cp313", "manylinux_2_17_x86_64"}));
  CHECK_FALSE(tags.fits({"cp39", "abi3", "manylinux_2_17_x86_64"}));
  CHECK(tags.fits({"cp39", "abi3t", "manylinux_2_17_x86_64"}));
  CHECK(tags.fits({"py3", "none", "any"}));
}

TEST_CASE("the rank of a set is that of its best tag", "[spec][tag]") {
  const SupportedTags tags = SupportedTags::from_list({{"cp311", "cp311", "linux_x86_64"},
                                                       {"cp311", "abi3", "linux_x86_64"},
                                                       {"py311", "none", "any"},
                                                       {"py3", "none", "any"}});
  CHECK(tags.rank({"cp311", "cp311", "linux_x86_64"}) == 0U);
  CHECK(tags.rank({"cp311", "cp310.abi3", "win_amd64.linux_x86_64"}) == 1U);
  CHECK(tags.rank({"py2.py3", "none", "any"}) == 3U);
  CHECK(tags.rank({"py3.py311", "none", "any"}) == 2U);
  CHECK(tags.rank({"PY3", "None", "ANY"}) == 3U);
  CHECK_FALSE(tags.rank({"py2", "none", "any"}));
  CHECK_FALSE(tags.rank({"", "", ""}));
  CHECK_FALSE(tags.rank({"py3", "none", "anyx"}));
  CHECK_FALSE(tags.rank({"py3", "none", "an"}));
}

TEST_CASE("a tag that is listed twice keeps its better place", "[spec][tag]") {
  const SupportedTags tags =
      SupportedTags::from_list({{"py3", "none", "any"}, {"a", "b", "c"}, {"py3", "none", "any"}});
  CHECK(tags.rank({"py3", "none", "any"}) == 0U);
}

TEST_CASE("what does not fit says how close it came", "[spec][tag]") {
  const SupportedTags tags = SupportedTags::of(recorded("cp311-manylinux-x86_64").target);
  CHECK(tags.mismatch({"cp312", "cp312", "manylinux_2_17_x86_64"}) == TagMismatch::python);
  CHECK(tags.mismatch({"py2", "none", "any"}) == TagMismatch::python);
  CHECK(tags.mismatch({"cp310", "cp310", "manylinux_2_17_x86_64"}) == TagMismatch::abi);
  CHECK(tags.mismatch({"cp311", "cp311d", "manylinux_2_17_x86_64"}) == TagMismatch::abi);
  CHECK(tags.mismatch({"cp311", "cp311", "win_amd64"}) == TagMismatch::platform);
  CHECK(tags.mismatch({"cp311", "cp311", "manylinux_2_99_x86_64"}) == TagMismatch::platform);
  CHECK(tags.mismatch({"cp312.cp311", "cp311", "win_amd64"}) == TagMismatch::platform);
}

TEST_CASE("an unknown system still has the tags of pure Python", "[spec][tag]") {
  TargetPython target;
  target.implementation = "cpython";
  target.minor = 1;
  target.platform.system = "plan9";
  CHECK(to_texts(SupportedTags::of(target).tags()) ==
        std::vector<std::string>{"cp31-none-any", "py31-none-any", "py3-none-any", "py30-none-any"});
}

}  // namespace
}  // namespace axle::spec
