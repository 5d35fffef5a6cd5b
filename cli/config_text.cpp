// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads configuration files of at most 16 MiB.
#include "cli/config_text.hpp"

#include <cstdint>
#include <utility>

#include "base/fs.hpp"

namespace axle::cli {

Result<std::string> read_config_text(const std::string& path) {
  constexpr std::uint64_t k_limit_bytes = 16ULL * 1024 * 1024;
  return read_file(path, k_limit_bytes);
}

Result<std::optional<std::string>> read_config_text_if_there(const std::string& path) {
  auto text = read_config_text(path);
  if (text) {
    return std::optional(std::move(*text));
  }
  const ErrorCode code = text.error().code();
  if (code == ErrorCode::not_found || code == ErrorCode::permission_denied) {
    return std::optional<std::string>();
  }
  return fail(std::move(text).error());
}

}  // namespace axle::cli
