// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes correct zip files with the same bytes on every run (times are 2024-01-01).
//
// Not here: damaged files; tests of the strict reader patch bytes or build their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace axle::test {

enum class ZipMethod : std::uint8_t { stored, deflated };

class ZipWriter {
 public:
  /// `mode` is the whole Unix mode: 0100644 is a regular file.
  void add(std::string_view path, std::string_view data, ZipMethod method, std::uint32_t mode = 0100644);
  /// The whole file; the writer is empty afterwards.
  [[nodiscard]] std::string finish();

 private:
  std::string entries_;
  std::string directory_;
  std::uint16_t count_ = 0;
};

}  // namespace axle::test
