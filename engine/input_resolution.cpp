// SPDX-License-Identifier: MIT OR Apache-2.0
// Joins the sources of one resolution and asks the solver.
#include "engine/input_resolution.hpp"

#include <utility>
#include <variant>

#include "base/format.hpp"
#include "base/text.hpp"
#include "engine/direct_lookahead.hpp"
#include "engine/lower_bounds.hpp"
#include "resolver/solve.hpp"

namespace axle::engine {

InputResolution::InputResolution(InstallInputs inputs, ResolutionScope scope, Session& session)
    : inputs_(std::move(inputs)), scope_(std::move(scope)), session_(session) {}

Result<resolver::Outcome> InputResolution::run() {
  const SessionSinks& sinks = session_.sinks();
  const spec::MarkerEnvironment& markers = scope_.target.markers;
  warn_of_missing_lower_bounds(inputs_, scope_.options.resolution, markers, sinks.warnings);
  if (!scope_.indexes.empty() || !inputs_.direct.empty()) {
    indexes_ = session_.make_index_client(scope_.indexes, scope_.refresh);
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
  auto outcome = resolver::solve(problem_, source, sinks.stop, &observed);
  sinks.progress.end_phase();
  unreadable_ = source.unreadable_installed();
  warn_of_unreadable();
  if (outcome) {
    if (const auto* resolution = std::get_if<resolver::Resolution>(&*outcome)) {
      for (const std::string& warning : resolution->warnings) {
        sinks.warnings.warn(warning);
      }
    }
  }
  return outcome;
}

void InputResolution::make_problem() {
  problem_.roots = inputs_.roots;
  problem_.constraints = inputs_.constraints;
  problem_.overrides = inputs_.overrides;
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
