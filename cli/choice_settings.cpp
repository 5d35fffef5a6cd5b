// SPDX-License-Identifier: MIT OR Apache-2.0
// Fills the options of the solver.
#include "cli/choice_settings.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::cli {
namespace {

using resolver::IndexStrategy;
using resolver::PrereleaseMode;
using resolver::ResolutionMode;

constexpr Choices<ResolutionMode, 3> k_resolutions = {{{"highest", ResolutionMode::highest},
                                                       {"lowest", ResolutionMode::lowest},
                                                       {"lowest-direct", ResolutionMode::lowest_direct}}};
constexpr Choices<IndexStrategy, 3> k_strategies = {{{"first-index", IndexStrategy::first_index},
                                                     {"unsafe-first-match", IndexStrategy::unsafe_first_match},
                                                     {"unsafe-best-match", IndexStrategy::unsafe_best_match}}};
constexpr Choices<PrereleaseMode, 5> k_prereleases = {
    {{"disallow", PrereleaseMode::disallow},
     {"allow", PrereleaseMode::allow},
     {"if-necessary", PrereleaseMode::if_necessary},
     {"explicit", PrereleaseMode::explicit_only},
     {"if-necessary-or-explicit", PrereleaseMode::if_necessary_or_explicit}}};

class ChoiceReader {
 public:
  ChoiceReader(const ParsedArgs& args, const OptionValues& values, Settings& settings)
      : args_(args), values_(values), settings_(settings) {}

  Result<void> fill() {
    resolver::Options& options = settings_.install.resolver;
    TRY_ASSIGN(options.resolution, values_.choose(OptionId::resolution, k_resolutions, ResolutionMode::highest));
    TRY(fill_prereleases(options.prerelease));
    TRY_ASSIGN(options.index_strategy,
               values_.choose(OptionId::index_strategy, k_strategies, IndexStrategy::first_index));
    TRY_ASSIGN(options.no_deps, values_.flag(OptionId::no_deps));
    TRY_ASSIGN(options.upgrade.all, values_.flag(OptionId::upgrade));
    TRY_ASSIGN(options.format.no_binary, name_set(OptionId::no_binary));
    TRY_ASSIGN(options.format.only_binary, name_set(OptionId::only_binary));
    TRY(fill_no_build(options.format));
    TRY(fill_upgraded(options));
    return fill_cutoffs(options.exclude_newer);
  }

 private:
  Result<void> fill_prereleases(resolver::PrereleasePolicy& policy) const {
    TRY_ASSIGN(policy.mode, values_.choose(OptionId::prerelease, k_prereleases, PrereleaseMode::if_necessary));
    if (args_.has(OptionId::pre)) {
      if (args_.has(OptionId::prerelease) && policy.mode != PrereleaseMode::allow) {
        return fail(ErrorCode::usage, "the argument '--pre' cannot be used with '--prerelease <MODE>'");
      }
      policy.mode = PrereleaseMode::allow;
    }
    return values_.each(OptionId::prerelease_package, [&policy](const std::string& text) -> Result<void> {
      TRY_ASSIGN(auto pair, split_pair(text, "MODE"));
      const auto mode = std::ranges::find(k_prereleases, pair.second, &decltype(k_prereleases)::value_type::first);
      if (mode == k_prereleases.end()) {
        return fail(no_mode(pair.second));
      }
      policy.per_package.emplace_back(std::move(pair.first), mode->second);
      return {};
    });
  }

  static Error no_mode(const std::string& text) {
    std::string possible;
    for (const auto& [name, mode] : k_prereleases) {
      possible.append(possible.empty() ? "" : ", ").append(name);
    }
    return Error(ErrorCode::usage, format("`{}` is no mode of pre-releases", to_printable(text)))
        .with_hint(format("possible values: {}", possible));
  }

  /// `PACKAGE=VALUE`.
  static Result<std::pair<spec::PackageName, std::string>> split_pair(const std::string& text, std::string_view value) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) {
      return fail(ErrorCode::usage, format("`{}` has not the form PACKAGE={}", to_printable(text), value));
    }
    TRY_ASSIGN(spec::PackageName name, spec::PackageName::parse(text.substr(0, equals)));
    return std::pair(std::move(name), text.substr(equals + 1));
  }

  Result<void> fill_no_build(resolver::FormatControl& format_control) const {
    if (!args_.has(OptionId::no_build)) {
      return {};
    }
    for (const OptionId id : {OptionId::no_binary, OptionId::only_binary}) {
      if (args_.has(id)) {
        return fail(ErrorCode::usage, format("the argument '--no-build' cannot be used with '{} <{}>'",
                                             long_name_of(row_of(id)), row_of(id).value));
      }
    }
    format_control.only_binary.all = true;
    return {};
  }

  /// `-P name` and `-P 'name<2'`: the bound of the second form is a constraint (engine/install_inputs adds it).
  Result<void> fill_upgraded(resolver::Options& options) {
    TRY(values_.each(OptionId::upgrade_package, [&](const std::string& text) -> Result<void> {
      const auto requirement = spec::parse_requirement(text);
      if (!requirement) {
        return fail(requirement.error().code(),
                    format("cannot parse the requirement `{}`: {}", to_printable(text), requirement.error().message()));
      }
      options.upgrade.names.push_back(requirement->name);
      if (!requirement->specifiers.empty()) {
        settings_.upgrade_bounds.push_back(*requirement);
      }
      settings_.install.refresh.packages.insert(requirement->name);
      return {};
    }));
    settings_.install.refresh.all = settings_.install.refresh.all || options.upgrade.all;
    return {};
  }

  /// `:all:`, `:none:` (forgets what came before) and comma-separated names.
  Result<resolver::NameSet> name_set(OptionId id) const {
    resolver::NameSet set;
    TRY(values_.each(id, [&set](const std::string& text) -> Result<void> {
      for (const std::string_view part : split(text, ',')) {
        if (part == ":all:") {
          set.all = true;
        } else if (part == ":none:") {
          set = {};
        } else {
          TRY_ASSIGN(spec::PackageName name, spec::PackageName::parse(trim(part)));
          set.names.push_back(std::move(name));
        }
      }
      return {};
    }));
    return set;
  }

  Result<void> fill_cutoffs(resolver::ExcludeNewer& exclude) {
    const UnixTime now = system_clock().now();
    const auto read = [now](const std::string& text) -> Result<std::optional<UnixTime>> {
      if (text == "false") {
        return std::nullopt;
      }
      TRY_ASSIGN(const UnixTime cutoff, parse_cutoff(text, now));
      return cutoff;
    };
    TRY(values_.each(OptionId::exclude_newer, [&](const std::string& text) -> Result<void> {
      TRY_ASSIGN(exclude.cutoff, read(text));
      return {};
    }));
    return values_.each(OptionId::exclude_newer_package, [&](const std::string& text) -> Result<void> {
      TRY_ASSIGN(auto pair, split_pair(text, "DATE"));
      TRY_ASSIGN(const std::optional<UnixTime> cutoff, read(pair.second));
      exclude.per_package.emplace_back(std::move(pair.first), cutoff);
      return {};
    });
  }

  const ParsedArgs& args_;
  const OptionValues& values_;
  Settings& settings_;
};

}  // namespace

Result<void> fill_choice_settings(const ParsedArgs& args, const OptionValues& values, Settings& settings) {
  return ChoiceReader(args, values, settings).fill();
}

}  // namespace axle::cli
