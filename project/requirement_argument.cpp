// SPDX-License-Identifier: MIT OR Apache-2.0
// One requirement as a person writes it: a name, a path, a URL.
//
// Order:   repositories, then `name @ …`, then names with a marker, then URLs, then what looks like a path, then names
//          with specifiers.
#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/location.hpp"
#include "base/text.hpp"
#include "project/requirement_text.hpp"

namespace axle::project {
namespace {

/// Of a text that is quoted with a caret below it: more would fill the screen.
constexpr std::size_t k_shown_characters = 200;

using Kind = UnsupportedReference::Kind;

bool is_repository(std::string_view text) {
  constexpr std::array<std::string_view, 4> k_systems = {"git+", "hg+", "svn+", "bzr+"};
  return std::ranges::any_of(k_systems,
                             [&](std::string_view system) { return starts_with_ignoring_case(text, system); });
}

bool is_sdist(std::string_view text) {
  constexpr std::array<std::string_view, 5> k_endings = {".tar.gz", ".zip", ".tar.bz2", ".tar.xz", ".tgz"};
  return std::ranges::any_of(k_endings, [&](std::string_view ending) { return text.ends_with(ending); });
}

/// Whether a text alone names a file or folder and not a package.
bool is_path(std::string_view location) {
  return location == "." || location == ".." || location.starts_with("~/") || location.contains('/') ||
         location.ends_with(".whl") || is_sdist(location);
}

bool is_relative(std::string_view location) {
  return !is_url(location) && !location.starts_with('/') && !location.starts_with("~/");
}

/// `name; marker`, `name[extra]>=1; marker`: a named requirement, whatever signs of a path stand in its marker.
bool is_name_with_marker(std::string_view text) {
  const std::string_view front = text.substr(0, text.find(';'));
  const std::string_view name = front.substr(0, front.find_first_of("[(<>=!~ \t"));
  return front.size() < text.size() && !front.contains('/') && !is_path(name) && spec::is_valid_name(name);
}

/// A text and where it begins in the whole, for carets.
struct Piece {
  std::string_view text;
  std::size_t offset = 0;
};

Piece trimmed(Piece piece) {
  const std::size_t front = std::min(piece.text.find_first_not_of(" \t"), piece.text.size());
  return {trim(piece.text), piece.offset + front};
}

/// `LOCATION[extras] ; marker`, cut but not parsed.
struct ReferenceParts {
  Piece location;
  std::optional<Piece> extras;
  std::optional<Piece> marker;
};

/// Cuts what begins at `start` of the whole.
ReferenceParts split_reference(std::string_view whole, std::size_t start) {
  const std::string_view text = whole.substr(start);
  ReferenceParts out{.location = {text, start}, .extras = {}, .marker = {}};
  const std::size_t semicolon = std::min(text.find(" ;"), text.find("\t;"));
  if (semicolon != std::string_view::npos) {
    out.marker = trimmed({text.substr(semicolon + 2), start + semicolon + 2});
    out.location.text = trim(text.substr(0, semicolon));
  }
  const std::string_view location = out.location.text;
  const std::size_t bracket = location.rfind('[');
  if (location.ends_with(']') && bracket != std::string_view::npos) {
    out.extras = Piece{location.substr(bracket + 1, location.size() - bracket - 2), start + bracket + 1};
    out.location.text = location.substr(0, bracket);
  }
  return out;
}

/// Where the location of `name[extras] @ LOCATION` begins; nothing when the text has no such form.
std::optional<std::size_t> find_location_of_name(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view head = trim(text.substr(0, text.find('[')).substr(0, at));
  if (!spec::is_valid_name(head) || text.substr(0, at).contains(';')) {
    return std::nullopt;
  }
  return std::min(text.find_first_not_of(" \t", at + 1), text.size());
}

RequirementEntry unsupported(UnsupportedReference reference) {
  return {.what = std::move(reference), .hashes = {}, .origin = {}};
}

/// The file or folder that a URL names; "" for what is elsewhere.
std::string local_path_of(const Url& url) {
  const auto path = url.is_file() ? url.without_fragment().file_path() : Result<std::string>(std::string());
  return path ? *path : std::string();
}

/// Where a marker begins that stands at the end of a file's name without a blank; nothing for other names.
std::optional<std::size_t> find_joined_marker(std::string_view location) {
  for (std::size_t at = location.find(';'); at != std::string_view::npos; at = location.find(';', at + 1)) {
    const std::string_view before = location.substr(0, at);
    if (before.ends_with(".whl") || is_sdist(before)) {
      return at;
    }
  }
  return std::nullopt;
}

Kind kind_of_file(std::string_view file_name) {
  if (file_name.ends_with(".git")) {
    return Kind::repository;
  }
  return is_sdist(file_name) ? Kind::sdist : Kind::directory;
}

/// Parses one requirement, with errors that point into its text.
class TextReader {
 public:
  TextReader(std::string_view text, const RequirementsContext& context) : text_(text), context_(context) {}

