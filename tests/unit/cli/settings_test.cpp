// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/settings: defaults, places, conflicts, and what reaches the layers below.
#include "cli/settings.hpp"

#include <algorithm>

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using test::ConfigFolder;
using test::Variables;
using Words = std::vector<std::string>;

constexpr const char* k_index = "https://index.example/simple";

/// `--no-config` and the folder as working folder are added.
Result<Settings> resolve(const ConfigFolder& folder, Words arguments, const Variables& variables = {}) {
  arguments.insert(arguments.begin(), {"--no-config", "--directory", folder.path()});
  WarningSink warnings;
  return resolve_settings(test::args_of(arguments), folder.environment(variables),
                          {.default_index = k_index, .version = "1.2.3"}, warnings);
}

Settings settings_of(const Words& arguments, const Variables& variables = {}) {
  const ConfigFolder folder;
  auto settings = resolve(folder, arguments, variables);
  if (!settings) {
    FAIL(settings.error().message());
  }
  return std::move(*settings);
}

std::string failure_of(const Words& arguments, const Variables& variables = {}) {
  const ConfigFolder folder;
  const auto settings = resolve(folder, arguments, variables);
  REQUIRE_FALSE(settings);
  std::string text = settings.error().message();
  for (const std::string& hint : settings.error().hints()) {
    text += " | " + hint;
  }
  return text;
}

}  // namespace

TEST_CASE("what is compiled is a lock by its format or by the name of the file", "[cli][settings]") {
  const auto format_of = [](Words words) {
    words.insert(words.begin(), {"pip", "compile", "r.in"});
    return settings_of(words).compile.format;
  };
  CHECK(format_of({}) == CompileFormat::requirements);
  CHECK(format_of({"-o", "requirements.txt"}) == CompileFormat::requirements);
  CHECK(format_of({"-o", "pylock.dev.toml"}) == CompileFormat::pylock);
  CHECK(format_of({"--format", "pylock.toml"}) == CompileFormat::pylock);
  CHECK(format_of({"-o", "pylock.toml", "--format", "requirements.txt"}) == CompileFormat::requirements);
  const std::string rule =
      " is not the name of a lock file: that is `pylock.toml`, or `pylock.NAME.toml` where NAME has "
      "no dot";
  CHECK(failure_of({"pip", "compile", "r.in", "-o", "lock.toml"}) == "`lock.toml`" + rule);
  CHECK(failure_of({"pip", "compile", "r.in", "-o", "lock.txt", "--format", "pylock.toml"}) == "`lock.txt`" + rule);
  CHECK(failure_of({"pip", "compile", "r.in", "--format", "uv.lock"}) ==
        "invalid value 'uv.lock' for '--format <FORMAT>' | possible values: requirements.txt, pylock.toml");
}

TEST_CASE("without any option the defaults hold", "[cli][settings]") {
  const ConfigFolder folder;
  const Settings settings = std::move(*resolve(folder, {"pip", "install", "a", "b"}));
  CHECK(settings.command == Command::pip_install);
  CHECK(settings.sources.packages == Words{"a", "b"});
  CHECK(settings.working_directory == real_path(folder.path()).value());
  CHECK(settings.session.cache_directory == folder.at("home/.cache/axle"));
  CHECK(settings.search.query.cache_directory == folder.at("home/.cache/axle/interpreters-v1"));
  CHECK(settings.session.http.user_agent == "axle/1.2.3");
  CHECK(settings.indexes.base->url.to_request() == k_index);
  CHECK(settings.output == OutputFormat::text);
  CHECK(settings.color == ColorChoice::automatic);
  CHECK(settings.show_progress);
  CHECK_FALSE(settings.no_cache);
  CHECK_FALSE(settings.session.http.offline);
  CHECK(settings.install.link_mode == LinkMode::hardlink);
  CHECK(settings.install.resolver.resolution == resolver::ResolutionMode::highest);
  CHECK(settings.install.resolver.prerelease.mode == resolver::PrereleaseMode::if_necessary);
  CHECK_FALSE(settings.install.refresh.all);
  CHECK_FALSE(settings.install.resolver.exclude_newer.cutoff);
}

