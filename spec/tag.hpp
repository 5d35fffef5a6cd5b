// SPDX-License-Identifier: MIT OR Apache-2.0
// Compatibility tags: which wheels an interpreter can use, best first.
//
// Spec:    PEP 425, PEP 600 (manylinux_x_y and its legacy names), PEP 656 (musllinux), PEP 703 (`t` ABIs: never mixed
//          with GIL builds), abi3 (older minors of the limited API). Order as packaging.tags.sys_tags gives it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "spec/target_python.hpp"

namespace axle::spec {

struct Tag {
  std::string python;    ///< `cp311`
  std::string abi;       ///< `cp311`, `abi3`, `none`
  std::string platform;  ///< `manylinux_2_17_x86_64`
  [[nodiscard]] std::string to_string() const { return python + "-" + abi + "-" + platform; }
  auto operator<=>(const Tag&) const = default;
};

/// Compressed tag set of a wheel's file name: `py2.py3-none-any` stands for two tags.
struct TagTriple {
  std::string_view python;
  std::string_view abi;
  std::string_view platform;
};

/// How a wheel fails to fit; the closest reason of all files is kept for messages, later is closer.
enum class TagMismatch : std::uint8_t { python, abi, platform };

class SupportedTags {
 public:
  /// All tags of the interpreter, most specific first.
  [[nodiscard]] static SupportedTags of(const TargetPython& target);
  /// For tests and recorded answers.
  [[nodiscard]] static SupportedTags from_list(std::vector<Tag> tags);

  [[nodiscard]] const std::vector<Tag>& tags() const { return tags_; }
  /// Priority of the best tag of the set: 0 is best; nothing when none fits. Fast: no allocation.
  [[nodiscard]] std::optional<std::uint32_t> rank(const TagTriple& set) const;
  [[nodiscard]] bool fits(const TagTriple& set) const { return rank(set).has_value(); }
  /// Why a set that does not fit does not.
  [[nodiscard]] TagMismatch mismatch(const TagTriple& set) const;

 private:
  explicit SupportedTags(std::vector<Tag> tags);
  /// Best priority of a (python, abi) row over a set of platforms.
  [[nodiscard]] std::uint32_t best_of_row(std::size_t row, std::string_view platform_set) const;
  [[nodiscard]] bool has_pair(std::size_t python, std::string_view abi_text) const;

  std::vector<Tag> tags_;
  // Each part's distinct texts, sorted, and a dense table [python][abi][platform] of priorities: three binary
  // searches and one look-up a tag.
  std::vector<std::string> pythons_, abis_, platforms_;
  std::vector<std::uint32_t> ranks_;
};

}  // namespace axle::spec