  Result<RequirementEntry> read() const {
    if (is_repository(text_)) {
      return read_repository(0, std::nullopt);
    }
    if (const std::optional<std::size_t> start = find_location_of_name(text_)) {
      return read_named_location(*start);
    }
    if (is_name_with_marker(text_)) {
      return read_requirement(text_);
    }
    const ReferenceParts parts = split_reference(text_, 0);
    if (is_url(parts.location.text) || is_path(parts.location.text)) {
      return read_reference(parts);
    }
    return read_requirement(text_);
  }

  /// What stands behind `-e`: as above, but a text alone is always a place.
  Result<RequirementEntry> read_editable() const {
    UnsupportedReference out;
    if (is_repository(text_) || find_location_of_name(text_)) {
      TRY_ASSIGN(const RequirementEntry entry, read());
      if (const auto* requirement = std::get_if<spec::Requirement>(&entry.what)) {
        out = {.text = {},
               .location = requirement->url->to_secret_text(),
               .path = local_path_of(*requirement->url),
               .name = requirement->name,
               .marker = requirement->marker};
      } else {
        out = std::get<UnsupportedReference>(entry.what);
      }
    } else {
      TRY_ASSIGN(WheelReference place, read_place(split_reference(text_, 0)));
      out = {.text = {},
             .location = place.url.to_secret_text(),
             .path = local_path_of(place.url),
             .marker = std::move(place.marker)};
    }
    out.kind = Kind::editable;
    out.text = text_;
    return unsupported(std::move(out));
  }

 private:
  [[nodiscard]] std::unexpected<Error> wrong(std::size_t offset, std::string_view reason) const {
    return at_column(reason, count_code_points(text_.substr(0, offset)) + 1);
  }

  [[nodiscard]] std::unexpected<Error> at_column(std::string_view reason, std::size_t column) const {
    return fail(Error(ErrorCode::bad_requirement, with_caret(reason, text_, column))
                    .with_place({.file = "", .column = static_cast<std::uint32_t>(column)}));
  }

  /// The reason of `error`, whose column counts from `offset`.
  [[nodiscard]] std::unexpected<Error> wrong_part(std::size_t offset, const Error& error) const {
    const std::size_t column = error.where() ? std::max<std::uint32_t>(error.where()->column, 1) : 1;
    return at_column(error.message(), count_code_points(text_.substr(0, offset)) + column);
  }

  Result<RequirementEntry> read_requirement(std::string_view text) const {
    auto requirement = spec::parse_requirement(text);
    if (!requirement) {
      return wrong_part(0, requirement.error());
    }
    return RequirementEntry{.what = std::move(*requirement), .hashes = {}, .origin = {}};
  }

