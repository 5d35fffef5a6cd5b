// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds configuration files and maps their keys to options by the table's `key` column.
#include "cli/config_files.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/location.hpp"
#include "base/text.hpp"
#include "base/toml_doc.hpp"
#include "cli/config_keys.hpp"
#include "cli/config_text.hpp"
#include "cli/pip_config.hpp"
#include "cli/render_error.hpp"

namespace axle::cli {
namespace {

std::optional<std::string> text_of(const TomlValue& value) {
  if (const auto* text = value.as_string()) {
    return *text;
  }
  if (const auto* flag = value.as_bool()) {
    return *flag ? "true" : "false";
  }
  return std::nullopt;
}

/// Whether the values of an option are places: paths or URLs.
bool names_places(OptionId id) {
  constexpr std::array k_places = {OptionId::find_links, OptionId::index_url, OptionId::extra_index_url};
  return std::ranges::find(k_places, id) != k_places.end();
}

bool is_index_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
           c == '.';
  });
}

class TableReader {
 public:
  TableReader(ConfigLayer& layer, std::string file, WarningSink& warnings)
      : layer_(layer), file_(std::move(file)), warnings_(warnings) {}

  /// `prefix` is "" or "pip.".
  Result<void> read(const TomlTable& table, std::string_view prefix) {
    for (const auto& [key, value] : table) {
      if (prefix.empty() && key == "pip" && value.as_table() != nullptr) {
        TRY(read(*value.as_table(), "pip."));
        continue;
      }
      if (prefix.empty() && key == "index" && value.as_array() != nullptr) {
        TRY(read_indexes(*value.as_array()));
        continue;
      }
      if (auto* list = prefix.empty() ? list_of(key) : nullptr; list != nullptr) {
        TRY(read_requirements(key, value, *list));
        continue;
      }
      TRY(read_key(key, value, prefix));
    }
    return {};
  }

 private:
  std::vector<engine::SettledRequirement>* list_of(std::string_view key) {
    return key == "constraint-dependencies" ? &layer_.constraints
           : key == "override-dependencies" ? &layer_.overrides
           : key == "exclude-dependencies"  ? &layer_.exclusions
                                            : nullptr;
  }

  /// Requirements as text. Tables, which speak of the dependencies of one package, are left out with a warning.
  Result<void> read_requirements(const std::string& key, const TomlValue& value,
                                 std::vector<engine::SettledRequirement>& list) {
    const TomlArray* entries = value.as_array();
    if (entries == nullptr) {
      return wrong_type(key, value);
    }
    for (const TomlValue& entry : *entries) {
      if (entry.as_table() != nullptr) {
        warnings_.warn(format("{}:{}: `{}` for the dependencies of one package has no effect", file_, entry.line, key));
        continue;
      }
      const std::string* text = entry.as_string();
      if (text == nullptr) {
        return wrong_type(key, entry);
      }
      list.push_back({.text = *text, .place = {.file = file_, .line = entry.line, .column = entry.column}});
    }
    return {};
  }

  /// `[[index]]`: name, url, default, format. Explicit ones belong to single packages, by `sources`.
  Result<void> read_indexes(const TomlArray& entries) {
    const auto is_set = [](const TomlValue& entry, std::string_view key) {
      const TomlValue* flag = entry.find(key);
      return flag != nullptr && flag->as_bool() != nullptr && *flag->as_bool();
    };
    const auto text = [](const TomlValue& entry, std::string_view key) {
      const TomlValue* value = entry.find(key);
      return value != nullptr ? value->as_string() : nullptr;
    };
    for (const TomlValue& entry : entries) {
      const std::string* url = text(entry, "url");
      if (url == nullptr) {
        return refuse("an entry of `index` has no `url`", entry);
      }
      for (const TomlMember& member : *entry.as_table()) {
        warn_unread(member.key, KeyTable::index);
      }
      const std::string* name = text(entry, "name");
      if (name != nullptr && !is_index_name(*name)) {
        return refuse(
            format("`{}` is no name of an index: it may hold letters, digits, `-`, `_` and `.`", to_printable(*name)),
            *entry.find("name"));
      }
      const std::string* kind = text(entry, "format");
      const std::string place = place_of(*url);
      const std::string location = name != nullptr ? format("{}={}", *name, place) : place;
      if (is_set(entry, "explicit")) {
        continue;
      }
      if (kind != nullptr && *kind == "flat") {
        layer_.values[OptionId::find_links].push_back(place);
      } else {
        layer_.values[is_set(entry, "default") ? OptionId::default_index : OptionId::index].push_back(location);
      }
    }
    return {};
  }

