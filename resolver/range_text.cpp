// SPDX-License-Identifier: MIT OR Apache-2.0
// Runs of neighbouring listed versions as comparisons.
#include "resolver/range_text.hpp"

#include <utility>

#include "base/format.hpp"

namespace axle::resolver {
namespace {

constexpr std::size_t k_max_parts = 5;
constexpr std::size_t k_max_listed = 3;

using Run = std::pair<std::size_t, std::size_t>;  // first and last version

std::vector<Run> runs_of(const FactTerm& term, std::size_t versions, bool wanted) {
  std::vector<Run> runs;
  for (std::size_t i = 0; i < versions; ++i) {
    if (holds_version(term, i) != wanted) {
      continue;
    }
    if (runs.empty() || runs.back().second + 1 != i) {
      runs.emplace_back(i, i);
    }
    runs.back().second = i;
  }
  return runs;
}

std::string run_text(const ExplainedPackage& package, const std::string& name, const Run& run) {
  const std::string first = package.versions[run.first].to_string();
  const std::string last = package.versions[run.second].to_string();
  if (run.first == run.second) {
    return name + "==" + first;
  }
  if (run.first == 0) {
    return name + "<=" + last;
  }
  if (run.second + 1 == package.versions.size()) {
    return name + ">=" + first;
  }
  return name + ">=" + first + ",<=" + last;
}

std::string runs_text(const ExplainedPackage& package, const std::string& name, const std::vector<Run>& runs) {
  std::string text;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (i == k_max_parts) {
      return text + ", …";
    }
    if (i > 0) {
      text += i + 1 == runs.size() ? " or " : ", ";
    }
    text += run_text(package, name, runs[i]);
  }
  return text;
}

}  // namespace

bool holds_version(const FactTerm& term, std::size_t version) {
  return version / 64 < term.versions.size() && ((term.versions[version / 64] >> (version % 64)) & 1U) != 0;
}

Subject subject_of(const ExplainedPackage& package, const FactTerm& term, const std::string& extras) {
  const std::string name = package.name.text() + (extras.empty() ? "" : '[' + extras + ']');
  const std::vector<Run> runs = runs_of(term, package.versions.size(), true);
  if (runs.size() == 1 && runs[0].first == 0 && runs[0].second + 1 == package.versions.size() &&
      package.versions.size() > 1) {
    return {"all versions of " + name, true};
  }
  return {runs_text(package, name, runs), false};
}

std::string requirement_on(const ExplainedPackage& package, const FactTerm& term) {
  const std::vector<Run> runs = runs_of(term, package.versions.size(), false);
  if (runs.empty() && !package.versions.empty()) {
    return "other versions of " + package.name.text();
  }
  if (runs.empty() || (runs.size() == 1 && runs[0].first == 0 && runs[0].second + 1 == package.versions.size())) {
    return package.name.text();
  }
  return runs_text(package, package.name.text(), runs);
}

std::string availability_of(const ExplainedPackage& package, std::string_view wanted) {
  std::vector<std::string> versions;
  for (std::size_t i = 0; i < package.versions.size(); ++i) {
    if (package.available[i]) {
      versions.push_back(package.versions[i].to_string());
    }
  }
  const std::string& name = package.name.text();
  if (versions.empty()) {
    return "there are no versions of " + name;
  }
  if (versions.size() == 1 && !package.url.empty()) {
    return format("{0} @ {1} is {0}=={2}", name, package.url, versions[0]);
  }
  if (versions.size() == 1) {
    return format("only {}=={} is available", name, versions[0]);
  }
  if (versions.size() <= k_max_listed) {
    std::string text = "only ";
    for (std::size_t i = 0; i < versions.size(); ++i) {
      text += i == 0 ? "" : (i + 1 == versions.size() ? " and " : ", ");
      text += name + "==" + versions[i];
    }
    return text + " are available";
  }
  // What is asked for may lie between them, so a range would look like an answer.
  return wanted.empty() ? format("only {0}>={1},<={2} is available", name, versions.front(), versions.back())
                        : format("none of the {} versions of {} ({} to {}) satisfies {}", versions.size(), name,
                                 versions.front(), versions.back(), wanted);
}

}  // namespace axle::resolver
