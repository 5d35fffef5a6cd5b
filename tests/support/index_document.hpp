// SPDX-License-Identifier: MIT OR Apache-2.0
// The documents that IndexServer serves: PEP 691 JSON with everything, and the plain HTML of mirrors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/index_server.hpp"

namespace axle::test {

/// One row of a page.
struct IndexedFile {
  std::string file_name;
  std::string sha256;  ///< as the page promises it; empty: none
  std::uint64_t size_bytes = 0;
  std::string requires_python;
  std::string upload_time;
  std::optional<std::string> yanked;
  bool has_metadata_file = false;
  std::string metadata_sha256;
};

[[nodiscard]] IndexedFile describe_file(std::string file_name, std::string_view bytes, const FileFacts& facts);
[[nodiscard]] std::string json_page(std::string_view project, const std::vector<IndexedFile>& files,
                                    std::string_view file_host);
[[nodiscard]] std::string html_page(std::string_view project, const std::vector<IndexedFile>& files,
                                    std::string_view file_host);

}  // namespace axle::test
