// SPDX-License-Identifier: MIT OR Apache-2.0
// Makes files and metadata of the releases of a scenario, and answers the solver from them.
#include "tests/scenarios/scenario_packages.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"

namespace axle::resolver::test {
namespace {

std::string with_extra(const std::string& requirement, const std::string& extra) {
  const auto place = requirement.find(" ; ");
  return place == std::string::npos ? format("{} ; extra == '{}'", requirement, extra)
                                    : format("{} ; ({}) and extra == '{}'", requirement.substr(0, place),
                                             requirement.substr(place + 3), extra);
}

/// `4.0..9` is the versions 4.0 to 4.9 … of which `%` in a requirement is the last number; all others are one.
std::vector<std::pair<std::string, std::string>> versions_of_row(const std::string& key) {
  const auto dots = key.find("..");
  if (dots == std::string::npos) {
    return {{key, "%"}};
  }
  auto first = dots;
  while (first > 0 && key[first - 1] >= '0' && key[first - 1] <= '9') {
    --first;
  }
  std::vector<std::pair<std::string, std::string>> row;
  const int last = std::stoi(key.substr(dots + 2));
  for (int number = std::stoi(key.substr(first, dots - first)); number <= last; ++number) {
    row.emplace_back(key.substr(0, first) + std::to_string(number), std::to_string(number));
  }
  return row;
}

void add_files(const std::string& name, const std::string& version, const TomlValue& table, ScenarioRelease& release) {
  std::string stem = package_name(name).text();
  std::ranges::replace(stem, '-', '_');
  stem += '-' + version;
  Texts names;
  const TomlValue* wheel = table.find("wheel");
  if (wheel == nullptr || is_true(wheel)) {
    Texts tags = texts_of(table.find("wheel_tags"));
    for (const std::string& tag : tags.empty() ? Texts{"py3-none-any"} : tags) {
      names.push_back(format("{}-{}.whl", stem, tag));
    }
  }
  if (is_true(table.find("sdist"))) {
    names.push_back(stem + ".tar.gz");
  }
  const std::string uploaded = text_of(table.find("upload_time"));
  for (const std::string& file_name : names) {
    spec::IndexFile file;
    file.file_name = file_name;
    file.url = "https://f.example/" + file_name;
    file.type = file_name.ends_with(".whl") ? spec::FileType::wheel : spec::FileType::sdist;
    file.version = spec::Version::of(version);
    file.requires_python = release.metadata.requires_python.value_or("");
    file.yanked = is_true(table.find("yanked")) || !text_of(table.find("yanked")).empty();
    file.upload_time = parse_rfc3339(uploaded.empty() ? "2024-01-01T00:00:00Z" : uploaded);
    file.has_metadata_file = true;
    release.files.push_back(std::move(file));
  }
}

ScenarioRelease read_release(const std::string& name, const std::string& version, const std::string& number,
                             const TomlValue& table) {
  ScenarioRelease release;
  release.index = table.find("index") == nullptr ? k_main_index : text_of(table.find("index"));
  spec::CoreMetadata& metadata = release.metadata;
  metadata.metadata_version = "2.1";
  metadata.name = name;
  metadata.version = version;
  metadata.requires_dist = texts_of(table.find("requires"));
  for (std::string& text : metadata.requires_dist) {
    for (auto place = text.find('%'); place != std::string::npos && number != "%"; place = text.find('%')) {
      text.replace(place, 1, number);
    }
  }
  for (const TomlMember& extra : table_of(table.find("extras"))) {
    metadata.provides_extra.push_back(extra.key);
    for (const std::string& text : texts_of(&extra.value)) {
      metadata.requires_dist.push_back(with_extra(text, extra.key));
    }
  }
  if (const std::string python = text_of(table.find("requires_python")); !python.empty()) {
    metadata.requires_python = python;
  }
  add_files(name, version, table, release);
  return release;
}

}  // namespace

Texts texts_of(const TomlValue* value) {
  Texts texts;
  for (const TomlValue& item : value != nullptr && value->as_array() != nullptr ? *value->as_array() : TomlArray()) {
    texts.push_back(item.as_string() == nullptr ? "" : *item.as_string());
  }
  return texts;
}

std::string text_of(const TomlValue* value) {
  return value == nullptr || value->as_string() == nullptr ? std::string() : *value->as_string();
}

bool is_true(const TomlValue* value) {
  return value != nullptr && value->as_bool() != nullptr && *value->as_bool();
}

const TomlTable& table_of(const TomlValue* value) {
  static const TomlTable k_empty;
  return value == nullptr || value->as_table() == nullptr ? k_empty : *value->as_table();
}

std::map<std::string, std::string> text_table(const TomlValue* value) {
  std::map<std::string, std::string> table;
  for (const TomlMember& member : table_of(value)) {
    table[member.key] = text_of(&member.value);
  }
  return table;
}

spec::PackageName package_name(std::string_view text) {
  auto name = spec::PackageName::parse(text);
  ASSERT(name, "the scenario's names are valid");
  return *std::move(name);
}

void read_packages(const TomlValue& packages, Scenario& scenario) {
  for (const auto& [name, package] : table_of(&packages)) {
    for (const auto& [key, value] : table_of(package.find("versions"))) {
      if (value.find("headers") != nullptr) {
        scenario.above.insert("further lines of metadata");
      }
      for (const auto& [version, number] : versions_of_row(key)) {
        scenario.source.add(package_name(name).text(), version, read_release(name, version, number, value));
      }
    }
  }
}

void ScenarioSource::add(const std::string& name, const std::string& version, ScenarioRelease release) {
  releases_[name].emplace(version, std::move(release));
}

void ScenarioSource::install(const std::string& name, const std::string& version) {
  installed_[package_name(name).text()] = version;
}

void ScenarioSource::set_indexes(std::vector<std::string> order, bool all_count) {
  indexes_ = std::move(order);
  all_count_ = all_count;
}

Result<Candidates> ScenarioSource::candidates(const spec::PackageName& name) {
  Candidates candidates;
  for (std::uint32_t number = 0; number < indexes_.size(); ++number) {
    spec::IndexPageBuilder page(name);
    bool has_files = false;
    for (const auto& [version, release] : releases_[name.text()]) {
      for (const spec::IndexFile& file :
           release.index == indexes_[number] ? release.files : decltype(release.files)()) {
        page.add(file);
        has_files = true;
      }
    }
    if (has_files && (all_count_ || candidates.listed.empty())) {
      candidates.listed.push_back({std::make_shared<const spec::IndexPage>(page.finish()), number,
                                   format("https://{}.example", indexes_[number])});
    }
  }
  candidates.absence = candidates.listed.empty() ? Absence::not_found : Absence::none;
  if (const auto found = installed_.find(name.text()); found != installed_.end()) {
    candidates.installed = spec::Version::of(found->second);
  }
  return candidates;
}

Result<MetadataAnswer> ScenarioSource::metadata(const Candidate& candidate) {
  for (const auto& [version, release] : releases_[candidate.name.text()]) {
    if (spec::Version::of(version) == candidate.version) {
      return MetadataReady{spec::DependencyMetadata::make(release.metadata)};
    }
  }
  return fail(ErrorCode::internal, "the scenario has no such candidate");
}

}  // namespace axle::resolver::test
