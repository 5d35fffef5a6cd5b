// SPDX-License-Identifier: MIT OR Apache-2.0
// Chooses files for a lock and fills it.
#include "engine/lock_compile.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "engine/pip_compile.hpp"
#include "resolver/format_control.hpp"
#include "resolver/wheel_choice.hpp"
#include "spec/specifier.hpp"

namespace axle::engine {
namespace {

using project::LockedFile;
using project::LockedPackage;
using resolver::ResolvedPackage;

class FileSelection {
 public:
  FileSelection(const ResolvedPackage& package, const resolver::Problem& problem)
      : package_(package), problem_(problem), cutoff_(problem.options.exclude_newer.of(package.name)) {}

  Result<LockableFiles> select() const {
    const resolver::WheelTarget target{
        .tags = problem_.tags, .python = problem_.target.version, .uploaded_before = cutoff_};
    const auto choice = resolver::select_wheel(package_, target, problem_.options.format, {});
    const auto* chosen = std::get_if<resolver::ChosenWheel>(&choice);
    LockableFiles lockable;
    std::string chosen_name;
    for (std::size_t range = 0; range < package_.files.size(); ++range) {
      const spec::IndexPage& page = *package_.files[range].listed.page;
      for (std::size_t file = package_.files[range].first; file < package_.files[range].last; ++file) {
        if (!is_usable(page, file)) {
          continue;
        }
        TRY_ASSIGN(spec::IndexFile full, page.read_file(file));
        if (chosen != nullptr && *chosen == resolver::ChosenWheel{range, file}) {
          chosen_name = full.file_name;
        }
        lockable.files.push_back(std::move(full));
      }
    }
    sort_once(lockable.files);
    const auto found = std::ranges::find(lockable.files, chosen_name, &spec::IndexFile::file_name);
    if (found != lockable.files.end()) {
      lockable.chosen = static_cast<std::size_t>(found - lockable.files.begin());
    }
    return lockable;
  }

 private:
  [[nodiscard]] bool is_usable(const spec::IndexPage& page, std::size_t file) const {
    const spec::IndexPage::FileBrief brief = page.brief(file);
    if (cutoff_ && !brief.existed_before(cutoff_->time_since_epoch().count())) {
      return false;
    }
    const std::string_view demand = page.requires_python_text(brief.requires_python);
    const auto parsed = demand.empty() ? Result<spec::SpecifierSet::Lenient>(spec::SpecifierSet::Lenient{})
                                       : spec::SpecifierSet::parse_lenient(demand);
    if (parsed && !spec::python_satisfies(parsed->set, problem_.target.version)) {
      return false;
    }
    const resolver::FormatControl& format = problem_.options.format;
    return brief.type == spec::FileType::sdist
               ? resolver::takes_sdists(format, package_.name)
               : resolver::takes_wheels(format, package_.name) && problem_.tags.fits(page.tag_set(brief.tag_set));
  }

  /// Several indexes may list one file; the first counts.
  static void sort_once(std::vector<spec::IndexFile>& files) {
    const auto key = [](const spec::IndexFile& file) { return std::pair(file.type, std::string_view(file.file_name)); };
    std::ranges::stable_sort(files, {}, key);
    const auto repeated = std::ranges::unique(files, {}, key);
    files.erase(repeated.begin(), repeated.end());
  }

