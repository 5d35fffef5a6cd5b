// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/choice_settings: from options to the policies of a resolution.
#include "cli/choice_settings.hpp"

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using resolver::PrereleaseMode;
using Words = std::vector<std::string>;

/// Of `pip install a`, with these options.
Result<Settings> read(Words words) {
  words.insert(words.begin(), {"pip", "install", "a"});
  const ParsedArgs args = test::args_of(words);
  const EnvLookup environment = test::environment_of({});
  const std::vector<ConfigLayer> layers;
  const OptionValues values(args, environment, layers);
  Settings settings;
  settings.command = args.command;
  TRY(fill_choice_settings(args, values, settings));
  return settings;
}

resolver::Options options_of(const Words& words) {
  auto settings = read(words);
  if (!settings) {
    FAIL(settings.error().message());
  }
  return std::move(settings->install.resolver);
}

/// With its hints.
std::string failure_of(const Words& words) {
  const auto settings = read(words);
  REQUIRE_FALSE(settings);
  std::string text = settings.error().message();
  for (const std::string& hint : settings.error().hints()) {
    text += " | " + hint;
  }
  return text;
}

Words texts_of(const resolver::NameSet& set) {
  Words texts;
  for (const spec::PackageName& name : set.names) {
    texts.push_back(name.text());
  }
  if (set.all) {
    texts.emplace_back("all");
  }
  return texts;
}

}  // namespace

TEST_CASE("a package may have a mode of pre-releases of its own", "[cli][choice_settings]") {
  const auto options = options_of({"--prerelease", "disallow", "--prerelease-package", "Foo_Bar=allow"});
  CHECK(options.prerelease.of(spec::PackageName::of("foo-bar")) == PrereleaseMode::allow);
  CHECK(options.prerelease.of(spec::PackageName::of("other")) == PrereleaseMode::disallow);
  CHECK(failure_of({"--prerelease-package", "foo=maybe"}) ==
        "invalid value for '--prerelease-package <PACKAGE=MODE>': `maybe` is no mode of pre-releases | "
        "possible values: disallow, allow, if-necessary, explicit, if-necessary-or-explicit");
  CHECK(failure_of({"--prerelease-package", "foo"}) ==
        "invalid value for '--prerelease-package <PACKAGE=MODE>': `foo` has not the form PACKAGE=MODE");
}

TEST_CASE("names of formats are joined, `:all:` is all, and `:none:` forgets", "[cli][choice_settings]") {
  CHECK(texts_of(options_of({"--no-binary", "B,a", "--no-binary", "c"}).format.no_binary) == Words{"b", "a", "c"});
  CHECK(texts_of(options_of({"--only-binary", ":all:"}).format.only_binary) == Words{"all"});
  CHECK(texts_of(options_of({"--no-binary", "a,:none:,b"}).format.no_binary) == Words{"b"});
  CHECK(texts_of(options_of({"--no-binary", ":all:,:none:"}).format.no_binary).empty());
  CHECK(options_of({"--no-build"}).format.only_binary.all);
  CHECK(failure_of({"--no-build", "--only-binary", "a"}) ==
        "the argument '--no-build' cannot be used with '--only-binary <NAMES>'");
}

TEST_CASE("what is upgraded by name is asked for again, and its bound is a constraint", "[cli][choice_settings]") {
  const Settings settings = read({"-P", "lib<2", "-P", "Other"}).value();
  const spec::PackageName lib = spec::PackageName::of("lib");
  CHECK(settings.install.resolver.upgrade.contains(lib));
  CHECK(settings.install.resolver.upgrade.contains(spec::PackageName::of("other")));
  CHECK_FALSE(settings.install.resolver.upgrade.contains(spec::PackageName::of("a")));
  CHECK(settings.install.refresh.packages.contains(lib));
  CHECK_FALSE(settings.install.refresh.all);
  REQUIRE(settings.upgrade_bounds.size() == 1);
  CHECK(settings.upgrade_bounds.front().to_string() == "lib<2");

  const Settings all = read({"-U"}).value();
  CHECK(all.install.resolver.upgrade.all);
  CHECK(all.install.refresh.all);
  CHECK(failure_of({"-P", "lib<<2"}).starts_with("invalid value for '--upgrade-package <REQUIREMENT>': "));
}

TEST_CASE("a limit of dates may be lifted, for all or for one package", "[cli][choice_settings]") {
  const auto limited = options_of({"--exclude-newer", "2024-03-24", "--exclude-newer-package", "lib=false",
                                   "--exclude-newer-package", "old=2020-01-01T00:00:00Z"});
  CHECK(limited.exclude_newer.of(spec::PackageName::of("a")) == parse_rfc3339("2024-03-25T00:00:00Z"));
  CHECK_FALSE(limited.exclude_newer.of(spec::PackageName::of("lib")));
  CHECK(limited.exclude_newer.of(spec::PackageName::of("old")) == parse_rfc3339("2020-01-01T00:00:00Z"));
  CHECK_FALSE(options_of({"--exclude-newer", "false"}).exclude_newer.cutoff);
  CHECK(failure_of({"--exclude-newer-package", "lib"}) ==
        "invalid value for '--exclude-newer-package <PACKAGE=DATE>': `lib` has not the form PACKAGE=DATE");
}

TEST_CASE("words for modes and strategies mean what they say, and others are refused with those there are",
          "[cli][choice_settings]") {
  CHECK(options_of({"--resolution", "lowest-direct"}).resolution == resolver::ResolutionMode::lowest_direct);
  CHECK(options_of({"--index-strategy", "unsafe-best-match"}).index_strategy ==
        resolver::IndexStrategy::unsafe_best_match);
  CHECK(options_of({"--no-deps"}).no_deps);
  CHECK(failure_of({"--resolution", "newest"}) ==
        "invalid value 'newest' for '--resolution <MODE>' | possible values: highest, lowest, lowest-direct");
}

}  // namespace axle::cli
