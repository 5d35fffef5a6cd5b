// SPDX-License-Identifier: MIT OR Apache-2.0
// Asks for the values of each option of the command.
#include "cli/shown_settings.hpp"

#include <cstdint>
#include <string_view>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "base/url.hpp"

namespace axle::cli {
namespace {

std::string place_of(const GivenValue& given) {
  const std::string origin = to_printable(given.origin);
  return given.value.line == 0 ? origin : format("{}:{}", origin, given.value.line);
}

/// What takes another one back is told as that one.
bool is_told(const OptionRow& row, const ParsedArgs& args) {
  return (row.commands & only(args.command)) != 0 && row.negated == OptionId::count &&
         row.id != OptionId::show_settings;
}

}  // namespace

std::vector<ShownSetting> list_given_settings(const ParsedArgs& args, const OptionValues& values) {
  std::vector<ShownSetting> shown;
  for (const OptionRow& row : option_rows()) {
    if (!is_told(row, args)) {
      continue;
    }
    const std::string name(long_name_of(row).substr(2));
    for (const GivenValue& given : values.given(row.id)) {
      shown.push_back({.name = name, .value = to_printable(redact_urls(given.value.text)), .place = place_of(given)});
    }
  }
  return shown;
}

std::string to_text(const std::vector<ShownSetting>& settings) {
  std::string text;
  for (const ShownSetting& setting : settings) {
    format_to(text, "{} = {}  # {}\n", setting.name, setting.value, setting.place);
  }
  return text;
}

std::string to_json(const std::vector<ShownSetting>& settings) {
  JsonWriter json;
  json.begin_array();
  for (const ShownSetting& setting : settings) {
    json.begin_object();
    json.key("name").value(setting.name);
    json.key("value").value(setting.value);
    json.key("from").value(setting.place);
    json.end_object();
  }
  json.end_array();
  return json.take() + "\n";
}

}  // namespace axle::cli
