// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads a lock table by table; every complaint names file, place and key path.
#include "project/pylock_file.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/location.hpp"
#include "base/text.hpp"
#include "base/toml_doc.hpp"
#include "project/hash_text.hpp"
#include "project/toml_section.hpp"
#include "spec/dist_name.hpp"

namespace axle::project {
namespace {

constexpr std::string_view k_prefix = "pylock.";
constexpr std::string_view k_suffix = ".toml";

std::string last_part(std::string_view path) {
  return std::string(path.substr(path.find_last_of('/') + 1));
}

class PylockReader {
 public:
  PylockReader(const TomlValue& document, const std::string& file, const std::function<void(std::string)>& warn)
      : root_(document, "", file), file_(file), warn_(warn) {}

  Result<Pylock> read() {
    TRY(check_version());
    Pylock lock;
    TRY_ASSIGN(lock.created_by, root_.required_text("created-by"));
    TRY_ASSIGN(lock.requires_python, root_.parsed<spec::SpecifierSet>("requires-python"));
    TRY_ASSIGN(lock.environments, root_.parsed_list<spec::Marker>("environments"));
    TRY_ASSIGN(lock.extras, root_.parsed_list<spec::ExtraName>("extras"));
    TRY_ASSIGN(lock.groups, root_.parsed_list<spec::GroupName>("dependency-groups"));
    TRY_ASSIGN(lock.default_groups, root_.parsed_list<spec::GroupName>("default-groups"));
    TRY_ASSIGN(const auto packages, root_.tables("packages"));
    if (!packages) {
      return root_.missing("packages");
    }
    for (const TomlSection& section : *packages) {
      TRY_ASSIGN(LockedPackage package, read_package(section));
      lock.packages.push_back(std::move(package));
    }
    return lock;
  }

 private:
  /// Another major version is a format that nobody here knows.
  Result<void> check_version() const {
    TRY_ASSIGN(const std::string text, root_.required_text("lock-version"));
    const auto version = spec::Version::try_parse(text);
    if (!version) {
      return root_.wrong("lock-version", format("is not a version: `{}`", to_printable(text)));
    }
    if (*version < *spec::Version::try_parse("1.dev0") || !(*version < *spec::Version::try_parse("2.dev0"))) {
      return root_.wrong("lock-version", format("is {}, and only 1.0 is known", version->to_string()));
    }
    if (*version > *spec::Version::try_parse("1.0")) {
      warn_(format("`{}` has the lock version {}: what is new since 1.0 is not understood", to_printable(file_),
                   version->to_string()));
    }
    return {};
  }

  Result<LockedPackage> read_package(const TomlSection& section) const {
    LockedPackage package;
    TRY_ASSIGN(const std::string name, section.required_text("name"));
    auto parsed = spec::PackageName::parse(name);
    if (!parsed) {
      return section.wrong("name", format("is not a valid package name: `{}`", to_printable(name)));
    }
    package.name = std::move(*parsed);
    TRY_ASSIGN(package.version, section.optionally_parsed<spec::Version>("version"));
    TRY_ASSIGN(package.index, section.optionally_parsed<Url>("index"));
    TRY_ASSIGN(package.marker, section.parsed<spec::Marker>("marker"));
    TRY_ASSIGN(package.requires_python, section.parsed<spec::SpecifierSet>("requires-python"));
    TRY(read_source(section, package));
    return package;
  }

