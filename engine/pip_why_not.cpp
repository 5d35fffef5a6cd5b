// SPDX-License-Identifier: MIT OR Apache-2.0
// Asks the solver three questions about one environment.
#include "engine/pip_why_not.hpp"

#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "engine/index_metadata_source.hpp"
#include "engine/input_resolution.hpp"
#include "engine/installed_roots.hpp"
#include "engine/pin_selection.hpp"
#include "engine/pip_inspect.hpp"
#include "resolver/fixes.hpp"
#include "resolver/solve.hpp"

namespace axle::engine {
namespace {

using resolver::NoSolution;
using resolver::Resolution;
using Numbers = std::set<std::size_t>;

/// Each round lets holders go that the one before found.
constexpr std::size_t k_rounds = 16;
/// Further ones are only named.
constexpr std::size_t k_proofs = 4;
/// Of a question that only the way out depends on.
constexpr std::uint64_t k_conflicts = 2000;

class WhyNot {
 public:
  WhyNot(const InstallInputs& inputs, const InstallOptions& options, const TargetEnvironment& environment,
         Session& session)
      : inputs_(inputs), options_(options), environment_(environment), session_(session) {}

  Result<WhyNotAnswer> run(spec::Requirement wanted) {
    TRY_ASSIGN(installed_, scan_environment(environment_, session_));
    graph_ = make_need_graph(installed_, environment_.interpreter.python.markers);
    warn_of_faults(graph_, session_.sinks().warnings);
    const auto number = graph_.find(wanted.name);
    const bool asks_for_newest = wanted.specifiers.empty();
    if (number && !asks_for_newest && has(*number, wanted)) {
      return IsInstalled{.package = installed_at(*number)};
    }
    open_index();
    wanted_ = std::move(wanted);
    TRY_ASSIGN(resolver::Outcome alone, ask_alone());
    if (auto* proof = std::get_if<NoSolution>(&alone)) {
      return NotToBeHad{.wanted = wanted_, .proof = std::move(*proof)};
    }
    const Resolution& needed = std::get<Resolution>(alone);
    if (asks_for_newest) {
      pin_newest(needed);
      if (number && has(*number, wanted_)) {
        return IsInstalled{.package = installed_at(*number), .is_newest = true};
      }
    }
    return ask_environment(needed);
  }

 private:
  [[nodiscard]] bool has(std::size_t number, const spec::Requirement& wanted) const {
    const auto& version = graph_.packages[number].distribution.version;
    return version && wanted.specifiers.contains(*version);
  }

  [[nodiscard]] InstalledVersion installed_at(std::size_t number) const {
    return {.name = graph_.packages[number].name(), .version = graph_.packages[number].distribution.version_text};
  }

  void open_index() {
    if (!options_.indexes.locations.empty()) {
      fetch::IndexPlan plan = options_.indexes;
      plan.all_count = options_.resolver.index_strategy != resolver::IndexStrategy::first_index;
      indexes_ = session_.make_index_client(std::move(plan), options_.refresh);
    }
  }

  [[nodiscard]] resolver::Problem make_problem(const InstallInputs& inputs) const {
    resolver::Problem problem;
    problem.roots = inputs.roots;
    problem.constraints = inputs.constraints;
    problem.overrides = inputs.overrides;
    problem.scoped_overrides = inputs.scoped_overrides;
    problem.target = environment_.interpreter.python;
    problem.tags = spec::SupportedTags::of(problem.target);
    problem.options = options_.resolver;
    for (const NeedingPackage& package : graph_.packages) {
      if (can_be_required(package)) {
        problem.preferences.push_back({.name = package.name(), .version = *package.distribution.version});
      }
    }
    return problem;
  }

  [[nodiscard]] IndexMetadataSource make_source(const Numbers& held) {
    return {indexes_.get(),
            {},
            {.installed = installed_,
             .may_stay = [](const spec::PackageName&) { return true; },
             .held = names_of(graph_, held)},
            session_.sinks().stop};
  }

  /// The version and what it needs, as if nothing else were there.
  Result<resolver::Outcome> ask_alone() {
    InstallInputs inputs = inputs_;
    inputs.roots.push_back({.requirement = wanted_, .origin = {}});
    resolver::Problem problem = make_problem(inputs);
    problem.options.upgrade.names.push_back(wanted_.name);
    IndexMetadataSource source = make_source({});
    TRY_ASSIGN(resolver::Outcome outcome, resolver::solve(problem, source, session_.sinks().stop));
    if (std::holds_alternative<Resolution>(outcome)) {
      warn_of_not_looked_up(source, problem.options.upgrade, options_.indexes.locations, session_.sinks().warnings);
    }
    if (auto* proof = std::get_if<NoSolution>(&outcome)) {
      TRY(find_fixes(problem, source, *proof));
      std::erase_if(proof->fixes, [](const resolver::Fix& fix) {
        return std::ranges::find(fix.steps, resolver::FixKind::requirement, &resolver::FixStep::kind) !=
               fix.steps.end();
      });
    }
    return outcome;
  }

