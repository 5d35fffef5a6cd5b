// SPDX-License-Identifier: MIT OR Apache-2.0
// `--allow-existing`: an environment that gets another Python, cut off anywhere; and what of the user's stays.
#include <sys/stat.h>
#include <sys/syscall.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>

#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/venv/renewed_folders.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/commit.hpp"
#include "venv/create.hpp"
#include "venv/environment_lock.hpp"
#include "venv/renewal.hpp"

namespace axle::venv::test {
namespace {

/// A folder with an environment for debian_python(), and things of the user's in it.
class Renewed {
 public:
  Renewed() : folder_(make_temporary()) {
    options_.directory = folder_.path() + "/e";
    options_.axle_version = "0.1.0";
    REQUIRE(create_environment(debian_python(), options_));
    write("lib/python3.11/site-packages/foo.py", "foo = 1\n");
    write("lib/python3.11/mine.txt", "mine");
    write(".gitignore", "mine");
  }

  [[nodiscard]] CreateOptions options() const {
    CreateOptions options = options_;
    options.existing = ExistingEnvironment::keep;
    return options;
  }
  [[nodiscard]] std::string path(const std::string& below) const { return options_.directory + "/" + below; }
  [[nodiscard]] std::string text(const std::string& below) const { return read_file(path(below), 1'000'000).value(); }
  [[nodiscard]] Tree tree() const { return read_tree(options_.directory); }
  void write(const std::string& below, const std::string& text) const {
    REQUIRE(make_directories(std::string(path_parent(path(below)))));
    REQUIRE(replace_file(path(below), text));
  }
  /// So that a copy can be told by its permissions.
  [[nodiscard]] bool make_private(const std::string& below) const {
    std::filesystem::permissions(path(below), std::filesystem::perms(k_private));
    return is_private(below);
  }
  [[nodiscard]] bool is_private(const std::string& below) const {
    return status_of(path(below)).value()->mode == k_private;
  }
  /// What the next command does.
  [[nodiscard]] std::string recovered() const {
    InstallTarget target;
    target.root = options_.directory;
    const auto report = recover(target);
    REQUIRE(report);
    return *report ? (*report)->message : "";
  }

 private:
  static constexpr std::uint32_t k_private = 0662;  // no umask gives that to a new file

