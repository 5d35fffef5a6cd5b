// SPDX-License-Identifier: MIT OR Apache-2.0
// Goes ahead of the search while that waits for an answer: asks for the likely version of each dependency of what came,
// and for what that needs.
//
// Source:   resolver.md §1.4. Without it each decision waits for the pages that its dependencies name: with an index
//           20 ms away, 96 packages took 0.9 s, uv 0.5 s.
// Rules:    latency only. It has tables and texts of its own, so that nothing of the search, not even a number, depends
//           on what came first. It acts while the source waits, on the thread of the search. It follows a bounded
//           number of packages: the search's limit of memory does not count them, and an index can name new ones
//           without end.
// Not here: versions that are rejected one after the other (PackageUniverse::expect).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "resolver/candidate_policy.hpp"
#include "resolver/first_party.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/problem.hpp"
#include "resolver/requirement_texts.hpp"

namespace axle::resolver {

class Scout {
 public:
  /// Registers itself at the source for its life. References must outlive it.
  Scout(const Problem& problem, const FirstParty& first_party, MetadataSource& source);
  ~Scout();
  Scout(const Scout&) = delete;
  Scout& operator=(const Scout&) = delete;

  /// Packages that are followed; further ones are left to the search.
  static constexpr std::size_t k_most_packages = 10'000;

  /// A package that is about to be asked for, and what of it. The first specifiers count.
  void expect(const spec::PackageName& name, const spec::SpecifierSet& specifiers,
              std::span<const std::string_view> extras);
  /// Goes one step further with all that has come; false: there was nothing to go on with.
  bool look();

 private:
  enum class Stage : std::uint8_t { page, metadata, done };
  struct Track {
    Stage stage = Stage::page;
    spec::SpecifierSet specifiers;
    std::set<std::string, std::less<>> extras;
    std::optional<Candidate> likely;
  };

  using Tracks = std::map<spec::PackageName, Track>;

  bool follow(const spec::PackageName& name, Track& track);
  [[nodiscard]] std::optional<Candidate> likely_pick(const spec::PackageName& name, const Track& track,
                                                     Candidates candidates);
  void expect_needs(const spec::PackageName& name, const Track& track, const spec::DependencyMetadata& metadata);

  const Problem& problem_;
  const FirstParty& first_party_;
  MetadataSource& source_;
  CandidatePolicy policy_;
  RequirementTexts texts_;
  Tracks tracks_;
  std::vector<Tracks::value_type*> active_;  ///< those that are not done
  std::vector<spec::PackageName> unasked_;   ///< pages to hint at
};

}  // namespace axle::resolver