  Result<void> read_key(const std::string& key, const TomlValue& value, std::string_view prefix) {
    const OptionRow* row = find_row(key, prefix);
    if (row == nullptr) {
      warn_unread(key, prefix.empty() ? KeyTable::top : KeyTable::pip);
      return {};
    }
    TRY_ASSIGN(auto values, values_of(*row, key, value));
    if (names_places(row->id)) {
      std::ranges::transform(values, values.begin(), [this](const std::string& text) { return place_of(text); });
    }
    // Twins below [pip] are nearer than those of the table itself.
    auto& slot = layer_.values[row->id];
    slot = row->shape == OptionShape::repeated ? join(std::move(values), slot) : std::move(values);
    return {};
  }

  /// What a file calls by a relative path lies below its folder, as in uv, wherever the command is started.
  [[nodiscard]] std::string place_of(const std::string& text) const {
    const std::string folder(path_parent(file_));
    if (!is_url(text)) {
      return join_path(folder, text);
    }
    const auto url = parse_location(text, folder);
    return url && url->is_file() ? url->to_secret_text() : text;
  }

  static std::vector<std::string> join(std::vector<std::string> first, const std::vector<std::string>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
  }

  static const OptionRow* find_row(std::string_view key, std::string_view prefix) {
    const std::string full = format("{}{}", prefix, key);
    for (const OptionRow& row : option_rows()) {
      if (!row.key.empty() && (row.key == full || (!prefix.empty() && row.key == key))) {
        return &row;
      }
    }
    return nullptr;
  }

  Result<std::vector<std::string>> values_of(const OptionRow& row, const std::string& key, const TomlValue& value) {
    std::vector<std::string> values;
    if (const TomlArray* array = value.as_array(); array != nullptr && row.shape == OptionShape::repeated) {
      for (const TomlValue& item : *array) {
        const auto text = text_of(item);
        if (!text) {
          return wrong_type(key, item);
        }
        values.push_back(*text);
      }
      return values;
    }
    const auto text = text_of(value);
    if (!text || (row.shape == OptionShape::flag) != (value.as_bool() != nullptr)) {
      return wrong_type(key, value);
    }
    return std::vector<std::string>{*text};
  }

  std::unexpected<Error> refuse(std::string message, const TomlValue& value) {
    return fail(Error(ErrorCode::bad_configuration, std::move(message))
                    .with_place({.file = file_, .line = value.line, .column = value.column}));
  }

  std::unexpected<Error> wrong_type(const std::string& key, const TomlValue& value) {
    return refuse(format("`{}` has a value of the wrong type", key), value);
  }

  void warn_unread(std::string_view key, KeyTable table) {
    if (auto warning = unread_key_warning(key, table, layer_.is_uv, file_)) {
      warnings_.warn(*std::move(warning));
    }
  }

  ConfigLayer& layer_;
  std::string file_;
  WarningSink& warnings_;
};

class ConfigFinder {
 public:
  ConfigFinder(const ConfigSearch& search, const EnvLookup& environment, WarningSink& warnings)
      : search_(search), environment_(environment), warnings_(warnings) {}

  Result<std::vector<ConfigLayer>> find() {
    if (search_.no_config) {
      return std::move(layers_);
    }
    if (!search_.config_file.empty()) {
      TRY_ASSIGN(const std::string text, read_config_text(search_.config_file));
      TRY(add_toml(text, search_.config_file, {}, false));
    } else {
      TRY(find_toml("axle", false));
      TRY(add_uv());
    }
    TRY_ASSIGN(std::vector<ConfigLayer> pip, read_pip_layers(environment_));
    std::ranges::move(pip, std::back_inserter(layers_));
    return std::move(layers_);
  }

