// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/option_values: who wins, what is joined, and what is never taken from uv.
#include "cli/option_values.hpp"

#include "base/format.hpp"
#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using test::args_of;
using test::environment_of;
using test::Variables;
using Values = std::vector<std::string>;

ConfigLayer layer(std::string origin, OptionId id, const Values& texts, bool is_uv = false) {
  std::vector<ConfigValue> values;
  for (const std::string& text : texts) {
    values.push_back({.text = text, .key = "some-key", .line = 3, .column = 7});
  }
  return {.origin = std::move(origin), .is_uv = is_uv, .values = {{id, std::move(values)}}};
}

const ParsedArgs& no_args() {
  static const ParsedArgs args = args_of({"pip", "install"});
  return args;
}

}  // namespace

TEST_CASE("option, AXLE_, UV_, axle's file, uv's file, pip's file: the nearest wins", "[cli][option_values]") {
  const std::vector<ConfigLayer> layers = {layer("axle.toml", OptionId::index_url, {"d"}),
                                           layer("uv.toml", OptionId::index_url, {"e"}, true),
                                           layer("pip.conf", OptionId::index_url, {"f"})};
  const ParsedArgs given = args_of({"pip", "install", "-i", "a"});
  const auto winner = [&](const ParsedArgs& args, const Variables& variables, std::size_t first_layer) {
    const EnvLookup environment = environment_of(variables);
    const std::vector<ConfigLayer> rest(layers.begin() + static_cast<std::ptrdiff_t>(first_layer), layers.end());
    const OptionValues values(args, environment, rest);
    return format("{} of {}", values.single(OptionId::index_url).value_or("none"), values.origin(OptionId::index_url));
  };
  const Variables both = {{"AXLE_INDEX_URL", "b"}, {"UV_INDEX_URL", "c"}};
  CHECK(winner(given, both, 0) == "a of --index-url");
  CHECK(winner(no_args(), both, 0) == "b of AXLE_INDEX_URL");
  CHECK(winner(no_args(), {{"UV_INDEX_URL", "c"}}, 0) == "c of UV_INDEX_URL");
  CHECK(winner(no_args(), {}, 0) == "d of axle.toml");
  CHECK(winner(no_args(), {}, 1) == "e of uv.toml");
  CHECK(winner(no_args(), {}, 2) == "f of pip.conf");
  CHECK(winner(no_args(), {}, 3) == "none of ");
}

TEST_CASE("lists are joined, nearest first", "[cli][option_values]") {
  const std::vector<ConfigLayer> layers = {layer("axle.toml", OptionId::extra_index_url, {"d", "e"}),
                                           layer("uv.toml", OptionId::extra_index_url, {"f"}, true)};
  const ParsedArgs args = args_of({"pip", "install", "--extra-index-url", "a", "--extra-index-url", "b"});
  const EnvLookup environment = environment_of({{"UV_EXTRA_INDEX_URL", " c1  c2 "}});
  CHECK(OptionValues(args, environment, layers).list(OptionId::extra_index_url) ==
        Values{"a", "b", "c1", "c2", "d", "e", "f"});
}

TEST_CASE("find-links of a variable may be separated by commas as well", "[cli][option_values]") {
  const EnvLookup environment = environment_of({{"AXLE_FIND_LINKS", "a,b c"}});
  CHECK(OptionValues(no_args(), environment, {}).list(OptionId::find_links) == Values{"a", "b", "c"});
}

TEST_CASE("an empty variable counts as none", "[cli][option_values]") {
  const std::vector<ConfigLayer> layers = {layer("axle.toml", OptionId::index_url, {"file"})};
  const EnvLookup environment = environment_of({{"AXLE_INDEX_URL", ""}});
  CHECK(OptionValues(no_args(), environment, layers).single(OptionId::index_url) == "file");
}

TEST_CASE("the last of several values of one option wins", "[cli][option_values]") {
  const ParsedArgs args = args_of({"pip", "install", "-i", "a", "-i", "b"});
  CHECK(OptionValues(args, environment_of({}), {}).single(OptionId::index_url) == "b");
}

TEST_CASE("flags read the words that mean yes and no, and nothing else", "[cli][option_values]") {
  const auto offline = [](const std::string& word) {
    const EnvLookup environment = environment_of({{"AXLE_OFFLINE", word}});
    return OptionValues(no_args(), environment, {}).flag(OptionId::offline);
  };
  for (const char* word : {"1", "true", "YES", "On", "t", "y"}) {
    CHECK(offline(word).value());
  }
  for (const char* word : {"0", "false", "No", "OFF", "f", "n", ""}) {
    CHECK_FALSE(offline(word).value());
  }
  CHECK(test::message_of(offline("perhaps")) == "invalid value 'perhaps' for AXLE_OFFLINE: expected true or false");
}

