// SPDX-License-Identifier: MIT OR Apache-2.0
// Environment markers: parse, print, evaluate for one environment.
//
// Spec:    dependency-specifiers (PEP 508 and its update for extras / dependency_groups); resolver.md 2.4.
// Form:    a flat post-order array of nodes, so neither parsing nor evaluation recurses over foreign depth; nesting is
//          refused at 64 (reliability Q10).
// Not here: the algebra over all environments (resolver/, later).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"

namespace axle::spec {

enum class MarkerVariable : std::uint8_t {
  os_name,
  sys_platform,
  platform_machine,
  platform_python_implementation,
  platform_release,
  platform_system,
  platform_version,
  python_version,
  python_full_version,
  implementation_name,
  implementation_version,
  extra,
  extras,
  dependency_groups,
};

/// The values of one environment, as the interpreter reports them (PEP 508 table).
struct MarkerEnvironment {
  std::string os_name, sys_platform, platform_machine, platform_python_implementation, platform_release;
  std::string platform_system, platform_version, python_version, python_full_version;
  std::string implementation_name, implementation_version;
  bool operator==(const MarkerEnvironment&) const = default;
};

enum class MarkerOperator : std::uint8_t {
  equal,
  not_equal,
  less,
  less_equal,
  greater,
  greater_equal,
  compatible,
  arbitrary,
  in,
  not_in,
};

struct MarkerNode {
  enum class Kind : std::uint8_t { comparison, all_of, any_of, never, always };
  Kind kind = Kind::always;
  // comparison
  MarkerVariable variable = MarkerVariable::os_name;
  MarkerOperator op = MarkerOperator::equal;
  bool value_on_left = false;  ///< `'linux' in sys_platform`: matters for in / not in; others are flipped while parsing
  std::string value;
  // all_of / any_of: how many finished operands before this node belong to it
  std::uint32_t operands = 0;
  bool operator==(const MarkerNode&) const = default;
};

class Marker {
 public:
  /// Always true.
  Marker();
  /// True nowhere.
  [[nodiscard]] static Marker never();
  /// Strict: first-party input. Errors: bad_marker with place.column (1-based, code points) and reason.
  [[nodiscard]] static Result<Marker> parse(std::string_view text);
  struct Lenient;
  /// Foreign metadata: comparisons that make no sense are dropped (become true) with a warning each; syntax errors
  /// remain errors.
  [[nodiscard]] static Result<Lenient> parse_lenient(std::string_view text);

  [[nodiscard]] bool is_always() const;
  /// `extras` are the active extras: `extra == 'x'` is true if x is among them.
  [[nodiscard]] bool evaluate(const MarkerEnvironment& environment, std::span<const ExtraName> extras = {}) const;
  /// The extras compared with `extra ==` that make it true when each is the only active one; sorted, no duplicates.
  [[nodiscard]] std::vector<ExtraName> extras_that_help(const MarkerEnvironment& environment) const;
  /// The extra without which it never holds, as far as its form tells: `extra == "x" and …`, not `extra == "x" or …`.
  [[nodiscard]] std::optional<ExtraName> required_extra() const;
  /// Canonical text, double quotes: `python_version < "3.8" and extra == "x"`.
  [[nodiscard]] std::string to_string() const;
  [[nodiscard]] Marker operator&(const Marker& other) const;
  [[nodiscard]] std::span<const MarkerNode> nodes() const { return *nodes_; }
  [[nodiscard]] bool operator==(const Marker& other) const;

 private:
  explicit Marker(std::vector<MarkerNode> nodes);
  std::shared_ptr<const std::vector<MarkerNode>> nodes_;
};

struct Marker::Lenient {
  Marker marker;
  std::vector<std::string> warnings;
};

}  // namespace axle::spec
