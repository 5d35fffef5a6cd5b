// SPDX-License-Identifier: MIT OR Apache-2.0
// A universe made of packages: joins the problem, the source's answers and the policies into numbers for the search.
//
// Source:   universal.md §1; resolver.md 1.5 (overrides replace, constraints narrow, URLs come from the user only).
// Lazy:     a page is read when the name is first needed, metadata when a version is tried; a requirement whose marker
//           is false is never parsed further. All new names of one version are hinted at before the first is asked for.
// Files:    package_universe.cpp (names, tables, bans), package_facts.cpp (what versions need).
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text_hash.hpp"
#include "resolver/candidate_policy.hpp"
#include "resolver/first_party.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/outcome.hpp"
#include "resolver/problem.hpp"
#include "resolver/requirement_texts.hpp"
#include "resolver/scout.hpp"
#include "resolver/search_room.hpp"
#include "resolver/universe.hpp"

namespace axle::resolver {

/// What a fact says.
struct FactRecord {
  FactKind kind = FactKind::dependency;
  UnusableReason reason = UnusableReason::none;
  NameId target = 0;                        ///< dependency: who is needed
  SpecifierId specifier = 0;                ///< dependency: at which versions
  const GivenRequirement* given = nullptr;  ///< the user's own words
  std::string detail;                       ///< unusable: Requires-Python text, the source's reason, …
};

/// One tried version.
struct TriedVersion {
  std::optional<spec::DependencyMetadata> metadata;  ///< nothing when it was not asked for or cannot be had
  VersionFacts facts;
  Replacements replacements;  ///< of the user, for this version
  /// Requirements that need an extra: place in the metadata, and the marker's verdict.
  std::vector<std::pair<std::uint32_t, const std::vector<spec::ExtraName>*>> with_extras;  ///< one must be active
};

class PackageUniverse final : public Universe {
 public:
  /// Of a package of which one version after the other is rejected: how much metadata is asked for beforehand.
  struct ReadAhead {
    std::uint32_t rejected = 0;  ///< versions whose metadata was read and did not do
    std::uint32_t window = 0;    ///< versions that were asked for at once the last time
    std::uint32_t unread = 0;    ///< of these, not read yet
    std::size_t lowest = 0;      ///< the worst of these
  };

  struct Name {
    spec::PackageName package;
    std::optional<spec::ExtraName> extra;
    NameId base = 0;
    const PackageWishes* wishes = nullptr;
    std::unique_ptr<JudgedCandidates> judged;  ///< of packages, once asked for
    std::vector<std::uint32_t> preferred;
    std::vector<Ban> bans;
    SetId usable = 0;
    bool is_fresh = false;  ///< its page was asked for by the requirements that are being lowered
    ReadAhead ahead;
  };

  PackageUniverse(const Problem& problem, const FirstParty& first_party, MetadataSource& source);

  SetPool& sets() override { return sets_; }
  NameId base(NameId name) const override { return names_[name].base; }
  std::size_t bits(NameId name) const override;
  std::span<const Ban> bans(NameId name) override { return names_[name].bans; }
  std::span<const std::uint32_t> preferred(NameId name) override { return names_[name].preferred; }
  void expect(NameId name, std::size_t bit, SetId open) override;
  void expect_swap(const Pick& holder) override;
  Result<const VersionFacts*> facts(NameId name, std::size_t bit, SearchRoom& room) override;

  // For making answers and proofs.
  [[nodiscard]] const Name& name(NameId id) const { return names_[id]; }
  [[nodiscard]] std::size_t name_count() const { return names_.size(); }
  [[nodiscard]] const FactRecord& fact(FactId id) const { return facts_[id]; }
  [[nodiscard]] const VersionTable& table(NameId id) const { return names_[names_[id].base].judged->table; }
  [[nodiscard]] const TriedVersion* tried(NameId package, std::size_t bit) const;
  /// Facts that were asked for before; nothing otherwise.
  [[nodiscard]] const VersionFacts* known_facts(NameId name, std::size_t bit) const;
  [[nodiscard]] const ReadSpecifier& specifier(SpecifierId id) const { return texts_.specifier(id); }
  /// `name[extra]>=1,<2`, as the requirement behind the fact says it.
  [[nodiscard]] std::string requirement_text(const FactRecord& fact) const;
  /// Whether a version is wanted because it is there: installed and not to be upgraded, or in an earlier answer.
  [[nodiscard]] bool is_kept(NameId package, std::size_t bit) const;
  /// Whether the version is older than the installed one.
  [[nodiscard]] bool goes_back(NameId package, std::size_t bit) const;
  [[nodiscard]] std::uint64_t metadata_read() const { return metadata_read_; }