TEST_CASE("the cache lies where --cache-dir, AXLE_CACHE_DIR, XDG_CACHE_HOME or HOME say", "[cli][settings]") {
  const ConfigFolder folder;
  const std::string own = real_path(folder.path()).value();
  const auto cache = [&](Words words, const Variables& variables) {
    words.insert(words.end(), {"cache", "dir"});
    return resolve(folder, words, variables)->session.cache_directory;
  };
  const Variables all = {{"AXLE_CACHE_DIR", "/b"}, {"XDG_CACHE_HOME", "/c"}, {"UV_CACHE_DIR", "/uv"}};
  CHECK(cache({"--cache-dir", "x/../a"}, all) == own + "/a");
  CHECK(cache({}, all) == "/b");
  CHECK(cache({}, {{"XDG_CACHE_HOME", "/c"}, {"UV_CACHE_DIR", "/uv"}}) == "/c/axle");
  CHECK(cache({}, {{"XDG_CACHE_HOME", "relative"}}) == folder.at("home/.cache/axle"));
  CHECK(cache({}, {{"UV_CACHE_DIR", "/uv"}}) == folder.at("home/.cache/axle"));
  CHECK(failure_of({"cache", "dir"}, {{"HOME", ""}}) ==
        "no folder for the cache: neither HOME nor XDG_CACHE_HOME is set, and the user has no home | name one with "
        "`--cache-dir`");
  CHECK(resolve(folder, {"pip", "list"}, {{"HOME", ""}})->session.cache_directory.empty());
}

TEST_CASE("a choice that is none is refused with what is possible", "[cli][settings]") {
  CHECK(failure_of({"pip", "list", "--format", "xml"}) ==
        "invalid value 'xml' for '--format <FORMAT>' | possible values: columns, freeze, json");
  CHECK(failure_of({"--color", "sometimes", "pip", "list"}) ==
        "invalid value 'sometimes' for '--color <WHEN>' | possible values: auto, always, never");
  CHECK(failure_of({"pip", "install", "a", "--resolution", "middle"}) ==
        "invalid value 'middle' for '--resolution <MODE>' | possible values: highest, lowest, lowest-direct");
  CHECK(failure_of({"pip", "install", "a"}, {{"UV_LINK_MODE", "magic"}}) ==
        "invalid value 'magic' for UV_LINK_MODE | possible values: hardlink, clone, copy, symlink");
  CHECK(failure_of({"pip", "install", "a", "--index-strategy", "best"}) ==
        "invalid value 'best' for '--index-strategy <STRATEGY>' | possible values: first-index, unsafe-first-match, "
        "unsafe-best-match");
}

TEST_CASE("values that cannot be read are told with the option or variable that has them", "[cli][settings]") {
  const Words install{"pip", "install", "a"};
  const auto with = [&](const std::string& option, const std::string& value) {
    return failure_of({"pip", "install", "a", option, value});
  };
  const std::string forms =
      "a date is `2024-03-01`, all of that day; a time `2024-03-01T12:00`, with a zone such as `Z` or `+02:00` or in "
      "UTC; a duration `3 days`, `2 weeks, 12 hours` or `P3D`, of weeks, days, hours, minutes and seconds";
  CHECK(with("--exclude-newer", "never") ==
        "invalid value for '--exclude-newer <DATE>': `never` is neither a date, nor a time, nor a duration | " + forms);
  CHECK(failure_of(install, {{"UV_EXCLUDE_NEWER", "never"}}) ==
        "invalid value for UV_EXCLUDE_NEWER: `never` is neither a date, nor a time, nor a duration | " + forms);
  CHECK(with("-P", "a b")
            .starts_with("invalid value for '--upgrade-package <REQUIREMENT>': cannot parse the requirement `a b`: "));
  CHECK(with("--reinstall-package", "a b").starts_with("invalid value for '--reinstall-package <PACKAGE>': "));
  CHECK(with("--only-binary", "a b").starts_with("invalid value for '--only-binary <NAMES>': "));
  CHECK(with("--exclude-newer-package", "a").starts_with("invalid value for '--exclude-newer-package <PACKAGE=DATE>"));
  CHECK(with("-i", "http://u:secret@:bad/") ==
        "invalid value for '--index-url <URL>': invalid URL: the port is not a number from 1 to 65535");
  for (const std::string variable : {"AXLE_INDEX_URL", "UV_FIND_LINKS", "UV_INDEX", "AXLE_DEFAULT_INDEX"}) {
    CHECK(failure_of(install, {{variable, "http://u:secret@:bad/"}}) ==
          "invalid value for " + variable + ": invalid URL: the port is not a number from 1 to 65535");
  }
}

