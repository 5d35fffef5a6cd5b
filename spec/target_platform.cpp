// SPDX-License-Identifier: MIT OR Apache-2.0
// The table of platforms that can be named, and the interpreter as it would be there.
#include "spec/target_platform.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::spec {
namespace {

enum class Family : std::uint8_t { glibc, musl, macos, windows, android, ios, pyodide };

/// `machine` as the tags spell it, `marker_machine` as platform.machine() does there.
struct PlatformRow {
  std::string_view name;
  Family family;
  std::string_view machine;
  std::string_view marker_machine;
  std::uint32_t major = 0;  ///< of the C library or the system
  std::uint32_t minor = 0;
};

constexpr std::array k_rows = std::to_array<PlatformRow>({
    {"windows", Family::windows, "amd64", "AMD64"},
    {"linux", Family::glibc, "x86_64", "x86_64", 2, 28},
    {"macos", Family::macos, "arm64", "arm64", 13},
    {"x86_64-pc-windows-msvc", Family::windows, "amd64", "AMD64"},
    {"aarch64-pc-windows-msvc", Family::windows, "arm64", "ARM64"},
    {"i686-pc-windows-msvc", Family::windows, "x86", "x86"},
    {"x86_64-apple-darwin", Family::macos, "x86_64", "x86_64", 13},
    {"aarch64-apple-darwin", Family::macos, "arm64", "arm64", 13},
    {"x86_64-unknown-linux-gnu", Family::glibc, "x86_64", "x86_64", 2, 28},
    {"aarch64-unknown-linux-gnu", Family::glibc, "aarch64", "aarch64", 2, 28},
    {"x86_64-unknown-linux-musl", Family::musl, "x86_64", "x86_64", 1, 2},
    {"aarch64-unknown-linux-musl", Family::musl, "aarch64", "aarch64", 1, 2},
    {"riscv64-unknown-linux", Family::glibc, "riscv64", "riscv64", 2, 39},
    {"x86_64-manylinux2014", Family::glibc, "x86_64", "x86_64", 2, 17},
    {"aarch64-manylinux2014", Family::glibc, "aarch64", "aarch64", 2, 17},
    {"aarch64-linux-android", Family::android, "arm64_v8a", "aarch64", 24},
    {"x86_64-linux-android", Family::android, "x86_64", "x86_64", 24},
    {"arm64-apple-ios", Family::ios, "arm64_iphoneos", "arm64", 13},
    {"arm64-apple-ios-simulator", Family::ios, "arm64_iphonesimulator", "arm64", 13},
    {"x86_64-apple-ios-simulator", Family::ios, "x86_64_iphonesimulator", "x86_64", 13},
    {"wasm32-pyodide2024", Family::pyodide, "wasm32", "wasm32", 2024},
    {"wasm32-pyodide2025", Family::pyodide, "wasm32", "wasm32", 2025},
});

/// What Python calls the members of a family.
struct FamilyNames {
  std::string_view facts_system;  ///< PlatformFacts::system
  std::string_view os_name;
  std::string_view sys_platform;
  std::string_view platform_system;
};

FamilyNames names_of(Family family) {
  switch (family) {
    case Family::glibc:
    case Family::musl:
      return {"linux", "posix", "linux", "Linux"};
    case Family::macos:
      return {"macos", "posix", "darwin", "Darwin"};
    case Family::windows:
      return {"windows", "nt", "win32", "Windows"};
    case Family::android:
      return {"android", "posix", "android", "Android"};
    case Family::ios:
      return {"ios", "posix", "ios", "iOS"};
    case Family::pyodide:
      return {"pyodide", "posix", "emscripten", "Emscripten"};
  }
  return {};
}

TargetPlatform make(const PlatformRow& row) {
  const FamilyNames names = names_of(row.family);
  TargetPlatform platform{.facts = {.system = std::string(names.facts_system), .machine = std::string(row.machine)},
                          .os_name = std::string(names.os_name),
                          .sys_platform = std::string(names.sys_platform),
                          .platform_system = std::string(names.platform_system),
                          .platform_machine = std::string(row.marker_machine)};
  if (row.family == Family::glibc || row.family == Family::musl) {
    platform.facts.libc = row.family == Family::glibc ? LibC::glibc : LibC::musl;
    platform.facts.libc_major = row.major;
    platform.facts.libc_minor = row.minor;
  } else {
    platform.facts.os_major = row.major;
    platform.facts.os_minor = row.minor;
  }
  platform.facts.pointer_32bit = row.machine == "x86";
  return platform;
}

constexpr std::array<std::string_view, 2> k_manylinux_machines = {"x86_64", "aarch64"};
constexpr std::string_view k_manylinux_infix = "-manylinux_2_";

bool is_manylinux_minor(std::uint64_t minor) {
  return minor == 17 || minor == 28 || (minor >= 31 && minor <= 40);
}

std::optional<TargetPlatform> find_manylinux(std::string_view name) {
  const std::size_t infix = name.find(k_manylinux_infix);
  if (infix == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view machine = name.substr(0, infix);
  const auto minor = parse_decimal(name.substr(infix + k_manylinux_infix.size()));
  const bool is_known = std::ranges::find(k_manylinux_machines, machine) != k_manylinux_machines.end();
  if (!is_known || !minor || !is_manylinux_minor(*minor)) {
    return std::nullopt;
  }
  return make({name, Family::glibc, machine, machine, 2, static_cast<std::uint32_t>(*minor)});
}

}  // namespace

std::optional<TargetPlatform> find_target_platform(std::string_view name) {
  const auto row = std::ranges::find(k_rows, name, &PlatformRow::name);
  return row == k_rows.end() ? find_manylinux(name) : std::optional(make(*row));
}

std::vector<std::string> target_platform_names() {
  std::vector<std::string> names;
  names.reserve(k_rows.size());
  for (const PlatformRow& row : k_rows) {
    names.emplace_back(row.name);
  }
  for (const std::string_view machine : k_manylinux_machines) {
    for (std::uint64_t minor = 17; minor <= 40; ++minor) {
      if (is_manylinux_minor(minor)) {
        names.push_back(format("{}{}{}", machine, k_manylinux_infix, minor));
      }
    }
  }
  return names;
}

TargetPython with_platform(TargetPython python, const TargetPlatform& platform) {
  python.platform = platform.facts;
  MarkerEnvironment& markers = python.markers;
  markers.os_name = platform.os_name;
  markers.sys_platform = platform.sys_platform;
  markers.platform_system = platform.platform_system;
  markers.platform_machine = platform.platform_machine;
  markers.platform_release.clear();
  markers.platform_version.clear();
  return python;
}

TargetPython with_version(TargetPython python, const Version& version) {
  VersionParts parts = version.parts();
  parts.release.resize(3, 0);
  const Version full = Version::from_parts(parts);
  python.version = full;
  python.major = static_cast<std::uint32_t>(parts.release[0]);
  python.minor = static_cast<std::uint32_t>(parts.release[1]);
  python.markers.python_version = format("{}.{}", python.major, python.minor);
  python.markers.python_full_version = full.to_string();
  if (python.implementation == "cpython") {
    python.markers.implementation_version = full.to_string();
    // Until 3.7 pymalloc was a choice of the build, which everybody made; flags of the Python at hand are of that one.
    const bool tells_pymalloc = python.major == 3 && python.minor < 8;
    python.abi_flags = std::string(python.debug ? "d" : "") + (tells_pymalloc ? "m" : "");
  }
  return python;
}

}  // namespace axle::spec
