// SPDX-License-Identifier: MIT OR Apache-2.0
// Normalisation and validation of names, byte by byte.
//
// Spec:    name-normalization (PEP 503), PEP 685, PEP 735. One pass; anything outside ASCII is invalid, so the long s
//          and the Kelvin sign can never fold into `s` and `k` (reliability Q16).
#include "spec/name.hpp"

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::spec {

namespace {

bool is_separator(char c) {
  return c == '-' || c == '_' || c == '.';
}

char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (to_lower(c) >= 'a' && to_lower(c) <= 'z');
}

template <typename Tag>
constexpr std::string_view k_kind = "package name";
template <>
constexpr std::string_view k_kind<ExtraTag> = "name of an extra";
template <>
constexpr std::string_view k_kind<GroupTag> = "name of a dependency group";

}  // namespace

std::string normalize_name(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  bool in_separators = false;
  for (const char c : text) {
    if (is_separator(c)) {
      in_separators = true;
      continue;
    }
    if (in_separators) {
      result.push_back('-');
      in_separators = false;
    }
    result.push_back(to_lower(c));
  }
  if (in_separators) {
    result.push_back('-');
  }
  return result;
}

bool is_valid_name(std::string_view text) {
  if (text.empty() || !is_letter_or_digit(text.front()) || !is_letter_or_digit(text.back())) {
    return false;
  }
  for (const char c : text) {
    if (!is_letter_or_digit(c) && !is_separator(c)) {
      return false;
    }
  }
  return true;
}

template <typename Tag>
Result<NormalizedName<Tag>> NormalizedName<Tag>::parse(std::string_view text) {
  if (!is_valid_name(text)) {
    return fail(ErrorCode::bad_name, format("`{}` is not a valid {}", to_printable(text), k_kind<Tag>));
  }
  NormalizedName name;
  name.text_ = normalize_name(text);
  return name;
}

template <typename Tag>
NormalizedName<Tag> NormalizedName<Tag>::of(std::string_view normalized) {
  ASSERT(is_valid_name(normalized) && normalize_name(normalized) == normalized, "the name must be normalised");
  NormalizedName name;
  name.text_ = normalized;
  return name;
}

template class NormalizedName<PackageTag>;
template class NormalizedName<ExtraTag>;
template class NormalizedName<GroupTag>;

}  // namespace axle::spec
