// SPDX-License-Identifier: MIT OR Apache-2.0
// Digests of wheels that the user named: from the URL, or from the file.
#include "engine/direct_wheel.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::engine {
namespace {

constexpr std::size_t k_step_bytes = 256UL * 1024;

std::vector<Hash> promised_hashes(const Url& url) {
  std::vector<Hash> hashes;
  for (const std::string_view part : split(url.fragment(), '&')) {
    if (auto hash = parse_hash(part)) {
      hashes.push_back(std::move(*hash));
    }
  }
  return hashes;
}

Result<std::string> read_sha256_hex(const std::string& path) {
  TRY_ASSIGN(const FileReader file, FileReader::open(path));
  Hasher hasher;
  std::vector<std::byte> step(k_step_bytes);
  for (std::uint64_t at = 0;;) {
    TRY_ASSIGN(const std::size_t count, file.read_at(at, step));
    hasher.update(std::span(step).first(count));
    at += count;
    if (count < step.size()) {
      return hasher.finish_hex();
    }
  }
}

}  // namespace

spec::IndexFile make_direct_file(const DirectWheel& wheel) {
  spec::IndexFile file;
  file.file_name = wheel.file_name;
  file.url = wheel.url.without_fragment().to_secret_text();
  file.version = wheel.name.version;
  file.hashes = promised_hashes(wheel.url);
  return file;
}

Result<std::vector<Hash>> read_direct_hashes(const Url& url) {
  std::vector<Hash> hashes = promised_hashes(url);
  const bool known =
      std::ranges::any_of(hashes, [](const Hash& hash) { return hash.algorithm == HashAlgorithm::sha256; });
  if (!known && url.is_file()) {
    TRY_ASSIGN(const std::string path, url.without_fragment().file_path());
    TRY_ASSIGN(std::string hex, read_sha256_hex(path));
    hashes.push_back({.algorithm = HashAlgorithm::sha256, .hex = std::move(hex)});
  }
  return hashes;
}

}  // namespace axle::engine
