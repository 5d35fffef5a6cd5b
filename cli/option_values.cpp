// SPDX-License-Identifier: MIT OR Apache-2.0
// Precedence, once for all options.
#include "cli/option_values.hpp"

#include <algorithm>
#include <utility>

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

/// What a message calls the place of a value, beside the file and line that it may have.
std::string subject_of(OptionId id, const GivenValue& given) {
  switch (given.kind) {
    case OriginKind::option:
      return format("'{} <{}>'", long_name_of(row_of(id)), row_of(id).value);
    case OriginKind::variable:
      return given.origin;
    case OriginKind::file:
      break;
  }
  return format("`{}`", given.value.key);
}

Error with_origin(Error error, const GivenValue& given) {
  return given.kind != OriginKind::file
             ? std::move(error)
             : std::move(error).with_place(
                   {.file = given.origin, .line = given.value.line, .column = given.value.column});
}

/// Of use only to who asks an index, or installs what it gave.
bool is_for_obtaining(const OptionRow& row) {
  return row.group == OptionGroup::index || row.id == OptionId::exclude_newer ||
         row.id == OptionId::exclude_newer_package || row.id == OptionId::link_mode;
}

std::vector<GivenValue> of_layers(const std::vector<ConfigLayer>& layers,
                                  std::vector<ConfigValue> ConfigLayer::* list) {
  std::vector<GivenValue> found;
  for (const ConfigLayer& layer : layers) {
    for (const ConfigValue& value : layer.*list) {
      found.push_back({.value = value, .origin = layer.origin, .kind = layer.kind});
    }
  }
  return found;
}

}  // namespace

Error invalid_value(OptionId id, const GivenValue& given, const Error& reason) {
  Error error(reason.code(), format("invalid value for {}: {}", subject_of(id, given), reason.message()));
  for (const std::string& hint : reason.hints()) {
    error = std::move(error).with_hint(hint);
  }
  return with_origin(std::move(error), given);
}

std::optional<OptionValues::Place> OptionValues::from_environment(const OptionRow& row) const {
  if (row.env.empty()) {
    return std::nullopt;
  }
  for (const std::string_view prefix : {"AXLE_", "UV_"}) {
    if (prefix == "UV_" && !row.from_uv) {
      continue;
    }
    const std::string name = format("{}{}", prefix, row.env);
    if (const auto value = find_value(environment_, name)) {
      Place place;
      for (std::string& text : split_list(row, *value)) {
        place.push_back({.value = {.text = std::move(text)}, .origin = name, .kind = OriginKind::variable});
      }
      return place;
    }
  }
  return std::nullopt;
}

/// What was typed that takes the flag back.
const OptionRow* OptionValues::find_typed_opposite(OptionId id) const {
  const auto rows = option_rows();
  const auto found =
      std::ranges::find_if(rows, [&](const OptionRow& row) { return row.negated == id && args_.has(row.id); });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<OptionValues::Place> OptionValues::places(OptionId id) const {
  const OptionRow& row = row_of(id);
  std::vector<Place> places;
  if (const OptionRow* opposite = find_typed_opposite(id)) {
    places.push_back({{.value = {.text = "false"}, .origin = std::string(long_name_of(*opposite))}});
  }
  if (args_.has(id)) {
    const auto texts = row.shape == OptionShape::flag ? std::vector<std::string>{"true"} : args_.all(id);
    Place& place = places.emplace_back();
    for (const std::string& text : texts) {
      place.push_back({.value = {.text = text}, .origin = std::string(long_name_of(row)), .kind = OriginKind::option});
    }
  }
  if (auto value = from_environment(row)) {
    places.push_back(std::move(*value));
  }
  for (const ConfigLayer& layer : layers_) {
    const auto found = layer.values.find(id);
    if (found != layer.values.end() && (!layer.is_uv || row.from_uv)) {
      Place& place = places.emplace_back();
      for (const ConfigValue& value : found->second) {
        place.push_back({.value = value, .origin = layer.origin, .kind = layer.kind});
      }
    }
  }
  std::erase_if(places, [](const Place& place) { return place.empty(); });
  return places;
}

std::vector<GivenValue> OptionValues::explicit_indexes() const {
  return of_layers(layers_, &ConfigLayer::explicit_indexes);
}

std::vector<GivenValue> OptionValues::explicit_flats() const {
  return of_layers(layers_, &ConfigLayer::explicit_flats);
}

std::vector<GivenValue> OptionValues::given(OptionId id) const {
  const auto found = places(id);
  if (row_of(id).shape != OptionShape::repeated) {
    return found.empty() ? Place{} : Place{found.front().back()};
  }
  Place joined;
  for (const Place& place : found) {
    joined.insert(joined.end(), place.begin(), place.end());
  }
  return joined;
}

std::vector<std::string> OptionValues::list(OptionId id) const {
  std::vector<std::string> texts;
  for (const GivenValue& given : given(id)) {
    texts.push_back(given.value.text);
  }
  return texts;
}

std::optional<std::string> OptionValues::single(OptionId id) const {
  const auto found = places(id);
  return found.empty() ? std::nullopt : std::optional(found.front().back().value.text);
}

bool OptionValues::matters(OptionId id) const {
  const OptionRow& row = row_of(id);
  if (args_.has(id)) {
    return true;
  }
  if ((row.commands & only(args_.command)) == 0) {
    return false;
  }
  return !is_for_obtaining(row) || obtains_packages();
}

bool OptionValues::obtains_packages() const {
  const bool looks =
      args_.command == Command::pip_list || args_.command == Command::pip_tree || args_.command == Command::pip_why;
  return looks                            ? args_.has(OptionId::outdated)
         : args_.command == Command::venv ? flag(OptionId::seed).value_or(false)
                                          : true;
}

Result<bool> OptionValues::flag(OptionId id) const {
  const auto found = places(id);
  if (found.empty()) {
    return false;
  }
  const GivenValue& given = found.front().front();
  const auto value = parse_boolean(given.value.text);
  if (!value && matters(id)) {
    return fail(with_origin(Error(ErrorCode::usage, format("invalid value '{}' for {}: expected true or false",
                                                           to_printable(given.value.text), subject_of(id, given))),
                            given));
  }
  return value.value_or(false);
}

Error OptionValues::not_possible(OptionId id, const GivenValue& given, std::string_view possible) {
  return with_origin(Error(ErrorCode::usage,
                           format("invalid value '{}' for {}", to_printable(given.value.text), subject_of(id, given)))
                         .with_hint(format("possible values: {}", possible)),
                     given);
}

std::string OptionValues::origin(OptionId id) const {
  const auto found = places(id);
  return found.empty() ? std::string{} : found.front().front().origin;
}

}  // namespace axle::cli
