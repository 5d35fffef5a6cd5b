// SPDX-License-Identifier: MIT OR Apache-2.0
// From METADATA text to what resolving reads, checked against the file it belongs to.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/fs.hpp"
#include "base/result.hpp"
#include "fetch/wheel_tail.hpp"
#include "spec/index_page.hpp"
#include "spec/metadata.hpp"

namespace axle::fetch {

/// Errors: bad_metadata "metadata of `F` at URL: REASON" (syntax; name or version of another distribution).
[[nodiscard]] Result<spec::DependencyMetadata> make_metadata(std::string_view text, const spec::IndexFile& file);

/// The fields in which a wheel's own metadata differs from what the index served for it, as "`Name`, `Requires-Dist`";
/// empty when they agree. Looks at all that resolving reads; order and blanks around values do not matter (reliability
/// F40).
[[nodiscard]] std::string differing_fields(const spec::DependencyMetadata& served, const spec::DependencyMetadata& own);

/// METADATA of a wheel: its digest, and the text for who needs it.
struct OwnMetadata {
  Sha256 digest;
  std::function<Result<std::string>()> read_text;
  bool is_met_again = false;  ///< the wheel was in the cache: its next install will ask the same
};

/// The bytes of a wheel from `offset` to its end.
using ReadFrom = std::function<Result<WheelPart>(std::uint64_t offset)>;
/// METADATA of a wheel that is there in full. Errors: bad_wheel.
[[nodiscard]] Result<std::string> find_metadata_in_whole(std::uint64_t size_bytes, const ReadFrom& read_from);

/// The same, of a wheel that is a file. Errors: bad_wheel, those of base/fs.
[[nodiscard]] Result<std::string> find_metadata_in_file(const FileReader& wheel);

/// Metadata with the digest of the text that it was made of.
struct ServedMetadata {
  spec::DependencyMetadata metadata;
  Sha256 text_digest;
};

/// The metadata of a wheel on this machine. Errors: as above, and those of base/fs.
[[nodiscard]] Result<ServedMetadata> read_local_metadata(const std::string& path, const spec::IndexFile& file);

/// "metadata of `F` at URL: REASON".
[[nodiscard]] Error metadata_error(ErrorCode code, const spec::IndexFile& file, std::string_view reason);

}  // namespace axle::fetch