TEST_CASE("wrong values of variables are nothing to commands that have no use for them", "[cli][settings]") {
  const Variables wrong = {{"UV_LINK_MODE", "magic"},   {"UV_INDEX_STRATEGY", "x"},   {"UV_KEYRING_PROVIDER", "x"},
                           {"UV_RESOLUTION", "x"},      {"UV_PRERELEASE", "x"},       {"UV_EXCLUDE_NEWER", "never"},
                           {"UV_INDEX_URL", "ftp://x"}, {"UV_VENV_RELOCATABLE", "x"}, {"UV_COMPILE_BYTECODE", "x"},
                           {"UV_FIND_LINKS", "ftp://x"}};
  const ConfigFolder folder;
  for (const Words& words : {Words{"pip", "list"}, Words{"pip", "freeze"}, Words{"pip", "show", "a"},
                             Words{"pip", "check"}, Words{"cache", "dir"}}) {
    CAPTURE(words);
    CHECK(resolve(folder, words, wrong));
  }
}

TEST_CASE("options that exclude each other are refused", "[cli][settings]") {
  CHECK(failure_of({"pip", "list", "-q", "-v"}) == "the argument '--quiet...' cannot be used with '--verbose...'");
  CHECK(failure_of({"pip", "install", "a", "--target", "x", "--prefix", "y"}) ==
        "the argument '--target <DIR>' cannot be used with '--prefix <DIR>'");
  CHECK(failure_of({"venv", "--clear", "--allow-existing"}) ==
        "the argument '--clear' cannot be used with '--allow-existing'");
}

TEST_CASE("numbers of variables are checked and named", "[cli][settings]") {
  CHECK(failure_of({"pip", "list"}, {{"AXLE_HTTP_RETRIES", "many"}}) == "`AXLE_HTTP_RETRIES` is not a number: `many`");
  CHECK(failure_of({"pip", "list"}, {{"UV_HTTP_TIMEOUT", "-1"}}) == "`UV_HTTP_TIMEOUT` is not a number: `-1`");
  CHECK(failure_of({"pip", "list"}, {{"UV_HTTP_TIMEOUT", "9999999"}}) ==
        "`UV_HTTP_TIMEOUT` is not a number: `9999999`");
  const Settings settings = settings_of({"pip", "list"}, {{"UV_HTTP_TIMEOUT", "7"},
                                                          {"AXLE_HTTP_TIMEOUT", "5"},
                                                          {"UV_HTTP_RETRIES", "0"},
                                                          {"AXLE_HTTP_CONNECT_TIMEOUT", "2"},
                                                          {"UV_LOCK_TIMEOUT", "9"},
                                                          {"UV_CONCURRENT_INSTALLS", "4"}});
  CHECK(settings.session.http.read_timeout == std::chrono::seconds(5));
  CHECK(settings.session.http.connect_timeout == std::chrono::seconds(2));
  CHECK(settings.session.http.retries == 0);
  CHECK(settings.session.workers == 3);
  CHECK(settings.session.lock_timeout == std::chrono::seconds(9));
  CHECK(settings_of({"pip", "list"}, {}).session.lock_timeout == std::nullopt);
}

