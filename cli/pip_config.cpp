// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads pip's files as pip does, then takes each key from the nearest place.
#include "cli/pip_config.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/config_text.hpp"

namespace axle::cli {
namespace {

struct PipKey {
  std::string_view name;
  std::string_view variable;
  OptionId id;
};

constexpr std::array<PipKey, 7> k_keys = {{
    {"index-url", "PIP_INDEX_URL", OptionId::index_url},
    {"extra-index-url", "PIP_EXTRA_INDEX_URL", OptionId::extra_index_url},
    {"find-links", "PIP_FIND_LINKS", OptionId::find_links},
    {"no-index", "PIP_NO_INDEX", OptionId::no_index},
    {"trusted-host", "PIP_TRUSTED_HOST", OptionId::allow_insecure_host},
    {"cert", "PIP_CERT", OptionId::cert},
    {"proxy", "PIP_PROXY", OptionId::proxy},
}};

/// `Extra_Index_URL` and `--extra-index-url` are spellings of one key.
std::optional<OptionId> find_key(std::string_view written) {
  std::string name = to_lower_ascii(written);
  std::ranges::replace(name, '_', '-');
  if (name.starts_with("--")) {
    name.erase(0, 2);
  }
  const auto found = std::ranges::find(k_keys, name, &PipKey::name);
  return found == k_keys.end() ? std::nullopt : std::optional(found->id);
}

/// The values in `text` of a key that stands at `line`.
std::vector<ConfigValue> values_of(OptionId id, std::string_view text, std::uint32_t line) {
  const std::string_view stripped = trim(text);
  const bool is_list = row_of(id).shape == OptionShape::repeated;
  const auto parts = is_list || stripped.empty() ? split_blanks(stripped) : std::vector{stripped};
  const std::string key(std::ranges::find(k_keys, id, &PipKey::id)->name);
  std::vector<ConfigValue> values;
  values.reserve(parts.size());
  for (const std::string_view part : parts) {
    values.push_back({.text = std::string(part), .key = key, .line = line, .column = 0});
  }
  return values;
}

/// The lines of a file, by the rules of configparser.
class SectionReader {
 public:
  explicit SectionReader(const std::string& file) : file_(file) {}

  Result<PipSections> read(std::string_view text) {
    for (const std::string_view line : split_lines(text)) {
      ++number_;
      const std::string_view stripped = trim(line);
      if (stripped.empty() || stripped.front() == '#' || stripped.front() == ';') {
        continue;
      }
      const auto indent = static_cast<std::size_t>(stripped.data() - line.data());
      if (value_ != nullptr && indent > indent_) {
        *value_ += format("\n{}", stripped);
        continue;
      }
      indent_ = indent;
      TRY(stripped.front() == '[' && stripped.find(']') > 1 && stripped.find(']') != std::string_view::npos
              ? open_section(stripped)
              : open_key(stripped));
    }
    return PipSections{.install = values_in("install"), .global = values_in("global")};
  }

 private:
  struct Entry {
    std::string text;
    std::uint32_t line = 0;
  };
  using Section = std::map<std::string, Entry>;

  Result<void> open_section(std::string_view line) {
    const std::string name(line.substr(1, line.rfind(']') - 1));
    value_ = nullptr;
    const auto [place, is_new] = sections_.try_emplace(name);
    if (!is_new && name != "DEFAULT") {
      return refuse(format("the section `[{}]` stands there twice", to_printable(name)));
    }
    section_ = &place->second;
    return {};
  }

  Result<void> open_key(std::string_view line) {
    if (section_ == nullptr) {
      return refuse("there is a line before the first section, such as `[global]`");
    }
    const std::size_t delimiter = line.find_first_of("=:");
    const std::string name = to_lower_ascii(trim(line.substr(0, delimiter)));
    if (delimiter == std::string_view::npos || name.empty()) {
      return refuse("the line has not the form `key = value`");
    }
    const auto [place, is_new] =
        section_->try_emplace(name, Entry{.text = std::string(trim(line.substr(delimiter + 1))), .line = number_});
    if (!is_new) {
      return refuse(format("the key `{}` stands twice in its section", to_printable(name)));
    }
    value_ = &place->second.text;
    return {};
  }

