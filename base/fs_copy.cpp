// SPDX-License-Identifier: MIT OR Apache-2.0
// A second file with the bytes of another one, whatever its size, and what makes new entries last.
//
// Not here: links and clones (base/link_tree).
#include <fcntl.h>
#include <unistd.h>

#include <span>
#include <vector>

#include "base/fs_state.hpp"
#include "base/temporary_name.hpp"

namespace axle {
namespace {

/// The file is new, and is to be removed where this fails.
Result<void> fill(FileWriter& target, const FileReader& source, Durability durability) {
  std::vector<std::byte> piece(std::size_t{64} * 1024);
  std::size_t got = 0;
  std::uint64_t at = 0;
  do {
    TRY_ASSIGN(got, source.read_at(at, piece));
    TRY(target.write(std::span(piece).first(got)));
    at += got;
  } while (got == piece.size());
  TRY(target.close(durability));
  return {};
}

}  // namespace

Result<void> sync_parent(const Directory::State& root, const Place& place, std::string_view name) {
  // The place may be held by O_PATH, which cannot be synced.
  const Descriptor parent(
      retry_interrupted([&] { return openat(place.directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!parent.is_open() || retry_interrupted([&] { return fsync(parent.number()); }) != 0) {
    return fail(fs_error("sync", root, path_parent(name), errno));
  }
  return {};
}

Result<void> Directory::copy_file(std::string_view name, std::string_view to, Durability durability) const {
  TRY_ASSIGN(const FileReader source, FileReader::open(*this, name));
  TRY(check_space(to, source.status().size_bytes));
  const std::string temporary = join_path(path_parent(to), make_temporary_name());
  TRY_ASSIGN(FileWriter target, FileWriter::create(*this, temporary, source.status().mode));
  auto done = fill(target, source, durability);
  if (done) {
    done = rename(temporary, *this, to, IfExists::replace);
  }
  if (!done) {
    static_cast<void>(remove_file(temporary));
    return done;
  }
  TRY_ASSIGN(const Place place, find_place(*state_, to, "copy to"));
  return durability == Durability::synced ? sync_parent(*state_, place, to) : Result<void>();
}

}  // namespace axle