  /// As above for `name @ PATH`: the path is parsed as a URL, columns behind it are those of the path.
  Result<RequirementEntry> read_with_path(Piece path) const {
    const std::string url = Url::from_path(absolute_path(path.text, context_.working_directory)).to_request();
    const std::string front(text_.substr(0, path.offset));
    auto requirement = spec::parse_requirement(front + url + std::string(text_.substr(path.offset + path.text.size())));
    if (requirement) {
      return RequirementEntry{
          .what = std::move(*requirement), .hashes = {}, .origin = {}, .is_relative = is_relative(path.text)};
    }
    const std::size_t column = requirement.error().where() ? requirement.error().where()->column : 1;
    const std::size_t before = count_code_points(front);
    const std::size_t written = count_code_points(path.text);
    const std::size_t moved =
        column > before + url.size() ? column - url.size() + written : std::min(column, before + 1);
    return at_column(requirement.error().message(), moved);
  }

  /// `name @ URL` as it is; `name @ PATH` with the path made a URL.
  Result<RequirementEntry> read_named_location(std::size_t start) const {
    const std::string_view rest = text_.substr(start);
    if (is_repository(rest)) {
      const std::string_view name = text_.substr(0, text_.find_first_of("[@"));
      return read_repository(start, spec::PackageName::of(spec::normalize_name(trim(name))));
    }
    const std::string_view location = rest.substr(0, rest.find_first_of(" \t"));
    if (location.empty()) {
      return wrong(start, "expected a URL or a path after `@`");
    }
    TRY(check_end({location, start}));
    const bool is_local = !is_url(location);
    if (is_local && !is_path(location)) {
      return wrong(start, format("expected a URL or a path after `@`, found `{}`", to_printable(location)));
    }
    TRY_ASSIGN(RequirementEntry entry, is_local ? read_with_path({location, start}) : read_requirement(text_));
    const auto& requirement = std::get<spec::Requirement>(entry.what);
    const std::string file_name = requirement.url->file_name();
    if (file_name.ends_with(".whl")) {
      return entry;
    }
    return unsupported({.kind = kind_of_file(file_name),
                        .text = std::string(text_),
                        .location = requirement.url->to_secret_text(),
                        .path = local_path_of(*requirement.url),
                        .name = requirement.name,
                        .marker = requirement.marker});
  }

  /// `git+https://… ; marker`, which begins at `start`.
  Result<RequirementEntry> read_repository(std::size_t start, std::optional<spec::PackageName> name) const {
    const ReferenceParts parts = split_reference(text_, start);
    TRY_ASSIGN(spec::Marker marker, read_marker(parts));
    return unsupported({.kind = Kind::repository,
                        .text = std::string(text_),
                        .location = std::string(parts.location.text),
                        .name = std::move(name),
                        .marker = std::move(marker)});
  }

  Result<RequirementEntry> read_reference(const ReferenceParts& parts) const {
    TRY_ASSIGN(WheelReference out, read_place(parts));
    if (out.file_name.ends_with(".whl")) {
      return RequirementEntry{
          .what = std::move(out), .hashes = {}, .origin = {}, .is_relative = is_relative(parts.location.text)};
    }
    return unsupported({.kind = kind_of_file(out.file_name),
                        .text = std::string(text_),
                        .location = out.url.to_secret_text(),
                        .path = local_path_of(out.url),
                        .marker = std::move(out.marker)});
  }

  /// A path or URL with its extras and marker, whatever is there.
  Result<WheelReference> read_place(const ReferenceParts& parts) const {
    TRY(check_end(parts.location));
    auto url = parse_location(parts.location.text, context_.working_directory);
    if (!url) {
      return wrong(0, url.error().message());
    }
    if (!url->is_http() && !url->is_file()) {
      return wrong(0, format("the scheme `{}` is not supported; a URL begins with `https:`, `http:` or `file:`",
                             to_printable(url->scheme())));
    }
    WheelReference out{.url = std::move(*url), .file_name = {}, .extras = {}, .marker = {}};
    out.file_name = out.url.file_name();
    TRY(read_extras(parts, out));
    TRY_ASSIGN(out.marker, read_marker(parts));
    return out;
  }

