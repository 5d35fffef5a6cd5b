// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/app: streams and exit status of what needs neither network nor environment. The rest is in tests/cli.
#include "cli/app.hpp"

#include "cli/args/help_text.hpp"
#include "cli/completions.hpp"
#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

struct Answer {
  int status = 0;
  std::string out;
  std::string error;
};

Answer run(const test::ConfigFolder& folder, const std::vector<std::string>& arguments) {
  test::Capture capture;
  const int status =
      run_app(arguments, folder.environment(), {.default_index = "https://index.example/simple", .version = "1.2.3"});
  auto text = capture.take();
  return {.status = status, .out = std::move(text.out), .error = std::move(text.error)};
}

Answer run(const std::vector<std::string>& arguments) {
  const test::ConfigFolder folder;
  return run(folder, arguments);
}

}  // namespace

TEST_CASE("the version is told before any command, whatever follows", "[cli][app]") {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--version"}, {"-V"}, {"-V", "pip"}, {"--version", "nonsense"}, {"-q", "--version"}}) {
    const Answer answer = run(words);
    CHECK(answer.status == 0);
    CHECK(answer.out == "axle 1.2.3\n");
    CHECK(answer.error.empty());
  }
}

TEST_CASE("without a command the overview stands on standard error, with status 2", "[cli][app]") {
  for (const std::string group : {"", "pip", "cache"}) {
    const Answer answer = run(group.empty() ? std::vector<std::string>{} : std::vector<std::string>{group});
    CHECK(answer.status == 2);
    CHECK(answer.out.empty());
    CHECK(answer.error == help_overview(group));
  }
}

TEST_CASE("help that was asked for stands on standard output, with status 0", "[cli][app]") {
  const auto check = [](const std::vector<std::string>& words, const std::string& text) {
    const Answer answer = run(words);
    CHECK(answer.status == 0);
    CHECK(answer.out == text);
    CHECK(answer.error.empty());
  };
  check({"help"}, help_overview(""));
  check({"--help"}, help_overview(""));
  check({"help", "pip"}, help_overview("pip"));
  check({"pip", "--help"}, help_overview("pip"));
  check({"help", "pip", "install"}, help_of(Command::pip_install));
  check({"pip", "install", "-h"}, help_of(Command::pip_install));
}

TEST_CASE("help for what is no command says where the commands are", "[cli][app]") {
  CHECK(run({"help", "nope"}).error ==
        "error: There is no command `nope`\n\nhint: run `axle help` to see the commands\n");
  const Answer answer = run({"help", "pip", "nope"});
  CHECK(answer.status == 2);
  CHECK(answer.error == "error: There is no command `pip nope`\n\nhint: run `axle help pip` to see the commands\n");
}

TEST_CASE("completions are data", "[cli][app]") {
  CHECK(run({"generate-shell-completion", "zsh"}).out == make_completion("zsh").value());
  CHECK(run({"generate-shell-completion", "zsh", "-qq"}).out.empty());
  CHECK(run({"generate-shell-completion"}).status == 2);
}

TEST_CASE("errors before the settings are known come in the form that was asked for", "[cli][app]") {
  const Answer answer = run({"--output-format", "json", "cache", "dir", "--color", "red"});
  CHECK(answer.status == 2);
  CHECK(answer.error.empty());
  CHECK(answer.out == R"({"error":{"code":"usage","message":"invalid value 'red' for '--color <WHEN>'",)"
                      R"("hints":["possible values: auto, always, never"],"causes":[]}})"
                      "\n");
}

TEST_CASE("a command runs with its settings", "[cli][app]") {
  const test::ConfigFolder folder;
  const Answer answer = run(folder, {"cache", "dir", "--no-config", "--cache-dir", folder.at("cache")});
  CHECK(answer.status == 0);
  CHECK(answer.out == folder.at("cache") + "\n");
  CHECK(answer.error.empty());
}

}  // namespace axle::cli