TEST_CASE("certificates: --cert before SSL_CERT_FILE and SSL_CERT_DIR, those before pip's", "[cli][settings]") {
  const auto places = [](const Words& words, const Variables& variables) {
    Words arguments{"pip", "list"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    const fetch::HttpOptions http = settings_of(arguments, variables).session.http;
    return http.ca_bundle_file + " " + http.ca_directory;
  };
  CHECK(places({}, {}) == " ");
  CHECK(places({}, {{"SSL_CERT_FILE", "/f"}, {"SSL_CERT_DIR", "/d"}}) == "/f /d");
  CHECK(places({"--cert", "/c"}, {{"SSL_CERT_FILE", "/f"}, {"SSL_CERT_DIR", "/d"}}) == "/c ");
}

TEST_CASE("proxies are taken in lower case first", "[cli][settings]") {
  const fetch::ProxyOptions proxies =
      settings_of(
          {"pip", "list"},
          {{"http_proxy", "a"}, {"HTTP_PROXY", "b"}, {"HTTPS_PROXY", "c"}, {"ALL_PROXY", "d"}, {"no_proxy", "e"}})
          .session.http.proxies;
  CHECK(proxies == fetch::ProxyOptions{.http = "a", .https = "c", .all = "d", .no_proxy = "e"});
}

TEST_CASE("pip's proxy stands behind the variables of all programs, --proxy before them", "[cli][settings]") {
  const ConfigFolder folder;
  const auto proxies = [&folder](const Words& words, Variables variables) {
    Words arguments{"pip", "list", "--directory", folder.path()};
    arguments.insert(arguments.end(), words.begin(), words.end());
    variables.emplace("PIP_CONFIG_FILE", "/dev/null");
    WarningSink warnings;
    return resolve_settings(test::args_of(arguments), folder.environment(std::move(variables)),
                            {.default_index = k_index, .version = "1"}, warnings)
        ->session.http.proxies;
  };
  CHECK(proxies({}, {{"PIP_PROXY", "p"}}) == fetch::ProxyOptions{.http = "", .https = "", .all = "p", .no_proxy = ""});
  CHECK(proxies({}, {{"PIP_PROXY", "p"}, {"http_proxy", "h"}}) ==
        fetch::ProxyOptions{.http = "h", .https = "", .all = "p", .no_proxy = ""});
  CHECK(proxies({}, {{"PIP_PROXY", "p"}, {"all_proxy", "a"}}) ==
        fetch::ProxyOptions{.http = "", .https = "", .all = "a", .no_proxy = ""});
  CHECK(proxies({"--proxy", "f"}, {{"PIP_PROXY", "p"}, {"http_proxy", "h"}, {"no_proxy", "n"}}) ==
        fetch::ProxyOptions{.http = "f", .https = "f", .all = "f", .no_proxy = "n"});
}

TEST_CASE("colours: --color, then NO_COLOR, then the variables that force them", "[cli][settings]") {
  const auto color = [](const Words& words, const Variables& variables) {
    Words arguments{"pip", "list"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return settings_of(arguments, variables).color;
  };
  CHECK(color({}, {{"NO_COLOR", "1"}, {"FORCE_COLOR", "1"}}) == ColorChoice::never);
  CHECK(color({"--color", "always"}, {{"NO_COLOR", "1"}}) == ColorChoice::always);
  CHECK(color({}, {{"FORCE_COLOR", "1"}}) == ColorChoice::always);
  CHECK(color({}, {{"CLICOLOR_FORCE", "1"}}) == ColorChoice::always);
  CHECK(color({}, {{"NO_COLOR", ""}}) == ColorChoice::automatic);
  CHECK(color({}, {{"TERM", "dumb"}}) == ColorChoice::never);
  CHECK(color({}, {{"TERM", "dumb"}, {"FORCE_COLOR", "1"}}) == ColorChoice::always);
  CHECK(color({}, {{"TERM", "xterm"}}) == ColorChoice::automatic);
}

TEST_CASE("progress is shown unless somebody wants less or more", "[cli][settings]") {
  CHECK_FALSE(settings_of({"-v", "pip", "list"}).show_progress);
  CHECK_FALSE(settings_of({"pip", "list"}, {{"TERM", "dumb"}}).show_progress);
  CHECK_FALSE(settings_of({"-q", "pip", "list"}).show_progress);
  CHECK_FALSE(settings_of({"--no-progress", "pip", "list"}).show_progress);
  CHECK_FALSE(settings_of({"pip", "list"}, {{"UV_NO_PROGRESS", "1"}}).show_progress);
}

TEST_CASE("names of --no-binary are joined, :none: forgets what came before", "[cli][settings]") {
  const auto set = [](const Words& values) {
    Words arguments{"pip", "install", "a"};
    for (const std::string& value : values) {
      arguments.insert(arguments.end(), {"--no-binary", value});
    }
    const resolver::NameSet names = settings_of(arguments).install.resolver.format.no_binary;
    std::string text = names.all ? "all" : "";
    for (const spec::PackageName& name : names.names) {
      text += " " + name.text();
    }
    return text;
  };
  CHECK(set({"A_b, c", "d"}) == " a-b c d");
  CHECK(set({":all:"}) == "all");
  CHECK(set({"a", ":none:", "b"}) == " b");
  CHECK(failure_of({"pip", "install", "a", "--only-binary=-x-"}) ==
        "invalid value for '--only-binary <NAMES>': `-x-` is not a valid package name");
}

TEST_CASE("-P takes a name or a bound, and asks the index again for it", "[cli][settings]") {
  const Settings settings = settings_of({"pip", "install", "a", "-P", "B_c", "-P", "d<2"});
  const auto& upgrade = settings.install.resolver.upgrade;
  CHECK(upgrade.names == std::vector{spec::PackageName::of("b-c"), spec::PackageName::of("d")});
  CHECK_FALSE(upgrade.all);
  REQUIRE(settings.upgrade_bounds.size() == 1);
  CHECK(settings.upgrade_bounds.front().to_string() == "d<2");
  CHECK(settings.install.refresh.covers(spec::PackageName::of("b-c")));
  CHECK_FALSE(settings.install.refresh.covers(spec::PackageName::of("a")));
}

TEST_CASE("--upgrade and --reinstall ask the index again", "[cli][settings]") {
  CHECK(settings_of({"pip", "install", "a", "-U"}).install.refresh.all);
  CHECK(settings_of({"pip", "install", "a", "--reinstall"}).install.refresh.all);
  const Settings one = settings_of({"pip", "install", "a", "--reinstall-package", "a"});
  CHECK_FALSE(one.install.refresh.all);
  CHECK(one.install.refresh.covers(spec::PackageName::of("a")));
  CHECK(one.install.reinstall == std::set{spec::PackageName::of("a")});
}

TEST_CASE("--exclude-newer-package has a date for each name, or none", "[cli][settings]") {
  const auto exclude = settings_of({"pip", "install", "a", "--exclude-newer", "2024-01-01", "--exclude-newer-package",
                                    "A=2023-01-01", "--exclude-newer-package", "b=false"})
                           .install.resolver.exclude_newer;
  CHECK(exclude.of(spec::PackageName::of("a")) == parse_rfc3339("2023-01-02T00:00:00Z"));
  CHECK(exclude.of(spec::PackageName::of("b")) == std::nullopt);
  CHECK(exclude.of(spec::PackageName::of("c")) == parse_rfc3339("2024-01-02T00:00:00Z"));
  CHECK(failure_of({"pip", "install", "a", "--exclude-newer-package", "a"}) ==
        "invalid value for '--exclude-newer-package <PACKAGE=DATE>': `a` has not the form PACKAGE=DATE");
}

TEST_CASE("--pre is --prerelease allow, and cannot be used with another mode", "[cli][settings]") {
  using resolver::PrereleaseMode;
  const auto mode = [](const Words& words) {
    Words arguments{"pip", "install", "a"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return settings_of(arguments).install.resolver.prerelease.mode;
  };
  CHECK(mode({"--pre"}) == PrereleaseMode::allow);
  CHECK(mode({"--prerelease", "explicit"}) == PrereleaseMode::explicit_only);
  CHECK(mode({"--pre", "--prerelease", "allow"}) == PrereleaseMode::allow);
  CHECK(failure_of({"pip", "install", "a", "--pre", "--prerelease", "disallow"}) ==
        "the argument '--pre' cannot be used with '--prerelease <MODE>'");
}

TEST_CASE("paths of targets are made absolute from the working folder", "[cli][settings]") {
  const ConfigFolder folder;
  const std::string own = real_path(folder.path()).value();
  CHECK(resolve(folder, {"pip", "install", "a", "--target", "x"})->target.target_directory == own + "/x");
  CHECK(resolve(folder, {"pip", "install", "a", "--prefix", "../y"})->target.prefix == absolute_path("../y", own));
  CHECK(resolve(folder, {"pip", "freeze", "--path", "p"})->list.paths == Words{own + "/p"});
}

TEST_CASE("the keyring program is looked for on the PATH, only when it is wanted", "[cli][settings]") {
  const ConfigFolder folder;
  folder.write("bin/keyring", "#!/bin/sh\n");
  const Variables path = {{"PATH", "relative:/nowhere:" + folder.at("bin")}};
  const auto program = [&](const Words& words) {
    Words arguments{"pip", "install", "a"};
    arguments.insert(arguments.end(), words.begin(), words.end());
    return resolve(folder, arguments, path)->session.credentials.keyring_program;
  };
  CHECK(program({"--keyring-provider", "subprocess"}).empty());
  REQUIRE(std::move(*Directory::open(folder.at("bin"))).change_mode("keyring", 0755));
  CHECK(program({"--keyring-provider", "subprocess"}) == folder.at("bin/keyring"));
  CHECK(program({}).empty());
}

TEST_CASE("netrc lies where NETRC says, else in HOME", "[cli][settings]") {
  const ConfigFolder folder;
  CHECK(resolve(folder, {"pip", "list"})->session.credentials.netrc_path == folder.at("home/.netrc"));
  CHECK(resolve(folder, {"pip", "list"}, {{"NETRC", "/n"}})->session.credentials.netrc_path == "/n");
}

TEST_CASE("a working folder that is not there is an error", "[cli][settings]") {
  CHECK(failure_of({"--directory", "/nowhere/at/all", "pip", "list"}).find("/nowhere/at/all") != std::string::npos);
}

TEST_CASE("C03: the cache is no place where something else lives", "[cli][settings]") {
  const ConfigFolder folder;
  folder.write("env/pyvenv.cfg", "");
  folder.write("project/pyproject.toml", "");
  const auto failure = [&](const std::string& directory) {
    return test::message_of(resolve(folder, {"--cache-dir", directory, "cache", "dir"}));
  };
  CHECK(failure("/") == "`/` cannot be the cache: it is the root of the file system");
  CHECK(failure(folder.at("env")) == "`" + folder.at("env") + "` cannot be the cache: it is a virtual environment");
  CHECK(failure(folder.at("project")) ==
        "`" + folder.at("project") + "` cannot be the cache: it is the folder of a project");
}

TEST_CASE("an upgrade asks indexes again, and leaves out what is excluded", "[cli][settings]") {
  const Settings all = settings_of({"pip", "upgrade", "--all", "--exclude", "Foo_Bar"});
  REQUIRE(all.install.upgrade);
  CHECK(all.install.upgrade->all);
  CHECK(all.install.upgrade->excluded == std::set<spec::PackageName>{spec::PackageName::of("foo-bar")});
  CHECK(all.install.resolver.upgrade.all);
  CHECK(all.install.refresh.all);
  const Settings one = settings_of({"pip", "upgrade", "a<2"});
  CHECK_FALSE(one.install.upgrade->all);
  REQUIRE(one.install.upgrade->named.size() == 1);
  CHECK(one.install.upgrade->named.front().to_string() == "a<2");
  CHECK(one.install.resolver.upgrade.contains(spec::PackageName::of("a")));
  CHECK_FALSE(one.install.refresh.all);
  CHECK_FALSE(settings_of({"pip", "install", "a"}).install.upgrade);
  CHECK(settings_of({"pip", "uninstall", "a", "--autoremove"}).autoremove);
}

TEST_CASE("an upgrade of nothing, and of all and something, is refused", "[cli][settings]") {
  CHECK(failure_of({"pip", "upgrade"}) ==
        "the following required arguments were not provided: <PACKAGE|--all> | run `axle help pip upgrade` to see the "
        "arguments");
  CHECK(failure_of({"pip", "upgrade", "--all", "a"}) == "the argument '--all' cannot be used with '[PACKAGE]...'");
  CHECK(
      failure_of({"pip", "upgrade", "a @ https://index.example/a-1.0-py3-none-any.whl"}) ==
      "cannot upgrade `a @ https://index.example/a-1.0-py3-none-any.whl`: a URL is installed with `axle pip install`");
}

}  // namespace axle::cli
