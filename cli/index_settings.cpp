// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads index options.
#include "cli/index_settings.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/location.hpp"
#include "base/text.hpp"

namespace axle::cli {
namespace {

/// `NAME=URL` or `URL`. A name has no "/", ":" or "?".
Result<fetch::IndexLocation> parse_index(std::string_view text, const std::string& working_directory) {
  fetch::IndexLocation location;
  const std::size_t equals = text.find('=');
  if (equals != std::string_view::npos && text.substr(0, equals).find_first_of("/:?") == std::string_view::npos) {
    location.name = text.substr(0, equals);
    text.remove_prefix(equals + 1);
  }
  TRY_ASSIGN(location.url, parse_fetchable_location(text, working_directory));
  return location;
}

Result<void> append(std::vector<fetch::IndexLocation>& list, const OptionValues& values, OptionId id,
                    const std::string& working_directory) {
  return values.each(id, [&](const std::string& text) -> Result<void> {
    TRY_ASSIGN(fetch::IndexLocation location, parse_index(text, working_directory));
    list.push_back(std::move(location));
    return {};
  });
}

/// Only `[[index]]` tables give names to flat locations: the path of --find-links may hold an equals sign.
Result<fetch::IndexLocation> parse_flat(const GivenValue& given, const std::string& working_directory) {
  fetch::IndexLocation location;
  if (given.value.key == "index.url") {
    TRY_ASSIGN(location, parse_index(given.value.text, working_directory));
  } else {
    TRY_ASSIGN(location.url, parse_fetchable_location(given.value.text, working_directory));
    location.typed = given.value.text;
  }
  location.kind = fetch::IndexKind::flat;
  return location;
}

Result<fetch::IndexLocation> as_explicit(Result<fetch::IndexLocation> location) {
  if (location) {
    location->is_explicit = true;
  }
  return location;
}

/// What cannot be used is an error only where the command uses it.
Result<void> add(std::vector<fetch::IndexLocation>& list, Result<fetch::IndexLocation> location, OptionId id,
                 const GivenValue& given, const OptionValues& values) {
  if (location) {
    list.push_back(std::move(*location));
  } else if (values.matters(id)) {
    return fail(invalid_value(id, given, location.error()));
  }
  return {};
}

Result<void> append_flats(std::vector<fetch::IndexLocation>& list, const OptionValues& values,
                          const std::string& working_directory) {
  for (const GivenValue& given : values.given(OptionId::find_links)) {
    TRY(add(list, parse_flat(given, working_directory), OptionId::find_links, given, values));
  }
  for (const GivenValue& given : values.explicit_flats()) {
    TRY(add(list, as_explicit(parse_flat(given, working_directory)), OptionId::find_links, given, values));
  }
  return {};
}

std::string variable_part(std::string_view name) {
  std::string text;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    text += letter ? static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) : '_';
  }
  return text;
}

std::optional<UrlCredentials> find_credentials(const EnvLookup& environment, std::string_view name) {
  for (const std::string_view prefix : {"AXLE", "UV"}) {
    const std::string stem = format("{}_INDEX_{}", prefix, variable_part(name));
    const auto user = find_value(environment, stem + "_USERNAME");
    const auto password = find_value(environment, stem + "_PASSWORD");
    if (user || password) {
      return UrlCredentials{.user = user.value_or(""), .password = password.value_or("")};
    }
  }
  return std::nullopt;
}

}  // namespace

Result<IndexSettings> resolve_indexes(const OptionValues& values, const std::string& working_directory,
                                      const std::string& default_index) {
  IndexSettings indexes;
  TRY(append_flats(indexes.flat, values, working_directory));
  TRY_ASSIGN(const bool no_index, values.flag(OptionId::no_index));
  if (no_index) {
    return indexes;
  }
  TRY(append(indexes.extra, values, OptionId::index, working_directory));
  TRY(append(indexes.extra, values, OptionId::extra_index_url, working_directory));
  for (const GivenValue& given : values.explicit_indexes()) {
    auto location = as_explicit(parse_index(given.value.text, working_directory));
    TRY(add(indexes.explicit_ones, std::move(location), OptionId::index, given, values));
  }
  const auto is_flag = [&](OptionId id) { return values.origin(id).starts_with("--"); };
  // The two are one setting: a flag wins over the other one's variable.
  const bool is_old =
      !values.single(OptionId::default_index) || (is_flag(OptionId::index_url) && !is_flag(OptionId::default_index));
  const OptionId base = is_old ? OptionId::index_url : OptionId::default_index;
  indexes.base_given = values.single(base).has_value();
  if (!indexes.base_given) {
    TRY_ASSIGN(indexes.base, parse_index(default_index, working_directory));
  }
  TRY(values.each(base, [&](const std::string& text) -> Result<void> {
    TRY_ASSIGN(indexes.base, parse_index(text, working_directory));
    return {};
  }));
  return indexes;
}

fetch::IndexPlan join_indexes(const IndexSettings& settings, const engine::FileIndexes& files) {
  fetch::IndexPlan plan;
  const auto append_all = [&plan](const std::vector<fetch::IndexLocation>& list) {
    plan.locations.insert(plan.locations.end(), list.begin(), list.end());
  };
  append_all(settings.flat);
  append_all(files.flat);
  if (files.no_index || !settings.base) {
    return plan;
  }
  append_all(settings.extra);
  append_all(files.extra);
  plan.locations.push_back(files.base && !settings.base_given ? *files.base : *settings.base);
  append_all(settings.explicit_ones);
  return plan;
}

std::vector<fetch::ScopedCredentials> find_index_credentials(const EnvLookup& environment,
                                                             const IndexSettings& indexes) {
  std::vector<fetch::ScopedCredentials> scoped;
  const auto add = [&](const fetch::IndexLocation& location) {
    if (location.url.credentials()) {
      scoped.push_back({.url = location.url.without_credentials(), .credentials = *location.url.credentials()});
    }
    if (location.name.empty()) {
      return;
    }
    if (auto credentials = find_credentials(environment, location.name)) {
      scoped.push_back({.url = location.url.without_credentials(), .credentials = std::move(*credentials)});
    }
  };
  std::ranges::for_each(indexes.extra, add);
  std::ranges::for_each(indexes.explicit_ones, add);
  std::ranges::for_each(indexes.flat, add);
  if (indexes.base) {
    add(*indexes.base);
  }
  return scoped;
}

}  // namespace axle::cli
