// SPDX-License-Identifier: MIT OR Apache-2.0
// Takes a part of a wheel, or all of it where the server knows no ranges, so that METADATA can be read.
//
// Whole wheels are hashed while they come and kept in memory up to 8 MiB, beyond in a file of the cache's own folder.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/digest.hpp"
#include "base/fs.hpp"
#include "base/result.hpp"
#include "fetch/http_message.hpp"
#include "fetch/wheel_tail.hpp"

namespace axle::fetch {

class WheelSpool final : public HttpSink {
 public:
  /// `folder` is where a large wheel goes; made when needed. Of a whole wheel every digest of `promised` is computed.
  WheelSpool(std::string folder, const std::vector<Hash>& promised);

  [[nodiscard]] Result<void> on_start(const HttpResponse& head) override;
  [[nodiscard]] Result<void> on_data(std::span<const std::byte> data) override;
  void on_restart() override;

  /// The part of a 206.
  [[nodiscard]] WheelPart take_part() { return {offset_, std::move(memory_)}; }
  /// The last bytes of a whole wheel, at least those from `offset` on.
  [[nodiscard]] Result<WheelPart> read_from(std::uint64_t offset) const;
  [[nodiscard]] std::uint64_t size_bytes() const { return size_bytes_; }
  /// Of a whole wheel, in hexadecimal, one for each algorithm of the promises; call once.
  [[nodiscard]] std::vector<Hash> finish_digests();
  [[nodiscard]] Result<void> close();

 private:
  [[nodiscard]] Result<void> spill();

  std::string folder_;
  std::string memory_;
  std::optional<TemporaryDirectory> directory_;
  std::optional<FileWriter> writer_;
  std::vector<std::pair<HashAlgorithm, Hasher>> hashers_;
  std::uint64_t offset_ = 0;
  std::uint64_t size_bytes_ = 0;
  bool is_whole_ = false;
};

}  // namespace axle::fetch
