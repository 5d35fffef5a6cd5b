// SPDX-License-Identifier: MIT OR Apache-2.0
// From a manifest to places below the root.
#include "venv/wheel_placement.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "spec/script_name.hpp"
#include "spec/site_entry.hpp"
#include "venv/change.hpp"
#include "venv/environment_lock.hpp"
#include "venv/environment_part.hpp"
#include "venv/pyvenv_cfg.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_script_limit_bytes = 16 * 1024 * 1024;

class Placer {
 public:
  Placer(const spec::UnpackedWheel& wheel, const InstallTarget& target, const ScriptStart& start)
      : wheel_(wheel), target_(target), start_(start) {}

  Result<WheelPlacement> place() {
    const spec::WheelManifest& manifest = wheel_.manifest;
    made_.wheel = &wheel_;
    made_.site = manifest.root_is_purelib ? target_.purelib : target_.platlib;
    made_.plain.reserve(manifest.files.size());
    const std::string data_prefix = manifest.data_directory.empty() ? "" : manifest.data_directory + "/";
    for (std::uint32_t i = 0; i < manifest.files.size(); ++i) {
      const std::string& path = manifest.files[i].path;
      if (!data_prefix.empty() && path.starts_with(data_prefix)) {
        TRY(place_data(i, std::string_view(path).substr(data_prefix.size())));
      } else if (!is_written_here(path)) {
        if (made_.site.empty()) {
          TRY(check_ownership(path));
        }
        made_.plain.push_back(i);
        add_directories(path);
      }
    }
    add_directory(manifest.dist_info);
    for (const spec::EntryPoint& entry_point : manifest.entry_points) {
      TRY(check_script_name(entry_point.name));
      made_.generated.push_back(
          {join_path(target_.scripts, entry_point.name), make_launcher(entry_point, start_), true});
    }
    return std::move(made_);
  }

 private:
  /// Files of the dist-info folder that the installer writes, whatever the wheel brings.
  bool is_written_here(std::string_view path) const {
    const std::string& dist_info = wheel_.manifest.dist_info;
    if (!path.starts_with(dist_info) || path.size() <= dist_info.size() || path[dist_info.size()] != '/') {
      return false;
    }
    const std::string_view name = path.substr(dist_info.size() + 1);
    return name == "INSTALLER" || name == "REQUESTED" || name == "RECORD" || name == "direct_url.json";
  }