  Result<void> find_fixes(const resolver::Problem& problem, IndexMetadataSource& source, NoSolution& proof) {
    fetch::WaitBudget budget(k_wait_for_ways_out);
    const WaitLimit limit(indexes_.get(), budget);
    TRY(resolver::find_fixes(problem, {.asked = source}, session_.sinks().stop, proof));
    warn_of_slow_index(budget, session_.sinks().warnings);
    return {};
  }

  void pin_newest(const Resolution& needed) {
    const auto own = std::ranges::find(needed.packages, wanted_.name, &resolver::ResolvedPackage::name);
    ASSERT(own != needed.packages.end(), "what was asked for is in the answer");
    wanted_.specifiers = *spec::SpecifierSet::parse("==" + own->version.to_string());
  }

  Result<WhyNotAnswer> ask_environment(const Resolution& needed) {
    for (const resolver::ResolvedPackage& package : needed.packages) {
      const auto number = graph_.find(package.name);
      if (!number || graph_.packages[*number].distribution.version != package.version) {
        coming_.insert(package.name);
      }
    }
    Numbers held;
    for (std::size_t number = 0; number < graph_.packages.size(); ++number) {
      const NeedingPackage& package = graph_.packages[number];
      const bool is_needed =
          std::ranges::binary_search(needed.packages, package.name(), {}, &resolver::ResolvedPackage::name);
      if (!is_needed && can_be_required(package)) {
        held.insert(number);
      }
    }
    TRY_ASSIGN(resolver::Outcome outcome, ask(held, options_.resolver.most_conflicts));
    if (auto* proof = std::get_if<NoSolution>(&outcome)) {
      return let_go(std::move(*proof), std::move(held));
    }
    return plan(std::get<Resolution>(outcome));
  }

  /// A proof that speaks of what no index was asked for is sought again with all versions of that: a held package has
  /// others, too.
  Result<resolver::Outcome> ask(const Numbers& held, std::uint64_t most_conflicts) {
    asked_ = inputs_;
    add_installed_roots(graph_, held, OtherVersions::any, asked_);
    // What is not met now is no reason against anything, unless another version comes: that should meet it.
    for (const resolver::ScopedOverride& unmet : asked_.unmet) {
      if (!coming_.contains(unmet.given.requirement.name)) {
        asked_.scoped_overrides.push_back(unmet);
      }
    }
    std::erase_if(asked_.roots, [&](const resolver::GivenRequirement& root) {
      const auto number = graph_.find(root.requirement.name);
      return root.is_installed && number && given_up_.contains(*number);
    });
    asked_.roots.push_back({.requirement = wanted_, .origin = {}});
    problem_ = make_problem(asked_);
    problem_.options.most_conflicts = most_conflicts;
    Numbers unlisted = held;
    std::erase_if(unlisted, [&](std::size_t number) { return listed_.contains(number); });
    while (true) {
      IndexMetadataSource source = make_source(unlisted);
      TRY_ASSIGN(resolver::Outcome outcome, resolver::solve(problem_, source, session_.sinks().stop));
      const auto* proof = std::get_if<NoSolution>(&outcome);
      if (proof == nullptr || !list_all_of(*proof, unlisted)) {
        return outcome;
      }
    }
  }

  /// Takes the packages of the proof out of `unlisted`; whether there were any.
  bool list_all_of(const NoSolution& proof, Numbers& unlisted) {
    const std::size_t before = unlisted.size();
    for (const resolver::ExplainedPackage& package : proof.packages) {
      const auto number = graph_.find(package.name);
      if (number && unlisted.erase(*number) > 0) {
        listed_.insert(*number);
      }
    }
    return unlisted.size() < before;
  }

  Result<WhyNotAnswer> plan(const Resolution& resolution) {
    for (const std::string& warning : resolution.warnings) {
      session_.sinks().warnings.warn(warning);
    }
    TRY_ASSIGN(const auto pins, select_pins(resolution, problem_, asked_, options_));
    NothingHolds answer{.wanted = wanted_, .plan = {}};
    venv::PlanPolicy policy;
    policy.root = environment_.target.root;
    TRY_ASSIGN(answer.plan, venv::plan_install(pins, installed_, policy));
    return answer;
  }

  /// What is held and takes part in the proof.
  [[nodiscard]] Numbers holders_in(const NoSolution& proof, const Numbers& held) const {
    Numbers holders;
    for (const resolver::Fact& fact : proof.facts) {
      if (!fact.is_installed) {
        continue;
      }
      for (const resolver::FactTerm& term : fact.terms) {
        const auto number = term.package == 0 ? std::nullopt : graph_.find(proof.packages[term.package].name);
        if (number && held.contains(*number)) {
          holders.insert(*number);
        }
      }
    }
    return holders;
  }

  /// What clashed, and what it lets go.
  struct Round {
    NoSolution proof;
    Numbers holders;
    bool is_final = false;  ///< the holders have no version that allows it
  };

