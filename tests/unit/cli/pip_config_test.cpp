// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/pip_config: what pip itself would take from its files and variables. Expected values were checked against
// `pip config list` of pip 23.0.1.
#include "cli/pip_config.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using test::ConfigFolder;
using test::Variables;
using Values = std::vector<std::string>;
using Keys = std::map<OptionId, Values>;

/// `ORIGIN: values` by option; origins below the folder are relative, the machine's own files do not count.
std::map<OptionId, std::string> read_in(const ConfigFolder& folder, Variables variables) {
  const auto layers = read_pip_layers(folder.environment(std::move(variables)));
  if (!layers) {
    FAIL(layers.error().message());
  }
  std::map<OptionId, std::string> found;
  for (const ConfigLayer& layer : *layers) {
    if (layer.origin.starts_with("/etc/")) {
      continue;
    }
    for (const auto& [id, values] : layer.values) {
      std::string text =
          layer.origin.starts_with(folder.path()) ? layer.origin.substr(folder.path().size() + 1) : layer.origin;
      text += ":";
      for (const ConfigValue& value : values) {
        text += " " + value.text;
      }
      CHECK(found.try_emplace(id, text).second);
    }
  }
  return found;
}

Keys texts_of(const PipSections::Values& section) {
  Keys keys;
  for (const auto& [id, values] : section) {
    std::ranges::transform(values, std::back_inserter(keys[id]), &ConfigValue::text);
  }
  return keys;
}

struct FileCase {
  const char* text;
  Keys global;
};

}  // namespace

TEST_CASE("of pip's variables seven are read, lists at blanks", "[cli][pip_config]") {
  const ConfigFolder folder;
  const auto found = read_in(folder, {{"PIP_INDEX_URL", "a"},
                                      {"PIP_EXTRA_INDEX_URL", "b c"},
                                      {"PIP_FIND_LINKS", "d"},
                                      {"PIP_NO_INDEX", "true"},
                                      {"PIP_TRUSTED_HOST", "e f"},
                                      {"PIP_CERT", "/a folder/g"},
                                      {"PIP_PROXY", "h"},
                                      {"PIP_TIMEOUT", "3"}});
  CHECK(found == std::map<OptionId, std::string>{{OptionId::index_url, "PIP_INDEX_URL: a"},
                                                 {OptionId::extra_index_url, "PIP_EXTRA_INDEX_URL: b c"},
                                                 {OptionId::find_links, "PIP_FIND_LINKS: d"},
                                                 {OptionId::no_index, "PIP_NO_INDEX: true"},
                                                 {OptionId::allow_insecure_host, "PIP_TRUSTED_HOST: e f"},
                                                 {OptionId::cert, "PIP_CERT: /a folder/g"},
                                                 {OptionId::proxy, "PIP_PROXY: h"}});
}

TEST_CASE("a pip.conf is read as configparser reads it", "[cli][pip_config]") {
  const std::vector<FileCase> cases = {
      {"[global]\nindex-url = a\n", {{OptionId::index_url, {"a"}}}},
      {"[global]\nindex-url: https://index.example/simple\n",
       {{OptionId::index_url, {"https://index.example/simple"}}}},
      {"[global]\nindex-url=https://index.example/?a=b\n", {{OptionId::index_url, {"https://index.example/?a=b"}}}},
      {"[global]\n  index-url = a\n  cert : b\n", {{OptionId::index_url, {"a"}}, {OptionId::cert, {"b"}}}},
      {"[global]\nextra_index_url =\n    a\n\n  # not b\n\tc\nother = 60\n  d\n",
       {{OptionId::extra_index_url, {"a", "c"}}}},
      {"[global]\nIndex_URL = a\n", {{OptionId::index_url, {"a"}}}},
      {"[global]\n--index-url = a\n", {{OptionId::index_url, {"a"}}}},
      {"[global] # all commands\r\nno-index = yes\r\n", {{OptionId::no_index, {"yes"}}}},
      {"# one\n; two\n[global]\nindex-url = a # b\n", {{OptionId::index_url, {"a # b"}}}},
      {"[global]\nindex-url =\n", {{OptionId::index_url, {}}}},
      {"[freeze]\nindex-url = a\n[DEFAULT]\ncert = b\n[global]\nproxy = c\n",
       {{OptionId::cert, {"b"}}, {OptionId::proxy, {"c"}}}},
      {"[Global]\nindex-url = a\n[DEFAULT]\ncert = b\n", {}},
  };
  for (const FileCase& row : cases) {
    CAPTURE(row.text);
    const auto sections = parse_pip_config(row.text, "pip.conf");
    REQUIRE(sections);
    CHECK(texts_of(sections->global) == row.global);
    CHECK(sections->install.empty());
  }
}

