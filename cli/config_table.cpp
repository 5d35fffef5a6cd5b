// SPDX-License-Identifier: MIT OR Apache-2.0
// Maps the keys of a table to options by the `key` column of the option table.
#include "cli/config_table.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/location.hpp"
#include "base/text.hpp"
#include "cli/config_keys.hpp"

namespace axle::cli {
namespace {

constexpr std::string_view k_flag = "must be true or false";
constexpr std::string_view k_text = "must be a string";
constexpr std::string_view k_texts = "must be an array of strings";
constexpr std::string_view k_table = "must be a table";
constexpr std::string_view k_filled = "must not be empty";

/// Whether the values of an option are places: paths or URLs.
bool names_places(OptionId id) {
  constexpr std::array k_places = {OptionId::find_links, OptionId::index_url, OptionId::extra_index_url};
  return std::ranges::find(k_places, id) != k_places.end();
}

/// Whether an option is a table in files: package = value.
bool names_packages(OptionId id) {
  return id == OptionId::exclude_newer_package || id == OptionId::prerelease_package;
}

/// What lifts a limit.
bool is_false(const TomlValue& value) {
  return value.as_bool() != nullptr && !*value.as_bool();
}

bool is_index_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

const OptionRow* find_row(std::string_view key, std::string_view prefix) {
  const std::string full = format("{}{}", prefix, key);
  for (const OptionRow& row : option_rows()) {
    if (!row.key.empty() && (row.key == full || (!prefix.empty() && row.key == key))) {
      return &row;
    }
  }
  return nullptr;
}

std::unexpected<Error> refuse(std::string message, const TomlValue& value, const std::string& file) {
  return fail(Error(ErrorCode::bad_configuration, std::move(message))
                  .with_place({.file = file, .line = value.line, .column = value.column}));
}

class TableReader {
 public:
  TableReader(ConfigLayer& layer, WarningSink& warnings) : layer_(layer), warnings_(warnings) {}

  /// `prefix` is "" or "pip.".
  Result<void> read(const TomlTable& table, std::string_view prefix) {
    for (const auto& [key, value] : table) {
      if (prefix.empty() && key == "pip") {
        TRY(read_pip(value));
      } else if (prefix.empty() && key == "index") {
        TRY(read_indexes(value));
      } else if (auto* list = prefix.empty() ? list_of(key) : nullptr; list != nullptr) {
        TRY(read_requirements(key, value, *list));
      } else {
        TRY(read_key(key, value, prefix));
      }
    }
    return {};
  }

 private:
  Result<void> read_pip(const TomlValue& value) {
    return value.as_table() == nullptr ? must("pip", k_table, value) : read(*value.as_table(), "pip.");
  }

  std::vector<engine::SettledRequirement>* list_of(std::string_view key) {
    return key == "constraint-dependencies" ? &layer_.constraints
           : key == "override-dependencies" ? &layer_.overrides
           : key == "exclude-dependencies"  ? &layer_.exclusions
                                            : nullptr;
  }

  /// Requirements as text, and, but for constraints, tables that speak of the dependencies of one package.
  Result<void> read_requirements(const std::string& key, const TomlValue& value,
                                 std::vector<engine::SettledRequirement>& list) {
    const TomlArray* entries = value.as_array();
    if (entries == nullptr) {
      return must(key, k_texts, value);
    }
    for (const TomlValue& entry : *entries) {
      if (entry.as_table() != nullptr && &list != &layer_.constraints) {
        TRY(read_scoped(key, entry, list));
        continue;
      }
      const std::string* text = entry.as_string();
      if (text == nullptr) {
        return must(key, k_texts, entry);
      }
      list.push_back({.text = *text, .place = place_in(entry)});
    }
    return {};
  }

