// SPDX-License-Identifier: MIT OR Apache-2.0
// Marker and specifier texts of foreign metadata, as numbers: each text is parsed once, each marker judged once.
//
// Source:   resolver.md 7.4; leniency as in 2.3 (spec/ repairs and tells; here the repairs are kept for warnings).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/text_hash.hpp"
#include "spec/marker.hpp"
#include "spec/specifier.hpp"

namespace axle::resolver {

using MarkerId = std::uint32_t;
using SpecifierId = std::uint32_t;

/// What a marker says about the target.
struct JudgedMarker {
  bool holds = true;                              ///< without any extra
  std::vector<spec::ExtraName> extras_that_help;  ///< it holds with one of these active; empty when `holds`
  std::vector<spec::ExtraName> required_extra;    ///< Marker::required_extra(), or none
  std::string problem;                            ///< not empty: nobody can read it
  std::vector<std::string> repairs;
};

struct ReadSpecifier {
  spec::SpecifierSet set;
  std::string problem;  ///< not empty: nobody can read it
  std::vector<std::string> repairs;
};

class RequirementTexts {
 public:
  explicit RequirementTexts(const spec::MarkerEnvironment& environment) : environment_(environment) {}

  [[nodiscard]] const JudgedMarker& marker(std::string_view text);
  [[nodiscard]] SpecifierId specifier_id(std::string_view text);
  /// For first-party requirements, which are parsed already.
  [[nodiscard]] SpecifierId specifier_id(const spec::SpecifierSet& set);
  [[nodiscard]] const ReadSpecifier& specifier(SpecifierId id) const { return specifiers_[id]; }

 private:
  template <typename Value>
  using ByText = std::unordered_map<std::string, Value, TextHash, std::equal_to<>>;

  [[nodiscard]] JudgedMarker judge(std::string_view text) const;

  const spec::MarkerEnvironment& environment_;
  ByText<JudgedMarker> markers_;  // both are looked up, never walked
  ByText<SpecifierId> specifier_ids_;
  std::deque<ReadSpecifier> specifiers_;
};

}  // namespace axle::resolver
