// SPDX-License-Identifier: MIT OR Apache-2.0
// Asks for the values of each option of the command, then for what only files can say.
#include "cli/shown_settings.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "base/format.hpp"
#include "base/json_doc.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "base/url_text.hpp"

namespace axle::cli {
namespace {

std::string line_of(const std::string& origin, std::uint32_t line) {
  return line == 0 ? to_printable(origin) : format("{}:{}", to_printable(origin), line);
}

std::string place_of(const GivenValue& given) {
  return line_of(given.origin, given.value.line);
}

std::string printable(const std::string& value) {
  return to_printable(redact_urls(value));
}

/// Of the option, and of what files say to the same effect.
std::vector<GivenValue> all_given(OptionId id, const OptionValues& values) {
  std::vector<GivenValue> given = values.given(id);
  if (id == OptionId::index) {
    std::ranges::copy(values.explicit_indexes(), std::back_inserter(given));
  } else if (id == OptionId::find_links) {
    std::ranges::copy(values.explicit_flats(), std::back_inserter(given));
  }
  return given;
}

void add_requirements(std::vector<ShownSetting>& shown, const char* key,
                      const std::vector<engine::SettledRequirement>& requirements) {
  for (const engine::SettledRequirement& settled : requirements) {
    std::string value = printable(settled.text);
    if (const auto& scope = settled.scope) {
      const std::string version = scope->version ? "==" + *scope->version : "";
      format_to(value, " (of {})", printable(scope->package + version));
    }
    shown.push_back({.name = key, .value = value, .place = line_of(settled.place.file, settled.place.line)});
  }
}

/// As it was given, without passwords: `user:password@host` is also taken without `https://`.
std::string shown_value(const std::string& text) {
  std::string shown = redact_urls(text);
  if (shown == text && hides_credentials(text)) {
    shown.replace(shown.find(':') + 1, shown.rfind('@') - shown.find(':') - 1, "****");
  }
  return to_printable(shown);
}

/// What takes another one back is told as that one.
bool is_told(const OptionRow& row, const ParsedArgs& args) {
  return (row.commands & only(args.command)) != 0 && row.negated == OptionId::count &&
         row.id != OptionId::show_settings;
}

}  // namespace

std::vector<ShownSetting> list_given_settings(const ParsedArgs& args, const OptionValues& values,
                                              const RequirementSources& sources) {
  std::vector<ShownSetting> shown;
  for (const OptionRow& row : option_rows()) {
    if (!is_told(row, args)) {
      continue;
    }
    const std::string name(long_name_of(row).substr(2));
    for (const GivenValue& given : all_given(row.id, values)) {
      shown.push_back({.name = name, .value = shown_value(given.value.text), .place = place_of(given)});
    }
  }
  if ((row_of(OptionId::constraint).commands & only(args.command)) != 0) {
    add_requirements(shown, "constraint-dependencies", sources.constraints);
    add_requirements(shown, "override-dependencies", sources.overrides);
    add_requirements(shown, "exclude-dependencies", sources.exclusions);
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
