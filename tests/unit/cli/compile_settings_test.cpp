// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/compile_settings: for whom pins are chosen, where they go, and the command that their header repeats.
#include "cli/compile_settings.hpp"

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using Words = std::vector<std::string>;

/// Of `pip compile r.in` in /work, with these options and this file of settings.
Result<Settings> read(Words words, const ConfigLayer& layer = {}) {
  words.insert(words.begin(), {"pip", "compile", "r.in"});
  const ParsedArgs args = test::args_of(words);
  const EnvLookup environment = test::environment_of({});
  const std::vector<ConfigLayer> layers = {layer};
  const OptionValues values(args, environment, layers);
  Settings settings;
  settings.command = args.command;
  settings.working_directory = "/work";
  TRY(fill_compile_settings(args, values, settings));
  return settings;
}

std::string command_of(const Words& words, const CompileSettings& compile = {}) {
  return compile_command_of(words, compile);
}

}  // namespace

TEST_CASE("a version of a file of settings is known to be one, unless the command line has its own",
          "[cli][compile_settings]") {
  ConfigLayer layer{.origin = "/work/uv.toml", .is_uv = true, .values = {}};
  layer.values[OptionId::python_version] = {{.text = "3.9", .key = "pip.python-version"}};
  const auto of_settings = read({}, layer);
  CHECK(of_settings->target_override.version == spec::Version::of("3.9"));
  CHECK(of_settings->target_override.is_version_of_settings);
  const auto named = read({"--python-version", "3.12"}, layer);
  CHECK(named->target_override.version == spec::Version::of("3.12"));
  CHECK_FALSE(named->target_override.is_version_of_settings);
  CHECK_FALSE(read({})->target_override.is_version_of_settings);
}

TEST_CASE("targets that cannot be are refused with a reason", "[cli][compile_settings]") {
  CHECK(test::message_of(read({"--python-version", "3.256"})) ==
        "invalid value for '--python-version <VERSION>': `3.256` is no version of Python: a number in it is "
        "above 255");
  CHECK(test::message_of(read({"--python-platform", "amiga"}))
            .starts_with("invalid value for '--python-platform <PLATFORM>': `amiga` is none of: "));
  CHECK(read({"--python-platform", "windows"})->target_override.platform);
}

TEST_CASE("a file is absolute, and standard output by another name is no file", "[cli][compile_settings]") {
  CHECK(read({"-o", "out/pins.txt"})->compile.output_file == "/work/out/pins.txt");
  CHECK_FALSE(read({"-o", "/dev/stdout"})->compile.output_file);
  CHECK_FALSE(read({})->compile.output_file);
}

TEST_CASE("names that are not to be written are told as they are written", "[cli][compile_settings]") {
  const auto style = read({"--no-emit-package", "Foo_Bar", "--no-annotate", "--no-header"})->compile.style;
  CHECK(style.left_out == Words{"foo-bar"});
  CHECK_FALSE(style.annotate);
  CHECK_FALSE(style.header);
}

TEST_CASE("the header repeats what makes the pins, and not what only one run needs", "[cli][compile_settings]") {
  CHECK(command_of({"pip", "compile", "r.in", "-o", "r.txt"}) == "axle pip compile r.in -o r.txt");
  CHECK(command_of({"pip", "compile", "-qqU", "r.in", "--upgrade", "--no-progress", "-v"}) == "axle pip compile r.in");
  CHECK(command_of({"pip", "compile", "r.in", "-P", "lib", "-Pother", "--upgrade-package", "x",
                    "--upgrade-package=y"}) == "axle pip compile r.in");
  // A cluster with another flag in it stays as it is, and so does what only looks like a flag of one run.
  CHECK(command_of({"pip", "compile", "-qx", "--upgrade-group", "g"}) == "axle pip compile -qx --upgrade-group g");
  CHECK(command_of({"pip", "compile", "two words.in"}) == "axle pip compile 'two words.in'");
}

TEST_CASE("places of indexes are repeated where they are written to the file, never with credentials",
          "[cli][compile_settings]") {
  const Words words = {"pip", "compile", "r.in", "--index-url", "https://me:secret@index.example/simple",
                       "-f",  "wheels"};
  CHECK(command_of(words) == "axle pip compile r.in");
  CompileSettings compile;
  compile.emit_index_url = true;
  CHECK(command_of(words, compile) == "axle pip compile r.in --index-url 'https://me:****@index.example/simple'");
  compile.emit_find_links = true;
  CHECK(command_of({"pip", "compile", "-f", "wheels"}, compile) == "axle pip compile -f wheels");
  CHECK(read({"--custom-compile-command", "make pins"})->compile.style.command == "make pins");
}

}  // namespace axle::cli
