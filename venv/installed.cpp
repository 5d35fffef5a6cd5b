// SPDX-License-Identifier: MIT OR Apache-2.0
// Listing site folders. Names and versions come from entry names; only entries that do not carry them are opened.
//
// Forms:   foo-1.0.dist-info · foo-1.0-py3.11.egg-info (folder or file) · foo.egg-info (reads PKG-INFO) · foo.egg-link
//          (reads the link and the PKG-INFO behind it). Entries that begin with `~` are what pip left of an
//          interrupted change: not distributions. Neither is an egg-info that the RECORD of its own project lists.
#include "venv/installed.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/installed_entry.hpp"

namespace axle::venv {
namespace {

class Scanner {
 public:
  Result<void> scan(const std::string& site_directory) {
    // What cannot be looked at is not empty: an upgrade would put a second distribution beside the first.
    TRY_ASSIGN(const auto status, status_of(site_directory));
    if (!status) {
      return {};
    }
    TRY_ASSIGN(const Directory directory, Directory::open(site_directory));
    TRY_ASSIGN(const auto entries, directory.list());
    const std::size_t first = found.size();
    for (const DirectoryEntry& entry : entries) {
      add(site_directory, entry);
    }
    if (std::ranges::any_of(entries, &is_finder)) {
      for (InstalledDistribution& distribution : std::span(found).subspan(first)) {
        distribution.has_finders = distribution.kind == InstalledKind::dist_info;
      }
    }
    drop_parts_of_others(first);
    return {};
  }

  std::vector<InstalledDistribution> found;
  std::vector<UnreadableEntry> unreadable;

 private:
  static bool is_finder(const DirectoryEntry& entry) {
    return entry.name.starts_with("__editable__") && entry.name.ends_with(".pth");
  }

  /// An egg-info that a distribution of its name lists came with that one's wheel: it is a file like others.
  void drop_parts_of_others(std::size_t first) {
    const std::span here = std::span(found).subspan(first);
    std::vector<std::string> parts;
    for (const InstalledDistribution& egg : here) {
      const auto owns = [&](const InstalledDistribution& other) { return other.name == egg.name && lists(other, egg); };
      if (is_egg_info(egg) && std::ranges::any_of(here, owns)) {
        parts.push_back(egg.entry);
      }
    }
    const auto is_part = [&](const InstalledDistribution& each) {
      return std::ranges::find(parts, each.entry) != parts.end();
    };
    found.erase(std::remove_if(found.begin() + static_cast<std::ptrdiff_t>(first), found.end(), is_part), found.end());
  }

  static bool is_egg_info(const InstalledDistribution& distribution) {
    return distribution.kind == InstalledKind::egg_info_directory || distribution.kind == InstalledKind::egg_info_file;
  }

  /// Reads the RECORD of `owner`: only for a name that is there twice.
  static bool lists(const InstalledDistribution& owner, const InstalledDistribution& egg) {
    const auto record = read_installed_record(owner);
    return record && *record && std::ranges::any_of(**record, [&](const spec::RecordRow& row) {
             return is_at_or_below(row.path, egg.entry);
           });
  }

  void add(const std::string& site_directory, const DirectoryEntry& entry) {
    if (entry.name.starts_with('~') || entry.name.starts_with('.')) {
      return;
    }
    auto read = read_installed_entry(site_directory, entry);
    if (!read) {
      return;
    }
    if (read->problem.empty()) {
      found.push_back(std::move(read->distribution));
    } else {
      unreadable.push_back({read->distribution.path(), std::move(read->problem)});
    }
  }
};

}  // namespace

std::string InstalledDistribution::path() const {
  return join_path(site_directory, entry);
}

Result<Installed> Installed::scan(const std::vector<std::string>& site_directories) {
  Scanner scanner;
  for (std::size_t i = 0; i < site_directories.size(); ++i) {
    const auto begin = site_directories.begin();
    const auto here = begin + static_cast<std::ptrdiff_t>(i);
    if (std::find(begin, here, *here) == here) {
      TRY(scanner.scan(*here));
    }
  }
  Installed installed = from_list(std::move(scanner.found));
  installed.unreadable_ = std::move(scanner.unreadable);
  std::sort(installed.unreadable_.begin(), installed.unreadable_.end());
  return installed;
}

Installed Installed::from_list(std::vector<InstalledDistribution> distributions) {
  Installed installed;
  installed.distributions_ = std::move(distributions);
  // Stable: the order of the site folders holds within a name; entries of one folder go by their name.
  std::stable_sort(installed.distributions_.begin(), installed.distributions_.end(),
                   [](const InstalledDistribution& a, const InstalledDistribution& b) {
                     if (a.name != b.name) {
                       return a.name < b.name;
                     }
                     return a.site_directory == b.site_directory && a.entry < b.entry;
                   });
  return installed;
}

std::vector<const InstalledDistribution*> Installed::find(const spec::PackageName& name) const {
  std::vector<const InstalledDistribution*> found;
  const auto first = std::lower_bound(distributions_.begin(), distributions_.end(), name,
                                      [](const InstalledDistribution& distribution, const spec::PackageName& wanted) {
                                        return distribution.name < wanted;
                                      });
  for (auto it = first; it != distributions_.end() && it->name == name; ++it) {
    found.push_back(&*it);
  }
  return found;
}

const InstalledDistribution* Installed::find_first(const spec::PackageName& name) const {
  const auto all = find(name);
  return all.empty() ? nullptr : all.front();
}

}  // namespace axle::venv