  /// A URL or path goes on to the next blank, and a `;` can be part of it.
  [[nodiscard]] Result<void> check_end(Piece location) const {
    if (const auto marker = find_joined_marker(location.text)) {
      return wrong(location.offset + *marker, "a marker behind a URL or path needs a blank before its `;`");
    }
    return {};
  }

  Result<void> read_extras(const ReferenceParts& parts, WheelReference& out) const {
    if (!parts.extras || trim(parts.extras->text).empty()) {
      return {};
    }
    for (const std::string_view part : split(parts.extras->text, ',')) {
      auto extra = spec::ExtraName::parse(trim(part));
      if (!extra) {
        return wrong(static_cast<std::size_t>(part.data() - text_.data()), extra.error().message());
      }
      out.extras.push_back(std::move(*extra));
    }
    std::ranges::sort(out.extras);
    const auto repeats = std::ranges::unique(out.extras);
    out.extras.erase(repeats.begin(), repeats.end());
    return {};
  }

  /// Without one: always.
  Result<spec::Marker> read_marker(const ReferenceParts& parts) const {
    if (!parts.marker) {
      return spec::Marker();
    }
    auto marker = spec::Marker::parse(parts.marker->text);
    if (!marker) {
      return wrong_part(parts.marker->offset, marker.error());
    }
    return marker;
  }

  std::string_view text_;
  const RequirementsContext& context_;
};

}  // namespace

std::string with_caret(std::string_view reason, std::string_view text, std::size_t column) {
  // Escapes are wider than what they stand for: the caret goes below the printed form.
  std::size_t offset = 0;
  for (std::size_t left = column - 1; left > 0 && offset < text.size(); --left) {
    ++offset;
    while (offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xC0U) == 0x80U) {
      ++offset;
    }
  }
  const std::size_t width = count_code_points(to_printable(redact_urls(text.substr(0, offset))));
  const std::string whole = to_printable(redact_urls(text));
  if (count_code_points(whole) <= k_shown_characters) {
    return format("{}\n{}\n{}^", reason, whole, std::string(width, ' '));
  }
  const std::size_t skipped = width - std::min(width, k_shown_characters / 2);
  std::string_view rest = whole;
  rest.remove_prefix(first_code_points(rest, skipped).size());
  const std::string_view shown = first_code_points(rest, k_shown_characters);
  const std::string_view before = skipped == 0 ? "" : "…";
  return format("{}\n{}{}{}\n{}^", reason, before, shown, shown.size() < rest.size() ? "…" : "",
                std::string(width - skipped + count_code_points(before), ' '));
}

Result<RequirementEntry> parse_requirement_text(std::string_view text, const RequirementsContext& context) {
  return TextReader(trim(text), context).read();
}

Result<RequirementEntry> parse_editable_text(std::string_view text, const RequirementsContext& context) {
  return TextReader(trim(text), context).read_editable();
}

namespace {

Result<RequirementEntry> as_argument(std::string_view text, Result<RequirementEntry> entry) {
  if (!entry && entry.error().code() == ErrorCode::bad_requirement) {
    return fail(Error(ErrorCode::bad_requirement,
                      format("Failed to parse: `{}`", shorten(to_printable(redact_urls(trim(text))), 400)))
                    .caused_by(Error(ErrorCode::bad_requirement, entry.error().message())));
  }
  return entry;
}

}  // namespace

Result<RequirementEntry> parse_requirement_argument(std::string_view text, const RequirementsContext& context) {
  return as_argument(text, parse_requirement_text(text, context));
}

Result<RequirementEntry> parse_editable_argument(std::string_view text, const RequirementsContext& context) {
  return as_argument(text, parse_editable_text(text, context));
}

}  // namespace axle::project
