// SPDX-License-Identifier: MIT OR Apache-2.0
// Finds configuration files, and in a pyproject.toml the table that is meant.
#include "cli/config_files.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "base/toml_doc.hpp"
#include "cli/config_table.hpp"
#include "cli/config_text.hpp"
#include "cli/pip_config.hpp"
#include "cli/render_error.hpp"

namespace axle::cli {
namespace {

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
    return text ? add_toml(*text, path, program, is_uv) : Result<void>{};
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
      TRY_ASSIGN(table, find_config_table(*document, "tool", "tool", path));
    }
    if (!program.empty() && table != nullptr) {
      TRY_ASSIGN(table, find_config_table(*table, program, format("tool.{}", program), path));
    }
    if (table == nullptr) {
      return {};
    }
    ConfigLayer layer{.origin = path, .is_uv = is_uv, .values = {}};
    TRY(read_config_table(*table, layer, warnings_));
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
