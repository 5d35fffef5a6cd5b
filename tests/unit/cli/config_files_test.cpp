// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/config_files: which files are read, what their keys mean, and what is said of wrong ones.
#include "cli/config_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <iterator>

#include "base/format.hpp"
#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using test::ConfigFolder;
using test::Variables;
using Values = std::vector<std::string>;

/// The layers below the folder; the machine's own files do not count.
struct Found {
  std::vector<ConfigLayer> layers;
  std::vector<std::string> warnings;

  [[nodiscard]] Values values(OptionId id) const {
    Values all;
    for (const ConfigLayer& layer : layers) {
      if (const auto found = layer.values.find(id); found != layer.values.end()) {
        std::ranges::transform(found->second, std::back_inserter(all), &ConfigValue::text);
      }
    }
    return all;
  }
};

Result<Found> find_in(const ConfigFolder& folder, ConfigSearch search, Variables variables = {}) {
  search.working_directory = folder.at(search.working_directory);
  WarningSink warnings;
  const EnvLookup environment = folder.environment(std::move(variables));
  TRY_ASSIGN(auto layers, read_config_layers(search, environment, warnings));
  std::erase_if(layers, [](const ConfigLayer& layer) { return layer.origin.starts_with("/etc/"); });
  return Found{.layers = std::move(layers), .warnings = warnings.take()};
}

Found find_from(const ConfigFolder& folder, const std::string& below, Variables variables = {}) {
  auto found =
      find_in(folder, {.working_directory = below, .config_file = {}, .no_config = false}, std::move(variables));
  if (!found) {
    FAIL(found.error().message());
  }
  return std::move(*found);
}

Values origins(const Found& found, const ConfigFolder& folder) {
  Values list;
  for (const ConfigLayer& layer : found.layers) {
    list.push_back(layer.origin.starts_with(folder.path()) ? layer.origin.substr(folder.path().size() + 1)
                                                           : layer.origin);
  }
  return list;
}

}  // namespace

TEST_CASE("project, user and system files of axle come before uv's, pip's are last", "[cli][config_files]") {
  const ConfigFolder folder;
  for (const char* file : {"work/axle.toml", "home/.config/axle/axle.toml", "xdg/axle/axle.toml", "work/uv.toml",
                           "home/.config/uv/uv.toml", "xdg/uv/uv.toml"}) {
    folder.write(file, "offline = true\n");
  }
  folder.write("home/.config/pip/pip.conf", "[global]\nindex-url = b\ncert = c\n");
  const Found found = find_from(folder, "work/sub", {{"PIP_NO_INDEX", "1"}});
  CHECK(origins(found, folder) == Values{"work/axle.toml", "home/.config/axle/axle.toml", "xdg/axle/axle.toml",
                                         "work/uv.toml", "home/.config/uv/uv.toml", "xdg/uv/uv.toml",
                                         "home/.config/pip/pip.conf", "PIP_NO_INDEX", "home/.config/pip/pip.conf"});
  CHECK(std::ranges::count(found.layers, true, &ConfigLayer::is_uv) == 3);
}

TEST_CASE("the nearest folder upwards decides, and there axle.toml hides [tool.axle]", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("work/axle.toml", "resolution = \"lowest\"\n");
  folder.write("work/pyproject.toml", "[tool.axle]\nresolution = \"highest\"\n[tool.uv]\noffline = true\n");
  folder.write("work/near/pyproject.toml", "[tool.axle]\nresolution = \"lowest-direct\"\n");
  CHECK(find_from(folder, "work").values(OptionId::resolution) == Values{"lowest"});
  CHECK(find_from(folder, "work").values(OptionId::offline) == Values{"true"});
  CHECK(find_from(folder, "work/near/below").values(OptionId::resolution) == Values{"lowest-direct"});
}

TEST_CASE("a pyproject.toml without the table does not stop the way up", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("work/axle.toml", "offline = true\n");
  folder.write("work/near/pyproject.toml", "[project]\nname = \"x\"\n[tool.other]\nx = 1\n");
  CHECK(find_from(folder, "work/near").values(OptionId::offline) == Values{"true"});
}

TEST_CASE("the table of pyproject.toml may be written in any way of TOML", "[cli][config_files]") {
  const auto* const text =
      GENERATE("[ tool.uv ]\noffline = true\n", "tool.uv.offline = true\n", "[tool]\nuv.offline = true\n",
               "[\"tool\".uv]\noffline = true\n", "[\"to\\u006fl\".uv]\noffline = true\n");
  const ConfigFolder folder;
  folder.write("work/pyproject.toml", text);
  CHECK(find_from(folder, "work").values(OptionId::offline) == Values{"true"});
}