  [[nodiscard]] std::unexpected<Error> refuse(std::string reason) const {
    return fail(Error(ErrorCode::bad_configuration, format("not a configuration of pip: {}", reason))
                    .with_place({.file = file_, .line = number_, .column = 1}));
  }

  /// The keys of a section that is there, and below them those of [DEFAULT].
  [[nodiscard]] PipSections::Values values_in(const std::string& name) const {
    PipSections::Values values;
    const auto section = sections_.find(name);
    if (section == sections_.end()) {
      return values;
    }
    const auto add = [&values](const Section& from) {
      for (const auto& [key, entry] : from) {
        if (const auto id = find_key(key)) {
          values.try_emplace(*id, values_of(*id, entry.text, entry.line));
        }
      }
    };
    add(section->second);
    if (const auto common = sections_.find("DEFAULT"); common != sections_.end()) {
      add(common->second);
    }
    return values;
  }

  const std::string& file_;
  std::map<std::string, Section> sections_;
  Section* section_ = nullptr;
  std::string* value_ = nullptr;  ///< of the key that the next lines may continue
  std::size_t indent_ = 0;
  std::uint32_t number_ = 0;
};

/// Nearest first.
std::vector<std::string> find_pip_files(const EnvLookup& environment) {
  std::vector<std::string> paths;
  const auto own = find_value(environment, "PIP_CONFIG_FILE");
  if (own == "/dev/null") {
    return paths;
  }
  if (own) {
    paths.push_back(*own);
  }
  if (const auto active = find_value(environment, "VIRTUAL_ENV")) {
    paths.push_back(join_path(*active, "pip.conf"));
  }
  const auto home = find_value(environment, "HOME");
  const auto status = own ? status_of(*own) : Result<std::optional<FileStatus>>(std::nullopt);
  if (!status || !*status) {
    if (const auto xdg = find_value(environment, "XDG_CONFIG_HOME")) {
      paths.push_back(*xdg + "/pip/pip.conf");
    } else if (home) {
      paths.push_back(*home + "/.config/pip/pip.conf");
    }
    if (home) {
      paths.push_back(*home + "/.pip/pip.conf");
    }
  }
  paths.emplace_back("/etc/pip.conf");
  const std::string system = find_value(environment, "XDG_CONFIG_DIRS").value_or("/etc/xdg");
  std::vector<std::string_view> folders = split(system, ':');
  std::ranges::reverse(folders);  // pip lets the last one win
  for (const std::string_view folder : folders) {
    paths.push_back(join_path(folder, "pip/pip.conf"));
  }
  return paths;
}

/// The nearest place of each option so far.
using Nearest = std::map<OptionId, ConfigLayer>;

void add_nearest(Nearest& known, const PipSections::Values& section, const std::string& path) {
  for (const auto& [id, values] : section) {
    known.try_emplace(id, ConfigLayer{.origin = path, .is_uv = false, .values = {{id, values}}});
  }
}

}  // namespace

Result<PipSections> parse_pip_config(std::string_view text, const std::string& file) {
  return SectionReader(file).read(text);
}

Result<std::vector<ConfigLayer>> read_pip_layers(const EnvLookup& environment) {
  Nearest install;
  Nearest global;
  for (const std::string& path : find_pip_files(environment)) {
    TRY_ASSIGN(const auto text, read_config_text_if_there(path));
    if (text) {
      TRY_ASSIGN(const PipSections sections, parse_pip_config(*text, path));
      add_nearest(install, sections.install, path);
      add_nearest(global, sections.global, path);
    }
  }
  std::vector<ConfigLayer> layers;
  for (const PipKey& key : k_keys) {
    const std::string text = text_of(environment, key.variable);
    const ConfigLayer variable{.origin = std::string(key.variable),
                               .is_uv = false,
                               .values = {{key.id, values_of(key.id, text, 0)}},
                               .kind = OriginKind::variable};
    for (const ConfigLayer& place : {variable, install[key.id], global[key.id]}) {
      const auto found = place.values.find(key.id);
      if (found != place.values.end() && !found->second.empty()) {
        layers.push_back(place);
        break;
      }
    }
  }
  return layers;
}

}  // namespace axle::cli
