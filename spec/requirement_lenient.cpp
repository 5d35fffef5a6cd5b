// SPDX-License-Identifier: MIT OR Apache-2.0
// Requirements of others: the quick split into pieces, and reading with repairs.
//
// Source:  resolver.md 2.3, 2.4: a slip in somebody's metadata is a warning, never the end of a resolution.
#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/characters.hpp"
#include "spec/requirement.hpp"

namespace axle::spec {

namespace {

template <typename Predicate>
std::string_view take_while(std::string_view& rest, Predicate predicate) {
  std::size_t end = 0;
  while (end < rest.size() && predicate(rest[end])) {
    ++end;
  }
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end);
  return taken;
}

std::string_view without_parentheses(std::string_view specifiers) {
  specifiers = trim(specifiers);
  if (specifiers.starts_with('(')) {
    specifiers.remove_prefix(1);
    if (specifiers.ends_with(')')) {
      specifiers.remove_suffix(1);
    }
  }
  return trim(specifiers);
}

void read_extras(std::string_view text, LenientRequirement& result) {
  for (const std::string_view part : split(text, ',')) {
    Result<ExtraName> extra = ExtraName::parse(trim(part));
    if (extra) {
      result.requirement.extras.push_back(std::move(*extra));
    } else if (!trim(text).empty()) {
      result.warnings.push_back(format("ignored an extra of a requirement: {}", extra.error().message()));
    }
  }
  std::ranges::sort(result.requirement.extras);
  const auto duplicates = std::ranges::unique(result.requirement.extras);
  result.requirement.extras.erase(duplicates.begin(), duplicates.end());
}

void append(std::vector<std::string>& warnings, std::vector<std::string> more) {
  for (std::string& warning : more) {
    warnings.push_back(std::move(warning));
  }
}

Result<LenientRequirement> read_pieces(const RequirementPieces& pieces) {
  LenientRequirement result;
  TRY_ASSIGN(result.requirement.name, PackageName::parse(pieces.name));
  read_extras(pieces.extras, result);
  if (!pieces.url.empty()) {
    TRY_ASSIGN(result.requirement.url, Url::parse(pieces.url));
    if (!result.requirement.url->is_http() && !result.requirement.url->is_file()) {
      return fail(ErrorCode::unsupported_source, "only http, https and file URLs are supported");
    }
  } else {
    TRY_ASSIGN(SpecifierSet::Lenient specifiers, SpecifierSet::parse_lenient(pieces.specifiers));
    result.requirement.specifiers = std::move(specifiers.set);
    append(result.warnings, std::move(specifiers.repairs));
  }
  if (!pieces.marker.empty()) {
    TRY_ASSIGN(Marker::Lenient marker, Marker::parse_lenient(pieces.marker));
    result.requirement.marker = std::move(marker.marker);
    append(result.warnings, std::move(marker.warnings));
  }
  return result;
}

}  // namespace

std::optional<RequirementPieces> split_requirement(std::string_view text) {
  RequirementPieces pieces;
  std::string_view rest = trim(text);
  pieces.name = take_while(rest, is_name_char);
  if (pieces.name.empty()) {
    return std::nullopt;
  }
  take_while(rest, is_blank);
  if (rest.starts_with('[')) {
    const std::size_t close = rest.find(']');
    if (close == std::string_view::npos) {
      return std::nullopt;
    }
    pieces.extras = trim(rest.substr(1, close - 1));
    rest.remove_prefix(close + 1);
    take_while(rest, is_blank);
  }
  if (rest.starts_with('@')) {
    rest.remove_prefix(1);
    take_while(rest, is_blank);
    pieces.url = take_while(rest, [](char c) { return !is_blank(c); });
    take_while(rest, is_blank);
    if (pieces.url.empty() || (!rest.empty() && !rest.starts_with(';'))) {
      return std::nullopt;
    }
  } else {
    pieces.specifiers = without_parentheses(take_while(rest, [](char c) { return c != ';'; }));
  }
  if (rest.starts_with(';')) {
    pieces.marker = trim(rest.substr(1));
  }
  return pieces;
}

Result<LenientRequirement> parse_requirement_lenient(std::string_view text) {
  if (const std::optional<RequirementPieces> pieces = split_requirement(text)) {
    if (Result<LenientRequirement> result = read_pieces(*pieces)) {
      return result;
    }
  }
  // The strict reader says best what is wrong. It takes less than the lenient one, so it fails too.
  Result<Requirement> strict = parse_requirement(text);
  if (!strict) {
    return std::unexpected(std::move(strict).error());
  }
  return LenientRequirement{std::move(*strict), {}};
}

}  // namespace axle::spec
