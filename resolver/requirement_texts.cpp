// SPDX-License-Identifier: MIT OR Apache-2.0
// Interning of marker and specifier texts.
#include "resolver/requirement_texts.hpp"

namespace axle::resolver {

JudgedMarker RequirementTexts::judge(std::string_view text) const {
  JudgedMarker judged;
  auto parsed = spec::Marker::parse_lenient(text);
  if (!parsed) {
    judged.holds = false;
    judged.problem = parsed.error().message();
    return judged;
  }
  judged.repairs = std::move(parsed->warnings);
  judged.holds = parsed->marker.evaluate(environment_);
  if (auto extra = parsed->marker.required_extra()) {
    judged.required_extra.push_back(*std::move(extra));
  }
  if (!judged.holds) {
    judged.extras_that_help = parsed->marker.extras_that_help(environment_);
  }
  return judged;
}

const JudgedMarker& RequirementTexts::marker(std::string_view text) {
  const auto found = markers_.find(text);
  if (found != markers_.end()) {
    return found->second;
  }
  return markers_.emplace(std::string(text), text.empty() ? JudgedMarker{} : judge(text)).first->second;
}

SpecifierId RequirementTexts::specifier_id(std::string_view text) {
  const auto found = specifier_ids_.find(text);
  if (found != specifier_ids_.end()) {
    return found->second;
  }
  ReadSpecifier read;
  if (!text.empty()) {
    auto parsed = spec::SpecifierSet::parse_lenient(text);
    if (parsed) {
      read.set = std::move(parsed->set);
      read.repairs = std::move(parsed->repairs);
    } else {
      read.problem = parsed.error().message();
    }
  }
  const auto id = static_cast<SpecifierId>(specifiers_.size());
  specifiers_.push_back(std::move(read));
  specifier_ids_.emplace(std::string(text), id);
  return id;
}

SpecifierId RequirementTexts::specifier_id(const spec::SpecifierSet& set) {
  const std::string text = set.to_string();
  const auto found = specifier_ids_.find(text);
  if (found != specifier_ids_.end()) {
    return found->second;
  }
  const auto id = static_cast<SpecifierId>(specifiers_.size());
  specifiers_.push_back({set, {}, {}});
  specifier_ids_.emplace(text, id);
  return id;
}

}  // namespace axle::resolver