  const ResolvedPackage& package_;
  const resolver::Problem& problem_;
  std::optional<UnixTime> cutoff_;
};

Result<LockedFile> locked_file(const spec::IndexFile& file) {
  LockedFile locked;
  locked.file_name = file.file_name;
  TRY_ASSIGN(locked.url, Url::parse(file.url));
  locked.size_bytes = file.size_bytes;
  if (file.upload_time) {
    locked.upload_time = std::chrono::floor<std::chrono::seconds>(*file.upload_time);
  }
  locked.hashes = file.hashes;
  return locked;
}

/// What the user named by URL. A file of the project, beside the lock, or named by a relative path moves with it.
Result<LockedFile> locked_direct_file(const CompiledPackage& compiled, const LockPlace& place) {
  const Url& url = *compiled.package.direct_url;
  LockedFile locked;
  locked.file_name = url.file_name();
  locked.hashes = compiled.hashes;
  if (url.is_file()) {
    TRY_ASSIGN(const std::string path, url.without_fragment().file_path());
    const bool is_near =
        compiled.is_relative || is_at_or_below(path, place.folder) || is_at_or_below(path, place.working_directory);
    if (is_valid_utf8(path)) {
      locked.path = is_near ? relative_path(path, place.folder) : path;
      return locked;
    }
  }
  locked.url = url.without_fragment().without_credentials();
  return locked;
}

Result<LockedPackage> locked_package(const CompiledPackage& compiled, const LockPlace& place) {
  LockedPackage locked;
  locked.name = compiled.package.name;
  locked.version = compiled.package.version;
  if (compiled.package.direct_url) {
    project::LockedArchive archive;
    TRY_ASSIGN(archive.file, locked_direct_file(compiled, place));
    locked.source = std::move(archive);
    return locked;
  }
  project::LockedDistributions distributions;
  for (const spec::IndexFile& file : compiled.files) {
    TRY_ASSIGN(LockedFile listed, locked_file(file));
    if (file.type == spec::FileType::sdist) {
      distributions.sdist = std::move(listed);
    } else {
      distributions.wheels.push_back(std::move(listed));
    }
  }
  if (std::ranges::none_of(compiled.files, &spec::IndexFile::listed_flat)) {
    locked.index = compiled.index;
  }
  locked.source = std::move(distributions);
  return locked;
}

/// The marker of what was named; none when nothing was. A C library has no marker: the wheels tell it. `3` names no
/// Python that a marker could tell.
Result<std::vector<spec::Marker>> environments_of(const TargetOverride& named) {
  std::string text;
  if (const auto release = named.version ? named.version->parts().release : std::vector<std::uint64_t>();
      release.size() > 1) {
    text = format("python_version == '{}.{}'", release[0], release[1]);
  }
  if (named.platform) {
    format_to(text, "{}sys_platform == '{}' and platform_machine == '{}'", text.empty() ? "" : " and ",
              named.platform->sys_platform, named.platform->platform_machine);
  }
  if (text.empty()) {
    return std::vector<spec::Marker>();
  }
  TRY_ASSIGN(spec::Marker marker, spec::Marker::parse(text));
  return std::vector<spec::Marker>{std::move(marker)};
}

}  // namespace

Result<LockableFiles> find_lockable_files(const ResolvedPackage& package, const resolver::Problem& problem) {
  return FileSelection(package, problem).select();
}

Result<project::Pylock> make_pylock(const std::vector<CompiledPackage>& packages, const LockPlace& place,
                                    const std::vector<std::string>& left_out) {
  project::Pylock lock;
  lock.created_by = "axle";
  spec::VersionParts parts = place.python.parts();
  parts.local.clear();  // `3.12.0+`, of a Python that somebody built
  TRY_ASSIGN(lock.requires_python,
             spec::SpecifierSet::parse(format(">={}", spec::Version::from_parts(parts).to_string())));
  TRY_ASSIGN(lock.environments, environments_of(place.named));
  for (const CompiledPackage& compiled : packages) {
    if (std::ranges::find(left_out, compiled.package.name.text()) == left_out.end()) {
      TRY_ASSIGN(LockedPackage package, locked_package(compiled, place));
      lock.packages.push_back(std::move(package));
    }
  }
  return lock;
}

std::string relative_path(const std::string& path, const std::string& folder) {
  const auto to = split(path, '/');
  const auto from = split(folder, '/');
  const auto [at_to, at_from] = std::ranges::mismatch(to, from);
  std::string text;
  for (auto part = at_from; part != from.end(); ++part) {
    text += part->empty() ? "" : "../";
  }
  for (auto part = at_to; part != to.end(); ++part) {
    text.append(part == at_to ? "" : "/").append(*part);
  }
  return text;
}

}  // namespace axle::engine
