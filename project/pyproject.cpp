// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads [project] and [dependency-groups]; every complaint names file and key path.
#include "project/pyproject.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/location.hpp"
#include "base/text.hpp"
#include "base/toml_doc.hpp"
#include "project/own_extras.hpp"
#include "project/requirement_text.hpp"

namespace axle::project {
namespace {

class PyprojectReader {
 public:
  PyprojectReader(const TomlValue& document, const std::string& file) : document_(document), file_(file) {}

  Result<Pyproject> read() {
    if (const TomlValue* project = document_.find("project")) {
      TRY(read_project(*project));
    }
    if (const TomlValue* groups = document_.find("dependency-groups")) {
      TRY(read_groups(*groups));
    }
    if (const TomlValue* tool = document_.find("tool")) {
      TRY(read_sources(*tool, "axle"));
      TRY(read_sources(*tool, "uv"));
    }
    return std::move(result_);
  }

 private:
  [[nodiscard]] std::unexpected<Error> wrong(std::string_view key, const TomlValue& value,
                                             std::string_view what) const {
    return fail(Error(ErrorCode::bad_configuration, format("`{}` {}", key, what))
                    .with_place({.file = file_, .line = value.line, .column = value.column}));
  }

  Result<void> read_project(const TomlValue& project) {
    if (project.as_table() == nullptr) {
      return wrong("project", project, "must be a table");
    }
    result_.has_project = true;
    if (const TomlValue* name = project.find("name")) {
      const std::string* text = name->as_string();
      if (text == nullptr || !spec::is_valid_name(*text)) {
        return wrong("project.name", *name, "is not a valid package name");
      }
      TRY_ASSIGN(result_.name, spec::PackageName::parse(*text));
    }
    if (const TomlValue* version = project.find("version")) {
      const std::string* text = version->as_string();
      if (text == nullptr || !spec::Version::try_parse(*text)) {
        return wrong("project.version", *version, "is not a valid version");
      }
    }
    TRY(read_dynamic(project));
    if (const TomlValue* dependencies = project.find("dependencies")) {
      TRY_ASSIGN(result_.dependencies, read_requirements(*dependencies, "project.dependencies"));
    }
    const TomlValue* optional = project.find("optional-dependencies");
    return optional != nullptr ? read_optional(*optional) : Result<void>{};
  }

  Result<void> read_dynamic(const TomlValue& project) {
    const TomlValue* dynamic = project.find("dynamic");
    if (dynamic == nullptr) {
      return {};
    }
    if (dynamic->as_array() == nullptr) {
      return wrong("project.dynamic", *dynamic, "must be an array of strings");
    }
    for (const TomlValue& field : *dynamic->as_array()) {
      const std::string* text = field.as_string();
      result_.dynamic_dependencies = result_.dynamic_dependencies || (text != nullptr && *text == "dependencies");
      result_.dynamic_optional_dependencies =
          result_.dynamic_optional_dependencies || (text != nullptr && *text == "optional-dependencies");
    }
    return {};
  }

  Result<void> read_optional(const TomlValue& optional) {
    if (optional.as_table() == nullptr) {
      return wrong("project.optional-dependencies", optional, "must be a table");
    }
    for (const auto& [key, value] : *optional.as_table()) {
      const std::string path = format("project.optional-dependencies.{}", to_printable(key));
      auto extra = spec::ExtraName::parse(key);
      if (!extra) {
        return wrong(path, value, "is not a valid name of an extra");
      }
      TRY_ASSIGN(auto requirements, read_requirements(value, path));
      if (!result_.optional_dependencies.emplace(std::move(*extra), std::move(requirements)).second) {
        return wrong(path, value, "is there twice");
      }
    }
    if (result_.name) {
      TRY_ASSIGN(result_.optional_dependencies, expand_own_extras(result_.optional_dependencies, *result_.name));
    }
    return {};
  }

  Result<std::vector<spec::Requirement>> read_requirements(const TomlValue& value, std::string_view path) const {
    if (value.as_array() == nullptr) {
      return wrong(path, value, "must be an array of strings");
    }
    std::vector<spec::Requirement> requirements;
    for (const TomlValue& item : *value.as_array()) {
      TRY_ASSIGN(spec::Requirement requirement, read_requirement(item, path));
      requirements.push_back(std::move(requirement));
    }
    return requirements;
  }

  Result<spec::Requirement> read_requirement(const TomlValue& item, std::string_view path) const {
    const std::string* text = item.as_string();
    if (text == nullptr) {
      return wrong(path, item, "must be an array of strings");
    }
    auto requirement = spec::parse_requirement(*text);
    if (!requirement) {
      const Error& reason = requirement.error();
      const std::size_t column = reason.where() ? std::max<std::uint32_t>(reason.where()->column, 1) : 1;
      return fail(Error(ErrorCode::bad_requirement, format("cannot parse a requirement of `{}`", path))
                      .with_place({.file = file_, .line = item.line, .column = item.column})
                      .caused_by(Error(ErrorCode::bad_requirement, with_caret(reason.message(), *text, column))));
    }
    return requirement;
  }

  Result<void> read_sources(const TomlValue& tool, std::string_view program) {
    const TomlValue* settings = tool.find(program);
    const TomlValue* sources = settings != nullptr ? settings->find("sources") : nullptr;
    if (sources == nullptr) {
      return {};
    }
    TRY_ASSIGN(auto list, read_package_sources(*sources, format("tool.{}.sources", program), file_));
    for (PackageSource& source : list) {
      spec::PackageName name = source.name;
      result_.sources.try_emplace(std::move(name), std::move(source));
    }
    return {};
  }

