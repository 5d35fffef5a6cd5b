// SPDX-License-Identifier: MIT OR Apache-2.0
// One requirement as a person writes it: a name, a path, a URL.
#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "project/requirements_file.hpp"
#include "spec/dist_name.hpp"

namespace axle::project {
namespace {

bool is_repository(std::string_view text) {
  constexpr std::array<std::string_view, 4> k_systems = {"git+", "hg+", "svn+", "bzr+"};
  return std::ranges::any_of(k_systems, [&](std::string_view system) { return starts_with_ignoring_case(text, system); });
}

bool is_url(std::string_view text) {
  return starts_with_ignoring_case(text, "http://") || starts_with_ignoring_case(text, "https://") ||
         starts_with_ignoring_case(text, "file:");
}

bool is_sdist(std::string_view text) {
  constexpr std::array<std::string_view, 5> k_endings = {".tar.gz", ".zip", ".tar.bz2", ".tar.xz", ".tgz"};
  return std::ranges::any_of(k_endings, [&](std::string_view ending) { return text.ends_with(ending); });
}

/// Looks like a path and not like a name: has a separator, is a dot, or ends like an archive.
bool is_path(std::string_view text) {
  const std::size_t end = text.find_first_of(" ;[@<>=!~");
  const std::string_view head = text.substr(0, end);
  return head == "." || head == ".." || head.starts_with("./") || head.starts_with("../") || head.starts_with('/') ||
         head.starts_with("~/") || (head.find('/') != std::string_view::npos && text.find('@') == std::string_view::npos) ||
         text.ends_with(".whl") || is_sdist(text);
}

struct Suffixes {
  std::string_view location;
  std::vector<spec::ExtraName> extras;
  spec::Marker marker;
};

/// Cuts ` ; marker` and `[extras]` off a path or URL.
Result<Suffixes> cut_suffixes(std::string_view text) {
  Suffixes parts{.location = text, .extras = {}, .marker = {}};
  if (const std::size_t semicolon = text.find(" ;"); semicolon != std::string_view::npos) {
    TRY_ASSIGN(parts.marker, spec::Marker::parse(trim(text.substr(semicolon + 2))));
    parts.location = trim(text.substr(0, semicolon));
  }
  const std::size_t bracket = parts.location.rfind('[');
  if (parts.location.ends_with(']') && bracket != std::string_view::npos) {
    for (const std::string_view name : split(parts.location.substr(bracket + 1, parts.location.size() - bracket - 2), ',')) {
      TRY_ASSIGN(spec::ExtraName extra, spec::ExtraName::parse(trim(name)));
      parts.extras.push_back(std::move(extra));
    }
    parts.location = parts.location.substr(0, bracket);
  }
  return parts;
}

RequirementEntry unsupported(UnsupportedReference::Kind kind, std::string_view text) {
  return {.what = UnsupportedReference{.kind = kind, .text = std::string(text)}, .hashes = {}, .origin = {}};
}

Result<RequirementEntry> reference_of(std::string_view text, const RequirementsContext& context) {
  TRY_ASSIGN(Suffixes parts, cut_suffixes(text));
  Url url;
  if (is_url(parts.location)) {
    TRY_ASSIGN(url, Url::parse(parts.location));
  } else {
    url = Url::from_path(absolute_path(parts.location, context.working_directory));
  }
  const std::string file_name = url.file_name();
  if (file_name.ends_with(".whl")) {
    return RequirementEntry{.what = WheelReference{.url = std::move(url), .file_name = file_name,
                                                   .extras = std::move(parts.extras), .marker = std::move(parts.marker)},
                            .hashes = {}, .origin = {}};
  }
  return unsupported(is_sdist(file_name) ? UnsupportedReference::Kind::sdist : UnsupportedReference::Kind::directory,
                     text);
}

/// The requirement under its own text, a caret below the column that the error names.
Error with_caret(std::string_view text, Error reason) {
  const std::size_t column = reason.where() ? std::max<std::uint32_t>(reason.where()->column, 1) : 1;
  return Error(ErrorCode::bad_requirement, format("Failed to parse: `{}`", to_printable(text)))
      .caused_by(Error(reason.code(), format("{}\n{}\n{}^", reason.message(), to_printable(text),
                                             std::string(column - 1, ' '))));
}

}  // namespace

Result<RequirementEntry> parse_requirement_argument(std::string_view text, const RequirementsContext& context) {
  const std::string_view trimmed = trim(text);
  if (is_repository(trimmed)) {
    return unsupported(UnsupportedReference::Kind::repository, trimmed);
  }
  if (is_url(trimmed) || is_path(trimmed)) {
    return reference_of(trimmed, context);
  }
  auto requirement = spec::parse_requirement(trimmed);
  if (!requirement) {
    const std::size_t at = trimmed.find('@');
    if (at != std::string_view::npos && is_repository(trim(trimmed.substr(at + 1)))) {
      return unsupported(UnsupportedReference::Kind::repository, trimmed);
    }
    return fail(with_caret(trimmed, std::move(requirement).error()));
  }
  return RequirementEntry{.what = std::move(*requirement), .hashes = {}, .origin = {}};
}

}  // namespace axle::project
