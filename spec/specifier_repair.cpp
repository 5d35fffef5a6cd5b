// SPDX-License-Identifier: MIT OR Apache-2.0
// Slips in published specifiers, repaired one at a time until the text parses.
//
// Source:  resolver.md 2.3: what was seen in the wild. Never for what the user writes.
#include <array>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/characters.hpp"
#include "spec/specifier.hpp"

namespace axle::spec {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Each repair gives the new text, equal to the old one where it has nothing to do.
using Repair = std::string (*)(std::string_view text);

std::string insert_commas(std::string_view text) {
  std::string out;
  char last = '\0';  // the last character that is no blank
  for (const char c : text) {
    if (is_operator_char(c) && (is_digit(last) || is_letter(last) || last == '*')) {
      out.resize(out.find_last_not_of(" \t") + 1);
      out.push_back(',');
    }
    out.push_back(c);
    last = c == ' ' || c == '\t' ? last : c;
  }
  return out;
}

/// A part that `change` leaves alone keeps its blanks, so that the text is equal where there was nothing to do.
template <typename Change>
std::string change_parts(std::string_view text, Change change) {
  std::string out;
  for (const std::string_view part : split(text, ',')) {
    if (!out.empty()) {
      out.push_back(',');
    }
    const std::string changed = change(trim(part));
    out += changed == trim(part) ? part : std::string_view(changed);
  }
  return out;
}

/// `!=~1.2` → `!=1.2.*`.
std::string replace_not_tilde(std::string_view text) {
  return change_parts(text, [](std::string_view part) {
    return part.starts_with("!=~") ? format("!={}.*", trim(part.substr(3))) : std::string(part);
  });
}

/// `>=1.9.*` → `>=1.9`, for every operator that has an order.
std::string remove_star(std::string_view text) {
  return change_parts(text, [](std::string_view part) {
    const bool ordered = part.starts_with('<') || part.starts_with('>') || part.starts_with('~');
    return std::string(ordered && part.ends_with(".*") ? part.substr(0, part.size() - 2) : part);
  });
}

/// `!=3.0*` → `!=3.0.*`.
std::string insert_dot(std::string_view text) {
  return change_parts(text, [](std::string_view part) {
    const bool slip = (part.starts_with("!=") || part.starts_with("==")) && part.size() > 3 && part.ends_with('*') &&
                      is_digit(part[part.size() - 2]);
    return slip ? format("{}.*", part.substr(0, part.size() - 1)) : std::string(part);
  });
}

std::string remove_empty_parts(std::string_view text) {
  std::string out;
  for (const std::string_view part : split(text, ',')) {
    if (trim(part).empty()) {
      continue;
    }
    if (!out.empty()) {
      out.push_back(',');
    }
    out += trim(part);
  }
  return out;
}

/// `>dev` → `>0.dev0`: the author wanted any version.
std::string complete_dev(std::string_view text) {
  return change_parts(text, [](std::string_view part) { return std::string(part == ">dev" ? ">0.dev0" : part); });
}

/// `>=2.0b1.0` → `>=2.0b1`.
std::string remove_zero_after_prerelease(std::string_view text) {
  return change_parts(text, [](std::string_view part) {
    if (!part.ends_with(".0")) {
      return std::string(part);
    }
    const std::string_view rest = part.substr(0, part.size() - 2);
    std::size_t digits = rest.size();
    while (digits > 0 && is_digit(rest[digits - 1])) {
      --digits;
    }
    const bool after_word = digits > 0 && digits < rest.size() && is_letter(rest[digits - 1]);
    return std::string(after_word ? rest : part);
  });
}

std::string remove_quotes(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != '\'' && c != '"') {
      out.push_back(c);
    }
  }
  return out;
}

/// As much of a text as a message can hold.
std::string shown(std::string_view text) {
  constexpr std::size_t k_limit = 200;
  return shorten(to_printable(text), k_limit);
}

struct RepairRow {
  Repair repair;
  std::string_view what;
};

constexpr std::array<RepairRow, 8> k_repairs = {{
    {insert_commas, "inserted a missing comma"},
    {replace_not_tilde, "replaced `!=~` by a prefix"},
    {remove_star, "removed `.*` after an ordered version"},
    {insert_dot, "inserted the missing `.` before `*`"},
    {remove_empty_parts, "removed a superfluous comma"},
    {complete_dev, "completed `>dev`"},
    {remove_zero_after_prerelease, "removed `.0` after a pre-release"},
    {remove_quotes, "removed stray quotes"},
}};

}  // namespace

Result<SpecifierSet::Lenient> SpecifierSet::parse_lenient(std::string_view text) {
  Result<SpecifierSet> strict = parse(text);
  if (strict) {
    return Lenient{std::move(*strict), {}};
  }
  Lenient lenient;
  std::string repaired(text);
  for (const RepairRow& row : k_repairs) {
    std::string next = row.repair(repaired);
    if (next == repaired) {
      continue;
    }
    lenient.repairs.push_back(format("{} in `{}`: read as `{}`", row.what, shown(repaired), shown(next)));
    repaired = std::move(next);
    if (Result<SpecifierSet> set = parse(repaired)) {
      lenient.set = std::move(*set);
      return lenient;
    }
  }
  return std::unexpected(std::move(strict).error());
}

}  // namespace axle::spec