  Result<void> read_groups(const TomlValue& groups) {
    if (groups.as_table() == nullptr) {
      return wrong("dependency-groups", groups, "must be a table");
    }
    for (const auto& [key, value] : *groups.as_table()) {
      auto name = spec::GroupName::parse(key);
      if (!name) {
        return wrong(format("dependency-groups.{}", to_printable(key)), value, "is not a valid name of a group");
      }
      if (!sources_.emplace(std::move(*name), &value).second) {
        return wrong(format("dependency-groups.{}", key), value, "is there twice");
      }
    }
    for (const auto& [name, value] : sources_) {
      TRY_ASSIGN(result_.groups[name], read_group(name, *value));
    }
    std::set<spec::GroupName> done;
    for (const auto& [name, value] : sources_) {
      TRY(check_cycles(name, done));
    }
    return {};
  }

  Result<std::vector<GroupItem>> read_group(const spec::GroupName& name, const TomlValue& group) const {
    const std::string path = format("dependency-groups.{}", name.text());
    if (group.as_array() == nullptr) {
      return wrong(path, group, "must be an array");
    }
    std::vector<GroupItem> items;
    for (const TomlValue& item : *group.as_array()) {
      if (item.as_table() == nullptr) {
        TRY_ASSIGN(spec::Requirement requirement, read_requirement(item, path));
        items.emplace_back(std::move(requirement));
      } else {
        TRY_ASSIGN(spec::GroupName included, included_group(item, path));
        items.emplace_back(std::move(included));
      }
    }
    return items;
  }

  /// Walks the includes from a group on, with an explicit stack of (group, next item). `done` leads to no cycle.
  Result<void> check_cycles(const spec::GroupName& root, std::set<spec::GroupName>& done) const {
    std::vector<std::pair<spec::GroupName, std::size_t>> open;
    std::set<spec::GroupName> on_the_way;
    const auto enter = [&](const spec::GroupName& name) {
      if (done.insert(name).second) {
        open.emplace_back(name, 0);
        on_the_way.insert(name);
      }
    };
    enter(root);
    while (!open.empty()) {
      auto& [name, next] = open.back();
      const std::vector<GroupItem>& items = result_.groups.at(name);
      if (next == items.size()) {
        on_the_way.erase(name);
        open.pop_back();
        continue;
      }
      const std::size_t at = next++;
      if (const auto* included = std::get_if<spec::GroupName>(&items[at])) {
        if (on_the_way.contains(*included)) {
          return tell_cycle(open, *included, (*sources_.at(name)->as_array())[at]);
        }
        enter(*included);
      }
    }
    return {};
  }

  Result<spec::GroupName> included_group(const TomlValue& item, const std::string& path) const {
    const TomlValue* include = item.find("include-group");
    if (include == nullptr || include->as_string() == nullptr || item.as_table()->size() != 1) {
      return wrong(path, item, "holds a table other than `{include-group = \"…\"}`");
    }
    auto name = spec::GroupName::parse(*include->as_string());
    if (!name || !sources_.contains(*name)) {
      return wrong(path, item, format("includes the unknown group `{}`", to_printable(*include->as_string())));
    }
    return std::move(*name);
  }

  [[nodiscard]] std::unexpected<Error> tell_cycle(const std::vector<std::pair<spec::GroupName, std::size_t>>& open,
                                                  const spec::GroupName& included, const TomlValue& item) const {
    constexpr std::size_t k_told = 10;
    const auto first = std::ranges::find_if(open, [&](const auto& entry) { return entry.first == included; });
    std::string cycle;
    std::size_t told = 0;
    for (auto entry = first; entry != open.end() && told < k_told; ++entry, ++told) {
      format_to(cycle, "`{}` → ", entry->first.text());
    }
    const bool is_cut = static_cast<std::size_t>(open.end() - first) > k_told;
    return wrong("dependency-groups", item,
                 format("has a cycle: {}{}`{}`", cycle, is_cut ? "… → " : "", included.text()));
  }

  const TomlValue& document_;
  const std::string& file_;
  std::map<spec::GroupName, const TomlValue*> sources_;
  Pyproject result_;
};

}  // namespace

std::vector<spec::Requirement> requirements_of_group(const Pyproject& pyproject, const spec::GroupName& name) {
  std::vector<spec::Requirement> requirements;
  std::vector<std::pair<const std::vector<GroupItem>*, std::size_t>> open{{&pyproject.groups.at(name), 0}};
  std::set<spec::GroupName> done{name};
  while (!open.empty()) {
    auto& [items, next] = open.back();
    if (next == items->size()) {
      open.pop_back();
      continue;
    }
    const GroupItem& item = (*items)[next++];
    if (const auto* requirement = std::get_if<spec::Requirement>(&item)) {
      requirements.push_back(*requirement);
    } else if (const auto& included = std::get<spec::GroupName>(item); done.insert(included).second) {
      open.emplace_back(&pyproject.groups.at(included), 0);
    }
  }
  return requirements;
}

Result<Pyproject> parse_pyproject(std::string_view text, const std::string& file) {
  TRY_ASSIGN(const TomlValue document, parse_toml(text, file));
  return PyprojectReader(document, file).read();
}

bool is_pyproject(std::string_view location) {
  return path_file_name(location) == "pyproject.toml";
}

Result<Pyproject> read_pyproject(const std::string& location, const RequirementsContext& context) {
  TRY_ASSIGN(const Url url, parse_fetchable_location(location, context.working_directory));
  TRY_ASSIGN(const std::string place, url.is_file() ? url.file_path() : Result<std::string>(location));
  TRY_ASSIGN(const std::string text, context.load(place));
  return parse_pyproject(text, location);
}

}  // namespace axle::project
