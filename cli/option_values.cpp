// SPDX-License-Identifier: MIT OR Apache-2.0
// Precedence, once for all options.
#include "cli/option_values.hpp"

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::cli {
namespace {

std::vector<std::string> split_list(const OptionRow& row, const std::string& text) {
  if (row.shape != OptionShape::repeated) {
    return {text};
  }
  std::string blanks = text;
  if (row.id == OptionId::find_links) {
    for (char& c : blanks) {
      c = c == ',' ? ' ' : c;
    }
  }
  std::vector<std::string> list;
  for (const std::string_view part : split_blanks(blanks)) {
    list.emplace_back(part);
  }
  return list;
}

}  // namespace

std::optional<SourcedValue> OptionValues::from_environment(const OptionRow& row) const {
  if (row.env.empty()) {
    return std::nullopt;
  }
  for (const std::string_view prefix : {"AXLE_", "UV_"}) {
    if (prefix == "UV_" && !row.from_uv) {
      continue;
    }
    const std::string name = format("{}{}", prefix, row.env);
    if (const auto value = find_value(environment_, name)) {
      return SourcedValue{.values = split_list(row, *value), .origin = name};
    }
  }
  return std::nullopt;
}

std::vector<SourcedValue> OptionValues::places(OptionId id) const {
  const OptionRow& row = row_of(id);
  std::vector<SourcedValue> places;
  if (args_.has(id)) {
    auto values = row.shape == OptionShape::flag ? std::vector<std::string>{"true"} : args_.all(id);
    places.push_back({.values = std::move(values), .origin = std::string(long_name_of(row))});
  }
  if (auto value = from_environment(row)) {
    places.push_back(std::move(*value));
  }
  for (const ConfigLayer& layer : layers_) {
    const auto found = layer.values.find(id);
    if (found != layer.values.end() && (!layer.is_uv || row.from_uv)) {
      places.push_back({.values = found->second, .origin = layer.origin});
    }
  }
  return places;
}

std::vector<std::string> OptionValues::list(OptionId id) const {
  std::vector<std::string> joined;
  for (const SourcedValue& place : places(id)) {
    joined.insert(joined.end(), place.values.begin(), place.values.end());
  }
  return joined;
}

std::optional<std::string> OptionValues::single(OptionId id) const {
  const auto found = places(id);
  return found.empty() || found.front().values.empty() ? std::nullopt : std::optional(found.front().values.back());
}

Result<bool> OptionValues::flag(OptionId id) const {
  const auto found = places(id);
  if (found.empty()) {
    return false;
  }
  const auto value = parse_boolean(found.front().values.front());
  if (!value) {
    return fail(ErrorCode::usage, format("invalid value '{}' for {}: expected true or false",
                                         to_printable(found.front().values.front()), found.front().origin));
  }
  return *value;
}

Error OptionValues::not_possible(OptionId id, std::string_view text, std::string_view possible) {
  return Error(ErrorCode::usage, format("invalid value '{}' for '{} <{}>'", to_printable(text),
                                        long_name_of(row_of(id)), row_of(id).value))
      .with_hint(format("possible values: {}", possible));
}

std::string OptionValues::origin(OptionId id) const {
  const auto found = places(id);
  return found.empty() ? std::string{} : found.front().origin;
}

}  // namespace axle::cli
