// SPDX-License-Identifier: MIT OR Apache-2.0
// Choosing one wheel: required hashes filter, then tag priority, then build tag, then file name.
#include "resolver/wheel_choice.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <tuple>

#include "base/format.hpp"
#include "resolver/format_control.hpp"
#include "resolver/unusable_reason.hpp"
#include "spec/dist_name.hpp"

namespace axle::resolver {
namespace {

/// What the digests of an index say about the ones that are asked for.
enum class HashVerdict : std::uint8_t { matching, undecided, other };

/// Order of wheels that fit; smaller is better.
struct WheelRank {
  HashVerdict hashes = HashVerdict::matching;
  std::uint32_t tag = 0;
  std::optional<spec::BuildTag> build;
  std::string file_name;
};

bool is_better(const WheelRank& a, const WheelRank& b) {
  if (a.hashes != b.hashes) {
    return a.hashes < b.hashes;
  }
  if (a.tag != b.tag) {
    return a.tag < b.tag;
  }
  if (a.build != b.build) {
    return b.build < a.build;  // higher builds first, a build before none
  }
  return a.file_name < b.file_name;
}

class Chooser {
 public:
  Chooser(const ResolvedPackage& package, const WheelTarget& target, const FormatControl& format,
          std::span<const Hash> required)
      : package_(package), target_(target), wheels_count_(takes_wheels(format, package.name)), required_(required) {}

  std::variant<ChosenWheel, NoWheel> choose() {
    for (std::size_t range = 0; range < package_.files.size(); ++range) {
      for (std::size_t file = package_.files[range].first; file < package_.files[range].last; ++file) {
        consider(range, file);
      }
    }
    if (best_) {
      return *best_;
    }
    return NoWheel{reason_.value_or(UnusableReason::none), detail()};
  }

 private:
  void consider(std::size_t range, std::size_t file) {
    const spec::IndexPage& page = *package_.files[range].listed.page;
    const spec::IndexPage::FileBrief brief = page.brief(file);
    if (target_.uploaded_before && !brief.existed_before(target_.uploaded_before->time_since_epoch().count())) {
      return;
    }
    if (const UnusableReason reason = judge(page, brief); reason != UnusableReason::none) {
      if (!reason_ || closeness(reason) > closeness(*reason_)) {
        reason_ = reason;
      }
      return;
    }
    const Result<spec::IndexFile> read = page.read_file(file);
    if (!read) {
      damage_ = read.error().message();
      return;
    }
    const spec::IndexFile& full = *read;
    const HashVerdict hashes = judge_hashes(full);
    if (hashes == HashVerdict::other) {
      note_wrong_hash(full);
      return;
    }
    const auto name = spec::parse_wheel_name(full.file_name);
    WheelRank rank{hashes, target_.tags.rank(page.tag_set(brief.tag_set)).value_or(0),
                   name ? name->build : std::nullopt, full.file_name};
    if (!best_ || is_better(rank, best_rank_)) {
      best_ = ChosenWheel{range, file};
      best_rank_ = std::move(rank);
    }
  }

  void note_wrong_hash(const spec::IndexFile& file) {
    wrong_hash_ = true;
    for (const Hash& hash : file.hashes) {
      format_to(found_hashes_, "\nfound: {} (`{}`)", to_string(hash), file.file_name);
    }
  }

  [[nodiscard]] UnusableReason judge(const spec::IndexPage& page, const spec::IndexPage::FileBrief& brief) const {
    if (brief.type == spec::FileType::sdist) {
      return UnusableReason::only_sdist;
    }
    if (!wheels_count_) {
      return UnusableReason::no_binary;
    }
    const std::string_view demand = page.requires_python_text(brief.requires_python);
    if (!demand.empty()) {
      const auto parsed = spec::SpecifierSet::parse_lenient(demand);
      if (parsed && !spec::python_satisfies(parsed->set, target_.python)) {
        return UnusableReason::requires_python;
      }
    }
    const spec::TagTriple tags = page.tag_set(brief.tag_set);
    return target_.tags.fits(tags) ? UnusableReason::none : reason_of(target_.tags.mismatch(tags));
  }

  /// Digests of two algorithms cannot be compared: what is downloaded will be checked then.
  [[nodiscard]] HashVerdict judge_hashes(const spec::IndexFile& file) const {
    const auto is_given = [&](const Hash& hash) { return std::ranges::find(file.hashes, hash) != file.hashes.end(); };
    const auto is_comparable = [&](const Hash& hash) {
      return std::ranges::find(file.hashes, hash.algorithm, &Hash::algorithm) != file.hashes.end();
    };
    if (required_.empty() || std::ranges::any_of(required_, is_given)) {
      return HashVerdict::matching;
    }
    return std::ranges::all_of(required_, is_comparable) ? HashVerdict::other : HashVerdict::undecided;
  }

  [[nodiscard]] std::string detail() const {
    const std::string subject = format("`{}` {}", package_.name.text(), package_.version.to_string());
    if (!damage_.empty()) {
      return damage_;
    }
    if (wrong_hash_) {
      std::string expected;
      for (const Hash& hash : required_) {
        format_to(expected, "\nexpected: {}", to_string(hash));
      }
      return format("no usable wheel of {} has one of the required hashes{}{}", subject, expected, found_hashes_);
    }
    switch (reason_.value_or(UnusableReason::none)) {
      case UnusableReason::wheel_python:
        return format("no wheel of {} has a matching Python version tag", subject);
      case UnusableReason::wheel_abi:
        return format("no wheel of {} has a matching Python ABI tag", subject);
      case UnusableReason::wheel_platform:
        return format("no wheel of {} has a matching platform tag", subject);
      case UnusableReason::requires_python:
        return format("{} requires another Python", subject);
      case UnusableReason::only_sdist:
        return format("{} has no wheels, only source distributions", subject);
      case UnusableReason::no_binary:
        return format("{} has only wheels, which --no-binary excludes", subject);
      case UnusableReason::none:
      case UnusableReason::yanked:
      case UnusableReason::metadata:
      case UnusableReason::needs_build:
      case UnusableReason::bad_requirement:
      case UnusableReason::url_dependency:
        break;
    }
    return format("{} has no files", subject);
  }

  const ResolvedPackage& package_;
  const WheelTarget& target_;
  bool wheels_count_;
  std::span<const Hash> required_;
  std::optional<ChosenWheel> best_;
  std::string damage_;  // of a record in the cache
  WheelRank best_rank_;
  std::optional<UnusableReason> reason_;  ///< of the file that came closest
  bool wrong_hash_ = false;
  std::string found_hashes_;
};

}  // namespace

std::variant<ChosenWheel, NoWheel> select_wheel(const ResolvedPackage& package, const WheelTarget& target,
                                                const FormatControl& format, std::span<const Hash> required) {
  return Chooser(package, target, format, required).choose();
}

}  // namespace axle::resolver
