// SPDX-License-Identifier: MIT OR Apache-2.0
// Collecting what goes away. Each folder is listed once.
#include "venv/removal.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "venv/bytecode.hpp"
#include "venv/environment_part.hpp"
#include "venv/left_content.hpp"

namespace axle::venv {
namespace {

constexpr std::string_view k_byte_code_folder = "__pycache__";

class Collector {
 public:
  Collector(const Directory& root, const InstallTarget& target, WarningSink& warnings)
      : root_(root), target_(target), warnings_(warnings), protected_(protected_folders(target)) {}

  Result<void> add_old(const InstalledDistribution& old) {
    TRY_ASSIGN(const std::string site, site_of(old, target_));
    TRY_ASSIGN(auto record, read_installed_record(old));
    const std::string dist_info = join_path(site, old.entry);
    removal_.dist_infos.push_back(dist_info);
    const auto& rows = old_rows_.emplace_back(record ? std::move(*record) : std::vector<spec::RecordRow>());
    for (const spec::RecordRow& row : rows) {
      const auto path = resolve_record_path(site, row.path);
      if (!path || is_environment_part(target_, *path)) {
        warnings_.warn(format("`{}` {} lists `{}`, which is not part of it; the file is left alone", old.name.text(),
                              old.version_text, to_printable(row.path)));
      } else if (!path->starts_with(dist_info + "/")) {
        wanted_[std::string(path_parent(*path))].emplace(std::string(path_file_name(*path)), OldRow{&old, &row});
      }
    }
    return {};
  }

  /// Only rows below folders that something is removed from are looked at.
  Result<void> spare(const InstalledDistribution& kept) {
    const auto site = site_of(kept, target_);
    auto rows = site ? read_installed_record(kept) : Result<std::optional<std::vector<spec::RecordRow>>>();
    if (!rows || !*rows) {
      return {};
    }
    for (spec::RecordRow& row : **rows) {
      const auto path = resolve_record_path(*site, row.path);
      const auto folder = path ? wanted_.find(std::string(path_parent(*path))) : wanted_.end();
      if (folder != wanted_.end()) {
        spare_file(*path, folder->second, {&kept, std::move(row)});
      }
    }
    return {};
  }

  Result<Removal> finish() {
    for (const auto& [folder, names] : wanted_) {
      TRY(match(folder, names));
    }
    TRY(judge_folders());
    warn_of_left_content(shared_, root_, warnings_);
    return std::move(removal_);
  }

 private:
  struct OldRow {
    const InstalledDistribution* owner = nullptr;
    const spec::RecordRow* row = nullptr;
  };
  using Names = std::unordered_multimap<std::string, OldRow>;  // several old ones may list a file

  void spare_file(const std::string& path, Names& names, ListedFile kept) {
    const auto [begin, end] = names.equal_range(std::string(path_file_name(path)));
    if (begin != end) {
      SharedFile& file = shared_[path];
      std::for_each(begin, end, [&](const auto& old) { file.leaving.push_back({old.second.owner, *old.second.row}); });
      names.erase(begin, end);
      file.staying.push_back(std::move(kept));
    } else if (const auto known = shared_.find(path); known != shared_.end()) {
      known->second.staying.push_back(std::move(kept));
    }
  }

  /// nullptr: no such folder, or the way to it leads through a link.
  Result<const std::vector<DirectoryEntry>*> list(const std::string& folder) {
    const auto known = listings_.find(folder);
    if (known != listings_.end()) {
      return &known->second;
    }
    auto entries = root_.list(folder);
    if (entries) {
      return &listings_.emplace(folder, std::move(*entries)).first->second;
    }
    if (entries.error().code() != ErrorCode::not_found) {
      if (!something_stands_in(folder)) {
        // What cannot be read today is still the distribution's: half a removal would leave it to nobody.
        return fail(std::move(entries).error());
      }
      warnings_.warn(format("files in `{}` are left alone: {}", target_.absolute(folder), to_string(entries.error())));
    }
    return nullptr;
  }

  /// Whether a link or a file stands where a folder should be, at `folder` or above it.
  [[nodiscard]] bool something_stands_in(const std::string& folder) const {
    for (std::size_t end = 0; end < folder.size(); ++end) {
      end = std::min(folder.find('/', end), folder.size());
      const auto status = root_.status(folder.substr(0, end));
      if (!status || !*status || (*status)->kind != FileKind::directory) {
        return status && *status;
      }
    }
    return false;
  }

  Result<void> match(const std::string& folder, const Names& names) {
    TRY_ASSIGN(const auto* entries, list(folder));
    if (entries == nullptr) {
      return {};
    }
    bool has_byte_code = false;
    for (const DirectoryEntry& entry : *entries) {
      if (entry.kind != FileKind::directory && names.contains(entry.name)) {
        removal_.files.insert(join_path(folder, entry.name));
      }
      has_byte_code = has_byte_code || (entry.kind == FileKind::directory && entry.name == k_byte_code_folder);
    }
    if (has_byte_code) {
      TRY(match_byte_code(folder));
    }
    add_ancestors(folder);
    return {};
  }

