// SPDX-License-Identifier: MIT OR Apache-2.0
// A wheel that the user named by path or URL, and what is known of its archive.
//
// A wheel on this machine can be rebuilt under the same name and version: its SHA-256 tells, and is written to
// direct_url.json (recording-installed-packages, `archive_info.hashes`), so that the next command can compare.
// Not here: finding them among the inputs (engine/install_inputs), reading their metadata (fetch).
#pragma once

#include <string>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "spec/dist_name.hpp"
#include "spec/index_page.hpp"
#include "spec/requirement.hpp"

namespace axle::engine {

struct DirectWheel {
  Url url;  ///< file:, http: or https:, as given, fragment kept
  spec::WheelName name;
  std::string file_name;
};

/// The wheel that a requirement with a URL names.
/// Errors: unsupported_source; bad_wheel_name; bad_requirement when it is a wheel of another name; not_found for a file
///         that is not there.
[[nodiscard]] Result<DirectWheel> read_direct_wheel(const spec::Requirement& requirement);

/// The digests that the URL's fragment promises, in its order.
[[nodiscard]] std::vector<Hash> promised_hashes(const Url& url);

/// A wheel given by URL as a file of an index page.
[[nodiscard]] spec::IndexFile make_direct_file(const DirectWheel& wheel);

/// The digests that the URL's fragment promises; without a SHA-256 there, that of a file on this machine is read too.
/// Errors: those of base/fs.
[[nodiscard]] Result<std::vector<Hash>> read_direct_hashes(const Url& url);

}  // namespace axle::engine
