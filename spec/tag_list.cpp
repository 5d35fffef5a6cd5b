// SPDX-License-Identifier: MIT OR Apache-2.0
// The tags of an interpreter in order of preference.
//
// Source:  packaging 26.3 sys_tags(), whose answers stand in tests/data/spec/tags; abi3t of PEP 803 included.
#include <algorithm>
#include <string>
#include <vector>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/platform_tags.hpp"
#include "spec/tag.hpp"

namespace axle::spec {
namespace {

using Names = std::vector<std::string>;

std::string normalized(std::string_view text) {
  std::string out = to_lower_ascii(text);
  std::ranges::replace_if(out, [](char c) { return c == '.' || c == '-' || c == ' '; }, '_');
  return out;
}

bool is_at_least(const TargetPython& target, std::uint32_t major, std::uint32_t minor) {
  return target.major > major || (target.major == major && target.minor >= minor);
}

void append_all(std::vector<Tag>& out, const std::string& python, const std::string& abi, const Names& platforms) {
  for (const std::string& platform : platforms) {
    out.push_back({python, abi, platform});
  }
}

Names cpython_abis(const TargetPython& target, const std::string& digits) {
  // Until 3.7 the flags were part of the ABI: `cp37m`, `cp36dm`.
  if (!is_at_least(target, 3, 8)) {
    return {"cp" + digits + target.abi_flags};
  }
  const std::string plain = "cp" + digits + (target.free_threaded && is_at_least(target, 3, 13) ? "t" : "");
  // A debug build loads extensions of the release build too.
  return target.debug ? Names{plain + "d", plain} : Names{plain};
}

void append_cpython(std::vector<Tag>& out, const TargetPython& target, const Names& platforms) {
  const std::string digits = format("{}{}", target.major, target.minor);
  const std::string python = "cp" + digits;
  for (const std::string& abi : cpython_abis(target, digits)) {
    append_all(out, python, abi, platforms);
  }
  // PEP 703: extensions of builds with the GIL never load into one without; the stable ABI of the latter is abi3t.
  const bool has_stable_abi = is_at_least(target, 3, 2);
  const std::string stable_abi = target.free_threaded && is_at_least(target, 3, 13) ? "abi3t" : "abi3";
  if (has_stable_abi) {
    append_all(out, python, stable_abi, platforms);
  }
  append_all(out, python, "none", platforms);
  for (std::uint32_t minor = target.minor; has_stable_abi && minor > 2; --minor) {
    append_all(out, format("cp{}{}", target.major, minor - 1), stable_abi, platforms);
  }
}

std::string short_name(const std::string& implementation) {
  if (implementation == "pypy") {
    return "pp";
  }
  if (implementation == "ironpython") {
    return "ip";
  }
  if (implementation == "jython") {
    return "jy";
  }
  return implementation;
}

/// `pypy310-pp73-x86_64-linux-gnu` → `pypy310_pp73`: the part of SOABI that names the ABI, not the platform.
std::string generic_abi(const std::string& soabi) {
  const std::vector<std::string_view> parts = split(soabi, '-');
  const std::size_t wanted = parts[0].starts_with("pypy") ? 2 : parts[0].starts_with("graalpy") ? 3 : parts.size();
  std::string out;
  for (std::size_t i = 0; i < std::min(wanted, parts.size()); ++i) {
    out += (i == 0 ? "" : "_");
    out += parts[i];
  }
  return normalized(out);
}

void append_generic(std::vector<Tag>& out, const TargetPython& target, const Names& platforms) {
  const std::string python = format("{}{}{}", short_name(target.implementation), target.major, target.minor);
  if (const std::string abi = generic_abi(target.soabi); !abi.empty() && abi != "none") {
    append_all(out, python, abi, platforms);
  }
  append_all(out, python, "none", platforms);
}

/// `py311`, `py3`, `py310`, …, `py30`.
Names pure_pythons(const TargetPython& target) {
  Names out = {format("py{}{}", target.major, target.minor), format("py{}", target.major)};
  for (std::uint32_t minor = target.minor; minor > 0; --minor) {
    out.push_back(format("py{}{}", target.major, minor - 1));
  }
  return out;
}

}  // namespace

SupportedTags SupportedTags::of(const TargetPython& target) {
  const Names platforms = make_platform_tags(target.platform);
  const bool is_cpython = target.implementation == "cpython";
  std::vector<Tag> out;
  if (is_cpython) {
    append_cpython(out, target, platforms);
  } else {
    append_generic(out, target, platforms);
  }
  const Names pythons = pure_pythons(target);
  for (const std::string& python : pythons) {
    append_all(out, python, "none", platforms);
  }
  if (is_cpython) {
    out.push_back({format("cp{}{}", target.major, target.minor), "none", "any"});
  } else if (target.implementation == "pypy") {
    out.push_back({"pp3", "none", "any"});
  }
  for (const std::string& python : pythons) {
    out.push_back({python, "none", "any"});
  }
  return SupportedTags(std::move(out));
}

}  // namespace axle::spec
