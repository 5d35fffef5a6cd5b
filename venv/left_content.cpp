// SPDX-License-Identifier: MIT OR Apache-2.0
// Comparing RECORD rows, then the file that is there.
#include "venv/left_content.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>

#include "base/digest.hpp"
#include "base/file_digest.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "venv/change.hpp"

namespace axle::venv {
namespace {

bool has_sha256(const ListedFile& file) {
  return file.row.algorithm == HashAlgorithm::sha256;
}

bool is_listed_differently(const ListedFile& a, const ListedFile& b) {
  return has_sha256(a) && has_sha256(b) && a.row.digest_base64 != b.row.digest_base64;
}

/// The SHA-256 as RECORD has it. Errors: those of reading, and that the file grows meanwhile.
Result<std::string> hash_file(const FileReader& file) {
  Hasher hasher;
  std::uint64_t total = 0;
  TRY(read_through(file, [&](std::span<const std::byte> bytes) {
    hasher.update(bytes);
    total += bytes.size();
    return total <= file.status().size_bytes ? Result<void>() : Result<void>(fail(ErrorCode::io, "it grows"));
  }));
  return hasher.finish_base64();
}

class Judge {
 public:
  Judge(const Directory& root, WarningSink& warnings) : root_(root), warnings_(warnings) {}

  void judge(const std::string& path, const SharedFile& file) {
    const bool differs = std::any_of(file.leaving.begin(), file.leaving.end(), [&](const ListedFile& leaving) {
      return std::any_of(file.staying.begin(), file.staying.end(),
                         [&](const ListedFile& staying) { return is_listed_differently(leaving, staying); });
    });
    const ListedFile* left = differs && !is_staged(path) ? find_content(path, file.leaving) : nullptr;
    // Who stays and has the same content is whose it is now.
    if (left == nullptr || std::any_of(file.staying.begin(), file.staying.end(), [&](const ListedFile& staying) {
          return has_sha256(staying) && staying.row.digest_base64 == left->row.digest_base64;
        })) {
      return;
    }
    for (const ListedFile& staying : file.staying) {
      if (is_listed_differently(*left, staying)) {
        note(staying.owner, left->owner, path);
      }
    }
  }

  void warn() {
    for (const Pair& pair : pairs_) {
      const bool is_one = pair.paths.size() == 1;
      const std::string first = format("`{}`", to_printable(pair.paths.front()));
      const InstalledDistribution& owner = *pair.staying;
      warnings_.warn(format("{} of `{}` {} {} the content of `{}` {}; reinstall `{}` {} to restore {}",
                            is_one ? first : format("{} and {}", first, count_of(pair.paths.size() - 1, "other file")),
                            owner.name.text(), owner.version_text, is_one ? "keeps" : "keep", pair.leaving->name.text(),
                            pair.leaving->version_text, owner.name.text(), owner.version_text, is_one ? "it" : "them"));
    }
  }

 private:
  struct Pair {
    const InstalledDistribution* staying = nullptr;
    const InstalledDistribution* leaving = nullptr;
    std::vector<std::string> paths;
  };

  /// Whose content is there; nullptr: none of theirs, a link, no file, or it cannot be read.
  [[nodiscard]] const ListedFile* find_content(const std::string& path, const std::vector<ListedFile>& leaving) const {
    const auto file = FileReader::open(root_, path);
    if (!file) {
      return nullptr;
    }
    std::optional<std::string> digest;
    for (const ListedFile& listed : leaving) {
      if (!has_sha256(listed) ||
          listed.row.size_bytes.value_or(file->status().size_bytes) != file->status().size_bytes) {
        continue;
      }
      if (!digest) {
        const auto hashed = hash_file(*file);
        digest = hashed ? *hashed : std::string();
      }
      if (digest == listed.row.digest_base64) {
        return &listed;
      }
    }
    return nullptr;
  }

  [[nodiscard]] bool is_staged(const std::string& path) const {
    const auto staged = root_.status(stage_path(path));
    return !staged || *staged;
  }

  void note(const InstalledDistribution* staying, const InstalledDistribution* leaving, const std::string& path) {
    auto pair = std::find_if(pairs_.begin(), pairs_.end(),
                             [&](const Pair& known) { return known.staying == staying && known.leaving == leaving; });
    if (pair == pairs_.end()) {
      pair = pairs_.insert(pairs_.end(), Pair{staying, leaving, {}});
    }
    if (pair->paths.empty() || pair->paths.back() != path) {  // a RECORD may list a file twice
      pair->paths.push_back(path);
    }
  }

  const Directory& root_;
  WarningSink& warnings_;
  std::vector<Pair> pairs_;  // by their first path
};

}  // namespace

void warn_of_left_content(const SharedFiles& files, const Directory& root, WarningSink& warnings) {
  Judge judge(root, warnings);
  for (const auto& [path, file] : files) {
    judge.judge(path, file);
  }
  judge.warn();
}

}  // namespace axle::venv
