// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads installed distributions under a shared lock.
#include "engine/pip_inspect.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "venv/commit.hpp"

namespace axle::engine {
namespace {

Result<venv::Installed> scan_opened(const std::vector<std::string>& site_directories, const Session& session) {
  TRY_ASSIGN(venv::Installed installed, venv::Installed::scan(site_directories));
  for (const venv::UnreadableEntry& entry : installed.unreadable()) {
    session.sinks().warnings.warn(format("`{}` is ignored: {}", to_printable(entry.path), entry.reason));
  }
  return installed;
}

std::vector<ListedDistribution> to_list(const venv::Installed& installed) {
  std::vector<ListedDistribution> list;
  list.reserve(installed.distributions().size());
  for (const venv::InstalledDistribution& distribution : installed.distributions()) {
    auto direct_url = venv::read_direct_url(distribution);
    list.push_back({.name = distribution.name.text(),
                    .version = distribution.version ? distribution.version->to_string() : distribution.version_text,
                    .editable_location = venv::find_editable_location(distribution, direct_url),
                    .direct_url = std::move(direct_url),
                    .kind = distribution.kind,
                    .link_target = distribution.link_target});
  }
  std::ranges::stable_sort(list, {}, [](const ListedDistribution& d) { return std::tie(d.name, d.version); });
  return list;
}

/// Names that the distribution needs in this environment, without extras.
std::set<std::string> required_names(const venv::InstalledDistribution& distribution,
                                     const spec::MarkerEnvironment& markers) {
  std::set<std::string> names;
  const auto metadata = venv::read_installed_metadata(distribution);
  if (!metadata) {
    return names;
  }
  for (const std::string& text : metadata->requires_dist) {
    const auto parsed = spec::parse_requirement_lenient(text);
    if (parsed && parsed->requirement.marker.evaluate(markers)) {
      names.insert(parsed->requirement.name.text());
    }
  }
  return names;
}

std::vector<std::string> read_files(const venv::InstalledDistribution& distribution) {
  std::vector<std::string> files;
  const auto rows = venv::read_installed_record(distribution);
  if (rows && *rows) {
    for (const spec::RecordRow& row : **rows) {
      files.push_back(row.path);
    }
  }
  std::ranges::sort(files);
  return files;
}

class ShowRun {
 public:
  ShowRun(const venv::Installed& installed, const spec::MarkerEnvironment& markers) {
    for (const venv::InstalledDistribution& distribution : installed.distributions()) {
      required_.emplace(distribution.name.text(), required_names(distribution, markers));
    }
  }

  ShownDistribution show(const venv::InstalledDistribution& distribution, ShowFiles files) const {
    ShownDistribution shown{
        .name = distribution.name.text(),
        .version = distribution.version_text,
        .location = distribution.site_directory,
        .summary = {},
        .editable_location = venv::find_editable_location(distribution, venv::read_direct_url(distribution)),
        .installer = venv::read_installer(distribution),
        .required = {},
        .required_by = {},
        .files = {}};
    if (const auto metadata = venv::read_installed_metadata(distribution)) {
      shown.summary = metadata->summary;
    }
    const auto& names = required_.at(shown.name);
    shown.required.assign(names.begin(), names.end());
    for (const auto& [name, needs] : required_) {
      if (needs.contains(shown.name)) {
        shown.required_by.push_back(name);
      }
    }
    if (files == ShowFiles::yes) {
      shown.files = read_files(distribution);
    }
    return shown;
  }

 private:
  std::map<std::string, std::set<std::string>> required_;
};

/// Folders are read as they are, without the locks of an environment and without recovering it.
void warn_of_unfinished_changes(const std::vector<std::string>& folders, WarningSink& warnings) {
  std::set<std::string> roots;
  for (const std::string& folder : folders) {
    for (std::string at = folder; at != "/" && !at.empty(); at = path_parent(at)) {
      venv::InstallTarget target;
      target.root = at;
      if (venv::needs_recovery(target).value_or(false)) {
        roots.insert(at);
      }
    }
  }
  for (const std::string& root : roots) {
    warnings.warn(
        format("a change in `{}` is unfinished: what it moves is not told; any `axle pip` command on that "
               "environment undoes or finishes it",
               to_printable(root)));
  }
}

}  // namespace

Result<venv::Installed> scan_environment(const TargetEnvironment& environment, Session& session) {
  TRY_ASSIGN(const auto lock, open_environment(environment, LockKind::shared, session));
  return scan_opened(environment.site_directories, session);
}

Result<venv::Installed> scan_folders(const std::vector<std::string>& folders, const Session& session) {
  warn_of_unfinished_changes(folders, session.sinks().warnings);
  return scan_opened(folders, session);
}

Result<std::vector<ListedDistribution>> list_distributions(const TargetEnvironment& environment, Session& session) {
  TRY_ASSIGN(const venv::Installed installed, scan_environment(environment, session));
  return to_list(installed);
}

Result<std::vector<ListedDistribution>> list_folders(const std::vector<std::string>& folders, const Session& session) {
  TRY_ASSIGN(const venv::Installed installed, scan_folders(folders, session));
  return to_list(installed);
}

Result<ShowAnswer> show_distributions(const std::vector<spec::PackageName>& names, ShowFiles files,
                                      const TargetEnvironment& environment, Session& session) {
  TRY_ASSIGN(const venv::Installed installed, scan_environment(environment, session));
  const ShowRun run(installed, environment.interpreter.python.markers);
  ShowAnswer answer;
  for (const spec::PackageName& name : std::set<spec::PackageName>(names.begin(), names.end())) {
    if (const venv::InstalledDistribution* found = installed.find_first(name)) {
      answer.shown.push_back(run.show(*found, files));
    } else {
      answer.missing.push_back(name.text());
    }
  }
  return answer;
}

Result<CheckAnswer> check_environment(const TargetEnvironment& environment, Session& session) {
  TRY_ASSIGN(const auto lock, open_environment(environment, LockKind::shared, session));
  const Stopwatch watch(session.sinks().clock);
  TRY_ASSIGN(const venv::Installed installed, scan_opened(environment.site_directories, session));
  const spec::SupportedTags tags = spec::SupportedTags::of(environment.interpreter.python);
  CheckAnswer answer;
  answer.packages = installed.distributions().size();
  answer.findings = venv::check_installed(
      {.installed = installed, .python = environment.interpreter.python, .tags = tags}, session.pool());
  answer.elapsed = watch.elapsed();
  return answer;
}

}  // namespace axle::engine
