// SPDX-License-Identifier: MIT OR Apache-2.0
// Digests of wheels that the user named: from the URL, or from the file.
#include "engine/direct_wheel.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "base/file_digest.hpp"
#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "project/hash_text.hpp"

namespace axle::engine {
namespace {

Result<std::string> read_sha256_hex(const std::string& path) {
  TRY_ASSIGN(const FileReader file, FileReader::open(path));
  TRY_ASSIGN(const Sha256 digest, sha256_of(file));
  return to_hex(digest);
}

/// A digest that cannot be one would be no promise at all.
Result<void> check_promises(const Url& url) {
  for (const std::string_view part : split(url.fragment(), '&')) {
    const std::size_t equals = part.find('=');
    if (equals != std::string_view::npos && parse_hash_algorithm(part.substr(0, equals)) && !parse_hash(part)) {
      return fail(ErrorCode::bad_requirement,
                  format("`{}`: {}", url.to_display(), project::explain_bad_hash(part, part)));
    }
  }
  return {};
}

}  // namespace

std::vector<Hash> promised_hashes(const Url& url) {
  std::vector<Hash> hashes;
  for (const std::string_view part : split(url.fragment(), '&')) {
    if (auto hash = parse_hash(part)) {
      hashes.push_back(std::move(*hash));
    }
  }
  return hashes;
}

Result<DirectWheel> read_direct_wheel(const spec::Requirement& requirement) {
  const Url& url = *requirement.url;
  std::string file_name = url.file_name();
  if (!file_name.ends_with(".whl")) {
    return fail(ErrorCode::unsupported_source,
                format("only wheels are installed so far, and `{}` is {}", url.to_display(),
                       file_name.ends_with(".git") ? "a repository" : "a source distribution"));
  }
  TRY_ASSIGN(spec::WheelName name, spec::parse_wheel_name(file_name));
  if (name.name != requirement.name) {
    return fail(ErrorCode::bad_requirement, format("`{}` asks for `{}`, but the wheel is of `{}`", url.to_display(),
                                                   requirement.name.text(), name.name.text()));
  }
  TRY(check_promises(url));
  if (url.is_file()) {
    TRY_ASSIGN(const std::string path, url.without_fragment().file_path());
    TRY_ASSIGN(const auto status, status_of(path));
    if (!status) {
      return fail(ErrorCode::not_found, format("wheel not found at `{}`", path));
    }
  }
  return DirectWheel{
      .url = url, .name = std::move(name), .file_name = std::move(file_name), .hashes = promised_hashes(url)};
}

const DirectWheel* find_direct_wheel(std::span<const DirectWheel> wheels, const Url& url) {
  const auto found =
      std::ranges::find_if(wheels, [&](const DirectWheel& wheel) { return wheel.url.is_same_file(url); });
  return found == wheels.end() ? nullptr : &*found;
}

bool add_direct_wheel(std::vector<DirectWheel>& wheels, DirectWheel wheel) {
  const auto known = std::ranges::find_if(wheels, [&](const DirectWheel& w) { return w.url.is_same_file(wheel.url); });
  if (known == wheels.end()) {
    wheels.push_back(std::move(wheel));
    return true;
  }
  for (Hash& hash : wheel.hashes) {
    if (std::ranges::find(known->hashes, hash) == known->hashes.end()) {
      known->hashes.push_back(std::move(hash));
    }
  }
  return false;
}

spec::IndexFile make_direct_file(const DirectWheel& wheel) {
  spec::IndexFile file;
  file.file_name = wheel.file_name;
  file.url = wheel.url.without_fragment().to_secret_text();
  file.version = wheel.name.version;
  file.hashes = wheel.hashes;
  return file;
}

Result<std::vector<Hash>> read_direct_hashes(const Url& url, std::vector<Hash> promised) {
  std::vector<Hash> hashes = std::move(promised);
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