TEST_CASE("a variable can switch off what a file switches on", "[cli][option_values]") {
  const std::vector<ConfigLayer> layers = {layer("axle.toml", OptionId::offline, {"true"})};
  const EnvLookup environment = environment_of({{"AXLE_OFFLINE", "0"}});
  CHECK_FALSE(OptionValues(no_args(), environment, layers).flag(OptionId::offline).value());
  CHECK(OptionValues(no_args(), environment_of({}), layers).flag(OptionId::offline).value());
}

TEST_CASE("of the whole table, exactly the rows that say so are read from UV_ variables", "[cli][option_values]") {
  for (const OptionRow& row : option_rows()) {
    if (row.env.empty()) {
      continue;
    }
    CAPTURE(row.env);
    const EnvLookup uv = environment_of({{format("UV_{}", row.env), "true"}});
    const EnvLookup axle = environment_of({{format("AXLE_{}", row.env), "true"}});
    CHECK((OptionValues(no_args(), uv, {}).single(row.id) == "true") == row.from_uv);
    CHECK(OptionValues(no_args(), axle, {}).single(row.id) == "true");
  }
}

TEST_CASE("of the whole table, exactly the rows that say so are read from uv's files", "[cli][option_values]") {
  const EnvLookup environment = environment_of({});
  for (const OptionRow& row : option_rows()) {
    CAPTURE(row.names);
    const std::vector<ConfigLayer> uv = {layer("uv.toml", row.id, {"true"}, true)};
    const std::vector<ConfigLayer> axle = {layer("axle.toml", row.id, {"true"})};
    CHECK((OptionValues(no_args(), environment, uv).single(row.id) == "true") == row.from_uv);
    CHECK(OptionValues(no_args(), environment, axle).single(row.id) == "true");
  }
}

TEST_CASE("a wrong word is told with the option, the variable or the place in a file", "[cli][option_values]") {
  constexpr Choices<int, 2> k_words = {{{"a", 1}, {"b", 2}}};
  const auto choose = [&](const ParsedArgs& args, const Variables& variables, const std::vector<ConfigLayer>& layers) {
    const EnvLookup environment = environment_of(variables);
    return OptionValues(args, environment, layers).choose(OptionId::link_mode, k_words, 0);
  };
  const auto of_option = choose(args_of({"pip", "install", "--link-mode", "x"}), {}, {});
  CHECK(test::message_of(of_option) == "invalid value 'x' for '--link-mode <MODE>'");
  CHECK_FALSE(of_option.error().where());
  const auto of_variable = choose(no_args(), {{"UV_LINK_MODE", "x"}}, {});
  CHECK(test::message_of(of_variable) == "invalid value 'x' for UV_LINK_MODE");
  CHECK_FALSE(of_variable.error().where());
  const auto of_file = choose(no_args(), {}, {layer("uv.toml", OptionId::link_mode, {"x"}, true)});
  CHECK(test::message_of(of_file) == "invalid value 'x' for `some-key`");
  CHECK(of_file.error().hints() == Values{"possible values: a, b"});
  REQUIRE(of_file.error().where());
  CHECK(of_file.error().where()->file == "uv.toml");
  CHECK(of_file.error().where()->line == 3);
  CHECK(of_file.error().where()->column == 7);
}

TEST_CASE("each value is read by a function whose error is told with the value's place", "[cli][option_values]") {
  const std::vector<ConfigLayer> layers = {layer("axle.toml", OptionId::extra_index_url, {"good", "bad"})};
  const EnvLookup environment = environment_of({{"UV_EXTRA_INDEX_URL", "good fine"}});
  Values read;
  const auto done =
      OptionValues(no_args(), environment, layers).each(OptionId::extra_index_url, [&](const std::string& text) {
        read.push_back(text);
        return text == "bad" ? Result<void>(fail(ErrorCode::bad_url, "it is bad")) : Result<void>{};
      });
  CHECK(read == Values{"good", "fine", "good", "bad"});
  CHECK(test::message_of(done) == "invalid value for `some-key`: it is bad");
  CHECK(done.error().code() == ErrorCode::bad_url);
  CHECK(done.error().where()->file == "axle.toml");
}

TEST_CASE("a wrong value matters to commands that do something with the option", "[cli][option_values]") {
  const EnvLookup environment = environment_of({{"UV_INDEX_STRATEGY", "x"}});
  const auto matters = [&](const Values& words) {
    const ParsedArgs args = args_of(words);
    return OptionValues(args, environment, {}).matters(OptionId::index_strategy);
  };
  CHECK(matters({"pip", "install", "a"}));
  CHECK(matters({"pip", "list", "--outdated"}));
  CHECK(matters({"venv", "--seed"}));
  CHECK(matters({"pip", "list", "--index-strategy", "y"}));
  for (const Values& words : {Values{"pip", "list"}, Values{"pip", "freeze"}, Values{"pip", "check"}, Values{"venv"},
                              Values{"cache", "dir"}, Values{"pip", "uninstall", "a"}}) {
    CAPTURE(words);
    CHECK_FALSE(matters(words));
  }
}

}  // namespace axle::cli
