// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads a `sources` table; every complaint names file and key path.
#include "project/package_sources.hpp"

#include <span>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::project {
namespace {

class SourcesReader {
 public:
  SourcesReader(std::string_view path, const std::string& file) : path_(path), file_(file) {}

  Result<std::vector<PackageSource>> read(const TomlValue& sources) {
    if (sources.as_table() == nullptr) {
      return wrong(path_, sources, "must be a table");
    }
    std::vector<PackageSource> list;
    for (const auto& [key, value] : *sources.as_table()) {
      const std::string path = format("{}.{}", path_, to_printable(key));
      auto name = spec::PackageName::parse(key);
      if (!name) {
        return wrong(path, value, "is not a valid package name");
      }
      TRY_ASSIGN(PackageSource source, read_package(std::move(*name), value, path));
      list.push_back(std::move(source));
    }
    return list;
  }

 private:
  [[nodiscard]] SourcePlace place_of(const TomlValue& value) const {
    return {.file = file_, .line = value.line, .column = value.column};
  }

  [[nodiscard]] std::unexpected<Error> wrong(std::string_view key, const TomlValue& value,
                                             std::string_view what) const {
    return fail(Error(ErrorCode::bad_configuration, format("`{}` {}", key, what)).with_place(place_of(value)));
  }

  Result<PackageSource> read_package(spec::PackageName name, const TomlValue& value, const std::string& path) const {
    PackageSource source{.name = std::move(name), .indexes = {}};
    const TomlArray* array = value.as_array();
    for (const TomlValue& entry : array != nullptr ? std::span(*array) : std::span(&value, 1)) {
      if (entry.as_table() == nullptr) {
        return wrong(path, entry, "must be a table, or an array of tables");
      }
      if (entry.find("index") == nullptr) {
        source.is_elsewhere = true;
        continue;
      }
      TRY_ASSIGN(IndexSource index, read_index(entry, path));
      source.indexes.push_back(std::move(index));
    }
    return source;
  }

  Result<IndexSource> read_index(const TomlValue& entry, const std::string& path) const {
    IndexSource source;
    source.place = place_of(entry);
    TRY_ASSIGN(const auto index, text_in(entry, "index", path));
    source.index = index.value_or("");
    TRY_ASSIGN(const auto marker, text_in(entry, "marker", path));
    if (marker) {
      auto parsed = spec::Marker::parse(*marker);
      if (!parsed) {
        return wrong(path + ".marker", entry, format("is no marker: {}", parsed.error().message()));
      }
      source.marker = std::move(*parsed);
    }
    TRY_ASSIGN(const auto extra, text_in(entry, "extra", path));
    if (extra) {
      TRY_ASSIGN(source.extra, spec::ExtraName::parse(*extra));
    }
    TRY_ASSIGN(const auto group, text_in(entry, "group", path));
    if (group) {
      TRY_ASSIGN(source.group, spec::GroupName::parse(*group));
    }
    return source;
  }

  [[nodiscard]] Result<std::optional<std::string>> text_in(const TomlValue& entry, std::string_view key,
                                                           const std::string& path) const {
    const TomlValue* value = entry.find(key);
    if (value == nullptr) {
      return std::nullopt;
    }
    if (value->as_string() == nullptr || value->as_string()->empty()) {
      return wrong(format("{}.{}", path, key), *value, "must be a text");
    }
    return *value->as_string();
  }

  std::string_view path_;
  const std::string& file_;
};

}  // namespace

Result<std::vector<PackageSource>> read_package_sources(const TomlValue& sources, std::string_view path,
                                                        const std::string& file) {
  return SourcesReader(path, file).read(sources);
}

}  // namespace axle::project