  Result<void> read_source(const TomlSection& section, LockedPackage& package) const {
    TRY_ASSIGN(const auto vcs, section.table("vcs"));
    TRY_ASSIGN(const auto directory, section.table("directory"));
    TRY_ASSIGN(const auto archive, section.table("archive"));
    TRY_ASSIGN(LockedDistributions distributions, read_distributions(section, package));
    std::vector<std::string_view> kinds;
    const auto count = [&kinds](bool there, std::string_view kind) {
      if (there) {
        kinds.push_back(kind);
      }
    };
    count(vcs.has_value(), "vcs");
    count(directory.has_value(), "directory");
    count(archive.has_value(), "archive");
    count(distributions.sdist.has_value() || !distributions.wheels.empty(),
          distributions.wheels.empty() ? "sdist" : "wheels");
    if (kinds.size() > 1) {
      return section.wrong(
          kinds[1], format("cannot stand beside `{}`: `{}` must have one source", kinds[0], package.name.text()));
    }
    if (kinds.empty()) {
      return section.wrong(
          "name", format("`{}` has none of `wheels`, `sdist`, `archive`, `directory` and `vcs`", package.name.text()));
    }
    if (vcs) {
      TRY_ASSIGN(package.source, read_repository(*vcs));
    } else if (directory) {
      TRY_ASSIGN(package.source, read_directory(*directory));
    } else if (archive) {
      TRY_ASSIGN(package.source, read_archive(*archive));
    } else {
      package.source = std::move(distributions);
    }
    return {};
  }

  Result<LockedDistributions> read_distributions(const TomlSection& section, const LockedPackage& package) const {
    LockedDistributions distributions;
    TRY_ASSIGN(const auto sdist, section.table("sdist"));
    if (sdist) {
      TRY_ASSIGN(distributions.sdist, read_file(*sdist));
      const auto name = spec::parse_sdist_name(distributions.sdist->file_name, package.name);
      TRY(check_belongs(*sdist, distributions.sdist->file_name,
                        name ? std::optional(std::pair(name->name, name->version)) : std::nullopt, package));
    }
    TRY_ASSIGN(const auto wheels, section.tables("wheels"));
    for (const TomlSection& wheel : wheels ? *wheels : std::vector<TomlSection>()) {
      TRY_ASSIGN(LockedFile file, read_file(wheel));
      const auto name = spec::parse_wheel_name(file.file_name);
      TRY(check_belongs(wheel, file.file_name,
                        name ? std::optional(std::pair(name->name, name->version)) : std::nullopt, package));
      distributions.wheels.push_back(std::move(file));
    }
    return distributions;
  }

  static Result<void> check_belongs(const TomlSection& section, const std::string& file_name,
                                    const std::optional<std::pair<spec::PackageName, spec::Version>>& told,
                                    const LockedPackage& package) {
    if (!told) {
      return section.wrong(
          "", format("`{}` is no file name of a {} of `{}`", to_printable(file_name),
                     section.path().ends_with("sdist") ? "source distribution" : "wheel", package.name.text()));
    }
    if (told->first != package.name || (package.version && told->second != *package.version)) {
      return section.wrong("", format("`{}` is not of `{}{}`", to_printable(file_name), package.name.text(),
                                      package.version ? " " + package.version->to_string() : std::string()));
    }
    return {};
  }

  static Result<LockedFile> read_file(const TomlSection& section) {
    LockedFile file;
    TRY_ASSIGN(file.url, section.optionally_parsed<Url>("url"));
    TRY_ASSIGN(file.path, section.path_text("path"));
    if (!file.url && file.path.empty()) {
      return section.wrong("", "has neither `url` nor `path`");
    }
    TRY_ASSIGN(file.file_name, section.text_or_empty("name"));
    if (file.file_name.empty()) {
      file.file_name = file.path.empty() ? file.url->file_name() : last_part(file.path);
    }
    TRY_ASSIGN(file.size_bytes, section.size("size"));
    TRY_ASSIGN(file.upload_time, section.time("upload-time"));
    TRY_ASSIGN(file.hashes, read_hashes(section));
    return file;
  }

  /// Algorithms that are not known say nothing; one that is must be there.
  static Result<std::vector<Hash>> read_hashes(const TomlSection& section) {
    TRY_ASSIGN(const auto table, section.table("hashes"));
    if (!table) {
      return section.missing("hashes");
    }
    std::vector<Hash> hashes;
    for (const std::string& key : table->keys()) {
      const auto algorithm = parse_hash_algorithm(to_lower_ascii(key));
      if (!algorithm) {
        continue;
      }
      TRY_ASSIGN(const std::string hex, table->required_text(key));
      const std::string text = format("{}:{}", to_string(*algorithm), hex);
      auto hash = parse_hash(text);
      if (!hash) {
        return table->wrong(key, explain_bad_hash(text, text));
      }
      if (std::ranges::find(hashes, *algorithm, &Hash::algorithm) != hashes.end()) {
        return table->wrong(key, "is there twice");
      }
      hashes.push_back(std::move(*hash));
    }
    if (hashes.empty()) {
      return section.wrong("hashes", "has no digest of a known algorithm, such as `sha256`");
    }
    std::ranges::sort(hashes);
    return hashes;
  }

