// SPDX-License-Identifier: MIT OR Apache-2.0
// Who owns a path that several wheels want.
#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/wheel_placement.hpp"

namespace axle::venv {
namespace {

/// Marks who wants a path. `file` counts the manifest's files first, generated files behind them.
struct Claim {
  std::uint32_t wheel = 0;
  std::uint32_t file = 0;
  std::string path;                                             ///< as written, for messages where case is folded
  std::vector<std::pair<std::uint32_t, std::uint32_t>> losers;  ///< (wheel, file) that the claimant stands for
};

struct Content {
  Sha256 digest;
  std::uint64_t size_bytes = 0;
};

class Owners {
 public:
  Owners(std::vector<WheelPlacement>& placements, bool folds_case, WarningSink& warnings)
      : placements_(placements), folds_case_(folds_case), warnings_(warnings) {}

  Result<void> settle() {
    for (std::uint32_t w = 0; w < placements_.size(); ++w) {
      claim_directories(w);
    }
    for (std::uint32_t w = 0; w < placements_.size(); ++w) {
      TRY(claim_files(w));
    }
    for (const auto& [key, claim] : files_) {
      const Content content = claim.losers.empty() ? Content{} : content_of(claim);
      for (const auto& [wheel, file] : claim.losers) {
        placements_[wheel].substitutes.push_back({file, content.digest, content.size_bytes});
      }
    }
    return {};
  }

 private:
  struct DirectoryClaim {
    std::uint32_t wheel = 0;
    bool shared = false;
  };

  std::string key_of(std::string_view path) const { return folds_case_ ? to_lower_ascii(path) : std::string(path); }

  void claim_directory(std::uint32_t wheel, std::string_view path) {
    const auto [it, added] = directories_.try_emplace(key_of(path), DirectoryClaim{wheel, false});
    if (!added && it->second.wheel != wheel) {
      it->second.shared = true;
    }
  }

  void share_parents(std::uint32_t wheel, std::string_view path) {
    for (std::size_t at = path.find('/'); at != std::string_view::npos; at = path.find('/', at + 1)) {
      claim_directory(wheel, path.substr(0, at));
      directories_[key_of(path.substr(0, at))].shared = true;
    }
  }

  void claim_directories(std::uint32_t w) {
    const WheelPlacement& placement = placements_[w];
    for (const std::string& directory : placement.directories) {
      claim_directory(w, join_path(placement.site, directory));
    }
    for (const MappedFile& mapped : placement.mapped) {
      share_parents(w, mapped.target);
    }
    for (const GeneratedFile& generated : placement.generated) {
      share_parents(w, generated.target);
    }
  }

  Result<void> claim_files(std::uint32_t w) {
    const WheelPlacement& placement = placements_[w];
    const auto& files = placement.wheel->manifest.files;
    std::string_view last_parent = "/";
    bool last_shared = false;
    for (const std::uint32_t index : placement.plain) {
      const std::string_view path = files[index].path;
      const std::size_t slash = path.rfind('/');
      const std::string_view parent = slash == std::string_view::npos ? "" : path.substr(0, slash);
      if (parent != last_parent) {
        last_parent = parent;
        last_shared = folds_case_ || parent.empty() || is_shared(join_path(placement.site, parent));
      }
      if (last_shared) {
        TRY(claim(join_path(placement.site, path), w, index));
      }
    }
    for (const MappedFile& mapped : placement.mapped) {
      TRY(claim(mapped.target, w, mapped.file));
    }
    for (std::uint32_t i = 0; i < placement.generated.size(); ++i) {
      TRY(claim(placement.generated[i].target, w, static_cast<std::uint32_t>(files.size()) + i));
    }
    return {};
  }

  bool is_shared(const std::string& directory) const {
    const auto found = directories_.find(key_of(directory));
    return found != directories_.end() && found->second.shared;
  }

  std::string label(std::uint32_t w) const {
    const spec::UnpackedWheel& wheel = *placements_[w].wheel;
    return format("`{}` {}", wheel.name.text(), wheel.version.to_string());
  }

  Result<void> claim(std::string path, std::uint32_t w, std::uint32_t file) {
    const std::string key = key_of(path);
    if (const auto directory = directories_.find(key); directory != directories_.end()) {
      if (directory->second.wheel == w) {
        return fail(ErrorCode::file_conflict,
                    format("{} has `{}` both as a file and as a folder", label(w), to_printable(path)));
      }
      return fail(ErrorCode::file_conflict, format("{} has a file `{}` where {} has a folder", label(w),
                                                   to_printable(path), label(directory->second.wheel)));
    }
    const auto [it, added] = files_.try_emplace(key, Claim{w, file, path, {}});
    if (added) {
      return {};
    }
    Claim& earlier = it->second;
    if (earlier.path != path) {
      return fail(ErrorCode::file_conflict,
                  format("`{}` of {} and `{}` of {} are one file on this file system", to_printable(earlier.path),
                         label(earlier.wheel), to_printable(path), label(w)));
    }
    settle_claim(earlier, Claim{w, file, std::move(path), {}});
    return {};
  }

  Content content_of(const Claim& claim) const {
    const WheelPlacement& placement = placements_[claim.wheel];
    const auto& files = placement.wheel->manifest.files;
    if (claim.file < files.size()) {
      return {files[claim.file].digest, files[claim.file].size_bytes};
    }
    const std::string& text = placement.generated[claim.file - files.size()].text;
    return {sha256_of(text), text.size()};
  }

  void leave_out(const Claim& claim) {
    WheelPlacement& placement = placements_[claim.wheel];
    const std::size_t count = placement.wheel->manifest.files.size();
    if (claim.file < count) {
      placement.left_out.resize(count);
      placement.left_out[claim.file] = 1;
    } else {
      placement.generated_left_out.resize(placement.generated.size());
      placement.generated_left_out[claim.file - count] = 1;
    }
  }

  /// Within a wheel the order is: plain files, those of its .data folder, scripts.
  std::string describe_winner(const Claim& earlier, const Claim& later) const {
    const std::string path = to_printable(later.path);
    if (earlier.wheel != later.wheel) {
      return format("{} and {} both have `{}` with different content; the one of {} is used", label(earlier.wheel),
                    label(later.wheel), path, label(later.wheel));
    }
    const bool is_generated = later.file >= placements_[later.wheel].wheel->manifest.files.size();
    return format("{} has two files for `{}` with different content; the {} is used", label(later.wheel), path,
                  is_generated ? "generated script" : "one in its .data folder");
  }

  /// The later one wins where contents differ; the earlier wheel's RECORD then describes what is really there.
  void settle_claim(Claim& earlier, Claim later) {
    const Content old_content = content_of(earlier);
    const Content new_content = content_of(later);
    if (old_content.digest == new_content.digest) {
      leave_out(later);
      earlier.losers.emplace_back(later.wheel, later.file);
      return;
    }
    warnings_.warn(describe_winner(earlier, later));
    leave_out(earlier);
    later.losers = std::move(earlier.losers);
    later.losers.emplace_back(earlier.wheel, earlier.file);
    earlier = std::move(later);
  }

  std::vector<WheelPlacement>& placements_;
  bool folds_case_;
  WarningSink& warnings_;
  std::unordered_map<std::string, DirectoryClaim> directories_;
  std::unordered_map<std::string, Claim> files_;
};

}  // namespace

Result<void> settle_owners(std::vector<WheelPlacement>& placements, bool folds_case, WarningSink& warnings) {
  return Owners(placements, folds_case, warnings).settle();
}

}  // namespace axle::venv
