// SPDX-License-Identifier: MIT OR Apache-2.0
// What a wheel says of itself, checked before a single file is written: RECORD, WHEEL, METADATA, entry points, .data.
//
// Spec:    binary-distribution-format; recording-installed-packages ("installation fails if a file is not listed and
//          correctly hashed"). Rules: reliability R01–R11, M01–M05, W01–W06, D01–D05, D09, Z57.
// Not here: the zip structure (fetch/wheel_archive), second distributions (fetch/second_distribution), contents of the
//          other files (fetch/wheel_unpack).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/fs.hpp"
#include "base/result.hpp"
#include "fetch/wheel_archive.hpp"
#include "spec/dist_name.hpp"
#include "spec/installed_files.hpp"

namespace axle::fetch {

/// What RECORD promises of one archive entry. Signatures of RECORD have no digest.
struct ExpectedFile {
  bool is_written = true;  ///< false for folders and for RECORD, which the installer writes anew
  std::optional<HashAlgorithm> algorithm;
  std::string digest_base64;
};

struct WheelContents {
  WheelArchive archive;
  std::vector<ExpectedFile> expected;  ///< one for each archive entry
  std::string dist_info;               ///< `foo-1.0.dist-info`
  std::string data_directory;          ///< `foo-1.0.data`, or empty
  spec::WheelFile wheel;
  std::string metadata;  ///< text of METADATA
  std::vector<spec::EntryPoint> entry_points;
  std::vector<std::string> warnings;  ///< one line each, naming the wheel
};

/// Errors: bad_wheel "invalid wheel `F`: RULE: …", io when the file cannot be read.
[[nodiscard]] Result<WheelContents> read_wheel_contents(const FileReader& file, std::string_view file_name,
                                                        const spec::WheelName& name);

/// The bytes of one entry, at most `limit_bytes`, its CRC checked. Errors as above, without the file's name.
[[nodiscard]] Result<std::string> read_entry(const FileReader& file, const ArchiveEntry& entry,
                                             std::uint64_t limit_bytes);

}  // namespace axle::fetch
