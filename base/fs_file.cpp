// SPDX-License-Identifier: MIT OR Apache-2.0
// Files in pieces: written front to back or at offsets, read at offsets.
//
// Rules:   O_EXCL and no link for writing; short reads and writes and EINTR are invisible; close is checked
//          (reliability F5, F37).
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/fs_state.hpp"

namespace axle {

struct FileWriter::State {
  Descriptor file;
  std::string path;

  [[nodiscard]] std::unexpected<Error> failed(std::string_view verb, int error_number,
                                              std::uint64_t needed_bytes = 0) const {
    return fail(fs_error({.verb = verb, .path = path, .needed_bytes = needed_bytes}, error_number));
  }
};

FileWriter::FileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileWriter::FileWriter(FileWriter&&) noexcept = default;
FileWriter& FileWriter::operator=(FileWriter&&) noexcept = default;
FileWriter::~FileWriter() = default;

Result<FileWriter> FileWriter::create(const Directory& directory, std::string_view name, std::uint32_t mode) {
  std::string path = join_path(directory.path(), name);
  if (const auto fault = RelPath::fault_of(name)) {
    return fail(fs_error_because({.verb = "create", .path = std::move(path)}, *fault));
  }
  Descriptor file = open_below(directory.state(), name, O_WRONLY | O_CREAT | O_EXCL, mode & 0777U);
  if (!file.is_open()) {
    return fail(fs_error("create", directory.state(), name, errno));
  }
  return FileWriter(std::make_unique<State>(State{std::move(file), std::move(path)}));
}

Result<void> FileWriter::write(std::span<const std::byte> data) {
  if (write_all(state_->file.number(), data.data(), data.size()) != 0) {
    return state_->failed("write", errno, data.size());
  }
  return {};
}

Result<void> FileWriter::write_at(std::uint64_t offset, std::span<const std::byte> data) {
  if (write_all(state_->file.number(), data.data(), data.size(), static_cast<std::int64_t>(offset)) != 0) {
    return state_->failed("write", errno, data.size());
  }
  return {};
}

Result<FileStatus> FileWriter::close(Durability durability) {
  struct stat raw{};
  if (durability == Durability::synced && retry_interrupted([&] { return fsync(state_->file.number()); }) != 0) {
    return state_->failed("write", errno);
  }
  if (fstat(state_->file.number(), &raw) != 0) {
    return state_->failed("look at", errno);
  }
  if (const int error_number = state_->file.close(); error_number != 0) {
    return state_->failed("write", error_number);
  }
  return status_from(raw);
}

struct FileReader::State {
  Descriptor file;
  std::string path;
  FileStatus status;
};

FileReader::FileReader(std::unique_ptr<State> state) : state_(std::move(state)) {}
FileReader::FileReader(FileReader&&) noexcept = default;
FileReader& FileReader::operator=(FileReader&&) noexcept = default;
FileReader::~FileReader() = default;

namespace {

/// The status of a file that was just opened for positioned reads.
Result<FileStatus> status_for_reading(const Descriptor& file, const std::string& path) {
  struct stat raw{};
  if (fstat(file.number(), &raw) != 0) {
    return fail(fs_error({.verb = "open", .path = path}, errno));
  }
  if (!S_ISREG(raw.st_mode)) {
    return fail(fs_error_because({.verb = "open", .path = path}, "it is not a regular file"));
  }
  return status_from(raw);
}

}  // namespace

Result<FileReader> FileReader::open(const std::string& path) {
  // O_NONBLOCK: opening a FIFO must not wait for its writer.
  Descriptor file(retry_interrupted([&] { return ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC); }));
  if (!file.is_open()) {
    return fail(fs_error({.verb = "open", .path = path}, errno));
  }
  TRY_ASSIGN(const FileStatus status, status_for_reading(file, path));
  return FileReader(std::make_unique<State>(State{std::move(file), path, status}));
}

Result<FileReader> FileReader::open(const Directory& directory, std::string_view name) {
  std::string path = join_path(directory.path(), name);
  if (const auto fault = RelPath::fault_of(name)) {
    return fail(fs_error_because({.verb = "open", .path = std::move(path)}, *fault));
  }
  Descriptor file = open_below(directory.state(), name, O_RDONLY | O_NONBLOCK);
  if (!file.is_open()) {
    return fail(fs_error("open", directory.state(), name, errno));
  }
  TRY_ASSIGN(const FileStatus status, status_for_reading(file, path));
  return FileReader(std::make_unique<State>(State{std::move(file), std::move(path), status}));
}

const FileStatus& FileReader::status() const {
  return state_->status;
}

Result<std::size_t> FileReader::read_at(std::uint64_t offset, std::span<std::byte> out) const {
  std::size_t filled = 0;
  while (filled < out.size()) {
    const ssize_t got = retry_interrupted([&] {
      return pread(state_->file.number(), out.data() + filled, out.size() - filled,
                   static_cast<off_t>(offset + filled));
    });
    if (got < 0) {
      return fail(fs_error({.verb = "read", .path = state_->path}, errno));
    }
    if (got == 0) {
      break;
    }
    filled += static_cast<std::size_t>(got);
  }
  return filled;
}

Result<void> FileReader::overwrite(const std::string& path, Place place, std::string_view data) {
  Descriptor file(retry_interrupted([&] { return ::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_CLOEXEC); }));
  if (!file.is_open()) {
    return fail(fs_error({.verb = "open", .path = path}, errno));
  }
  struct stat status{};
  int error_number = fstat(file.number(), &status) == 0 ? 0 : errno;
  if (error_number == 0 && static_cast<std::uint64_t>(status.st_size) != place.file_bytes) {
    return {};
  }
  if (error_number == 0 &&
      write_all(file.number(), data.data(), data.size(), static_cast<std::int64_t>(place.offset)) != 0) {
    error_number = errno;
  }
  const int close_error = file.close();
  error_number = error_number != 0 ? error_number : close_error;
  if (error_number != 0) {
    return fail(fs_error({.verb = "write", .path = path, .needed_bytes = data.size()}, error_number));
  }
  return {};
}

}  // namespace axle
