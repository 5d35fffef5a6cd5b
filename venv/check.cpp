// SPDX-License-Identifier: MIT OR Apache-2.0
// Checking installed distributions: metadata is read on the pool, findings are made in order of the names.
#include "venv/check.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/specifier.hpp"

namespace axle::venv {
namespace {

struct DistributionFacts {
  std::optional<spec::CoreMetadata> metadata;
  std::string problem;
  std::vector<Result<spec::Requirement>> needs;  ///< Requires-Dist whose marker holds, and what cannot be read
  std::vector<std::string> tags;                 ///< of WHEEL
};

/// On the pool, since parsing costs more than the comparisons that follow.
std::vector<Result<spec::Requirement>> read_needs(const spec::CoreMetadata& metadata,
                                                  const spec::MarkerEnvironment& markers) {
  std::vector<Result<spec::Requirement>> needs;
  for (const std::string& text : metadata.requires_dist) {
    auto parsed = spec::parse_requirement_lenient(text);
    if (!parsed) {
      needs.emplace_back(std::unexpected(std::move(parsed).error()));
    } else if (parsed->requirement.marker.evaluate(markers)) {
      needs.emplace_back(std::move(parsed->requirement));
    }
  }
  return needs;
}

DistributionFacts read_facts(const InstalledDistribution& distribution, const spec::MarkerEnvironment& markers) {
  DistributionFacts facts;
  auto metadata = read_installed_metadata(distribution);
  if (metadata) {
    facts.needs = read_needs(*metadata, markers);
    facts.metadata = std::move(*metadata);
  } else {
    facts.problem = to_string(metadata.error());
  }
  if (const auto wheel = read_installed_wheel_file(distribution); wheel && *wheel) {
    facts.tags = (*wheel)->tags;
  }
  return facts;
}

class Checker {
 public:
  explicit Checker(const CheckInput& input) : input_(input) {}

  std::vector<Finding> run(ThreadPool& pool) {
    const auto& all = input_.installed.distributions();
    std::vector<DistributionFacts> facts(all.size());
    pool.for_each_chunk(all.size(), 8, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        facts[i] = read_facts(all[i], input_.python.markers);
      }
    });
    for (const UnreadableEntry& entry : input_.installed.unreadable()) {
      findings_.emplace_back(UnreadableMetadata{entry.path, entry.reason});
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (i == 0 || all[i].name != all[i - 1].name) {
        check_duplicates(all[i]);
        check_one(all[i], facts[i]);
      }
    }
    return std::move(findings_);
  }

 private:
  void check_duplicates(const InstalledDistribution& distribution) {
    const auto same = input_.installed.find(distribution.name);
    if (same.size() < 2) {
      return;
    }
    DuplicateDistribution duplicate{distribution.name, {}};
    for (const InstalledDistribution* each : same) {
      duplicate.paths.push_back(each->path());
    }
    findings_.emplace_back(std::move(duplicate));
  }

  void check_one(const InstalledDistribution& distribution, const DistributionFacts& facts) {
    if (!facts.metadata) {
      findings_.emplace_back(UnreadableMetadata{distribution.path(), facts.problem});
      return;
    }
    check_python(distribution, *facts.metadata);
    for (const Result<spec::Requirement>& need : facts.needs) {
      check_need(distribution, need);
    }
    const bool fits = facts.tags.empty() || std::any_of(facts.tags.begin(), facts.tags.end(), [&](const auto& tag) {
                        const auto parts = split(tag, '-');
                        return parts.size() != 3 || input_.tags.fits({parts[0], parts[1], parts[2]});
                      });
    if (!fits) {
      findings_.emplace_back(WrongPlatform{distribution.name, distribution.version_text, facts.tags});
    }
  }

  void check_python(const InstalledDistribution& distribution, const spec::CoreMetadata& metadata) {
    if (!metadata.requires_python) {
      return;
    }
    const auto specifiers = spec::SpecifierSet::parse_lenient(*metadata.requires_python);
    if (specifiers && !spec::python_satisfies(specifiers->set, input_.python.version)) {
      findings_.emplace_back(WrongPython{distribution.name, distribution.version_text, *metadata.requires_python,
                                         input_.python.version.to_string()});
    }
  }

  void check_need(const InstalledDistribution& distribution, const Result<spec::Requirement>& need) {
    if (!need) {
      findings_.emplace_back(UnreadableMetadata{distribution.path(), to_string(need.error())});
      return;
    }
    const InstalledDistribution* found = input_.installed.find_first(need->name);
    const bool is_wrong =
        found != nullptr && found->version && !need->url && !need->specifiers.contains(*found->version);
    if (found != nullptr && !is_wrong) {
      return;
    }
    spec::Requirement shown = *need;
    shown.marker = spec::Marker();
    if (found == nullptr) {
      findings_.emplace_back(MissingDependency{distribution.name, distribution.version_text, shown.to_string()});
    } else {
      findings_.emplace_back(
          WrongVersion{distribution.name, distribution.version_text, shown.to_string(), found->version_text});
    }
  }

  const CheckInput& input_;
  std::vector<Finding> findings_;
};

std::string join(const std::vector<std::string>& items, std::string_view separator) {
  std::string text;
  for (const std::string& item : items) {
    text += text.empty() ? "" : separator;
    text += to_printable(item);
  }
  return text;
}

}  // namespace

std::vector<Finding> check_installed(const CheckInput& input, ThreadPool& pool) {
  return Checker(input).run(pool);
}

std::string to_string(const Finding& finding) {
  return std::visit(
      [](const auto& found) -> std::string {
        using Kind = std::decay_t<decltype(found)>;
        if constexpr (std::is_same_v<Kind, MissingDependency>) {
          return format("The package `{}` requires `{}`, but it's not installed", found.name.text(), found.requirement);
        } else if constexpr (std::is_same_v<Kind, WrongVersion>) {
          return format("The package `{}` requires `{}`, but `{}` is installed", found.name.text(), found.requirement,
                        found.installed);
        } else if constexpr (std::is_same_v<Kind, WrongPython>) {
          return format("The package `{}` requires Python {}, but `{}` is installed", found.name.text(),
                        found.requires_python, found.python);
        } else if constexpr (std::is_same_v<Kind, DuplicateDistribution>) {
          return format("The package `{}` has multiple installed distributions: {}", found.name.text(),
                        join(found.paths, ", "));
        } else if constexpr (std::is_same_v<Kind, UnreadableMetadata>) {
          return format("The metadata at `{}` cannot be read: {}", to_printable(found.path), found.reason);
        } else {
          return format("The package `{}` was built for a different platform (its tags: {})", found.name.text(),
                        join(found.tags, ", "));
        }
      },
      finding);
}

}  // namespace axle::venv