  /// Files are sorted, so a folder's files come together: comparing with the last folder finds nearly all repeats.
  void add_directories(std::string_view path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string_view::npos || path.substr(0, slash) == last_directory_) {
      return;
    }
    last_directory_ = path.substr(0, slash);
    for (std::size_t at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1)) {
      add_directory(path.substr(0, at));
    }
  }

  void add_directory(std::string_view directory) {
    if (known_.insert(directory).second) {
      made_.directories.emplace_back(directory);
    }
  }

  Result<void> check_script_name(std::string_view name) {
    if (name.contains('/')) {
      return refuse("D04", format("the script `{}` is below a folder of its own", to_printable(name)));
    }
    if (spec::is_reserved_script_name(name)) {
      return refuse("E03", format("the script `{}` would replace a program of the environment", to_printable(name)));
    }
    return {};
  }

  std::unexpected<Error> refuse(std::string_view rule, std::string_view detail) const {
    return fail(ErrorCode::bad_wheel,
                format("invalid wheel {} {}: {}: {}", wheel_.name.text(), wheel_.version.to_string(), rule, detail));
  }

  Result<void> place_data(std::uint32_t file, std::string_view below) {
    const std::size_t slash = below.find('/');
    const std::string_view key = below.substr(0, slash);
    if (slash == std::string_view::npos) {
      return refuse("D04", format("`{}` is not inside a `.data` folder", to_printable(below)));
    }
    const std::string_view rest = below.substr(slash + 1);
    if (key == "scripts") {
      return place_script(file, rest);
    }
    const std::array<std::pair<std::string_view, std::string>, 4> folders = {{
        {"purelib", target_.purelib},
        {"platlib", target_.platlib},
        {"data", target_.data},
        {"headers", join_path(target_.headers, wheel_.name.text())},
    }};
    for (const auto& [name, folder] : folders) {
      if (name == key) {
        return add_mapped(file, join_path(folder, rest));
      }
    }
    return refuse("D01", format("unknown folder `{}` in `.data`", to_printable(key)));
  }

  /// What stands directly in a --target folder is beside axle's own files there, and may be beside an environment's.
  Result<void> check_ownership(std::string_view target) {
    const std::string_view first = target.substr(0, target.find('/'));
    if (first == k_lock_file || first == k_change_folder || is_file_of_new_environment(target_, first)) {
      return refuse("D09", format("`{}` belongs to the environment", to_printable(target)));
    }
    return {};
  }

  /// Folders may be links to others of the target: /usr/local/man on Debian, lib64 in an environment. RECORD names the
  /// folder itself, through links nothing would ever be removed.
  std::string resolve_links(const std::string& target) {
    const std::size_t last = target.rfind('/');
    if (last == std::string::npos) {
      return target;
    }
    const std::string_view name = std::string_view(target).substr(last + 1);
    if (const auto known = folders_.find(target.substr(0, last)); known != folders_.end()) {
      return join_path(known->second.path, name);
    }
    Folder folder{.path = {}, .exists = true};
    for (std::size_t start = 0; start <= last;) {
      const std::size_t end = target.find('/', start);
      const auto [known, is_new] = folders_.try_emplace(target.substr(0, end));
      if (is_new) {
        known->second = enter(folder, target.substr(start, end - start));
      }
      folder = known->second;
      start = end + 1;
    }
    return join_path(folder.path, name);
  }

  /// A folder of the target, relative to the root, without links.
  struct Folder {
    std::string path;
    bool exists = false;
  };

  /// What is not there yet has nothing below it to look at.
  Folder enter(const Folder& parent, std::string name) {
    std::string path = parent.path.empty() ? std::move(name) : join_path(parent.path, name);
    const auto status = parent.exists ? link_status_of(target_.absolute(path)) : std::optional<FileStatus>();
    if (!status || !*status) {
      return {.path = std::move(path), .exists = false};
    }
    const auto real = (*status)->kind == FileKind::symlink ? real_path(target_.absolute(path)) : Result<std::string>();
    const bool is_below = real && real->starts_with(target_.root + "/");
    return {.path = is_below ? real->substr(target_.root.size() + 1) : std::move(path), .exists = true};
  }

  /// A file must not stand where a folder of the scheme is or the way to it, nor a link to a folder (`lib64`).
  Result<void> check_folders(const std::string& target) {
    const std::array<std::string_view, 4> folders = {target_.purelib, target_.platlib, target_.scripts,
                                                     target_.headers};
    const bool is_way =
        std::ranges::any_of(folders, [&](std::string_view folder) { return is_at_or_below(folder, target); });
    if (is_way || is_folder_link(target_, target)) {
      return refuse("D09", format("`{}` belongs to the environment", to_printable(target)));
    }
    return {};
  }

  /// Nor may it bring a distribution of its own to site-packages.
  Result<void> check_site(std::string_view target) {
    for (const std::string& site : {target_.purelib, target_.platlib}) {
      const bool is_below = site.empty() || (target.starts_with(site) && target.substr(site.size()).starts_with('/'));
      const std::string_view below = is_below && !site.empty() ? target.substr(site.size() + 1) : target;
      const auto second = is_below ? spec::parse_site_entry(below.substr(0, below.find('/'))) : std::nullopt;
      if (second) {
        const bool is_wheel = second->kind == spec::SiteEntryKind::dist_info;
        return refuse("Z58", format("`{}` {}", to_printable(target),
                                    is_wheel ? "is in a second .dist-info folder" : "would be a second distribution"));
      }
    }
    return {};
  }

  Result<void> add_mapped(std::uint32_t file, std::string target) {
    target = resolve_links(target);
    TRY(check_ownership(target));
    TRY(check_folders(target));
    TRY(check_site(target));
    const bool is_ours = target == k_cfg;
    const bool is_program = is_environment_program(target_, target);
    if (is_ours || is_program) {
      return refuse(is_program ? "D02" : "D09", format("`{}` belongs to the environment", to_printable(target)));
    }
    made_.mapped.push_back({file, std::move(target)});
    return {};
  }

  Result<void> place_script(std::uint32_t file, std::string_view name) {
    TRY(check_script_name(name));
    std::string target = join_path(target_.scripts, name);
    const spec::ManifestFile& source = wheel_.manifest.files[file];
    if (source.size_bytes <= k_script_limit_bytes) {
      const auto content = read_file(join_path(wheel_.directory, source.path), k_script_limit_bytes);
      auto rewritten = content ? rewrite_script(*content, start_) : std::nullopt;
      if (rewritten) {
        made_.generated.push_back({std::move(target), std::move(*rewritten), true});
        return {};
      }
    }
    return add_mapped(file, std::move(target));
  }

  const spec::UnpackedWheel& wheel_;
  const InstallTarget& target_;
  const ScriptStart& start_;
  WheelPlacement made_;
  std::string_view last_directory_;
  std::set<std::string_view> known_;
  std::map<std::string, Folder> folders_;  // as wheels name them
};

}  // namespace

Result<WheelPlacement> place_wheel(const spec::UnpackedWheel& wheel, const spec::PinnedArtifact& artifact,
                                   const InstallTarget& target, const ScriptStart& start) {
  TRY_ASSIGN(WheelPlacement placement, Placer(wheel, target, start).place());
  placement.artifact = &artifact;
  return placement;
}

std::string record_path(std::string_view site, std::string_view target) {
  if (site.empty()) {
    return std::string(target);
  }
  const auto from = split(site, '/');
  const auto to = split(target, '/');
  std::size_t common = 0;
  while (common < from.size() && common + 1 < to.size() && from[common] == to[common]) {
    ++common;
  }
  std::string path;
  for (std::size_t i = common; i < from.size(); ++i) {
    path += "../";
  }
  for (std::size_t i = common; i < to.size(); ++i) {
    path += to[i];
    path += i + 1 < to.size() ? "/" : "";
  }
  return path;
}

}  // namespace axle::venv
