// SPDX-License-Identifier: MIT OR Apache-2.0
// Requirements files and the requirements of a command line: the full grammar of requirements.txt.
//
// Spec:    pip's requirements file format (features.md §4); dependency-specifiers for each requirement.
// Rules:   `${VAR}` only of [A-Z0-9_]+, never expanded twice (Q22); a file that was fetched cannot name local files
//          (Q19); cycles are refused naming the cycle, and so are more than 64 files deep or 1,000 files in all (Q18);
//          at most 64 MiB together, UTF-8 only (Q24).
// Not here: opening files and URLs (a loader is passed in), turning wheels into requirements (engine/install_inputs).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "spec/requirement.hpp"

namespace axle::project {

/// A requirement that is a path or URL alone: `./x.whl`, `file:…`, `https://…/x.whl#sha256=…`.
struct WheelReference {
  Url url;                              ///< file: for paths, made absolute; the fragment is kept
  std::string file_name;                ///< decoded last part, not necessarily a readable wheel name
  std::vector<spec::ExtraName> extras;  ///< `./x.whl[extra]`
  spec::Marker marker;
};

/// What cannot be installed yet, kept so that the caller can say so.
struct UnsupportedReference {
  enum class Kind : std::uint8_t { editable, directory, sdist, repository };
  Kind kind = Kind::directory;
  std::string text;                         ///< as written
  std::string location{};                   ///< its URL with credentials, without extras and marker
  std::string path{};                       ///< absolute, when it is on this machine
  std::optional<spec::PackageName> name{};  ///< of `name @ …`
  spec::Marker marker{};
};

struct RequirementEntry {
  std::variant<spec::Requirement, WheelReference, UnsupportedReference> what;
  std::vector<Hash> hashes;  ///< --hash values
  std::string origin;        ///< file as the user named it; empty for the command line
  bool is_relative = false;  ///< it was named by a relative path
  std::uint32_t line = 0;
};

/// The value of `--index-url`.
struct PlacedIndex {
  Url url;
  SourcePlace place;
};

/// Everything that a file and the files it names say.
struct RequirementsFile {
  std::vector<RequirementEntry> requirements;
  std::vector<RequirementEntry> constraints;  ///< of -c lines
  std::optional<PlacedIndex> index_url;       ///< here and below, relative paths are resolved against their file
  std::vector<Url> extra_index_urls;
  std::vector<Url> find_links;
  std::vector<std::string> no_binary;  ///< values as written
  std::vector<std::string> only_binary;
  bool no_index = false;
  bool require_hashes = false;
  bool pre = false;
};

/// What parsing needs from outside.
struct RequirementsContext {
  std::string working_directory;
  /// Variables for `${VAR}`.
  std::function<std::optional<std::string>(std::string_view)> lookup;
  /// The text of an absolute path, of `-` (standard input), or of a URL.
  std::function<Result<std::string>(const std::string& location)> load;
  /// Told of options that count on the command line only, or not at all: one line each. Only files have them.
  std::function<void(std::string message)> warn;
  /// Asked between two lines.
  std::stop_token stop{};
};

/// Reads `location` (a path, `-`, or a URL) and what it includes.
/// Errors: bad_requirements_file and bad_requirement with place; those of `load`; cancelled.
[[nodiscard]] Result<RequirementsFile> read_requirements_file(const std::string& location,
                                                              const RequirementsContext& context);

/// Of two URLs for `--index-url`, in one file or several, nobody knows which is meant. A slash at the end is no
/// difference. Errors: bad_requirements_file with the place of the second.
[[nodiscard]] Result<void> check_same_index(const Url& first, const PlacedIndex& second);

/// One requirement of the command line: `fastapi[standard]>=1`, `./x.whl`, `name @ URL`, `.`, `git+https://…`.
/// Whether a path is there, and whether a wheel's name can be read, is for the caller to ask.
/// Errors: bad_requirement with the caret lines in the message.
[[nodiscard]] Result<RequirementEntry> parse_requirement_argument(std::string_view text,
                                                                  const RequirementsContext& context);

/// The value of `--editable`: `.[dev]`, `file:./pkg`, `./pkg ; marker`, `git+https://…`. Errors: as above.
[[nodiscard]] Result<RequirementEntry> parse_editable_argument(std::string_view text,
                                                               const RequirementsContext& context);

}  // namespace axle::project
