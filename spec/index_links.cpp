// SPDX-License-Identifier: MIT OR Apache-2.0
// Resolves links of index pages, quickly where they look as usual.
#include "spec/index_links.hpp"

#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::spec {
namespace {

/// Characters that mean the same before and after any URL normalisation.
constexpr std::array<bool, 256> make_plain_table() {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/+!")) {
    table[static_cast<unsigned char>(c)] = true;
  }
  return table;
}
constexpr std::array<bool, 256> k_plain = make_plain_table();

/// A path without escapes, dot segments or anything that needs encoding.
bool is_plain_path(std::string_view path) {
  return std::ranges::all_of(path, [](char c) { return k_plain[static_cast<unsigned char>(c)]; }) &&
         !path.contains("/.");
}

std::string_view last_segment(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

LinkResolver::LinkResolver(const Url& base) : base_(base.without_credentials().without_fragment()) {
  if (base_.is_http()) {
    const std::string text = base_.to_request();
    origin_ = text.substr(0, text.find('/', base_.scheme().size() + 3));
  }
}

bool LinkResolver::resolve(std::string_view reference, IndexLink& out) {
  reference = trim(reference);
  const std::size_t hash = std::min(reference.find('#'), reference.size());
  out.fragment = reference.substr(std::min(hash + 1, reference.size()));
  reference = reference.substr(0, hash);
  return resolve_fast(reference, out) || resolve_fully(reference, out);
}

bool LinkResolver::resolve_fast(std::string_view reference, IndexLink& out) {
  if (!checked_front_.empty() && reference.starts_with(checked_front_)) {
    const std::string_view path = reference.substr(checked_front_.size());
    if (!path.starts_with('/') || !is_plain_path(path)) {
      return false;
    }
    out.url = reference;
    out.file_name = last_segment(path);
    return true;
  }
  if (!origin_.empty() && reference.starts_with('/') && !reference.starts_with("//") && is_plain_path(reference)) {
    out.url = origin_;
    out.url += reference;
    out.file_name = last_segment(reference);
    return true;
  }
  if (!folder_url_.empty() && reference.starts_with(folder_)) {
    const std::string_view name = reference.substr(folder_.size());
    if (name.empty() || name.front() == '.' || name.contains('/') || !is_plain_path(name)) {
      return false;
    }
    out.url = folder_url_;
    out.url += name;
    out.file_name = name;
    return true;
  }
  return false;
}

bool LinkResolver::resolve_fully(std::string_view reference, IndexLink& out) {
  if (std::ranges::any_of(reference, is_control)) {
    fault_ = "the URL has a control character";
    return false;
  }
  const Result<Url> url = base_.resolve(reference);
  if (!url) {
    fault_ = "the URL is not valid";
    return false;
  }
  // A page from the network must not name files of this machine; a folder of files may.
  if (!url->is_http() && !(url->is_file() && base_.is_file())) {
    fault_ = format("URLs of scheme `{}` are not allowed here", to_printable(url->scheme()));
    return false;
  }
  out.url = url->without_fragment().to_request();
  out.file_name = url->file_name();
  const std::size_t authority = out.url.find("://");
  if (url->is_http() && reference.starts_with(out.url.substr(0, out.url.find('/', authority + 3)) + "/")) {
    checked_front_ = out.url.substr(0, out.url.find('/', authority + 3));
    return true;
  }
  const std::size_t slash = reference.rfind('/');
  const bool is_relative = slash != std::string_view::npos && !reference.starts_with('/') &&
                           !reference.substr(0, slash).contains(':') && !reference.contains('?') &&
                           !reference.substr(slash).starts_with("/.");
  if (is_relative) {
    folder_ = reference.substr(0, slash + 1);
    folder_url_ = out.url.substr(0, out.url.rfind('/') + 1);
  }
  return true;
}

bool add_hash(std::vector<Hash>& hashes, Hash hash) {
  const auto found = std::ranges::find(hashes, hash.algorithm, &Hash::algorithm);
  if (found != hashes.end()) {
    return found->hex == hash.hex;
  }
  hashes.push_back(std::move(hash));
  return true;
}

bool read_fragment_hashes(std::string_view fragment, std::vector<Hash>& hashes, std::string& fault) {
  for (std::size_t start = 0; start < fragment.size();) {
    const std::size_t end = std::min(fragment.find('&', start), fragment.size());
    const std::string_view part = fragment.substr(start, end - start);
    start = end + 1;
    if (!parse_hash_algorithm(part.substr(0, part.find('='))) || !part.contains('=')) {
      continue;
    }
    std::optional<Hash> hash = parse_hash(part);
    if (!hash) {
      fault = format("`{}` is not a valid hash", to_printable(part));
      return false;
    }
    if (!add_hash(hashes, *std::move(hash))) {
      fault = "the URL carries two different hashes";
      return false;
    }
  }
  return true;
}

}  // namespace axle::spec