  static Result<LockedArchive> read_archive(const TomlSection& section) {
    LockedArchive archive;
    TRY_ASSIGN(archive.file, read_file(section));
    archive.file.file_name = archive.file.path.empty() ? archive.file.url->file_name() : last_part(archive.file.path);
    TRY_ASSIGN(archive.subdirectory, section.text_or_empty("subdirectory"));
    return archive;
  }

  static Result<LockedDirectory> read_directory(const TomlSection& section) {
    LockedDirectory directory;
    TRY_ASSIGN(directory.path, section.path_text("path"));
    if (directory.path.empty()) {
      return section.missing("path");
    }
    TRY_ASSIGN(directory.editable, section.flag("editable"));
    TRY_ASSIGN(directory.subdirectory, section.text_or_empty("subdirectory"));
    return directory;
  }

  static Result<LockedRepository> read_repository(const TomlSection& section) {
    LockedRepository repository;
    TRY_ASSIGN(repository.type, section.required_text("type"));
    TRY_ASSIGN(repository.url, section.text_or_empty("url"));
    TRY_ASSIGN(repository.path, section.path_text("path"));
    if (repository.url.empty() && repository.path.empty()) {
      return section.wrong("", "has neither `url` nor `path`");
    }
    TRY_ASSIGN(repository.requested_revision, section.text_or_empty("requested-revision"));
    TRY_ASSIGN(repository.commit_id, section.required_text("commit-id"));
    TRY_ASSIGN(repository.subdirectory, section.text_or_empty("subdirectory"));
    return repository;
  }

  TomlSection root_;
  const std::string& file_;
  const std::function<void(std::string)>& warn_;
};

/// The last part of a path, or of a URL before its query.
std::string file_name_of(std::string_view location) {
  if (is_url(location)) {
    const auto url = Url::parse(location);
    return url ? url->file_name() : std::string();
  }
  return std::string(path_file_name(location));
}

}  // namespace

bool is_pylock(std::string_view location) {
  const std::string name = file_name_of(location);
  if (name == "pylock.toml") {
    return true;
  }
  const std::size_t around = k_prefix.size() + k_suffix.size();
  return name.size() > around && name.starts_with(k_prefix) && name.ends_with(k_suffix) &&
         std::string_view(name).substr(k_prefix.size(), name.size() - around).find('.') == std::string_view::npos;
}

bool is_meant_as_pylock(std::string_view location) {
  const std::string name = file_name_of(location);
  return name.ends_with(k_suffix) && name != "pyproject.toml";
}

Result<void> check_pylock_name(std::string_view location) {
  if (is_pylock(location)) {
    return {};
  }
  return fail(ErrorCode::usage,
              format("`{}` is not the name of a lock file: that is `pylock.toml`, or `pylock.NAME.toml` where NAME has "
                     "no dot",
                     to_printable(file_name_of(location))));
}

Result<Pylock> parse_pylock(std::string_view text, const std::string& file,
                            const std::function<void(std::string)>& warn) {
  TRY_ASSIGN(const TomlValue document, parse_toml(text, file));
  return PylockReader(document, file, warn).read();
}

Result<Pylock> read_pylock(const std::string& location, const RequirementsContext& context) {
  TRY_ASSIGN(const Url url, parse_fetchable_location(location, context.working_directory));
  TRY_ASSIGN(const std::string place, url.is_file() ? url.file_path() : Result<std::string>(location));
  const auto text = context.load(place);
  if (!text && text.error().code() == ErrorCode::not_found) {
    return fail(ErrorCode::not_found, format("File not found: `{}`", to_printable(redact_urls(location))));
  }
  if (!text) {
    return fail(text.error().clone());
  }
  return parse_pylock(*text, redact_urls(location), context.warn);
}

}  // namespace axle::project