 private:
  Result<void> add_uv() {
    if (search_.uv_config_file.empty()) {
      return find_toml("uv", true);
    }
    TRY_ASSIGN(const std::string text, read_config_text(search_.uv_config_file));
    return add_toml(text, search_.uv_config_file, {}, true);
  }

  /// Project, user and system files of one program.
  Result<void> find_toml(std::string_view program, bool is_uv) {
    TRY(find_project(program, is_uv));
    if (const auto user = user_config_directory()) {
      TRY(add_file(format("{0}/{1}/{1}.toml", *user, program), is_uv));
    }
    const auto system = find_value(environment_, "XDG_CONFIG_DIRS");
    const std::string first(system ? split(*system, ':').front() : std::string_view("/etc/xdg"));
    TRY(add_file(format("{0}/{1}/{1}.toml", first, program), is_uv));
    return add_file(format("/etc/{0}/{0}.toml", program), is_uv);
  }

  Result<void> find_project(std::string_view program, bool is_uv) {
    for (std::string_view folder = search_.working_directory;; folder = path_parent(folder)) {
      const std::size_t before = layers_.size();
      TRY(add_file(join_path(folder, format("{}.toml", program)), is_uv));
      if (layers_.size() == before) {
        TRY(add_pyproject(join_path(folder, "pyproject.toml"), program, is_uv));
      }
      if (layers_.size() != before || folder == "/" || folder.empty()) {
        return {};
      }
    }
  }

  Result<void> add_file(const std::string& path, bool is_uv) {
    TRY_ASSIGN(const auto text, read_config_text_if_there(path));
    return text ? add_toml(*text, path, {}, is_uv) : Result<void>{};
  }

  Result<void> add_pyproject(const std::string& path, std::string_view program, bool is_uv) {
    TRY_ASSIGN(const auto text, read_config_text_if_there(path));
    if (!text || text->find("tool") == std::string::npos) {
      return {};
    }
    return add_toml(*text, path, program, is_uv);
  }

  /// The whole document, or its table [tool.PROGRAM].
  Result<void> add_toml(std::string_view text, const std::string& path, std::string_view program, bool is_uv) {
    auto document = parse_toml(text, path);
    if (!document) {
      // Other programs' tables may be broken, in a pyproject.toml; a file of settings is there for its settings, and
      // going on without its indexes would ask the wrong one for a private name.
      if (!program.empty()) {
        warnings_.warn(message_with_place(document.error()));
        return {};
      }
      return std::unexpected(std::move(document).error());
    }
    const TomlValue* table = &*document;
    if (!program.empty()) {
      const TomlValue* tool = table->find("tool");
      table = tool != nullptr ? tool->find(program) : nullptr;
    }
    if (table == nullptr || table->as_table() == nullptr) {
      return {};
    }
    ConfigLayer layer{.origin = path, .is_uv = is_uv, .values = {}};
    TRY(TableReader(layer, path, warnings_).read(*table->as_table(), ""));
    layers_.push_back(std::move(layer));
    return {};
  }

  [[nodiscard]] std::optional<std::string> user_config_directory() const {
    if (auto xdg = find_value(environment_, "XDG_CONFIG_HOME")) {
      return xdg;
    }
    const auto home = find_value(environment_, "HOME");
    return home ? std::optional(*home + "/.config") : std::nullopt;
  }

  const ConfigSearch& search_;
  const EnvLookup& environment_;
  WarningSink& warnings_;
  std::vector<ConfigLayer> layers_;
};

}  // namespace

Result<std::vector<ConfigLayer>> read_config_layers(const ConfigSearch& search, const EnvLookup& environment,
                                                    WarningSink& warnings) {
  return ConfigFinder(search, environment, warnings).find();
}

}  // namespace axle::cli
