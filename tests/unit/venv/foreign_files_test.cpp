// SPDX-License-Identifier: MIT OR Apache-2.0
// What somebody puts into the new folders of a change that is undone, by the next command or at once: it is kept.
#include "venv/foreign_files.hpp"

#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/commit.hpp"

namespace axle::venv::test {
namespace {

const std::string k_below_root = "/lib/python3.11/site-packages/";

StepObserver stop_before(std::string wanted) {
  return [wanted = std::move(wanted)](std::string_view step) {
    return step.ends_with(wanted) ? StepVerdict::stop : StepVerdict::go_on;
  };
}

/// The folder that a message names at its end, as a path.
std::string folder_in(const std::string& message) {
  const std::size_t at = message.rfind('`', message.size() - 2);
  INFO(message);
  REQUIRE(at != std::string::npos);
  return message.substr(at + 1, message.size() - at - 2);
}

std::string text_of(const Result<std::optional<RecoveryReport>>& report) {
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE((report && *report));
  return (*report)->message;
}

struct Vendored {
  std::string name;
  std::string record;  ///< empty: there is none
};

spec::UnpackedWheel vendoring(const Sandbox& sandbox, const Vendored& vendored) {
  auto builder = sandbox.wheel("vend", "1.0")
                     .file("vend/__init__.py", "v = 1\n")
                     .file("vend/_vendor/bar.py", "b = 1\n")
                     .file("vend/_vendor/bar-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: bar\n");
  if (!vendored.record.empty()) {
    builder.file("vend/_vendor/bar-1.0.dist-info/RECORD", vendored.record);
  }
  return builder.make();
}

}  // namespace

TEST_CASE("a .dist-info within a package does not cost what somebody put beside it", "[venv][commit]") {
  const auto vendored = GENERATE(values<Vendored>({
      {"without RECORD", ""},
      {"with a sorted RECORD", "bar-1.0.dist-info/METADATA,,\nbar-1.0.dist-info/RECORD,,\nbar.py,,\n"},
      {"with a RECORD of what is not its own", "../mine.txt,,\nmine.txt,,\nbar-1.0.dist-info/RECORD,,\n"},
  }));
  INFO(vendored.name);
  Sandbox sandbox;
  const Tree before = sandbox.tree();
  REQUIRE(
      !sandbox.install({vendoring(sandbox, vendored)}, {.stop = {}, .observer = stop_before("vend-1.0.dist-info")}));
  sandbox.write(sandbox.site("vend/mine.txt"), "mine");
  sandbox.write(sandbox.site("vend/_vendor/mine.txt"), "mine too");
  sandbox.write(sandbox.site("vend/_vendor/bar-1.0.dist-info/mine.txt"), "and this");

  const std::string message = text_of(recover(sandbox.target));
  const std::string left = folder_in(message);
  CHECK(message ==
        "recovered interrupted change (rolled back the installation of vend 1.0); what was put into the new "
        "folders before they were removed is in `" +
            left + "`");
  CHECK(left.starts_with(sandbox.root() + "/.axle-left-"));
  CHECK(sandbox.read(left + k_below_root + "vend/mine.txt") == "mine");
  CHECK(sandbox.read(left + k_below_root + "vend/_vendor/mine.txt") == "mine too");
  CHECK(sandbox.read(left + k_below_root + "vend/_vendor/bar-1.0.dist-info/mine.txt") == "and this");
  CHECK(read_tree(left).size() == 3);
  REQUIRE(remove_tree(left));
  CHECK(sandbox.tree() == before);
}

TEST_CASE("in a root that was empty, too, files are told from those of the wheel", "[venv][commit]") {
  Sandbox sandbox;
  REQUIRE(remove_tree(sandbox.root() + "/lib"));
  const Tree before = sandbox.tree();
  REQUIRE(!sandbox.install({vendoring(sandbox, {"without RECORD", ""})},
                           {.stop = {}, .observer = stop_before("mark committed")}));
  sandbox.write(sandbox.site("vend/mine.txt"), "mine");
  sandbox.write(sandbox.site("other-1.0.dist-info/METADATA"), "of another program");

  const std::string left = folder_in(text_of(recover(sandbox.target)));
  CHECK(read_tree(left) == Tree{{(k_below_root + "vend/mine.txt").substr(1), "mine"},
                                {(k_below_root + "other-1.0.dist-info/METADATA").substr(1), "of another program"}});
  REQUIRE(remove_tree(left));
  CHECK(sandbox.tree() == before);
}

TEST_CASE("where a change fails and is undone at once, what was put into its folders is told", "[venv][commit]") {
  Sandbox sandbox;
  const Tree before = sandbox.tree();
  const auto changed = sandbox.install({vendoring(sandbox, {"without RECORD", ""})},
                                       {.stop = {}, .observer = [&](auto step) {
                                          if (step.ends_with("vend-1.0.dist-info")) {
                                            sandbox.write(sandbox.site("vend/mine.txt"), "mine");
                                            sandbox.write(sandbox.site("vend-1.0.dist-info"), "");
                                          }
                                          return StepVerdict::go_on;
                                        }});
  REQUIRE_FALSE(changed);
  CHECK_THAT(changed.error().message(), ContainsSubstring("exists"));
  REQUIRE(changed.error().hints().size() == 1);
  const std::string hint = changed.error().hints().front();
  const std::string left = folder_in(hint);
  CHECK(hint == "what was put into the new folders before they were removed is in `" + left + "`");
  CHECK(read_tree(left) == Tree{{(k_below_root + "vend/mine.txt").substr(1), "mine"}});
  REQUIRE(remove_tree(left));
  REQUIRE(std::filesystem::remove(sandbox.site("vend-1.0.dist-info")));
  CHECK(sandbox.tree() == before);
}

TEST_CASE("where a change is interrupted, the message tells what was put into its folders", "[venv][commit]") {
  Sandbox sandbox;
  const Tree before = sandbox.tree();
  std::stop_source source;
  const auto changed = sandbox.install(
      {vendoring(sandbox, {"without RECORD", ""}), sandbox.wheel("zed", "1.0").file("zed.py", "").make()},
      {.stop = source.get_token(), .observer = [&](auto step) {
         if (step.ends_with("vend-1.0.dist-info")) {
           sandbox.write(sandbox.site("vend/mine.txt"), "mine");
           source.request_stop();
         }
         return StepVerdict::go_on;
       }});
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code() == ErrorCode::undone);
  const std::string left = folder_in(changed.error().message());
  CHECK(changed.error().message() ==
        "Interrupted: the environment is as it was before the change; what was put into the new folders before they "
        "were removed is in `" +
            left + "`");
  CHECK(read_tree(left) == Tree{{(k_below_root + "vend/mine.txt").substr(1), "mine"}});
  REQUIRE(remove_tree(left));
  CHECK(sandbox.tree() == before);
}

}  // namespace axle::venv::test