  Result<void> match_byte_code(const std::string& folder) {
    const std::string cache = join_path(folder, k_byte_code_folder);
    TRY_ASSIGN(const auto* entries, list(cache));
    if (entries == nullptr) {
      return {};
    }
    for (const DirectoryEntry& entry : *entries) {
      for (std::size_t dot = entry.name.find('.'); dot != std::string::npos; dot = entry.name.find('.', dot + 1)) {
        const std::string source = entry.name.substr(0, dot) + ".py";
        if (entry.kind == FileKind::regular && is_bytecode_of(entry.name, source) &&
            removal_.files.contains(join_path(folder, source))) {
          removal_.files.insert(join_path(cache, entry.name));
        }
      }
    }
    candidates_.insert(cache);
    return {};
  }

  void add_ancestors(std::string folder) {
    while (!folder.empty() && candidates_.insert(folder).second) {
      folder = std::string(path_parent(folder));
    }
  }

  /// A folder that may not be listed stays. What cannot be listed for another reason ends the removal before it begins.
  Result<void> judge_folders() {
    std::vector<std::string> order(candidates_.begin(), candidates_.end());
    std::sort(order.begin(), order.end(), [](const std::string& a, const std::string& b) {
      return a.size() != b.size() ? a.size() > b.size() : a < b;  // what is below comes first
    });
    for (const std::string& folder : order) {
      if (protected_.contains(folder)) {
        continue;
      }
      auto entries = list(folder);
      if (!entries && entries.error().code() != ErrorCode::permission_denied) {
        return fail(std::move(entries).error());
      }
      if (!entries || *entries == nullptr) {
        continue;
      }
      const bool all = std::all_of((*entries)->begin(), (*entries)->end(), [&](const DirectoryEntry& entry) {
        const std::string path = join_path(folder, entry.name);
        return entry.kind == FileKind::directory ? removal_.has_folder(path) : removal_.has_file(path);
      });
      if (all) {
        removal_.folders.insert(folder);
      }
    }
    return {};
  }

  const Directory& root_;
  const InstallTarget& target_;
  WarningSink& warnings_;
  std::unordered_set<std::string> protected_;
  std::deque<std::vector<spec::RecordRow>> old_rows_;  // what `wanted_` points to
  std::map<std::string, Names> wanted_;                // by folder
  SharedFiles shared_;                                 // what was taken out of `wanted_`
  std::unordered_map<std::string, std::vector<DirectoryEntry>> listings_;
  std::unordered_set<std::string> candidates_;
  Removal removal_;
};

void protect(std::unordered_set<std::string>& folders, std::string folder) {
  while (!folder.empty()) {
    folders.insert(folder);
    folder = std::string(path_parent(folder));
  }
}

}  // namespace

std::unordered_set<std::string> protected_folders(const InstallTarget& target) {
  std::unordered_set<std::string> folders = {""};
  for (const std::string& folder : {target.purelib, target.platlib, target.scripts, target.data}) {
    protect(folders, folder);
  }
  if (target.shared_prefix) {
    protect(folders, target.headers);
    const std::string data = target.data;
    for (const std::string_view name : {"share", "share/man", "share/man/man1", "share/doc", "etc", "include", "lib"}) {
      protect(folders, join_path(data, name));
    }
  }
  return folders;
}

std::optional<std::string> resolve_record_path(std::string_view site, std::string_view row) {
  if (row.empty() || row.front() == '/' || row.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  std::vector<std::string_view> parts;
  if (!site.empty()) {
    parts = split(site, '/');
  }
  for (const std::string_view part : split(row, '/')) {
    if (part.empty() || part == ".") {
      continue;
    }
    if (part != "..") {
      parts.push_back(part);
    } else if (parts.empty()) {
      return std::nullopt;
    } else {
      parts.pop_back();
    }
  }
  std::string path;
  for (const std::string_view part : parts) {
    path += path.empty() ? "" : "/";
    path += part;
  }
  return path.empty() ? std::nullopt : std::optional(std::move(path));
}

Result<std::string> site_of(const InstalledDistribution& distribution, const InstallTarget& target) {
  std::string site = distribution.site_directory;
  if (site != target.root && !site.starts_with(target.root + "/")) {
    if (auto real = real_path(site)) {
      site = std::move(*real);
    }
  }
  if (site == target.root) {
    return std::string();
  }
  if (!site.starts_with(target.root + "/")) {
    return fail(ErrorCode::not_removable, format("cannot uninstall `{}` {}: it lies outside of `{}`",
                                                 distribution.name.text(), distribution.version_text, target.root));
  }
  return site.substr(target.root.size() + 1);
}

Result<Removal> collect_removal(const std::vector<InstalledDistribution>& old,
                                const std::vector<InstalledDistribution>& kept, const Directory& root,
                                const InstallTarget& target, WarningSink& warnings) {
  Collector collector(root, target, warnings);
  for (const InstalledDistribution& distribution : old) {
    TRY(collector.add_old(distribution));
  }
  for (const InstalledDistribution& distribution : kept) {
    TRY(collector.spare(distribution));
  }
  return collector.finish();
}

}  // namespace axle::venv
