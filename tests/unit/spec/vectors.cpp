// SPDX-License-Identifier: MIT OR Apache-2.0
// One comparison a kind of file; the formats stand in tools/spec_vectors.py.
#include "tests/unit/spec/vectors.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/requirement.hpp"

namespace axle::spec {

namespace {

using Fields = std::vector<std::string_view>;

constexpr std::array<std::string_view, 13> k_rules = {
    "limits",        "no version",      "extra operators", "reversed ~=",      "mirrored",
    "release parts", "version lists",   "unversioned",     "platform_version", "empty part",
    "empty ===",     "comma after ===", "trailing _"};

constexpr std::string_view k_refused = "refused";

std::string unescape(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 == text.size()) {
      out.push_back(text[at]);
      continue;
    }
    ++at;
    out.push_back(text[at] == 'n' ? '\n' : text[at] == 't' ? '\t' : text[at]);
  }
  return out;
}

/// The rows after the header; lines that begin with `@` are left to the caller.
std::vector<Fields> read_rows(std::string_view file) {
  std::vector<Fields> rows;
  for (const std::string_view line : split_lines(file)) {
    if (!line.empty() && !line.starts_with('#')) {
      rows.push_back(split(line, '\t'));
    }
  }
  return rows;
}

/// Compares axle's verdict with packaging's (`theirs`) or, where the row names rules at `rule_at`, with the row's own.
void compare(VectorReport& report, const Fields& row, std::size_t rule_at, std::string_view theirs,
             std::string_view ours) {
  ++report.compared;
  std::string_view expected = theirs;
  if (row.size() > rule_at + 1) {
    expected = row[rule_at + 1];
    for (const std::string_view rule : split(row[rule_at], ',')) {
      ++report.deviations[std::string(rule)];
      if (std::ranges::find(k_rules, rule) == k_rules.end()) {
        report.failures.push_back(format("{}: the rule `{}` is not known", row[0], rule));
      }
    }
    if (expected == theirs) {
      report.failures.push_back(format("{}: the row names a rule that changes nothing", row[0]));
    }
  }
  if (ours != expected) {
    report.failures.push_back(format("{} {}: {} instead of {}", to_printable(row[0]),
                                     row.size() > 1 ? to_printable(row[1]) : "", to_printable(ours),
                                     to_printable(expected)));
  }
}

struct RankedVersion {
  std::string_view text;
  Version version;
  std::uint64_t rank = 0;
};

void compare_orders(VectorReport& report, const std::vector<RankedVersion>& versions) {
  for (const RankedVersion& a : versions) {
    for (const RankedVersion& b : versions) {
      ++report.compared;
      const bool same_hash = a.rank != b.rank || a.version.hash() == b.version.hash();
      if ((a.version <=> b.version) != (a.rank <=> b.rank) || !same_hash) {
        report.failures.push_back(format("{} and {} are ordered wrongly", a.text, b.text));
      }
    }
  }
}

std::string bits_of(const std::vector<Version>& versions, const SpecifierSet& set) {
  std::string bits;
  for (const Version& version : versions) {
    bits.push_back(set.contains(version) ? '1' : '0');
  }
  return bits;
}

struct Situation {
  MarkerEnvironment environment;
  std::vector<ExtraName> extras;
};

Situation read_situation(const Fields& row) {
  Situation situation;
  MarkerEnvironment& environment = situation.environment;
  const std::array<std::string*, 11> k_members = {&environment.os_name,
                                                  &environment.sys_platform,
                                                  &environment.platform_machine,
                                                  &environment.platform_python_implementation,
                                                  &environment.platform_release,
                                                  &environment.platform_system,
                                                  &environment.platform_version,
                                                  &environment.python_version,
                                                  &environment.python_full_version,
                                                  &environment.implementation_name,
                                                  &environment.implementation_version};
  for (std::size_t index = 0; index < k_members.size(); ++index) {
    *k_members[index] = row.at(index).substr(index == 0 ? 1 : 0);
  }
  if (!row.at(11).empty()) {
    situation.extras.push_back(ExtraName::of(row.at(11)));
  }
  return situation;
}

