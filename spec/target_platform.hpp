// SPDX-License-Identifier: MIT OR Apache-2.0
// Targets that are not the interpreter at hand: another Python version, another platform.
//
// Source:  the names that uv takes for --python-platform (features.md 1.0, TRIPLE) and what it makes of them, measured:
//          glibc 2.28 for the plain Linux names, musl 1.2, macOS 13, iOS 13, Android API 24.
// Not here: finding an interpreter (venv), the tags themselves (platform_tags.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "spec/target_python.hpp"
#include "spec/version.hpp"

namespace axle::spec {

struct TargetPlatform {
  PlatformFacts facts;
  std::string os_name;
  std::string sys_platform;
  std::string platform_system;
  std::string platform_machine;
  bool operator==(const TargetPlatform&) const = default;
};

/// `linux`, `x86_64-unknown-linux-musl`, `aarch64-manylinux_2_34`, `aarch64-apple-darwin`, …
[[nodiscard]] std::optional<TargetPlatform> find_target_platform(std::string_view name);

/// All names that find_target_platform() knows, in the order in which a usage error lists them.
[[nodiscard]] std::vector<std::string> target_platform_names();

/// The same interpreter on another platform. Nothing is known of its release.
[[nodiscard]] TargetPython with_platform(TargetPython python, const TargetPlatform& platform);

/// Another version of the same implementation; parts that are not given are 0: `3.9` is 3.9.0.
[[nodiscard]] TargetPython with_version(TargetPython python, const Version& version);

}  // namespace axle::spec
