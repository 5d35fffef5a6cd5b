// SPDX-License-Identifier: MIT OR Apache-2.0
// Checks values that nothing reads.
#include "cli/accepted_options.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/name.hpp"

namespace axle::cli {
namespace {

Result<void> check_setting(const std::string& text) {
  return text.find('=') != std::string::npos
             ? Result<void>()
             : fail(ErrorCode::usage, format("`{}` has not the form KEY=VALUE", to_printable(text)));
}

Result<void> check_name(const std::string& text) {
  TRY(spec::PackageName::parse(text));
  return {};
}

Result<void> check_package_setting(const std::string& text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos || text.find('=', colon) == std::string::npos) {
    return fail(ErrorCode::usage, format("`{}` has not the form PACKAGE:KEY=VALUE", to_printable(text)));
  }
  return check_name(text.substr(0, colon));
}

/// `legacy` is refused: what it decided is not what a resolver that backtracks decides.
Result<void> check_resolver(const ParsedArgs& args, const OptionValues& values, WarningSink& warnings) {
  constexpr Choices<bool, 2> k_resolvers = {{{"backtracking", false}, {"legacy", true}}};
  TRY_ASSIGN(const bool is_legacy, values.choose(OptionId::resolver, k_resolvers, false));
  if (is_legacy) {
    return fail(ErrorCode::usage, "pip-compile's `--resolver=legacy` is unsupported (axle always backtracks)");
  }
  if (args.has(OptionId::resolver)) {
    warnings.warn("pip-compile's `--resolver=backtracking` has no effect (axle always backtracks)");
  }
  return {};
}

/// `--python-preference <MODE>`
std::string usage_of(OptionId id) {
  const OptionRow& row = row_of(id);
  return row.value.empty() ? std::string(long_name_of(row)) : format("{} <{}>", long_name_of(row), row.value);
}

/// One says all that the other could: nobody would know which of them counts.
Result<void> check_python_choice(const ParsedArgs& args) {
  constexpr std::array k_contradictions = std::to_array<std::pair<OptionId, OptionId>>({
      {OptionId::managed_python, OptionId::python_preference},
      {OptionId::no_managed_python, OptionId::python_preference},
      {OptionId::no_python_downloads, OptionId::allow_python_downloads},
  });
  for (const auto& [one, other] : k_contradictions) {
    if (args.has(one) && args.has(other)) {
      return fail(ErrorCode::usage,
                  format("the argument '{}' cannot be used with '{}'", usage_of(one), usage_of(other)));
    }
  }
  return {};
}

/// What is asked anew is asked over the network. A file of settings is no contradiction: it holds for all commands.
Result<void> check_refreshable(const ParsedArgs& args, const OptionValues& values) {
  TRY_ASSIGN(const bool is_offline, values.flag(OptionId::offline));
  const auto offline = values.given(OptionId::offline);
  if (!is_offline || offline.empty() || offline.back().kind == OriginKind::file || args.has(OptionId::no_refresh)) {
    return {};
  }
  for (const OptionId id : {OptionId::refresh, OptionId::refresh_package}) {
    if (args.has(id)) {
      return fail(ErrorCode::usage,
                  format("the argument '{}' cannot be used with '{}'", usage_of(id), values.origin(OptionId::offline)));
    }
  }
  return {};
}

}  // namespace

Result<void> check_accepted_options(const ParsedArgs& args, const OptionValues& values, WarningSink& warnings) {
  TRY(check_resolver(args, values, warnings));
  TRY(check_python_choice(args));
  TRY(check_refreshable(args, values));
  constexpr Choices<bool, 2> k_fork_strategies = {{{"fewest", true}, {"requires-python", false}}};
  TRY(values.choose(OptionId::fork_strategy, k_fork_strategies, false));
  TRY(values.flag(OptionId::no_build_isolation));
  TRY(values.flag(OptionId::no_editable));
  constexpr Choices<bool, 3> k_downloads = {{{"automatic", true}, {"manual", false}, {"never", false}}};
  TRY(values.choose(OptionId::python_downloads, k_downloads, false));
  if (values.single(OptionId::torch_backend) && values.matters(OptionId::torch_backend)) {
    warnings.warn(format("`{}` has no effect yet: name the index of that build with `--index`",
                         values.origin(OptionId::torch_backend)));
  }
  TRY(values.each(OptionId::config_setting, check_setting));
  TRY(values.each(OptionId::config_settings_package, check_package_setting));
  TRY(values.each(OptionId::no_build_isolation_package, check_name));
  return values.each(OptionId::no_editable_package, check_name);
}

}  // namespace axle::cli