  TemporaryDirectory folder_;
  CreateOptions options_;
};

void check_is_whole(const Renewed& environment) {
  CHECK(std::filesystem::is_symlink(environment.path("bin/python")));
  CHECK(std::filesystem::is_symlink(environment.path("bin/python3")));
  CHECK_THAT(environment.text("pyvenv.cfg"), ContainsSubstring("version_info = 3.1"));
  CHECK_FALSE(environment.text("bin/activate").empty());
}

}  // namespace

TEST_CASE("an environment gets another Python, and keeps what is in it", "[venv][create]") {
  const Renewed environment;
  const auto made = create_environment(other_python(), environment.options());
  INFO((made ? std::string() : to_string(made.error())));
  REQUIRE(made);
  CHECK_FALSE(made->replaced);
  CHECK(environment.text("pyvenv.cfg") ==
        "home = /opt/python/bin\nimplementation = CPython\naxle = 0.1.0\nversion_info = 3.12.1\n"
        "include-system-site-packages = false\n");
  CHECK(std::filesystem::read_symlink(environment.path("bin/python")) == "/opt/python/bin/python3.12");
  CHECK(std::filesystem::is_symlink(environment.path("bin/python3.12")));
  CHECK(std::filesystem::is_directory(environment.path("lib/python3.12/site-packages")));
  CHECK(environment.text("lib/python3.11/site-packages/foo.py") == "foo = 1\n");
  CHECK(environment.text(".gitignore") == "mine");
  CHECK_FALSE(std::filesystem::exists(environment.path(".axle-change")));
}

TEST_CASE("an environment that is written again as it is does not change", "[venv][create]") {
  const Renewed environment;
  const auto before = status_of(environment.path("pyvenv.cfg")).value();
  const Tree tree = environment.tree();
  REQUIRE(create_environment(debian_python(), environment.options()));
  CHECK(status_of(environment.path("pyvenv.cfg")).value() == before);
  CHECK(environment.tree() == tree);
}

TEST_CASE("a folder with other things in it becomes an environment, and keeps them", "[venv][create]") {
  const Renewed environment;
  for (const char* name : {"pyvenv.cfg", "CACHEDIR.TAG", "bin/activate", "bin/python3"}) {
    REQUIRE(std::filesystem::remove(environment.path(name)));
  }
  environment.write("CACHEDIR.TAG", "mine");
  REQUIRE(remove_tree(environment.path("lib64")));
  environment.write("lib64/mine.txt", "mine");
  REQUIRE(create_environment(debian_python(), environment.options()));
  check_is_whole(environment);
  CHECK(environment.text("CACHEDIR.TAG") == "mine");
  CHECK(environment.text("lib64/mine.txt") == "mine");
}

TEST_CASE("cut off before any step, an environment has its old Python or its new one", "[venv][create][commit]") {
  std::size_t undone = 0;
  bool is_made = false;
  for (std::size_t k = 0; !is_made; ++k) {
    INFO("stopped before step " << k);
    const Renewed environment;
    const Tree before = environment.tree();
    is_made = renew_environment(other_python(), environment.options(), stop_at(k)).has_value();
    check_is_whole(environment);
    const std::string message = environment.recovered();
    const Tree found = environment.tree();
    CHECK((message.empty() ||
           message == (found == before ? "recovered interrupted change (rolled back to the environment as it was)"
                                       : "recovered interrupted change (finished installing CPython 3.12.1)")));
    undone += found == before && !message.empty() ? 1U : 0U;
    // Whole and new is what one more renewal changes nothing of.
    REQUIRE(renew_environment(other_python(), environment.options()));
    CHECK((found == before || found == environment.tree()));
  }
  CHECK(undone > 5);
}

TEST_CASE("a renewal is undone however often that is cut off", "[venv][create][commit]") {
  bool is_undone = false;
  for (std::size_t k = 0; !is_undone; ++k) {
    INFO("stopped before step " << k << " of the recovery");
    const Renewed environment;
    const Tree before = environment.tree();
    const StepObserver stop = [](std::string_view step) {
      return step == "mark committed" ? StepVerdict::stop : StepVerdict::go_on;
    };
    REQUIRE_FALSE(renew_environment(other_python(), environment.options(), stop));
    InstallTarget target;
    target.root = environment.path("");
    target.root.pop_back();
    is_undone = recover(target, stop_at(k)).has_value();
    check_is_whole(environment);
    static_cast<void>(environment.recovered());
    CHECK(environment.tree() == before);
  }
}

TEST_CASE("where files can have no second name, none is missing either, cut off before any step",
          "[venv][create][commit]") {
  const int answer = GENERATE(EPERM, EACCES, EOPNOTSUPP, ENOSYS, EXDEV, EMLINK);
  std::size_t undone = 0;
  bool is_made = false;
  for (std::size_t k = 0; !is_made; ++k) {
    INFO("linkat answers " << answer << ", stopped before step " << k);
    const Renewed environment;
    REQUIRE(environment.make_private("pyvenv.cfg"));
    const Tree before = environment.tree();
    const auto made = axle::test::with_refused({{SYS_linkat, answer}}, [&] {
      return renew_environment(other_python(), environment.options(), stop_at(k)).has_value();
    });
    REQUIRE(made.has_value());
    is_made = *made;
    check_is_whole(environment);
    const std::string message = environment.recovered();
    const Tree found = environment.tree();
    const bool is_undone = found == before && !message.empty();
    undone += is_undone ? 1U : 0U;
    CHECK((!is_undone || environment.is_private("pyvenv.cfg")));
    REQUIRE(renew_environment(other_python(), environment.options()));
    CHECK((found == before || found == environment.tree()));
  }
  CHECK(undone > 5);
}

TEST_CASE("what was replaced by way of a copy comes back however often that is cut off", "[venv][create][commit]") {
  const auto stopped_before = GENERATE(as<std::string>(), "over bin/python", "mark committed");
  bool is_undone = false;
  for (std::size_t k = 0; !is_undone; ++k) {
    INFO("stopped before `" << stopped_before << "`, then before step " << k << " of the recovery");
    const Renewed environment;
    const Tree before = environment.tree();
    const auto made = axle::test::with_refused({{SYS_linkat, EPERM}}, [&] {
      const StepObserver stop = [&](std::string_view step) {
        return step == stopped_before ? StepVerdict::stop : StepVerdict::go_on;
      };
      return renew_environment(other_python(), environment.options(), stop).has_value();
    });
    REQUIRE(made == false);
    InstallTarget target;
    target.root = environment.options().directory;
    is_undone = recover(target, stop_at(k)).has_value();
    check_is_whole(environment);
    static_cast<void>(environment.recovered());
    CHECK(environment.tree() == before);
  }
}

TEST_CASE("what can neither have a second name nor be copied is not replaced", "[venv][create]") {
  const Renewed environment;
  REQUIRE(std::filesystem::remove(environment.path("bin/activate")));
  REQUIRE(::mkfifo(environment.path("bin/activate").c_str(), 0600) == 0);
  const auto failure = axle::test::with_refused({{SYS_linkat, EPERM}}, [&] {
    const auto made = create_environment(other_python(), environment.options());
    return made ? std::string() : made.error().message();
  });
  REQUIRE(failure.has_value());
  CHECK(*failure == "cannot keep `" + environment.path("bin/activate") +
                        "` while it is replaced: it is no file, and can have no second name");
  CHECK(std::filesystem::is_fifo(environment.path("bin/activate")));
  CHECK_THAT(environment.text("pyvenv.cfg"), ContainsSubstring("version_info = 3.11"));
  CHECK_FALSE(std::filesystem::exists(environment.path(".axle-change")));
}

TEST_CASE("a link that fails for another reason ends the renewal, and is told", "[venv][create]") {
  const Renewed environment;
  const Tree before = environment.tree();
  const auto failure = axle::test::with_refused({{SYS_linkat, EIO}}, [&] {
    const auto made = create_environment(other_python(), environment.options());
    return made ? std::string() : made.error().message();
  });
  REQUIRE(failure.has_value());
  CHECK(*failure == "cannot link `" + environment.path("pyvenv.cfg") + "`: Input/output error");
  CHECK(environment.tree() == before);
}

TEST_CASE("what is put into a folder that is just becoming an environment stays when that is undone",
          "[venv][create]") {
  const Renewed environment;
  for (const char* name : {"bin", "lib", "lib64", "pyvenv.cfg"}) {
    REQUIRE(remove_tree(environment.path(name)));
  }
  environment.write("notes.txt", "mine");
  const Tree before = environment.tree();
  const StepObserver stop = [](std::string_view step) {
    return step == "in pyvenv.cfg" ? StepVerdict::stop : StepVerdict::go_on;
  };
  REQUIRE_FALSE(renew_environment(other_python(), environment.options(), stop));
  environment.write("bin/mine.txt", "mine");
  environment.write("lib/mine.txt", "mine too");
  environment.write("lib/python3.12/site-packages/foo-1.0.dist-info/METADATA", "of another program");

  const std::string message = environment.recovered();
  const std::string start =
      "recovered interrupted change (rolled back to the environment as it was); what was put into the new "
      "folders before they were removed is in `" +
      environment.path(".axle-left-");
  INFO(message);
  REQUIRE(message.starts_with(start));
  const std::string left = message.substr(start.size() - 11, 27);
  CHECK(read_tree(environment.path(left)) ==
        Tree{{"bin/mine.txt", "mine"},
             {"lib/mine.txt", "mine too"},
             {"lib/python3.12/site-packages/foo-1.0.dist-info/METADATA", "of another program"}});
  REQUIRE(remove_tree(environment.path(left)));
  CHECK(environment.tree() == before);
}

TEST_CASE("a renewal that is told to stop is undone at once, but for one that has made its last step",
          "[venv][create][commit]") {
  const Renewed environment;
  const Tree before = environment.tree();
  std::stop_source source;
  CreateOptions options = environment.options();
  options.stop = source.get_token();
  const std::string last = GENERATE("write journal", "over bin/python", "mark committed");
  const StepObserver stop = [&](std::string_view step) {
    if (step == last) {
      source.request_stop();
    }
    return StepVerdict::go_on;
  };
  const auto made = renew_environment(other_python(), options, stop);
  REQUIRE(source.stop_requested());
  if (last == "mark committed") {
    CHECK(made);
    CHECK_FALSE(environment.tree() == before);
    return;
  }
  REQUIRE_FALSE(made);
  CHECK(made.error().code() == ErrorCode::undone);
  CHECK(made.error().message() == "Interrupted: the environment is as it was before the change");
  CHECK(environment.tree() == before);
  CHECK(environment.recovered().empty());
}

TEST_CASE("a folder in the place of a program is refused", "[venv][create]") {
  const Renewed environment;
  REQUIRE(std::filesystem::remove(environment.path("bin/python")));
  environment.write("bin/python/mine.txt", "mine");
  const Tree before = environment.tree();
  const auto made = create_environment(debian_python(), environment.options());
  REQUIRE_FALSE(made);
  CHECK(made.error().code() == ErrorCode::environment_exists);
  CHECK(made.error().message() ==
        "cannot write an environment into `" + environment.options().directory + "`: its `bin/python` is a folder");
  CHECK(environment.tree() == before);
}

TEST_CASE("a renewal that fails on the way is undone at once", "[venv][create]") {
  const Renewed environment;
  const Tree before = environment.tree();
  const auto call = GENERATE(SYS_symlinkat, SYS_renameat, SYS_fsync);
  const auto failure = axle::test::with_refused({{.number = call, .error_number = ENOSPC}}, [&] {
    const auto made = create_environment(other_python(), environment.options());
    return made ? std::string() : made.error().message();
  });
  REQUIRE(failure.has_value());
  CHECK_THAT(*failure, ContainsSubstring("not enough space on"));
  CHECK(environment.tree() == before);
}

}  // namespace axle::venv::test
