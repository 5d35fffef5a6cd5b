// SPDX-License-Identifier: MIT OR Apache-2.0
// The catalogue of hints: pre-releases, cut-off dates, wheel tags, Python, yanked versions, lost networks.
#include "resolver/hints.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::resolver {
namespace {

bool has_reason(const NoSolution& proof, std::uint32_t package, std::initializer_list<UnusableReason> reasons) {
  return std::ranges::any_of(proof.facts, [&](const Fact& fact) {
    return fact.kind == FactKind::unusable && !fact.terms.empty() && fact.terms.front().package == package &&
           std::ranges::find(reasons, fact.reason) != reasons.end();
  });
}

std::string joined_tags(const std::vector<std::string>& tags) {
  constexpr std::size_t k_max_tags = 8;
  std::string text;
  for (std::size_t i = 0; i < tags.size() && i < k_max_tags; ++i) {
    text += (i == 0 ? "`" : ", `") + tags[i] + '`';
  }
  return tags.size() > k_max_tags ? text + ", …" : text;
}

/// Whether no requirement of the proof, the user's or another package's, excludes this version.
bool is_asked_for(const NoSolution& proof, std::uint32_t number, std::size_t version) {
  return std::ranges::none_of(proof.facts, [&](const Fact& fact) {
    const bool asks = fact.kind == FactKind::requirement || fact.kind == FactKind::dependency;
    return asks && std::ranges::any_of(fact.terms, [&](const FactTerm& term) {
             return term.package == number && !term.extra && term.absent && version / 64 < term.versions.size() &&
                    ((term.versions[version / 64] >> (version % 64)) & 1U) != 0;
           });
  });
}

/// The newest version that was asked for and has wheels, but none for the target.
void add_wheel_hint(const NoSolution& proof, std::uint32_t number, std::vector<std::string>& hints) {
  const ExplainedPackage& package = proof.packages[number];
  if (!has_reason(proof, number,
                  {UnusableReason::wheel_python, UnusableReason::wheel_abi, UnusableReason::wheel_platform})) {
    return;
  }
  for (std::size_t version = package.wheel_tags.size(); version-- > 0;) {
    if (!package.wheel_tags[version].empty() && is_asked_for(proof, number, version)) {
      hints.push_back(format("Wheels are available for `{}` (v{}) with the following tags: {}; the target is `{}`",
                             package.name.text(), package.versions[version].to_string(),
                             joined_tags(package.wheel_tags[version]), proof.best_tag));
      return;
    }
  }
}

void add_policy_hints(const NoSolution& proof, std::uint32_t number, std::vector<std::string>& hints) {
  const ExplainedPackage& package = proof.packages[number];
  const std::string& name = package.name.text();
  if (!package.hidden_prereleases.empty()) {
    hints.push_back(format("Pre-releases are available for `{}` (e.g., {}), but pre-releases weren't enabled", name,
                           package.hidden_prereleases.back().to_string()));
  }
  if (!package.hidden_newer.empty()) {
    const HiddenVersion& newest = package.hidden_newer.back();
    hints.push_back(format("`{}` {} is hidden by `{}`: {}", name, newest.version.to_string(), package.cutoff_option,
                           newest.uploaded ? "it was published " + to_rfc3339(*newest.uploaded)
                                           : "the index does not say when it was published"));
  }
}

void add_reason_hints(const NoSolution& proof, std::uint32_t number, std::vector<std::string>& hints) {
  const std::string& name = proof.packages[number].name.text();
  if (has_reason(proof, number, {UnusableReason::requires_python})) {
    hints.push_back(format("The target is Python {}; versions of `{}` that are asked for are for other Pythons",
                           proof.python_version, name));
  }
  if (has_reason(proof, number, {UnusableReason::only_sdist})) {
    hints.push_back(
        format("Only wheels are installed so far: versions of `{}` that have just a source distribution "
               "cannot be used",
               name));
  }
  if (has_reason(proof, number, {UnusableReason::yanked})) {
    hints.push_back(format("Yanked versions of `{}` are used only when pinned with `==`", name));
  }
}

void add_absence_hint(const ExplainedPackage& package, std::vector<std::string>& hints) {
  const std::string& name = package.name.text();
  if (package.absence == Absence::offline) {
    hints.push_back(format("The network was disabled with `--offline`; `{}` is not in the cache", name));
  } else if (package.absence == Absence::unauthorized) {
    hints.push_back(package.refusal);
  } else if (package.absence == Absence::no_index) {
    hints.push_back("The package index was disabled with `--no-index`");
  }
}

}  // namespace

std::vector<std::string> hints_of(const NoSolution& proof) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 1; i < proof.packages.size(); ++i) {
    order.push_back(i);
  }
  std::ranges::sort(order, {}, [&](std::uint32_t i) { return proof.packages[i].name; });
  std::vector<std::string> hints;
  for (const std::uint32_t number : order) {
    add_absence_hint(proof.packages[number], hints);
    add_wheel_hint(proof, number, hints);
    add_reason_hints(proof, number, hints);
    add_policy_hints(proof, number, hints);
  }
  return hints;
}

}  // namespace axle::resolver
