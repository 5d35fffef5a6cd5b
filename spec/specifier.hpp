// SPDX-License-Identifier: MIT OR Apache-2.0
// PEP 440 specifiers, with one lowering: every operator becomes intervals between version bounds, and membership is
// defined through them (only `===` adds a comparison of text).
//
// Spec:    version-specifiers; the table of resolver.md 2.2. Pre-releases are not filtered here: `>=1.0` contains
//          2.0a1; which candidates may be picked is policy (resolver/).
// Leniency: parse_lenient repairs foreign metadata one step at a time (resolver.md 2.3); first-party input is strict.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "spec/version.hpp"

namespace axle::spec {

enum class SpecifierOperator : std::uint8_t {
  equal,           // ==
  equal_star,      // ==1.*
  not_equal,       // !=
  not_equal_star,  // !=1.*
  less,            // <
  less_equal,      // <=
  greater,         // >
  greater_equal,   // >=
  compatible,      // ~=
  arbitrary,       // ===
};

/// A cut between versions. `position` says on which side of all relatives of `version` the cut lies:
/// below_all (before its dev0), below (just before it), above_locals (after it and its locals),
/// above_posts (after all its posts and locals; for final and pre-releases), never in the middle of equal versions.
struct VersionBound {
  enum class Position : std::uint8_t { below_all, below, above, above_locals, above_posts };
  Version version;
  Position position = Position::below;
  /// Whether the cut lies below `candidate`.
  [[nodiscard]] bool is_below(const Version& candidate) const;
  /// Order of cuts. Total.
  [[nodiscard]] std::strong_ordering operator<=>(const VersionBound& other) const;
  [[nodiscard]] bool operator==(const VersionBound& other) const;
};

/// [lower, upper): all versions above the cut `lower` and below the cut `upper`; missing means unbounded.
struct VersionInterval {
  std::optional<VersionBound> lower;
  std::optional<VersionBound> upper;
  bool operator==(const VersionInterval&) const = default;
};

class Specifier {
 public:
  [[nodiscard]] static Result<Specifier> parse(std::string_view text);
  /// ASSERTs what parse refuses: a local version or fewer than two parts where the operator forbids them.
  [[nodiscard]] static Specifier of(SpecifierOperator op, Version version);
  [[nodiscard]] SpecifierOperator op() const { return op_; }
  [[nodiscard]] const Version& version() const { return version_; }
  /// As PEP 440 normalises it: `>=1.0`, `==1.*`, `===text`.
  [[nodiscard]] std::string to_string() const;
  /// Disjoint intervals in ascending order (one, or two for `!=`).
  [[nodiscard]] std::vector<VersionInterval> intervals() const;
  [[nodiscard]] bool contains(const Version& candidate) const;
  /// Same operator and equal versions. With `.*` and `~=` the number of release parts counts: `==1.*` is not `==1.0.*`.
  [[nodiscard]] bool operator==(const Specifier& other) const;

 private:
  friend class SpecifierSet;
  friend class SpecifierReader;
  SpecifierOperator op_ = SpecifierOperator::greater_equal;
  Version version_;
  std::string arbitrary_text_;  ///< only for ===
};

/// A conjunction, for example `>=1.0,!=1.3,<2`. Empty contains everything.
class SpecifierSet {
 public:
  SpecifierSet() = default;
  /// Errors: bad_specifier naming the first bad part and its column in `text`.
  [[nodiscard]] static Result<SpecifierSet> parse(std::string_view text);
  struct Lenient;
  /// Repairs known slips; `repairs` tells each one. Errors only when nothing helps.
  [[nodiscard]] static Result<Lenient> parse_lenient(std::string_view text);

  [[nodiscard]] const std::vector<Specifier>& specifiers() const { return specifiers_; }
  [[nodiscard]] bool empty() const { return specifiers_.empty(); }
  [[nodiscard]] bool contains(const Version& candidate) const;
  /// Intersection of all parts: disjoint, ascending, merged.
  [[nodiscard]] std::vector<VersionInterval> intervals() const;
  /// Whether a part other than `!=` names a pre-release: the pre-release policy "explicit" asks this.
  [[nodiscard]] bool names_prerelease() const;
  /// The version of an `==V` (no star) or `===V` part, if there is one.
  [[nodiscard]] std::optional<Version> pinned() const;
  [[nodiscard]] SpecifierSet operator&(const SpecifierSet& other) const;
  [[nodiscard]] std::string to_string() const;  ///< parts joined by ",", in the order written
  bool operator==(const SpecifierSet&) const = default;

 private:
  std::vector<Specifier> specifiers_;
};

struct SpecifierSet::Lenient {
  SpecifierSet set;
  std::vector<std::string> repairs;
};

/// Whether an interpreter version satisfies a Requires-Python: compares release parts only (a 3.13.0a1 counts as
/// 3.13.0), and of dependencies only lower bounds count (design, *Decisions*; resolver.md 1.1, 2.4).
[[nodiscard]] bool python_satisfies(const SpecifierSet& requires_python, const Version& python);

}  // namespace axle::spec
