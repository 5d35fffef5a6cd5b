// SPDX-License-Identifier: MIT OR Apache-2.0
// Links of an index page: resolves a reference, takes file name and hashes from it, and refuses what no index may ask
// for.
//
// Rules:   reliability I11–I14, I34, I35. Measured: pages hold 10,000 links that share host or folder, so the common
//          shapes are checked by character and only the others go through the full URL parser.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/url.hpp"

namespace axle::spec {

struct IndexLink {
  std::string url;        ///< absolute, without credentials and fragment
  std::string file_name;  ///< last segment of the path, decoded once
  std::string fragment;   ///< behind "#", decoded never
};

class LinkResolver {
 public:
  /// `base` is the final URL of the page, or what its `<base href>` says.
  explicit LinkResolver(const Url& base);
  /// False when the reference is refused; fault() says why.
  [[nodiscard]] bool resolve(std::string_view reference, IndexLink& out);
  [[nodiscard]] const std::string& fault() const { return fault_; }

 private:
  [[nodiscard]] bool resolve_fast(std::string_view reference, IndexLink& out);
  [[nodiscard]] bool resolve_fully(std::string_view reference, IndexLink& out);

  Url base_;
  std::string origin_;         ///< `https://host`, of the base
  std::string checked_front_;  ///< reference up to its path, parsed in full before
  std::string folder_;         ///< relative reference up to its last "/" …
  std::string folder_url_;     ///< … and what it resolved to
  std::string fault_;
};

/// Adds `hash` unless its algorithm is there already; false when it is there with other digits (I34).
[[nodiscard]] bool add_hash(std::vector<Hash>& hashes, Hash hash);

/// Reads `#sha256=…&egg=…` into hashes: the first valid digest for each algorithm. False, with the reason in `fault`,
/// when two differ or a digest of a known algorithm is malformed (I06, I34).
[[nodiscard]] bool read_fragment_hashes(std::string_view fragment, std::vector<Hash>& hashes, std::string& fault);

}  // namespace axle::spec
