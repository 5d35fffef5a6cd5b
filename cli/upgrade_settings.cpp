// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the arguments of `pip upgrade`.
#include "cli/upgrade_settings.hpp"

#include <string>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/requirement.hpp"

namespace axle::cli {

Result<engine::UpgradeScope> parse_upgrade(const ParsedArgs& args) {
  engine::UpgradeScope scope{.all = args.has(OptionId::all)};
  if (!scope.all && args.positionals.empty()) {
    return fail(Error(ErrorCode::usage, "the following required arguments were not provided: <PACKAGE|--all>")
                    .with_hint("run `axle help pip upgrade` to see the arguments"));
  }
  if (scope.all && !args.positionals.empty()) {
    return fail(ErrorCode::usage, "the argument '--all' cannot be used with '[PACKAGE]...'");
  }
  for (const std::string& text : args.positionals) {
    auto parsed = spec::parse_requirement(text);
    if (!parsed || parsed->url) {
      return fail(ErrorCode::usage,
                  format("cannot upgrade `{}`: {}", to_printable(text),
                         parsed ? "a URL is installed with `axle pip install`" : parsed.error().message()));
    }
    scope.named.push_back(std::move(*parsed));
  }
  return scope;
}

}  // namespace axle::cli