TEST_CASE("a value of a pip.conf knows its key and the line of that, one of a variable is a variable's",
          "[cli][pip_config]") {
  const ConfigFolder folder;
  folder.write("own.conf", "[global]\nExtra_Index_URL =\n  a\n  b\n");
  auto layers =
      read_pip_layers(folder.environment({{"PIP_CONFIG_FILE", folder.at("own.conf")}, {"PIP_INDEX_URL", "c"}}));
  REQUIRE(layers);
  std::erase_if(*layers, [](const ConfigLayer& layer) { return layer.origin.starts_with("/etc/"); });
  REQUIRE(layers->size() == 2);
  CHECK(layers->front().kind == OriginKind::variable);
  CHECK(layers->back().kind == OriginKind::file);
  const ConfigValue& second = layers->back().values.at(OptionId::extra_index_url).at(1);
  CHECK(second.text == "b");
  CHECK(second.key == "extra-index-url");
  CHECK(second.line == 2);
}

TEST_CASE("what pip refuses is refused with its line", "[cli][pip_config]") {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"\nindex-url = a\n", "2: there is a line before the first section, such as `[global]`"},
      {"[global]\nindex-url a\n", "2: the line has not the form `key = value`"},
      {"[global]\n= a\n", "2: the line has not the form `key = value`"},
      {"[global]\ncert = a\nCERT = b\n", "3: the key `cert` stands twice in its section"},
      {"[global]\n[install]\n[global]\n", "3: the section `[global]` stands there twice"},
  };
  for (const auto& [text, expected] : cases) {
    CAPTURE(text);
    const auto sections = parse_pip_config(text, "pip.conf");
    const std::string message = test::message_of(sections);
    CHECK(sections.error().code() == ErrorCode::bad_configuration);
    CHECK(sections.error().where()->file == "pip.conf");
    CHECK("not a configuration of pip: " + expected.substr(3) == message);
    CHECK(std::to_string(sections.error().where()->line) == expected.substr(0, 1));
  }
}

TEST_CASE("variables beat [install], that beats [global] of any file; nearer files beat farther ones",
          "[cli][pip_config]") {
  const ConfigFolder folder;
  folder.write("env/pip.conf", "[global]\nindex-url = near\nfind-links = near\ncert = near\nproxy =\n");
  folder.write("home/.config/pip/pip.conf", "[install]\nindex-url = user\n[global]\nextra-index-url = user\n");
  folder.write("home/.pip/pip.conf", "[global]\nextra-index-url = old\ntrusted-host = old\n");
  folder.write("xdg/pip/pip.conf", "[global]\nfind-links = system\nno-index = 0\nproxy = system\n");
  const auto found = read_in(folder, {{"VIRTUAL_ENV", folder.at("env")}, {"PIP_CERT", "variable"}});
  CHECK(found == std::map<OptionId, std::string>{{OptionId::index_url, "home/.config/pip/pip.conf: user"},
                                                 {OptionId::extra_index_url, "home/.config/pip/pip.conf: user"},
                                                 {OptionId::find_links, "env/pip.conf: near"},
                                                 {OptionId::allow_insecure_host, "home/.pip/pip.conf: old"},
                                                 {OptionId::no_index, "xdg/pip/pip.conf: 0"},
                                                 {OptionId::cert, "PIP_CERT: variable"}});
}

TEST_CASE("PIP_CONFIG_FILE comes first and hides the user's files, when it is there", "[cli][pip_config]") {
  const ConfigFolder folder;
  folder.write("own.conf", "[global]\ncert = own\n");
  folder.write("home/.config/pip/pip.conf", "[global]\nindex-url = user\ncert = user\n");
  folder.write("xdg/pip/pip.conf", "[global]\nindex-url = system\n");
  CHECK(read_in(folder, {{"PIP_CONFIG_FILE", folder.at("own.conf")}}) ==
        std::map<OptionId, std::string>{{OptionId::index_url, "xdg/pip/pip.conf: system"},
                                        {OptionId::cert, "own.conf: own"}});
  CHECK(read_in(folder, {{"PIP_CONFIG_FILE", folder.at("none.conf")}}) ==
        std::map<OptionId, std::string>{{OptionId::index_url, "home/.config/pip/pip.conf: user"},
                                        {OptionId::cert, "home/.config/pip/pip.conf: user"}});
}

TEST_CASE("a file of pip's that is there and cannot be read is told", "[cli][pip_config]") {
  const ConfigFolder folder;
  const std::string path = folder.at("loop.conf");
  std::filesystem::create_symlink("loop.conf", path);
  const auto layers = read_pip_layers(folder.environment({{"PIP_CONFIG_FILE", path}}));
  CHECK(test::message_of(layers) == "cannot read `" + path + "`: Too many levels of symbolic links");
}

TEST_CASE("PIP_CONFIG_FILE=/dev/null switches all files off, not the variables", "[cli][pip_config]") {
  const ConfigFolder folder;
  folder.write("home/.config/pip/pip.conf", "not a configuration\n");
  folder.write("xdg/pip/pip.conf", "[global]\nindex-url = system\n");
  CHECK(read_in(folder, {{"PIP_CONFIG_FILE", "/dev/null"}, {"PIP_CERT", "variable"}}) ==
        std::map<OptionId, std::string>{{OptionId::cert, "PIP_CERT: variable"}});
}

}  // namespace axle::cli
