// SPDX-License-Identifier: MIT OR Apache-2.0
// Platform tags for Linux (glibc, musl), macOS, Windows, Android, iOS and Pyodide.
//
// Source:  packaging 26.3, whose answers stand in tests/data/spec/tags.
#include "spec/platform_tags.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::spec {
namespace {

using Names = std::vector<std::string>;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> candidates) {
  return std::ranges::find(candidates, text) != candidates.end();
}

std::string to_tag_text(std::string_view text) {
  std::string out = to_lower_ascii(text);
  std::ranges::replace_if(out, [](char c) { return c == '.' || c == '-' || c == ' '; }, '_');
  return out;
}

/// What one machine name stands for: a 32-bit interpreter on a 64-bit kernel runs the 32-bit family.
Names linux_machines(const PlatformFacts& facts) {
  const std::string machine = to_tag_text(facts.machine);
  if (facts.pointer_32bit && machine == "x86_64") {
    return {"i686"};
  }
  if (machine == "armv8l" || (facts.pointer_32bit && machine == "aarch64")) {
    return {"armv8l", "armv7l"};
  }
  return {machine};
}

bool has_manylinux(const Names& machines) {
  return std::ranges::any_of(machines, [](const std::string& machine) {
    return is_one_of(machine,
                     {"x86_64", "i686", "aarch64", "armv7l", "ppc64", "ppc64le", "s390x", "loongarch64", "riscv64"});
  });
}

std::string_view legacy_manylinux(std::uint32_t minor) {
  switch (minor) {
    case 17:
      return "manylinux2014";
    case 12:
      return "manylinux2010";
    case 5:
      return "manylinux1";
    default:
      return {};
  }
}

/// glibc 2 only: there has been no other major, and none is promised.
void append_manylinux(Names& out, const PlatformFacts& facts, const Names& machines) {
  if (!has_manylinux(machines) || facts.libc_major != 2) {
    return;
  }
  const bool is_x86 = machines.front() == "x86_64" || machines.front() == "i686";
  const std::uint32_t oldest = is_x86 ? 5 : 17;
  const std::uint32_t newest = std::min<std::uint32_t>(facts.libc_minor, 999);
  for (const std::string& machine : machines) {
    for (std::uint32_t minor = newest; minor >= oldest; --minor) {
      out.push_back(format("manylinux_2_{}_{}", minor, machine));
      if (const std::string_view legacy = legacy_manylinux(minor); !legacy.empty()) {
        out.push_back(format("{}_{}", legacy, machine));
      }
    }
  }
}

void append_musllinux(Names& out, const PlatformFacts& facts, const Names& machines) {
  const std::uint32_t newest = std::min<std::uint32_t>(facts.libc_minor, 999);
  for (const std::string& machine : machines) {
    for (std::uint32_t minor = newest + 1; minor-- > 0;) {
      out.push_back(format("musllinux_{}_{}_{}", facts.libc_major, minor, machine));
    }
  }
}

Names make_linux_tags(const PlatformFacts& facts) {
  const Names machines = linux_machines(facts);
  Names out;
  for (const std::string& machine : machines) {
    out.push_back("linux_" + machine);
  }
  if (facts.libc == LibC::glibc) {
    append_manylinux(out, facts, machines);
  } else if (facts.libc == LibC::musl) {
    append_musllinux(out, facts, machines);
  }
  return out;
}

/// Binary formats that run on a macOS version with this processor; a fat binary counts for each of its parts.
std::vector<std::string_view> mac_formats(std::uint32_t major, std::uint32_t minor, std::string_view machine) {
  const bool before_10_4 = major == 10 && minor < 4;
  if (machine == "x86_64") {
    return before_10_4 ? std::vector<std::string_view>{}
                       : std::vector<std::string_view>{"x86_64", "intel", "fat64", "fat3", "universal2", "universal"};
  }
  if (machine == "i386") {
    return before_10_4 ? std::vector<std::string_view>{}
                       : std::vector<std::string_view>{"i386", "intel", "fat3", "fat", "universal"};
  }
  if (machine == "arm64") {
    return {"arm64", "universal2"};
  }
  return {machine};
}

void append_mac_version(Names& out, std::uint32_t major, std::uint32_t minor, std::string_view machine) {
  for (const std::string_view binary_format : mac_formats(major, minor, machine)) {
    out.push_back(format("macosx_{}_{}_{}", major, minor, binary_format));
  }
}

Names make_mac_tags(const PlatformFacts& facts) {
  std::string machine = to_tag_text(facts.machine);
  if (facts.pointer_32bit && machine == "x86_64") {
    machine = "i386";
  }
  Names out;
  if (facts.os_major == 10) {
    for (std::uint32_t minor = std::min<std::uint32_t>(facts.os_minor, 99) + 1; minor-- > 0;) {
      append_mac_version(out, 10, minor, machine);
    }
    return out;
  }
  for (std::uint32_t major = std::min<std::uint32_t>(facts.os_major, 99); major > 10; --major) {
    append_mac_version(out, major, 0, machine);
  }
  // 10.4 to 10.16: everything for Intel; for others only the fat binaries whose Intel part is that old.
  for (std::uint32_t minor = 16; minor > 3; --minor) {
    if (machine == "x86_64") {
      append_mac_version(out, 10, minor, machine);
    } else {
      out.push_back(format("macosx_10_{}_universal2", minor));
    }
  }
  return out;
}

Names make_windows_tags(const PlatformFacts& facts) {
  const std::string machine = to_tag_text(facts.machine);
  if (machine == "arm64" || machine == "aarch64") {
    return {"win_arm64"};
  }
  const bool is_64bit = !facts.pointer_32bit && is_one_of(machine, {"amd64", "x86_64"});
  return {is_64bit ? "win_amd64" : "win32"};
}

/// PEP 738: a wheel for an older API level runs on newer ones.
Names make_android_tags(const PlatformFacts& facts) {
  constexpr std::uint32_t k_oldest_api = 16;
  Names out;
  for (std::uint32_t api = std::min<std::uint32_t>(facts.os_major, 999); api >= k_oldest_api; --api) {
    out.push_back(format("android_{}_{}", api, to_tag_text(facts.machine)));
  }
  return out;
}

/// PEP 730: iOS 12 is the oldest with 64 bits alone.
Names make_ios_tags(const PlatformFacts& facts) {
  constexpr std::uint32_t k_oldest = 12;
  constexpr std::uint32_t k_last_minor = 9;
  const std::string machine = to_tag_text(facts.machine);
  Names out;
  for (std::uint32_t major = std::min<std::uint32_t>(facts.os_major, 99); major >= k_oldest; --major) {
    for (std::uint32_t minor = (major == facts.os_major ? facts.os_minor : k_last_minor) + 1; minor-- > 0;) {
      out.push_back(format("ios_{}_{}_{}", major, minor, machine));
    }
  }
  return out;
}

}  // namespace

std::vector<std::string> make_platform_tags(const PlatformFacts& facts) {
  if (facts.system == "linux") {
    return make_linux_tags(facts);
  }
  if (facts.system == "macos") {
    return make_mac_tags(facts);
  }
  if (facts.system == "windows") {
    return make_windows_tags(facts);
  }
  if (facts.system == "android") {
    return make_android_tags(facts);
  }
  if (facts.system == "ios") {
    return make_ios_tags(facts);
  }
  if (facts.system == "pyodide") {
    return {format("pyodide_{}_{}_{}", facts.os_major, facts.os_minor, to_tag_text(facts.machine))};
  }
  return {};
}

}  // namespace axle::spec
