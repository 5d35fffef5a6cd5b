// SPDX-License-Identifier: MIT OR Apache-2.0
// The world as the solver sees it: which candidates a name has, and what one candidate needs.
//
// Source:   design README *Layers*; implemented by engine/ over the cache and the network, by tests over literals.
// Contract: answers are synchronous (they may block for the network) and equal for equal questions; the solver's
//           decisions depend on the answers alone, never on when they come or on what was hinted.
//           Requirements come unfiltered and as written; the solver parses each distinct text once.
// Threads:  all calls come from the thread that called solve().
// Not here: policy (which candidates may be picked: resolver/candidate_policy), fetching.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/url.hpp"
#include "spec/index_page.hpp"
#include "spec/metadata.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"

namespace axle::resolver {

/// One index page of a name.
struct ListedPage {
  std::shared_ptr<const spec::IndexPage> page;
  std::uint32_t index_id = 0;  ///< the source's own number of the index
  std::string index_name;      ///< for messages; without credentials
};

/// The distribution behind a direct URL that the user gave (`name @ URL`).
struct DirectCandidate {
  Url url;  ///< as in the requirement
  spec::Version version;
  spec::TagTriple tags;  ///< of the wheel's name; the source keeps the texts
};

/// Why a name has no page. `none`: it has one, or a direct candidate, or an installed version. `not_in_locations`:
/// there is no index, only --find-links.
enum class Absence : std::uint8_t { none, not_found, not_in_locations, offline, unauthorized, no_index };

/// Everything that can be picked for a name, before any policy.
struct Candidates {
  /// One for each index that counts, in the order in which they count. Only --index-strategy makes more than one.
  std::vector<ListedPage> listed;
  std::vector<DirectCandidate> direct;
  std::optional<spec::Version> installed;
  Absence absence = Absence::none;
  std::string refusal{};  ///< for unauthorized: which index refused what, and whether credentials were sent
};

/// Where the files of a candidate are.
enum class CandidateOrigin : std::uint8_t { index, direct_url, installed };

/// One (name, version, source).
struct Candidate {
  spec::PackageName name;
  spec::Version version;
  CandidateOrigin origin = CandidateOrigin::index;
  std::size_t page = 0;  ///< of Candidates::listed
  std::size_t file = 0;  ///< the file of the page whose metadata stands for the version: the best usable wheel
  Url url;               ///< for direct_url
};

struct MetadataReady {
  spec::DependencyMetadata metadata;
};
/// The version cannot be used; the reason is one clause, for example "its metadata could not be parsed (…)".
struct MetadataUnavailable {
  std::string reason;
};
/// Only a build could tell.
struct MetadataNeedsBuild {
  std::string reason;
};
using MetadataAnswer = std::variant<MetadataReady, MetadataUnavailable, MetadataNeedsBuild>;

class MetadataSource {
 public:
  virtual ~MetadataSource() = default;
  /// Pages that will be asked for soon. Latency only: never alters an answer.
  virtual void hint(std::span<const spec::PackageName> names) = 0;
  /// Errors end the resolution: network failures, a cancelled wait. "Not there" is data, not an error.
  [[nodiscard]] virtual Result<Candidates> candidates(const spec::PackageName& name) = 0;
  /// Metadata that will probably be asked for soon: of the version of each new name that would be tried first. Latency
  /// only.
  virtual void hint_metadata(std::span<const Candidate> candidates) = 0;
  [[nodiscard]] virtual Result<MetadataAnswer> metadata(const Candidate& candidate) = 0;

  // For who goes ahead (resolver/scout). A source that never waits needs none of it.
  /// To be called, on the thread that waits, by candidates() and metadata() when they have to wait and whenever
  /// something has come, and again as long as it says that it got any further; it may hint and find. Empty: no more.
  virtual void while_waiting(const std::function<bool()>& /*look*/) {}
  /// What an index lists, if that has come; nothing, too, where no index is going to decide.
  [[nodiscard]] virtual std::optional<Candidates> find_candidates(const spec::PackageName& /*name*/) {
    return std::nullopt;
  }
  /// The answer, if it has come; what failed is unavailable here, and told when it is asked for.
  [[nodiscard]] virtual std::optional<MetadataAnswer> find_metadata(const Candidate& /*candidate*/) {
    return std::nullopt;
  }
};

}  // namespace axle::resolver
