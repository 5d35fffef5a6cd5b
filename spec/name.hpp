// SPDX-License-Identifier: MIT OR Apache-2.0
// Names of distributions, extras and dependency groups, always normalised.
//
// Spec:    PEP 503 / name-normalization (runs of -_. become one "-", lower case), PEP 685 (extras), PEP 735 (groups).
//          ASCII only, never Unicode case folding (reliability Q16).
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace axle::spec {

/// The normalised form of any valid or invalid text; for look-ups of foreign keys.
[[nodiscard]] std::string normalize_name(std::string_view text);
/// Letters, digits, and -_. inside; begins and ends with a letter or digit.
[[nodiscard]] bool is_valid_name(std::string_view text);

/// A normalised name; the tag keeps packages, extras and groups apart.
template <typename Tag>
class NormalizedName {
 public:
  NormalizedName() = default;
  /// Errors: bad_name, for example "`-foo` is not a valid package name".
  [[nodiscard]] static Result<NormalizedName> parse(std::string_view text);
  /// For text that is normalised already (cache files, literals in tests); ASSERTs validity.
  [[nodiscard]] static NormalizedName of(std::string_view normalized);

  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  auto operator<=>(const NormalizedName&) const = default;

 private:
  std::string text_;
};

struct PackageTag {};
struct ExtraTag {};
struct GroupTag {};
using PackageName = NormalizedName<PackageTag>;
using ExtraName = NormalizedName<ExtraTag>;
using GroupName = NormalizedName<GroupTag>;

extern template class NormalizedName<PackageTag>;
extern template class NormalizedName<ExtraTag>;
extern template class NormalizedName<GroupTag>;

}  // namespace axle::spec

template <typename Tag>
struct std::hash<axle::spec::NormalizedName<Tag>> {  // NOLINT(cert-dcl58-cpp): allowed for types of one's own
  std::size_t operator()(const axle::spec::NormalizedName<Tag>& name) const noexcept {
    return std::hash<std::string>{}(name.text());
  }
};