  /// `{package = {name = "…", version = "…"}, dependencies = ["…"]}`
  Result<void> read_scoped(const std::string& key, const TomlValue& entry,
                           std::vector<engine::SettledRequirement>& list) {
    const TomlValue* package = entry.find("package");
    const TomlValue* name = package != nullptr ? package->find("name") : nullptr;
    const TomlValue* version = package != nullptr ? package->find("version") : nullptr;
    const TomlValue* dependencies = entry.find("dependencies");
    const bool is_whole = name != nullptr && name->as_string() != nullptr && dependencies != nullptr &&
                          dependencies->as_array() != nullptr &&
                          (version == nullptr || version->as_string() != nullptr);
    if (!is_whole) {
      return must(key, "must hold requirements, or `{package = {name = \"…\"}, dependencies = [\"…\"]}`", entry);
    }
    engine::SettledScope scope{.package = *name->as_string(), .version = std::nullopt};
    if (version != nullptr) {
      scope.version = *version->as_string();
    }
    for (const TomlValue& dependency : *dependencies->as_array()) {
      if (dependency.as_string() == nullptr) {
        return must(format("{}.dependencies", key), k_texts, dependency);
      }
      list.push_back({.text = *dependency.as_string(), .place = place_in(dependency), .scope = scope});
    }
    return {};
  }

  [[nodiscard]] SourcePlace place_in(const TomlValue& value) const {
    return {.file = layer_.origin, .line = value.line, .column = value.column};
  }

  Result<void> read_indexes(const TomlValue& value) {
    constexpr std::string_view k_tables = "must be an array of tables: `[[index]]`";
    const TomlArray* entries = value.as_array();
    if (entries == nullptr) {
      return must("index", k_tables, value);
    }
    for (const TomlValue& entry : *entries) {
      if (entry.as_table() == nullptr) {
        return must("index", k_tables, entry);
      }
      TRY(read_index(entry));
    }
    return {};
  }

  /// An entry of `[[index]]`: name, url, default, format. Explicit ones belong to single packages, by `sources`.
  Result<void> read_index(const TomlValue& entry) {
    for (const TomlMember& member : *entry.as_table()) {
      warn_unread(member.key, KeyTable::index);
    }
    TRY_ASSIGN(const TomlValue* const url, text_in(entry, "url"));
    TRY_ASSIGN(const TomlValue* const name, text_in(entry, "name"));
    TRY_ASSIGN(const TomlValue* const kind, text_in(entry, "format"));
    TRY_ASSIGN(const bool is_default, flag_in(entry, "default"));
    TRY_ASSIGN(const bool is_explicit, flag_in(entry, "explicit"));
    if (url == nullptr) {
      return refuse("an entry of `index` has no `url`", entry, layer_.origin);
    }
    if (name != nullptr && !is_index_name(*name->as_string())) {
      return refuse(format("`{}` is no name of an index: it may hold letters, digits, `-`, `_` and `.`",
                           to_printable(*name->as_string())),
                    *name, layer_.origin);
    }
    const bool is_flat = kind != nullptr && *kind->as_string() == "flat";
    if (kind != nullptr && !is_flat && *kind->as_string() != "simple") {
      return must("index.format", "must be `simple` or `flat`", *kind);
    }
    if (is_explicit && name == nullptr) {
      return refuse("an entry of `index` with `explicit` has no `name`", entry, layer_.origin);
    }
    const std::string place = place_of(*url->as_string());
    const std::string text = name != nullptr ? format("{}={}", *name->as_string(), place) : place;
    if (is_explicit) {
      (is_flat ? layer_.explicit_flats : layer_.explicit_indexes).push_back(value_at("index.url", text, *url));
      return {};
    }
    const OptionId id = is_flat ? OptionId::find_links : is_default ? OptionId::default_index : OptionId::index;
    layer_.values[id].push_back(value_at("index.url", text, *url));
    return {};
  }

  /// The text `key` of an index, or nullptr where there is none.
  Result<const TomlValue*> text_in(const TomlValue& entry, std::string_view key) const {
    const TomlValue* value = entry.find(key);
    if (value != nullptr) {
      TRY(check_text(format("index.{}", key), k_text, *value));
    }
    return value;
  }

  Result<bool> flag_in(const TomlValue& entry, std::string_view key) const {
    const TomlValue* value = entry.find(key);
    if (value != nullptr && value->as_bool() == nullptr) {
      return must(format("index.{}", key), k_flag, *value);
    }
    return value != nullptr && *value->as_bool();
  }

  /// Nobody means the working folder, or no host, by an empty text.
  Result<void> check_text(std::string_view key, std::string_view expected, const TomlValue& value) const {
    if (value.as_string() == nullptr) {
      return must(key, expected, value);
    }
    return value.as_string()->empty() ? must(key, k_filled, value) : Result<void>{};
  }

