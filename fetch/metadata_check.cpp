// SPDX-License-Identifier: MIT OR Apache-2.0
// Parses METADATA and holds it against the file name; reads it from wheels that are there in full.
#include "fetch/metadata_check.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "base/url.hpp"
#include "spec/dist_name.hpp"
#include "spec/requirement.hpp"
#include "spec/specifier.hpp"

namespace axle::fetch {
namespace {

std::string join_sorted(std::vector<std::string> parts) {
  std::ranges::sort(parts);
  std::string text;
  for (const std::string& part : parts) {
    text += part + ',';
  }
  return text;
}

/// Specifiers as a set of texts in normal form; one that cannot be read stands for itself.
std::string meaning_of_specifiers(std::string_view text) {
  const auto parsed = spec::SpecifierSet::parse_lenient(text);
  if (!parsed) {
    return std::string(trim(text));
  }
  std::vector<std::string> parts;
  for (const spec::Specifier& specifier : parsed->set.specifiers()) {
    parts.push_back(specifier.to_string());
  }
  return join_sorted(std::move(parts));
}

/// What a Requires-Dist says, however it is spelled: builders of one project's wheels differ in quotes, blanks,
/// parentheses and the spelling of names (psutil 7.2.2 has two forms).
std::string meaning_of_requirement(std::string_view text) {
  const auto parsed = spec::parse_requirement_lenient(text);
  if (!parsed) {
    return std::string(trim(text));
  }
  const spec::Requirement& requirement = parsed->requirement;
  std::vector<std::string> extras;
  extras.reserve(requirement.extras.size());
  for (const spec::ExtraName& extra : requirement.extras) {
    extras.push_back(extra.text());
  }
  return format("{}[{}]{}@{};{}", requirement.name.text(), join_sorted(std::move(extras)),
                meaning_of_specifiers(requirement.specifiers.to_string()),
                requirement.url ? requirement.url->to_request() : std::string(), requirement.marker.to_string());
}

bool have_same_texts(const spec::DependencyMetadata& a, const spec::DependencyMetadata& b) {
  bool same = a.requirement_count() == b.requirement_count() && trim(a.broken()) == trim(b.broken());
  for (std::size_t at = 0; same && at < a.requirement_count(); ++at) {
    same = a.requirement(at).text == b.requirement(at).text;
  }
  return same;
}

std::set<std::string> requirements_of(const spec::DependencyMetadata& metadata) {
  std::set<std::string> meanings;
  for (std::size_t at = 0; at < metadata.requirement_count(); ++at) {
    meanings.insert(meaning_of_requirement(metadata.requirement(at).text));
  }
  meanings.insert(std::string(trim(metadata.broken())));
  return meanings;
}

std::set<std::string_view> extras_of(const spec::DependencyMetadata& metadata) {
  std::set<std::string_view> names;
  for (std::size_t at = 0; at < metadata.extra_count(); ++at) {
    names.insert(metadata.extra(at));
  }
  return names;
}

}  // namespace

Error metadata_error(ErrorCode code, const spec::IndexFile& file, std::string_view reason) {
  const Result<Url> url = Url::parse(file.url);
  return Error(code, format("{} `{}` at {}: {}", code == ErrorCode::bad_wheel ? "invalid wheel" : "metadata of",
                            to_printable(file.file_name), url ? url->to_display() : redact_urls(file.url), reason));
}

Result<spec::DependencyMetadata> make_metadata(std::string_view text, const spec::IndexFile& file) {
  Result<spec::CoreMetadata> core = spec::parse_metadata(text);
  if (!core) {
    return fail(metadata_error(ErrorCode::bad_metadata, file, core.error().message()));
  }
  spec::DependencyMetadata metadata = spec::DependencyMetadata::make(*core);
  if (const auto wheel = spec::parse_wheel_name(file.file_name); wheel && wheel->name.text() != metadata.name()) {
    return fail(
        metadata_error(ErrorCode::bad_metadata, file, format("it is of the project `{}`", to_printable(core->name))));
  }
  const auto version = spec::Version::try_parse(metadata.version());
  if (!version || *version != file.version) {
    return fail(metadata_error(ErrorCode::bad_metadata, file,
                               format("it is of the version `{}`", to_printable(core->version))));
  }
  return metadata;
}

std::string differing_fields(const spec::DependencyMetadata& served, const spec::DependencyMetadata& own) {
  std::string fields;
  const auto compare = [&fields](std::string_view field, bool same) {
    if (!same) {
      fields += format("{}`{}`", fields.empty() ? "" : ", ", field);
    }
  };
  compare("Name", served.name() == own.name());
  compare("Version", trim(served.version()) == trim(own.version()));
  compare("Requires-Python",
          meaning_of_specifiers(served.requires_python()) == meaning_of_specifiers(own.requires_python()));
  compare("Requires-Dist", have_same_texts(served, own) || requirements_of(served) == requirements_of(own));
  compare("Provides-Extra", extras_of(served) == extras_of(own));
  return fields;
}

Result<std::string> find_metadata_in_whole(std::uint64_t size_bytes, const ReadFrom& read_from) {
  std::uint64_t offset = size_bytes - std::min(size_bytes, k_tail_bytes);
  while (true) {
    TRY_ASSIGN(const WheelPart tail, read_from(offset));
    TRY_ASSIGN(auto found, find_metadata(tail, WheelPart{}));
    if (std::holds_alternative<std::string>(found)) {
      return std::get<std::string>(std::move(found));
    }
    const MissingPart missing = std::get<MissingPart>(found);
    if (missing.first >= offset || size_bytes - missing.first > 2 * k_tail_limit_bytes) {
      return fail(ErrorCode::bad_wheel, "METADATA is too far from the end");
    }
    offset = missing.first;
  }
}

Result<std::string> find_metadata_in_file(const FileReader& wheel) {
  const std::uint64_t size = wheel.status().size_bytes;
  return find_metadata_in_whole(size, [&](std::uint64_t offset) -> Result<WheelPart> {
    WheelPart part{offset, std::string(static_cast<std::size_t>(size - offset), '\0')};
    TRY_ASSIGN(const std::size_t got, wheel.read_at(offset, std::as_writable_bytes(std::span(part.bytes))));
    part.bytes.resize(got);
    return part;
  });
}

Result<ServedMetadata> read_local_metadata(const std::string& path, const spec::IndexFile& file) {
  TRY_ASSIGN(const FileReader reader, FileReader::open(path));
  Result<std::string> text = find_metadata_in_file(reader);
  if (!text && text.error().code() != ErrorCode::bad_wheel) {
    return fail(std::move(text).error());
  }
  if (!text) {
    return fail(metadata_error(ErrorCode::bad_wheel, file, text.error().message()));
  }
  TRY_ASSIGN(spec::DependencyMetadata metadata, make_metadata(*text, file));
  return ServedMetadata{std::move(metadata), sha256_of(*text)};
}

}  // namespace axle::fetch