TEST_CASE("keys are those of the option table; the table pip is nearer", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("axle.toml",
               "extra-index-url = [\"b\", \"c\"]\nindex-url = \"i\"\ncompile-bytecode = true\n"
               "[pip]\nextra-index-url = [\"a\"]\nsystem = true\nno-binary = [\"x\", \"y\"]\n");
  const Found found = find_from(folder, "");
  CHECK(found.values(OptionId::extra_index_url) == Values{folder.at("a"), folder.at("b"), folder.at("c")});
  CHECK(found.values(OptionId::index_url) == Values{folder.at("i")});
  CHECK(found.values(OptionId::compile_bytecode) == Values{"true"});
  CHECK(found.values(OptionId::system) == Values{"true"});
  CHECK(found.values(OptionId::no_binary) == Values{"x", "y"});
  CHECK(found.warnings.empty());
}

TEST_CASE("[[index]] of axle and of uv are indexes, the default one and flat pages too", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("pyproject.toml",
               "[[tool.uv.index]]\nname = \"inner\"\nurl = \"https://index.example/inner\"\n"
               "[[tool.uv.index]]\nurl = \"https://index.example/base\"\ndefault = true\n"
               "[[tool.uv.index]]\nname = \"torch\"\nurl = \"https://index.example/torch\"\nexplicit = true\n"
               "[[tool.uv.index]]\nname = \"files\"\nurl = \"https://index.example/files\"\nformat = \"flat\"\n");
  const Found found = find_from(folder, "");
  CHECK(found.values(OptionId::index) == Values{"inner=https://index.example/inner"});
  CHECK(found.values(OptionId::default_index) == Values{"https://index.example/base"});
  CHECK(found.values(OptionId::find_links) == Values{"files=https://index.example/files"});
}

TEST_CASE("relative places lie below the folder of their file, those of pip's files do not", "[cli][config_files]") {
  const std::string keys =
      "find-links = [\"x\", \"/y\"]\nextra-index-url = [\"../x\", \"file:x y\"]\nindex-url = \"a=x\"\n";
  const ConfigFolder folder;
  folder.write("uv.toml", keys + "[[index]]\nurl = \"./x\"\nname = \"n\"\n[[index]]\nurl = \"d\"\ndefault = true\n");
  folder.write("axle.toml", "[pip]\n" + keys);
  folder.write("home/.config/pip/pip.conf", "[global]\nfind-links = x\n");
  const Found found = find_from(folder, "below");
  const Values more{folder.at("../x"), "file://" + folder.at("x%20y")};
  CHECK(found.values(OptionId::find_links) == Values{folder.at("x"), "/y", folder.at("x"), "/y", "x"});
  CHECK(found.values(OptionId::extra_index_url) == Values{more[0], more[1], more[0], more[1]});
  CHECK(found.values(OptionId::index_url) == Values{folder.at("a=x"), folder.at("a=x")});
  CHECK(found.values(OptionId::index) == Values{"n=" + folder.at("./x")});
  CHECK(found.values(OptionId::default_index) == Values{folder.at("d")});
}

TEST_CASE("URLs in settings stay as they are written", "[cli][config_files]") {
  const ConfigFolder folder;
  const Values urls{"https://me:secret@index.example/a", "HTTPS://index.example", "n=https://index.example/b",
                    "ftp://x"};
  folder.write("axle.toml",
               format("find-links = [\"{}\", \"{}\", \"{}\", \"{}\"]\n", urls[0], urls[1], urls[2], urls[3]));
  CHECK(find_from(folder, "").values(OptionId::find_links) == urls);
}

TEST_CASE("a value knows its key and its place", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("uv.toml",
               "find-links = [\n  \"a\",\n  \"b\",\n]\n[pip]\nfind-links = [\"c\"]\n"
               "[[index]]\nurl = \"d\"\nformat = \"flat\"\n");
  const Found found = find_from(folder, "");
  Values places;
  for (const ConfigValue& value : found.layers.at(0).values.at(OptionId::find_links)) {
    places.push_back(format("{} {}:{}:{}", value.text, value.key, value.line, value.column));
  }
  CHECK(places == Values{folder.at("c") + " pip.find-links:6:15", folder.at("a") + " find-links:2:3",
                         folder.at("b") + " find-links:3:3", folder.at("d") + " index.url:8:7"});
}

TEST_CASE("an index without URL is refused", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("axle.toml", "[[index]]\nname = \"inner\"\n");
  const auto found = find_in(folder, {});
  CHECK(test::message_of(found) == "an entry of `index` has no `url`");
  CHECK(found.error().where()->line == 1);
}

