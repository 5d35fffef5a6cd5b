// SPDX-License-Identifier: MIT OR Apache-2.0
// File names of distributions: wheels and source distributions.
//
// Spec:    binary-distribution-format (wheel names, build tags), source-distribution-format (PEP 625; legacy names are
//          split against the known project name only: `foo-2-2.tar.gz` under project foo is refused, reliability I10).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "spec/name.hpp"
#include "spec/tag.hpp"
#include "spec/version.hpp"

namespace axle::spec {

/// Build tag: number, then text.
struct BuildTag {
  std::uint64_t number = 0;
  std::string suffix;
  auto operator<=>(const BuildTag&) const = default;
};

struct WheelName {
  PackageName name;
  Version version;
  std::optional<BuildTag> build;
  std::string python_tags;  ///< compressed, as written
  std::string abi_tags;
  std::string platform_tags;
  std::string dist_info_stem;  ///< first two parts as written: `Foo_Bar-1.0`

  [[nodiscard]] TagTriple tags() const { return {python_tags, abi_tags, platform_tags}; }
  bool operator==(const WheelName&) const = default;
};

/// Whether the ending is that of an archive with a distribution, also of a kind that nobody installs any more.
[[nodiscard]] bool looks_like_archive(std::string_view file_name);

/// Errors: bad_wheel_name, for example "`foo.whl` is not a valid wheel name: must have five or six parts".
[[nodiscard]] Result<WheelName> parse_wheel_name(std::string_view file_name);

struct SdistName {
  PackageName name;
  Version version;
  bool operator==(const SdistName&) const = default;
};

/// `.tar.gz` and `.zip` only; other archives give nothing. `expected` is the project whose page lists the file.
[[nodiscard]] std::optional<SdistName> parse_sdist_name(std::string_view file_name, const PackageName& expected);

}  // namespace axle::spec
