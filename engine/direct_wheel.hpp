// SPDX-License-Identifier: MIT OR Apache-2.0
// A wheel that the user named by path or URL, and what is known of its archive.
//
// A wheel on this machine can be rebuilt under the same name and version: its SHA-256 tells, and is written to
// direct_url.json (recording-installed-packages, `archive_info.hashes`), so that the next command can compare.
// Not here: finding them among the inputs (engine/install_inputs), reading their metadata (fetch).
#pragma once

#include <span>
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
  std::vector<Hash> hashes;  ///< what the fragments of all URLs promise that name it: all must hold
};

/// What a constraint or an override names but cannot be installed: an error once somebody asks for it.
struct RefusedPackage {
  spec::PackageName name;
  ErrorCode code = ErrorCode::unsupported_source;
  std::string message;
};

/// The wheel that a requirement with a URL names.
/// Errors: unsupported_source; bad_wheel_name; bad_requirement when it is a wheel of another name, or a digest in the
///         fragment cannot be one; not_found for a file that is not there.
[[nodiscard]] Result<DirectWheel> read_direct_wheel(const spec::Requirement& requirement);

/// The digests that the URL's fragment promises, in its order.
[[nodiscard]] std::vector<Hash> promised_hashes(const Url& url);

/// The wheel of that URL, whatever the fragments say; nullptr when it is not among them.
[[nodiscard]] const DirectWheel* find_direct_wheel(std::span<const DirectWheel> wheels, const Url& url);

/// Adds the wheel, or to the one that is there what the new URL promises. Whether it is new.
bool add_direct_wheel(std::vector<DirectWheel>& wheels, DirectWheel wheel);

/// A wheel given by URL as a file of an index page.
[[nodiscard]] spec::IndexFile make_direct_file(const DirectWheel& wheel);

/// The digests that are promised for the wheel; without a SHA-256 there, that of a file on this machine is read too.
/// Errors: those of base/fs.
[[nodiscard]] Result<std::vector<Hash>> read_direct_hashes(const Url& url, std::vector<Hash> promised);

}  // namespace axle::engine
