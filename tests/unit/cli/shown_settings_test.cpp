// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/shown_settings: values that count, who gave them, and no password.
#include "cli/shown_settings.hpp"

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using test::Variables;

/// Of a command with a file of settings.
std::vector<ShownSetting> shown(const std::vector<std::string>& words, const Variables& variables = {}) {
  const ParsedArgs args = test::args_of(words);
  const EnvLookup environment = test::environment_of(variables);
  ConfigLayer layer{.origin = "/work/uv.toml", .is_uv = true, .values = {}};
  layer.values[OptionId::no_binary] = {{.text = "lib", .key = "pip.no-binary", .line = 3}};
  layer.values[OptionId::no_deps] = {{.text = "true", .key = "pip.no-deps", .line = 4}};
  layer.explicit_indexes = {{.text = "own=https://me:secret@index.example/simple", .key = "index.url", .line = 6}};
  layer.explicit_flats = {{.text = "flat=/wheels", .key = "index.url", .line = 9}};
  const std::vector<ConfigLayer> layers = {layer};
  return list_given_settings(args, OptionValues(args, environment, layers), {});
}

}  // namespace

TEST_CASE("values are told with the option, variable or line that gave them", "[cli][shown_settings]") {
  CHECK(to_text(shown({"pip", "install", "a", "--no-binary", "app", "--show-settings"}, {{"UV_OFFLINE", "1"}})) ==
        "no-deps = true  # /work/uv.toml:4\n"
        "no-binary = app  # --no-binary\n"
        "no-binary = lib  # /work/uv.toml:3\n"
        "index = own=https://me:****@index.example/simple  # /work/uv.toml:6\n"
        "find-links = flat=/wheels  # /work/uv.toml:9\n"
        "offline = 1  # UV_OFFLINE\n");
}

TEST_CASE("what is taken back is told by its own name, and what the command does not have is not told",
          "[cli][shown_settings]") {
  CHECK(to_text(shown({"pip", "install", "a", "--deps"})) ==
        "no-deps = false  # --deps\n"
        "no-binary = lib  # /work/uv.toml:3\n"
        "index = own=https://me:****@index.example/simple  # /work/uv.toml:6\n"
        "find-links = flat=/wheels  # /work/uv.toml:9\n");
  CHECK(to_text(shown({"cache", "dir"})).empty());
}

TEST_CASE("what files alone can say is told as well, where the command resolves", "[cli][shown_settings]") {
  ConfigLayer layer{.origin = "/work/uv.toml", .is_uv = true, .values = {}};
  layer.values[OptionId::index] = {{.text = "all=https://index.example/all", .key = "index.url", .line = 3}};
  layer.explicit_indexes = {{.text = "own=https://me:secret@index.example/own", .key = "index.url", .line = 6}};
  layer.explicit_flats = {{.text = "flat=/work/wheels", .key = "index.url", .line = 9}};
  const std::vector<ConfigLayer> layers = {layer};
  RequirementSources sources;
  sources.constraints = {{.text = "lib @ https://me:secret@index.example/l.whl", .place = {"/work/uv.toml", 12, 1}}};
  sources.overrides = {{.text = "lib<3", .place = {"/work/uv.toml", 13, 1}}};
  sources.exclusions = {
      {.text = "old", .place = {"/work/uv.toml", 14, 1}, .scope = engine::SettledScope{"app", "1.0"}},
      {.text = "odd", .place = {"/work/uv.toml", 15, 1}, .scope = engine::SettledScope{"app", std::nullopt}}};
  const auto told = [&](const std::vector<std::string>& words) {
    const ParsedArgs args = test::args_of(words);
    const EnvLookup environment = test::environment_of({});
    return to_text(list_given_settings(args, OptionValues(args, environment, layers), sources));
  };
  const std::string indexes =
      "index = all=https://index.example/all  # /work/uv.toml:3\n"
      "index = own=https://me:****@index.example/own  # /work/uv.toml:6\n"
      "find-links = flat=/work/wheels  # /work/uv.toml:9\n";
  CHECK(told({"pip", "list"}) == indexes);
  CHECK(told({"pip", "install", "a"}) == indexes +
                                             "constraint-dependencies = lib @ https://me:****@index.example/l.whl  # "
                                             "/work/uv.toml:12\n"
                                             "override-dependencies = lib<3  # /work/uv.toml:13\n"
                                             "exclude-dependencies = old (of app==1.0)  # /work/uv.toml:14\n"
                                             "exclude-dependencies = odd (of app)  # /work/uv.toml:15\n");
}

TEST_CASE("passwords and control characters are hidden, in JSON as well", "[cli][shown_settings]") {
  const auto settings = shown({"pip", "check", "--proxy", "http://me:secret@proxy.example:1\x1b"});
  CHECK(to_text(settings) == "proxy = http://me:****@proxy.example:1\\x1b  # --proxy\n");
  CHECK(to_json(settings) == R"([{"name":"proxy","value":"http://me:****@proxy.example:1\\x1b","from":"--proxy"}])"
                             "\n");
  CHECK(to_text(shown({"pip", "check", "--proxy", "me:se@cret@proxy.example:1"})) ==
        "proxy = me:****@proxy.example:1  # --proxy\n");
  CHECK(to_json({}) == "[]\n");
}

}  // namespace axle::cli
