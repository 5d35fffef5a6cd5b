// SPDX-License-Identifier: MIT OR Apache-2.0
// Judges the pages of one name as the solver does, without reading metadata.
#include "engine/index_versions.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "engine/input_resolution.hpp"
#include "resolver/candidate_policy.hpp"
#include "resolver/first_party.hpp"

namespace axle::engine {
namespace {

resolver::GivenRequirement require(const spec::PackageName& name) {
  resolver::GivenRequirement given;
  given.requirement.name = name;
  return given;
}

class VersionsRun {
 public:
  VersionsRun(const VersionsRequest& request, const spec::TargetPython& target, Session& session)
      : request_(request), target_(target), session_(session), asked_for_(require(request.name)) {}

  Result<VersionsAnswer> run() {
    TRY_ASSIGN(std::vector<spec::Version> versions, list());
    if (!versions.empty()) {
      return versions;
    }
    return explain();
  }

 private:
  /// Nothing that is installed counts.
  [[nodiscard]] InstalledCandidates nothing() const {
    return {nothing_, [](const spec::PackageName&) { return false; }};
  }

  Result<std::vector<spec::Version>> list() {
    resolver::Problem problem;
    problem.roots = {asked_for_};
    problem.target = target_;
    problem.tags = spec::SupportedTags::of(target_);
    problem.options = request_.resolver;
    problem.options.wheels_only = false;
    fetch::IndexPlan plan = request_.indexes;
    plan.all_count = request_.resolver.index_strategy != resolver::IndexStrategy::first_index;
    std::unique_ptr<fetch::IndexClient> client;
    if (!plan.locations.empty()) {
      client = session_.make_index_client(std::move(plan), request_.refresh);
    }
    IndexMetadataSource source(client.get(), {}, nothing(), session_.sinks().stop);
    TRY_ASSIGN(const resolver::FirstParty first_party, resolver::FirstParty::gather(problem));
    TRY_ASSIGN(resolver::Candidates candidates, source.candidates(request_.name));
    const auto judged = resolver::CandidatePolicy(problem, first_party).judge(request_.name, std::move(candidates));
    std::vector<spec::Version> versions;
    for (const resolver::VersionRow& row : judged.table.rows()) {
      if (row.reason == resolver::UnusableReason::none) {
        versions.push_back(row.version);
      }
    }
    std::ranges::reverse(versions);
    if (!versions.empty()) {  // otherwise the resolution warns of them
      for (const std::string& refusal : source.refusals()) {
        session_.sinks().warnings.warn(refusal);
      }
    }
    return without_prereleases(std::move(versions));
  }

  [[nodiscard]] std::vector<spec::Version> without_prereleases(std::vector<spec::Version> versions) const {
    const auto is_stable = [](const spec::Version& version) { return !version.is_prerelease(); };
    const bool all_count = request_.resolver.prerelease.of(request_.name) == resolver::PrereleaseMode::allow;
    if (!all_count && std::ranges::any_of(versions, is_stable)) {
      std::erase_if(versions, std::not_fn(is_stable));
    }
    return versions;
  }

  Result<VersionsAnswer> explain() {
    InstallInputs inputs;
    inputs.roots = {asked_for_};
    resolver::Options options = request_.resolver;
    options.no_deps = true;
    const fetch::RefreshPolicy refresh;
    InputResolution resolution(std::move(inputs),
                               ResolutionScope{.options = options,
                                               .indexes = request_.indexes,
                                               .refresh = refresh,
                                               .target = target_,
                                               .installed = nothing(),
                                               .preferences = {}},
                               session_);
    TRY_ASSIGN(resolver::Outcome outcome, resolution.run());
    if (auto* proof = std::get_if<resolver::NoSolution>(&outcome)) {
      return std::move(*proof);
    }
    // An index got it meanwhile.
    return std::vector{std::get<resolver::Resolution>(outcome).packages.front().version};
  }

  const VersionsRequest& request_;
  const spec::TargetPython& target_;
  Session& session_;
  const resolver::GivenRequirement asked_for_;
  const venv::Installed nothing_;
};

}  // namespace

Result<VersionsAnswer> find_versions(const VersionsRequest& request, const spec::TargetPython& target,
                                     Session& session) {
  return VersionsRun(request, target, session).run();
}

}  // namespace axle::engine