TEST_CASE("an unknown key is a warning that names the nearest one", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("axle.toml",
               "indx-url = \"x\"\n[pip]\n\"bad\\u001bkey\" = 1\nlink-mdoe = 1\n[sources]\na = {}\n"
               "[[index]]\nurl = \"https://index.example/\"\nexplicti = true\n");
  const std::string where = "` in `" + folder.at("axle.toml") + "`";
  CHECK(find_from(folder, "").warnings ==
        Values{"unknown key `indx-url" + where + "; did you mean `index-url`?", "unknown key `pip.bad\\x1bkey" + where,
               "unknown key `pip.link-mdoe" + where + "; did you mean `pip.link-mode`?",
               "`sources" + where + " has no effect: it is read from `[tool.axle.sources]` in a pyproject.toml",
               "unknown key `index.explicti" + where + "; did you mean `index.explicit`?"});
}

TEST_CASE("what uv knows is no mistake in its files, but told where it would change what is installed",
          "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("uv.toml",
               "preview = true\nlink-mdoe = \"copy\"\nno-binary-package = [\"a\"]\n"
               "[pip]\nuniversal = true\ntorch-backend = \"cpu\"\n");
  const std::string where = "` in `" + folder.at("uv.toml") + "`";
  CHECK(find_from(folder, "").warnings == Values{"unknown key `link-mdoe" + where + "; did you mean `link-mode`?",
                                                 "`no-binary-package" + where + " has no effect yet",
                                                 "`pip.torch-backend" + where + " has no effect yet"});
}

TEST_CASE("a file of settings that is there and cannot be read is an error", "[cli][config_files]") {
  for (const std::string name : {"axle.toml", "uv.toml", "pyproject.toml"}) {
    CAPTURE(name);
    const ConfigFolder folder;
    REQUIRE(mkfifo(folder.at(name).c_str(), 0600) == 0);
    CHECK(test::message_of(find_in(folder, {})) == "cannot read `" + folder.at(name) + "`: it is a named pipe");
  }
}

TEST_CASE("a value of the wrong type is an error that names its place and what it must be", "[cli][config_files]") {
  const std::string flag = "must be true or false";
  const std::string texts = "must be an array of strings";
  const std::string tables = "must be an array of tables: `[[index]]`";
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"offline = \"yes\"", "`offline` " + flag},
      {"offline = [true]", "`offline` " + flag},
      {"index-url = 1", "`index-url` must be a string"},
      {"index-url = [\"x\"]", "`index-url` must be a string"},
      {"index-url = \"\"", "`index-url` must not be empty"},
      {"extra-index-url = [1]", "`extra-index-url` " + texts},
      {"extra-index-url = [true]", "`extra-index-url` " + texts},
      {"extra-index-url = [\"a\", \"\"]", "`extra-index-url` must not be empty"},
      {"find-links = {}", "`find-links` " + texts},
      {"constraint-dependencies = \"a\"", "`constraint-dependencies` " + texts},
      {"index = \"https://index.example\"", "`index` " + tables},
      {"index = {url = \"https://index.example\"}", "`index` " + tables},
      {"index = [\"https://index.example\"]", "`index` " + tables},
      {"index = [{url = 5}]", "`index.url` must be a string"},
      {"index = [{url = \"\"}]", "`index.url` must not be empty"},
      {"index = [{url = \"x\", name = 7}]", "`index.name` must be a string"},
      {"index = [{url = \"x\", default = \"yes\"}]", "`index.default` " + flag},
      {"index = [{url = \"x\", explicit = \"yes\"}]", "`index.explicit` " + flag},
      {"index = [{url = \"x\", explicit = true, format = \"yes\"}]", "`index.format` must be `simple` or `flat`"},
      {"pip = 3", "`pip` must be a table"},
      {"pip = [{index-url = \"https://index.example\"}]", "`pip` must be a table"},
      {"pip = {index-url = 3}", "`pip.index-url` must be a string"},
  };
  for (const std::string file : {"axle.toml", "uv.toml"}) {
    for (const auto& [line, message] : lines) {
      CAPTURE(file, line);
      const ConfigFolder folder;
      folder.write(file, "# first line\n" + line + "\n");
      const auto found = find_in(folder, {});
      CHECK(test::message_of(found) == message);
      CHECK(found.error().code() == ErrorCode::bad_configuration);
      CHECK(found.error().where()->file == folder.at(file));
      CHECK(found.error().where()->line == 2);
      CHECK(found.error().where()->column > 0);
    }
  }
}

TEST_CASE("of the whole table, no key has a value of another type", "[cli][config_files]") {
  for (const OptionRow& row : option_rows()) {
    for (const std::string value : {"1", "2.5", "2024-01-01", "{}", "[[]]", "[1]", "\"\"", "\"text\"", "true"}) {
      const bool is_flag = row.shape == OptionShape::flag;
      if (value == "{}" && (row.id == OptionId::prerelease_package || row.id == OptionId::exclude_newer_package)) {
        continue;  // a table of packages, of which there are none
      }
      if (row.key.empty() || (is_flag ? value == "true" : value == "\"text\"")) {
        continue;
      }
      CAPTURE(row.key, value);
      const ConfigFolder folder;
      folder.write("pyproject.toml", format("[tool.uv]\n{} = {}\n", row.key, value));
      CHECK(test::message_of(find_in(folder, {})).starts_with(format("`{}` must ", row.key)));
    }
  }
}

