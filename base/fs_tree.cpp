// SPDX-License-Identifier: MIT OR Apache-2.0
// Directory trees: making missing parents, removing whole trees, finding out whether names fold case.
//
// Safety:  no link is followed, and no recursion: a tree can be deeper than our stack or our descriptors. The walk
//          down keeps one descriptor and the identity of each directory, the way up goes through ".." and compares.
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/format.hpp"
#include "base/fs_state.hpp"
#include "base/temporary_name.hpp"

namespace axle {
namespace {

/// A directory on the way down: what is left to do in it, and how to recognise it on the way up.
struct Level {
  std::string name;
  std::vector<std::string> directories_left;
  dev_t device = 0;
  ino_t inode = 0;
};

class TreeRemover {
 public:
  TreeRemover(int parent, std::string display_path) : parent_(parent), display_path_(std::move(display_path)) {}

  Result<void> run(const char* name) {
    TRY(enter(parent_, name));
    while (!levels_.empty()) {
      if (levels_.back().directories_left.empty()) {
        TRY(leave());
        continue;
      }
      const std::string next = std::move(levels_.back().directories_left.back());
      levels_.back().directories_left.pop_back();
      TRY(enter(current_.number(), next.c_str()));
    }
    return {};
  }

 private:
  [[nodiscard]] std::unexpected<Error> failed(std::string_view leaf, int error_number) const {
    std::string path = display_path_;
    for (std::size_t i = 1; i < levels_.size(); ++i) {
      path = join_path(path, levels_[i].name);
    }
    return fail(fs_error({.verb = "remove", .path = leaf.empty() ? path : join_path(path, leaf)}, error_number));
  }

  /// Removes all files of a directory and leaves its subdirectories for the caller's loop.
  Result<void> enter(int parent, const char* name) {
    Descriptor next(
        retry_interrupted([&] { return openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); }));
    if (!next.is_open()) {
      return errno == ENOENT ? Result<void>() : Result<void>(failed(levels_.empty() ? "" : name, errno));
    }
    struct stat raw{};
    if (fstat(next.number(), &raw) != 0) {
      return failed(levels_.empty() ? "" : name, errno);
    }
    levels_.push_back({.name = name, .directories_left = {}, .device = raw.st_dev, .inode = raw.st_ino});
    current_ = std::move(next);
    return remove_files();
  }

  Result<void> remove_files() {
    const int opened =
        retry_interrupted([&] { return openat(current_.number(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
    DIR* stream = opened < 0 ? nullptr : fdopendir(opened);
    if (stream == nullptr) {
      return failed("", errno);
    }
    const std::unique_ptr<DIR, int (*)(DIR*)> owner(stream, &closedir);
    while (true) {
      errno = 0;
      // No other thread reads this stream. NOLINTNEXTLINE(concurrency-mt-unsafe)
      const dirent* entry = readdir(stream);
      if (entry == nullptr) {
        return errno == 0 ? Result<void>() : Result<void>(failed("", errno));
      }
      TRY(remove_entry(*entry));
    }
  }

  Result<void> remove_entry(const dirent& entry) {
    const std::string_view name = entry.d_name;
    if (name == "." || name == "..") {
      return {};
    }
    // EISDIR is Linux's answer for a directory, EPERM the one POSIX wants; most file systems have told us before.
    if (entry.d_type != DT_DIR && unlinkat(current_.number(), entry.d_name, 0) == 0) {
      return {};
    }
    if (entry.d_type == DT_DIR || errno == EISDIR) {
      levels_.back().directories_left.emplace_back(name);
      return {};
    }
    return errno == ENOENT ? Result<void>() : Result<void>(failed(name, errno));
  }

  /// Goes up and removes the directory that is empty now.
  Result<void> leave() {
    const Level done = std::move(levels_.back());
    levels_.pop_back();
    int parent = parent_;
    if (!levels_.empty()) {
      Descriptor above(
          retry_interrupted([&] { return openat(current_.number(), "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
      struct stat raw{};
      if (!above.is_open() || fstat(above.number(), &raw) != 0) {
        return failed(done.name, errno);
      }
      if (raw.st_dev != levels_.back().device || raw.st_ino != levels_.back().inode) {
        return fail(fs_error_because({.verb = "remove", .path = display_path_},
                                     "directories in it were moved while it was being removed"));
      }
      current_ = std::move(above);
      parent = current_.number();
    }
    if (unlinkat(parent, done.name.c_str(), AT_REMOVEDIR) != 0 && errno != ENOENT) {
      return failed(levels_.empty() ? "" : done.name, errno);
    }
    return {};
  }

  int parent_;
  std::string display_path_;
  Descriptor current_;
  std::vector<Level> levels_;
};

char swapped_case(char c) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return letter ? static_cast<char>(c ^ 0x20) : c;
}

std::string swapped_case_of(std::string_view name) {
  std::string swapped(name);
  std::ranges::transform(swapped, swapped.begin(), swapped_case);
  return swapped;
}

}  // namespace

Result<std::vector<std::string>> Directory::make_directories(std::string_view name) const {
  if (const auto fault = RelPath::fault_of(name)) {
    return fail(fs_error_because({.verb = "create directory", .path = join_path(path(), name)}, *fault));
  }
  // Upwards until one can be made or exists: usually the first attempt succeeds.
  std::size_t size = name.size();
  std::vector<std::string> created;
  while (true) {
    const std::string_view prefix = name.substr(0, size);
    auto made = make_directory(prefix);
    if (made) {
      created.emplace_back(prefix);
    } else if (made.error().code() == ErrorCode::not_found && prefix.find('/') != std::string_view::npos) {
      size = prefix.rfind('/');
      continue;
    } else {
      TRY_ASSIGN(const auto there, status(prefix));
      if (!there || there->kind != FileKind::directory) {
        return fail(std::move(made).error());
      }
    }
    if (size == name.size()) {
      return created;
    }
    size = std::min(name.find('/', size + 1), name.size());
  }
}

Result<void> Directory::remove_tree(std::string_view name) const {
  auto place = find_place(*state_, name, "remove");
  if (!place) {
    return place.error().code() == ErrorCode::not_found ? Result<void>() : Result<void>(fail(std::move(place).error()));
  }
  const TerminatedName leaf(place->leaf);
  if (unlinkat(place->directory, leaf.c_str(), 0) == 0 || errno == ENOENT) {
    return {};
  }
  if (errno != EISDIR) {
    return fail(fs_error("remove", *state_, name, errno));
  }
  return TreeRemover(place->directory, join_path(path(), name)).run(leaf.c_str());
}

Result<bool> Directory::folds_case() const {
  TRY_ASSIGN(auto entries, list());
  const auto with_letter = std::ranges::find_if(
      entries, [](const DirectoryEntry& entry) { return swapped_case_of(entry.name) != entry.name; });
  // A name that exists answers without writing. If the swapped name is taken by another file, they differ.
  std::string probe = with_letter == entries.end() ? make_temporary_name() : with_letter->name;
  const bool made = with_letter == entries.end();
  if (made) {
    TRY(write_file(probe, ""));
  }
  auto one = status(probe);
  auto two = status(swapped_case_of(probe));
  if (made) {
    TRY(remove_file(probe));
  }
  if (!one || !two) {
    return fail(std::move(!one ? one : two).error());
  }
  return *one && *two && (*one)->inode == (*two)->inode && (*one)->device == (*two)->device;
}

}  // namespace axle
