// SPDX-License-Identifier: MIT OR Apache-2.0
// The small files inside a .dist-info: RECORD, WHEEL, entry_points.txt, direct_url.json.
//
// Spec:    recording-installed-packages (PEP 376/627), binary-distribution-format, entry-points, direct-url (PEP 610).
// Rules:   reliability R01–R13, W01–W07, E01–E15; each refusal is "rule-id: detail" in the message.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/url.hpp"

namespace axle::spec {

struct RecordRow {
  std::string path;                        ///< as written, unquoted
  std::optional<HashAlgorithm> algorithm;  ///< nothing when the column is empty
  std::string digest_base64;               ///< urlsafe, without padding
  std::optional<std::uint64_t> size_bytes;
  bool operator==(const RecordRow&) const = default;
};

/// CSV with quotes, \n or \r\n. Errors: bad_record with place.line. At most 64 MiB.
[[nodiscard]] Result<std::vector<RecordRow>> parse_record(std::string_view text);
[[nodiscard]] std::string write_record(const std::vector<RecordRow>& rows);

struct WheelFile {
  std::uint32_t major = 1;
  std::uint32_t minor = 0;
  bool root_is_purelib = true;
  std::vector<std::string> tags;
  std::string generator;
};
/// Errors: bad_wheel "W01: …".
[[nodiscard]] Result<WheelFile> parse_wheel_file(std::string_view text);

struct EntryPoint {
  std::string name;
  std::string module;
  std::string object;  ///< dotted, behind the colon
  bool gui = false;
  bool operator==(const EntryPoint&) const = default;
};
/// console_scripts and gui_scripts only; extras in brackets are dropped. Errors: bad_entry_points "E08: …".
[[nodiscard]] Result<std::vector<EntryPoint>> parse_entry_points(std::string_view text);

/// PEP 610.
struct DirectUrl {
  std::string url;  ///< without credentials, but for `${VAR}` forms
  bool editable = false;
  bool is_directory = false;
  std::optional<std::string> subdirectory;
  std::vector<Hash> hashes;  ///< of an archive
  std::string vcs, commit_id, requested_revision;
  bool operator==(const DirectUrl&) const = default;
};
[[nodiscard]] Result<DirectUrl> parse_direct_url(std::string_view json);
[[nodiscard]] std::string write_direct_url(const DirectUrl& direct_url);
/// The URL behind `name @ ` that says all of it: `git+https://…@COMMIT#subdirectory=…`, `https://…#sha256=…`, with
/// passwords and tokens redacted.
[[nodiscard]] std::string to_requirement_url(const DirectUrl& direct_url);

}  // namespace axle::spec