  Result<void> read_key(const std::string& key, const TomlValue& value, std::string_view prefix) {
    const OptionRow* row = find_row(key, prefix);
    if (row == nullptr) {
      warn_unread(key, prefix.empty() ? KeyTable::top : KeyTable::pip);
      return {};
    }
    TRY_ASSIGN(auto values, values_of(*row, format("{}{}", prefix, key), value));
    // Twins below [pip] are nearer than those of the table itself.
    auto& slot = layer_.values[row->id];
    if (row->shape == OptionShape::repeated) {
      values.insert(values.end(), slot.begin(), slot.end());
    }
    slot = std::move(values);
    return {};
  }

  /// What a file calls by a relative path lies below its folder, as in uv, wherever the command is started.
  [[nodiscard]] std::string place_of(const std::string& text) const {
    const std::string folder(path_parent(layer_.origin));
    if (!is_url(text)) {
      return join_path(folder, text);
    }
    const auto url = parse_location(text, folder);
    return url && url->is_file() ? url->to_secret_text() : text;
  }

  [[nodiscard]] Result<std::vector<ConfigValue>> values_of(const OptionRow& row, const std::string& key,
                                                           const TomlValue& value) const {
    if (row.shape == OptionShape::flag) {
      const bool* flag = value.as_bool();
      return flag == nullptr ? Result<std::vector<ConfigValue>>(must(key, k_flag, value))
                             : std::vector{value_at(key, *flag ? "true" : "false", value)};
    }
    if (names_packages(row.id)) {
      return pairs_of(key, value);
    }
    if (row.id == OptionId::exclude_newer && is_false(value)) {
      return std::vector{value_at(key, "false", value)};
    }
    const bool is_repeated = row.shape == OptionShape::repeated;
    const TomlArray* array = is_repeated ? value.as_array() : nullptr;
    const std::span<const TomlValue> items = array == nullptr ? std::span(&value, 1) : std::span(*array);
    std::vector<ConfigValue> values;
    for (const TomlValue& item : items) {
      TRY(check_text(key, is_repeated ? k_texts : k_text, item));
      values.push_back(value_at(key, names_places(row.id) ? place_of(*item.as_string()) : *item.as_string(), item));
    }
    return values;
  }

  /// `{foo = "allow"}` is `foo=allow`; false is a value as well.
  [[nodiscard]] Result<std::vector<ConfigValue>> pairs_of(const std::string& key, const TomlValue& value) const {
    if (value.as_table() == nullptr) {
      return must(key, k_table, value);
    }
    std::vector<ConfigValue> values;
    for (const auto& [package, item] : *value.as_table()) {
      const bool is_lifted = is_false(item);
      if (!is_lifted) {
        TRY(check_text(format("{}.{}", key, to_printable(package)), k_text, item));
      }
      values.push_back(value_at(key, format("{}={}", package, is_lifted ? "false" : *item.as_string()), item));
    }
    return values;
  }

  static ConfigValue value_at(std::string key, std::string text, const TomlValue& place) {
    return {.text = std::move(text), .key = std::move(key), .line = place.line, .column = place.column};
  }

  [[nodiscard]] std::unexpected<Error> must(std::string_view key, std::string_view expected,
                                            const TomlValue& value) const {
    return refuse(format("`{}` {}", key, expected), value, layer_.origin);
  }

  void warn_unread(std::string_view key, KeyTable table) {
    if (auto warning = unread_key_warning(key, table, layer_.is_uv, layer_.origin)) {
      warnings_.warn(*std::move(warning));
    }
  }

  ConfigLayer& layer_;
  WarningSink& warnings_;
};

}  // namespace

Result<void> read_config_table(const TomlValue& settings, ConfigLayer& layer, WarningSink& warnings) {
  return TableReader(layer, warnings).read(*settings.as_table(), "");
}

Result<const TomlValue*> find_config_table(const TomlValue& document, std::string_view key, std::string_view path,
                                           const std::string& file) {
  const TomlValue* table = document.find(key);
  if (table != nullptr && table->as_table() == nullptr) {
    return refuse(format("`{}` {}", path, k_table), *table, file);
  }
  return table;
}

}  // namespace axle::cli