TEST_CASE("a table of pyproject.toml that is none is an error", "[cli][config_files]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"tool = 3\n", "`tool` must be a table"},
      {"[[tool]]\nuv = {}\n", "`tool` must be a table"},
      {"[tool]\nuv = 3\n", "`tool.uv` must be a table"},
      {"[tool]\naxle = \"x\"\n", "`tool.axle` must be a table"},
      {"[[tool.uv]]\noffline = true\n", "`tool.uv` must be a table"},
      {"[[tool.axle]]\noffline = true\n", "`tool.axle` must be a table"},
  }));
  const ConfigFolder folder;
  folder.write("pyproject.toml", text);
  const auto found = find_in(folder, {});
  CHECK(test::message_of(found) == message);
  CHECK(found.error().where()->file == folder.at("pyproject.toml"));
  CHECK(found.error().where()->line > 0);
}

TEST_CASE("broken TOML is an error in axle.toml and uv.toml, a warning in pyproject.toml", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("own/axle.toml", "offline = [\n");
  const auto own = find_in(folder, {.working_directory = "own", .config_file = {}, .no_config = false});
  CHECK(test::message_of(own).starts_with("not valid TOML: "));
  CHECK(own.error().code() == ErrorCode::bad_toml);
  folder.write("uv/uv.toml", "offline = [\n");
  const auto foreign = find_in(folder, {.working_directory = "uv", .config_file = {}, .no_config = false});
  CHECK(foreign.error().code() == ErrorCode::bad_toml);
  CHECK(foreign.error().where()->file == folder.at("uv/uv.toml"));
  folder.write("shared/pyproject.toml", "[tool.uv]\noffline = [\n");
  const Found shared = find_from(folder, "shared");
  REQUIRE_FALSE(shared.warnings.empty());
  CHECK(shared.warnings.front().starts_with(folder.at("shared/pyproject.toml") + ":2:"));
}

TEST_CASE("a pyproject.toml that is broken is told whatever stands in it", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("pyproject.toml", "[project\n");
  const Found found = find_from(folder, "");
  REQUIRE(found.warnings.size() == 1);
  CHECK(found.warnings.front().starts_with(folder.at("pyproject.toml") + ":1:9: not valid TOML: "));
}

TEST_CASE("the name of an index has letters, digits and few signs", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("uv.toml", "[[index]]\nurl = \"https://index.example\"\nname = \"a b!\"\n");
  const auto found = find_in(folder, {});
  CHECK(test::message_of(found) == "`a b!` is no name of an index: it may hold letters, digits, `-`, `_` and `.`");
  CHECK(found.error().where()->line == 3);
}

TEST_CASE("UV_CONFIG_FILE replaces the files of uv, not axle's", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("axle.toml", "offline = true\n");
  folder.write("uv.toml", "offline = true\n");
  folder.write("other.toml", "no-index = true\n");
  const auto found = find_in(
      folder,
      {.working_directory = "", .config_file = {}, .no_config = false, .uv_config_file = folder.at("other.toml")});
  REQUIRE(found);
  CHECK(origins(*found, folder) == Values{"axle.toml", "other.toml"});
  CHECK(found->layers.back().is_uv);
}

TEST_CASE("--no-config reads nothing, not even pip's variables", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("axle.toml", "offline = [\n");
  const auto found = find_in(folder, {.working_directory = "", .config_file = {}, .no_config = true},
                             {{"PIP_INDEX_URL", "https://index.example"}});
  REQUIRE(found);
  CHECK(found->layers.empty());
}

TEST_CASE("--config-file replaces the files of axle and uv, not pip's", "[cli][config_files]") {
  const ConfigFolder folder;
  folder.write("axle.toml", "offline = true\n");
  folder.write("uv.toml", "offline = true\n");
  folder.write("other.toml", "no-index = true\n");
  folder.write("home/.config/pip/pip.conf", "[global]\ncert = x\n");
  const auto found =
      find_in(folder, {.working_directory = "", .config_file = folder.at("other.toml"), .no_config = false});
  REQUIRE(found);
  CHECK(origins(*found, folder) == Values{"other.toml", "home/.config/pip/pip.conf"});
  const auto missing =
      find_in(folder, {.working_directory = "", .config_file = folder.at("none.toml"), .no_config = false});
  CHECK(test::message_of(missing).find(folder.at("none.toml")) != std::string::npos);
}

}  // namespace axle::cli