  Result<WhyNotAnswer> let_go(NoSolution proof, Numbers held) {
    HeldBack answer{.wanted = wanted_, .proof = {}, .holders = {}, .without_way_out = {}, .way_out = {}, .version = {}};
    std::vector<Round> rounds;
    rounds.push_back({.proof = std::move(proof), .holders = {}});
    rounds.back().holders = holders_in(rounds.back().proof, held);
    Numbers freed;
    while (rounds.size() <= k_rounds) {
      freed.insert(rounds.back().holders.begin(), rounds.back().holders.end());
      std::erase_if(held, [&](std::size_t number) { return freed.contains(number); });
      auto outcome = ask(held, k_conflicts);
      if (!outcome && outcome.error().code() == ErrorCode::cancelled) {
        return fail(std::move(outcome).error());
      }
      if (!outcome) {
        break;
      }
      if (const auto* resolution = std::get_if<Resolution>(&*outcome)) {
        answer.is_known = true;
        if (given_up_.empty()) {
          take_way_out(*resolution, answer);
        }
        break;
      }
      NoSolution& next = std::get<NoSolution>(*outcome);
      Numbers holders = holders_in(next, held);
      const bool is_final = holders.empty();
      if (is_final) {
        // There is no way out. What else is against it shows without these, and without what requires them.
        answer.is_known = true;
        holders = holders_in(next, freed);
        given_up_.merge(requirers_of(graph_, holders));
      }
      const bool goes_on = !holders.empty();
      rounds.push_back({.proof = std::move(next), .holders = std::move(holders), .is_final = is_final});
      if (!goes_on) {
        break;
      }
    }
    std::erase_if(rounds, [&](const Round& round) {  // told better by the proof without a way out
      return !round.is_final && !round.holders.empty() && std::ranges::includes(given_up_, round.holders);
    });
    std::ranges::stable_partition(rounds, &Round::is_final);
    name_holders(std::move(rounds), answer);
    return answer;
  }

  /// Who requires what comes, over however many steps.
  [[nodiscard]] Numbers find_requirers() const {
    const auto comes = [this](const UnmetNeed& unmet) { return coming_.contains(unmet.requirement.name); };
    Numbers start;
    for (std::size_t number = 0; number < graph_.packages.size(); ++number) {
      const NeedingPackage& package = graph_.packages[number];
      if (coming_.contains(package.name()) || std::ranges::any_of(package.unmet, comes)) {
        start.insert(number);
      }
    }
    return requirers_of(graph_, start);
  }

  /// A holder requires the package, or what has to move for it, and moves when there is a way out. What only a newer
  /// version of a holder would need to move is no holder, and a proof that is about nothing else is left out.
  void name_holders(std::vector<Round> rounds, HeldBack& answer) const {
    const Numbers requirers = find_requirers();
    const auto moves = [&](std::size_t holder) {
      return answer.way_out.empty() ||
             std::ranges::find(answer.way_out, graph_.packages[holder].name(), &Release::name) != answer.way_out.end();
    };
    Numbers holders;
    Numbers final_ones;
    for (Round& round : rounds) {
      Numbers own = round.holders;
      std::erase_if(own, [&](std::size_t holder) { return !requirers.contains(holder) || !moves(holder); });
      const bool is_first = &round == &rounds.front();
      if (is_first && own.empty()) {
        own = round.holders;
      }
      holders.insert(own.begin(), own.end());
      if (round.is_final) {
        final_ones.insert(own.begin(), own.end());
      }
      if (is_first) {
        answer.proof = std::move(round.proof);
      } else if (!own.empty() && answer.proof.others.size() + 1 < k_proofs) {
        answer.proof.others.push_back(std::move(round.proof));
      }
    }
    for (const std::size_t holder : holders) {
      answer.holders.push_back(installed_at(holder));
    }
    for (const std::size_t holder : final_ones) {
      answer.without_way_out.push_back(installed_at(holder));
    }
  }

  void take_way_out(const Resolution& resolution, HeldBack& answer) const {
    for (const resolver::ResolvedPackage& package : resolution.packages) {
      if (package.name == wanted_.name) {
        answer.version = package.version;
        continue;
      }
      const auto number = graph_.find(package.name);
      if (number && !package.installed && graph_.packages[*number].distribution.version != package.version) {
        answer.way_out.push_back({.name = package.name,
                                  .from = graph_.packages[*number].distribution.version_text,
                                  .to = package.version.to_string()});
      }
    }
  }

  const InstallInputs& inputs_;
  const InstallOptions& options_;
  const TargetEnvironment& environment_;
  Session& session_;
  venv::Installed installed_;
  NeedGraph graph_;
  spec::Requirement wanted_;
  std::unique_ptr<fetch::IndexClient> indexes_;
  std::set<spec::PackageName> coming_;  // with what is wanted: not installed, or another version
  Numbers listed_;                      // held, and yet looked up
  Numbers given_up_;                    // installed, and not asked for any more: there is no way out with them
  InstallInputs asked_;
  resolver::Problem problem_;
};

}  // namespace

Result<WhyNotAnswer> find_why_not(const spec::Requirement& wanted, const InstallInputs& inputs,
                                  const InstallOptions& options, const TargetEnvironment& environment,
                                  Session& session) {
  return WhyNot(inputs, options, environment, session).run(wanted);
}

}  // namespace axle::engine
