// SPDX-License-Identifier: MIT OR Apache-2.0
// A buffer that becomes a file when it grows.
#include "fetch/wheel_spool.hpp"

#include <algorithm>
#include <utility>

namespace axle::fetch {
namespace {

constexpr std::size_t k_memory_limit_bytes = 8 * 1024 * 1024;
constexpr std::string_view k_file_name = "wheel";

}  // namespace

WheelSpool::WheelSpool(std::string folder, const std::vector<Hash>& promised) : folder_(std::move(folder)) {
  for (const Hash& hash : promised) {
    const auto is_same = [&](const auto& known) { return known.first == hash.algorithm; };
    if (std::ranges::none_of(hashers_, is_same)) {
      hashers_.emplace_back(hash.algorithm, Hasher(hash.algorithm));
    }
  }
}

std::vector<Hash> WheelSpool::finish_digests() {
  std::vector<Hash> digests;
  digests.reserve(hashers_.size());
  for (auto& [algorithm, hasher] : hashers_) {
    digests.push_back({algorithm, hasher.finish_hex()});
  }
  return digests;
}

Result<void> WheelSpool::on_start(const HttpResponse& head) {
  is_whole_ = head.status == 200;
  offset_ = head.from_offset;
  return {};
}

Result<void> WheelSpool::on_data(std::span<const std::byte> data) {
  size_bytes_ += data.size();
  if (is_whole_) {
    for (auto& [algorithm, hasher] : hashers_) {
      hasher.update(data);
    }
  }
  if (is_whole_ && !writer_ && memory_.size() + data.size() > k_memory_limit_bytes) {
    TRY(spill());
  }
  if (writer_) {
    return writer_->write(data);
  }
  memory_.append(reinterpret_cast<const char*>(data.data()), data.size());
  return {};
}

Result<void> WheelSpool::spill() {
  TRY(make_directories(folder_, 0700));
  TRY_ASSIGN(TemporaryDirectory made, TemporaryDirectory::create(folder_, "metadata-"));
  TRY_ASSIGN(const Directory directory, Directory::open(made.path()));
  TRY_ASSIGN(FileWriter writer, FileWriter::create(directory, k_file_name));
  TRY(writer.write(std::as_bytes(std::span(memory_))));
  memory_.clear();
  memory_.shrink_to_fit();
  directory_ = std::move(made);
  writer_ = std::move(writer);
  return {};
}

void WheelSpool::on_restart() {
  writer_.reset();
  directory_.reset();
  memory_.clear();
  for (auto& [algorithm, hasher] : hashers_) {
    hasher = Hasher(algorithm);
  }
  offset_ = 0;
  size_bytes_ = 0;
  is_whole_ = false;
}

Result<void> WheelSpool::close() {
  if (writer_) {
    TRY(writer_->close());
  }
  return {};
}

Result<WheelPart> WheelSpool::read_from(std::uint64_t offset) const {
  if (!directory_) {
    return WheelPart{offset, memory_.substr(static_cast<std::size_t>(offset))};
  }
  TRY_ASSIGN(const FileReader reader, FileReader::open(join_path(directory_->path(), k_file_name)));
  WheelPart part{offset, std::string(static_cast<std::size_t>(size_bytes_ - offset), '\0')};
  TRY_ASSIGN(const std::size_t got, reader.read_at(offset, std::as_writable_bytes(std::span(part.bytes))));
  part.bytes.resize(got);
  return part;
}

}  // namespace axle::fetch