 private:
  /// A requirement that holds, before it is lowered.
  struct Need {
    NameId target = 0;
    SpecifierId specifier = 0;
    std::vector<std::string_view> extras;
    const GivenRequirement* given = nullptr;
  };
  struct Lowered {
    SetId versions = 0;
    FactId fact = k_no_fact;
  };

  NameId package_id(std::string_view text);
  NameId face_id(NameId base, std::string_view extra);
  FactId add_fact(FactRecord record);

  /// The names that had no table.
  Result<std::vector<NameId>> open_tables(std::span<const Need> needs, SearchRoom& room);
  Result<void> open_table(NameId name, SearchRoom& room);
  void fill_preferred(Name& entry) const;
  [[nodiscard]] bool is_upgraded(const spec::PackageName& package) const;
  Result<void> fill_bans(NameId name, SearchRoom& room);
  Result<void> add_unusable(NameId name, SearchRoom& room);
  Result<void> add_constraints(NameId name, SearchRoom& room);
  /// What the search will try first of these versions; 0 for none.
  [[nodiscard]] std::size_t likely_pick(NameId name, SetId open) const;
  void hint_below(NameId name, std::size_t bit, SetId open);
  void hint_best(std::span<const Dependency> dependencies, const SearchRoom& room);
  [[nodiscard]] Candidate candidate(NameId name, std::size_t bit) const;

  Result<VersionFacts> root_facts(SearchRoom& room);
  Result<VersionFacts> face_facts(const Name& face, std::size_t bit, SearchRoom& room);
  Result<void> try_version(NameId name, std::size_t bit, TriedVersion& tried, SearchRoom& room);
  Result<void> read_requirements(TriedVersion& tried, SearchRoom& room);
  void refuse(TriedVersion& tried, UnusableReason reason, std::string detail);
  [[nodiscard]] std::optional<FactRecord> add_needs(const TriedVersion& version, std::vector<std::uint32_t>& places,
                                                    std::vector<Need>& needs);
  /// The problem of the requirement, if it has one.
  [[nodiscard]] std::optional<FactRecord> add_need(const spec::DependencyMetadata::RequirementView& view,
                                                   const Replacements& replacements, std::vector<Need>& needs);
  void add_what_is_new(const TriedVersion& version, std::vector<Need>& needs);
  void add_overrides(NameId target, std::vector<Need>& needs);
  [[nodiscard]] Need need_of(const GivenRequirement& given);
  Result<VersionFacts> lower(std::span<const Need> needs, FactKind kind, SearchRoom& room);
  [[nodiscard]] Lowered lower_specifier(const Need& need, FactKind kind);
  [[nodiscard]] FactId face_fact(const Need& need, NameId face, FactKind kind);
  [[nodiscard]] FactId given_fact(const Need& need, NameId target, FactKind kind);
  void sort_canonically(std::vector<Dependency>& dependencies) const;

  /// Of two 32-bit numbers.
  [[nodiscard]] static std::uint64_t pair_key(std::uint64_t first, std::uint64_t second) {
    return (first << 32U) | second;
  }

  const Problem& problem_;
  const FirstParty& first_party_;
  MetadataSource& source_;
  Scout scout_;
  CandidatePolicy policy_;
  RequirementTexts texts_;
  SetPool sets_;
  std::deque<Name> names_;
  std::deque<FactRecord> facts_;
  // All of these are looked up, never walked.
  std::unordered_map<std::string, NameId, TextHash, std::equal_to<>> package_ids_;
  std::map<std::pair<NameId, std::string>, NameId, std::less<>> face_ids_;
  std::unordered_map<std::uint64_t, Lowered> lowered_;  // (name, specifier)
  std::unordered_map<NameId, FactId> face_facts_;
  std::map<std::tuple<const GivenRequirement*, NameId, FactKind>, FactId> given_facts_;
  std::unordered_map<std::uint64_t, TriedVersion> tried_;  // (name, bit)
  std::unordered_map<std::uint64_t, VersionFacts> known_;  // (face or root, bit)
  std::uint64_t metadata_read_ = 0;
};

}  // namespace axle::resolver