std::string judge_marker(std::string_view text, const std::vector<Situation>& situations) {
  const Result<Marker> marker = Marker::parse(text);
  if (!marker) {
    return std::string(k_refused);
  }
  std::string bits;
  for (const Situation& situation : situations) {
    bits.push_back(marker->evaluate(situation.environment, situation.extras) ? '1' : '0');
  }
  return bits;
}

/// name, extras and sorted specifiers in the form of tools/spec_vectors.py.
std::string describe(const Requirement& requirement) {
  std::string text = requirement.name.text() + "[";
  for (const ExtraName& extra : requirement.extras) {
    text += (text.ends_with('[') ? "" : ",") + extra.text();
  }
  std::vector<std::string> parts;
  for (const Specifier& specifier : requirement.specifiers.specifiers()) {
    parts.push_back(specifier.to_string());
  }
  std::ranges::sort(parts);
  const auto duplicates = std::ranges::unique(parts);
  parts.erase(duplicates.begin(), duplicates.end());
  text += "]";
  for (std::size_t index = 0; index < parts.size(); ++index) {
    text += (index == 0 ? "" : ",") + parts[index];
  }
  return text + ";" + requirement.marker.to_string();
}

std::string judge_text(std::string_view kind, const std::string& text, bool expects_refusal) {
  const std::string refusal(expects_refusal ? k_refused : "!");
  if (kind == "name") {
    const Result<PackageName> name = PackageName::parse(text);
    return name ? name->text() : refusal;
  }
  const Result<Requirement> requirement = parse_requirement(text);
  return requirement ? describe(*requirement) : refusal;
}

std::string read_file(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace

VectorReport compare_versions(std::string_view file) {
  VectorReport report;
  std::vector<RankedVersion> versions;
  for (const Fields& row : read_rows(file)) {
    std::optional<Version> version = Version::try_parse(unescape(row.at(0)));
    const bool deviates = row.size() > 3;
    compare(report, row, 3, row.at(1), version ? version->to_string() : std::string(deviates ? k_refused : "!"));
    if (version && row[2] != "-") {
      versions.push_back({row[0], std::move(*version), parse_decimal(row[2]).value()});
    }
  }
  compare_orders(report, versions);
  return report;
}

VectorReport compare_memberships(std::string_view file) {
  VectorReport report;
  std::vector<Version> versions;
  for (const Fields& row : read_rows(file)) {
    if (row[0].starts_with('@')) {
      for (const std::string_view text : row) {
        versions.push_back(Version::of(text.starts_with('@') ? text.substr(1) : text));
      }
      continue;
    }
    const Result<SpecifierSet> set = SpecifierSet::parse(row[0]);
    compare(report, row, 3, row.at(1), set ? set->to_string() : "!");
    compare(report, row, 3, row.at(2), set ? bits_of(versions, *set) : "!");
    report.compared += versions.size();
  }
  return report;
}

VectorReport compare_markers(std::string_view file) {
  VectorReport report;
  std::vector<Situation> situations;
  for (const Fields& row : read_rows(file)) {
    if (row[0].starts_with('@')) {
      situations.push_back(read_situation(row));
      continue;
    }
    const std::string ours = judge_marker(row[0], situations);
    // Where packaging raises in every environment, refusing is the same verdict.
    const bool both_refuse = ours == k_refused && row.at(1).find_first_not_of('!') == std::string_view::npos;
    compare(report, row, 2, row.at(1), both_refuse ? row[1] : std::string_view(ours));
    report.compared += situations.size();
  }
  return report;
}

VectorReport compare_texts(std::string_view file) {
  VectorReport report;
  for (const Fields& row : read_rows(file)) {
    compare(report, row, 3, row.at(2), judge_text(row[0], unescape(row.at(1)), row.size() > 3));
  }
  return report;
}

std::map<std::string, VectorReport> compare_folder(const std::string& folder) {
  return {{"versions", compare_versions(read_file(folder + "/versions.tsv"))},
          {"memberships", compare_memberships(read_file(folder + "/memberships.tsv"))},
          {"markers", compare_markers(read_file(folder + "/markers.tsv"))},
          {"texts", compare_texts(read_file(folder + "/texts.tsv"))}};
}

}  // namespace axle::spec
