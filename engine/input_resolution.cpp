// SPDX-License-Identifier: MIT OR Apache-2.0
// Joins the sources of one resolution and asks the solver.
#include "engine/input_resolution.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/format.hpp"
#include "base/heap.hpp"
#include "base/text.hpp"
#include "engine/direct_lookahead.hpp"
#include "engine/lower_bounds.hpp"
#include "engine/unmet_needs.hpp"
#include "resolver/fixes.hpp"
#include "resolver/further_conflicts.hpp"
#include "resolver/minimal_inputs.hpp"
#include "resolver/solve.hpp"

namespace axle::engine {
namespace {

/// Without the bound of `-P 'app>5'` the package still has to be named, or its pin or installed version stays.
void tell_upgrade_bounds(std::vector<resolver::Fix>& fixes) {
  for (resolver::Fix& fix : fixes) {
    for (resolver::FixStep& step : fix.steps) {
      if (step.kind == resolver::FixKind::constraint && step.origin == k_upgrade_origin) {
        step.replacement = step.package.text();
      }
    }
  }
}

}  // namespace

void warn_of_slow_index(const fetch::WaitBudget& budget, WarningSink& warnings) {
  if (budget.was_short()) {
    warnings.warn(format("the package index is slow: after {} of waiting, axle did not look any further for ways out",
                         format_elapsed(budget.total())));
  }
}

InputResolution::InputResolution(InstallInputs inputs, ResolutionScope scope, Session& session)
    : inputs_(std::move(inputs)), scope_(std::move(scope)), session_(session) {}

Result<resolver::Outcome> InputResolution::run() {
  grow_heap_in_large_steps();
  const SessionSinks& sinks = session_.sinks();
  const spec::MarkerEnvironment& markers = scope_.target.markers;
  warn_of_missing_lower_bounds(inputs_, scope_.options.resolution, markers, sinks.warnings);
  if (!scope_.indexes.locations.empty() || !inputs_.direct.empty()) {
    TRY_ASSIGN(fetch::IndexPlan plan, plan_indexes());
    indexes_ = session_.make_index_client(std::move(plan), scope_.refresh);
    if (scope_.keeps_texts) {
      indexes_->keep_texts(fetch::IndexClient::TextSource::as_it_comes);
    }
  }
  if (!inputs_.direct.empty() && !scope_.options.no_deps) {
    TRY(follow_direct_wheels(inputs_, *indexes_, markers, sinks.stop));
  }
  make_problem();
  IndexMetadataSource source(indexes_.get(), {inputs_.direct, inputs_.refused}, scope_.installed, sinks.stop);
  sinks.progress.begin_phase("Resolving dependencies", 0);
  const auto warn_of_hard_search = [&](const resolver::HardSearch& search) {
    sinks.warnings.warn_at_once(
        format("choosing versions is hard: after {} and {}, the search goes on; narrower requirements would shorten it",
               format_elapsed(search.elapsed), to_string(search.conflicts)));
  };
  const resolver::SearchWatch observed{.clock = sinks.clock, .tell = warn_of_hard_search};
  TRY(settle_unmet_needs(inputs_.unmet, source, sinks.stop, problem_));
  auto outcome = resolver::solve(problem_, source, sinks.stop, &observed);
  if (auto* proof = outcome ? std::get_if<resolver::NoSolution>(&*outcome) : nullptr; proof != nullptr) {
    TRY(explain(source, *proof));
  }
  sinks.progress.end_phase();
  unreadable_ = source.unreadable_installed();
  warn_of_unreadable();
  for (const std::string& refusal : source.refusals()) {
    sinks.warnings.warn(refusal);
  }
  if (outcome) {
    if (const auto* resolution = std::get_if<resolver::Resolution>(&*outcome)) {
      warn_of_not_looked_up(source, problem_.options.upgrade, scope_.indexes.locations, sinks.warnings);
      for (const std::string& warning : resolution->warnings) {
        sinks.warnings.warn(warning);
      }
    }
  }
  return outcome;
}

Result<std::optional<spec::Version>> InputResolution::find_newest(const spec::Requirement& wanted) {
  constexpr std::uint64_t k_conflicts = 1'000;
  resolver::Problem problem = problem_;
  problem.roots.clear();
  problem.roots.push_back({.requirement = wanted, .origin = {}});
  problem.options.upgrade.names.push_back(wanted.name);
  problem.options.most_conflicts = k_conflicts;
  InstalledCandidates installed = scope_.installed;
  installed.held.clear();
  IndexMetadataSource source(indexes_.get(), {inputs_.direct, inputs_.refused}, installed, session_.sinks().stop);
  const auto outcome = resolver::solve(problem, source, session_.sinks().stop);
  if (!outcome && outcome.error().code() == ErrorCode::cancelled) {
    return fail(outcome.error().clone());
  }
  const auto* resolution = outcome ? std::get_if<resolver::Resolution>(&*outcome) : nullptr;
  if (resolution == nullptr) {
    return std::nullopt;
  }
  const auto own = std::ranges::find(resolution->packages, wanted.name, &resolver::ResolvedPackage::name);
  return own == resolution->packages.end() ? std::nullopt : std::optional(own->version);
}

Result<void> InputResolution::check_metadata(const spec::PinnedArtifact& artifact,
                                             const fetch::OwnMetadata& own) const {
  if (indexes_ == nullptr) {
    return {};
  }
  const DirectWheel* wheel = artifact.direct_url ? find_direct_wheel(inputs_.direct, artifact.file_url) : nullptr;
  return indexes_->check_metadata(wheel != nullptr ? wheel->url : artifact.file_url, own, session_.sinks().stop);
}

Result<fetch::IndexPlan> InputResolution::plan_indexes() const {
  fetch::IndexPlan plan = scope_.indexes;
  plan.all_count = scope_.options.index_strategy != resolver::IndexStrategy::first_index;
  for (const auto& [name, sent] : inputs_.sent_to) {
    const auto location = std::ranges::find(plan.locations, sent.index, &fetch::IndexLocation::name);
    if (location == plan.locations.end()) {
      return fail(
          Error(ErrorCode::bad_configuration, format("`{}` is to come from the index `{}`, and no index has that name",
                                                     name.text(), to_printable(sent.index)))
              .with_place(sent.place));
    }
    plan.sent_to.emplace(name, static_cast<std::size_t>(location - plan.locations.begin()));
  }
  return plan;
}

Result<void> InputResolution::explain(IndexMetadataSource& asked, resolver::NoSolution& proof) {
  const std::stop_token& stop = session_.sinks().stop;
  fetch::WaitBudget budget(k_wait_for_ways_out);
  const WaitLimit limit(indexes_.get(), budget);
  TRY(resolver::minimize_inputs(problem_, asked, stop, proof));
  TRY(resolver::add_further_conflicts(problem_, asked, stop, proof));
  TRY(find_fixes(asked, proof, budget));
  warn_of_slow_index(budget, session_.sinks().warnings);
  return {};
}

Result<void> InputResolution::find_fixes(IndexMetadataSource& asked, resolver::NoSolution& proof,
                                         fetch::WaitBudget& budget) {
  if (!inputs_.hashes.empty()) {
    return {};  // other versions have other hashes: they would resolve, and could not be installed
  }
  const auto counts = [](const fetch::IndexLocation& location) {
    return location.kind == fetch::IndexKind::simple && !location.is_explicit;
  };
  const bool has_more = std::ranges::count_if(scope_.indexes.locations, counts) > 1 &&
                        scope_.options.index_strategy == resolver::IndexStrategy::first_index;
  std::unique_ptr<fetch::IndexClient> client;
  std::optional<IndexMetadataSource> of_all;
  fetch::IndexPlan plan;
  if (has_more) {
    TRY_ASSIGN(plan, plan_indexes());
    plan.all_count = true;
  }
  const auto all_indexes = [&]() -> resolver::MetadataSource& {
    if (!of_all) {
      client = session_.make_index_client(plan, {});
      client->limit_waits(&budget);  // it lives no longer
      of_all.emplace(client.get(), DirectCandidates{inputs_.direct, inputs_.refused}, scope_.installed,
                     session_.sinks().stop);
    }
    return *of_all;
  };
  resolver::FixSources sources{.asked = asked};
  if (has_more) {
    sources.all_indexes = all_indexes;
  }
  TRY(resolver::find_fixes(problem_, sources, session_.sinks().stop, proof));
  tell_upgrade_bounds(proof.fixes);
  return {};
}

void InputResolution::make_problem() {
  problem_.roots = inputs_.roots;
  problem_.constraints = inputs_.constraints;
  problem_.overrides = inputs_.overrides;
  problem_.scoped_overrides = inputs_.scoped_overrides;
  problem_.named_by_wheels = inputs_.named_by_wheels;
  problem_.target = scope_.target;
  problem_.tags = spec::SupportedTags::of(problem_.target);
  problem_.options = scope_.options;
  problem_.preferences = scope_.preferences;
}

void InputResolution::warn_of_unreadable() {
  for (const UnreadableInstalled& distribution : unreadable_) {
    session_.sinks().warnings.warn(
        format("the installed `{}` {} does not count, because its metadata cannot be read: {}",
               distribution.name.text(), distribution.version.to_string(), distribution.reason));
  }
}

}  // namespace axle::engine
