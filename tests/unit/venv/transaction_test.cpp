// SPDX-License-Identifier: MIT OR Apache-2.0
// Being cut off at every step of an install, an upgrade and an uninstall, and again at every step of the recovery.
#include <sys/syscall.h>

#include <cerrno>
#include <filesystem>
#include <functional>
#include <optional>

#include "tests/support/catch.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/change.hpp"
#include "venv/change_runner.hpp"

namespace axle::venv::test {
namespace {

/// Stops before step `k` (from 0); counts the steps it saw.
struct StopAt {
  std::size_t k = 0;
  std::size_t seen = 0;
  StepVerdict operator()(std::string_view /*step*/) { return seen++ == k ? StepVerdict::stop : StepVerdict::go_on; }
};

StepObserver observe(StopAt& stop) {
  return [&stop](std::string_view step) { return stop(step); };
}

struct Scenario {
  std::string name;
  std::function<void(Sandbox&)> prepare;
  std::function<Result<InstallReport>(Sandbox&, const CommitOptions&)> change;
};

Wheels old_wheels(const Sandbox& sandbox) {
  return {sandbox.wheel("alpha", "1.0")
              .file("alpha/__init__.py", "old = 1\n")
              .file("alpha/gone.py", "gone = 1\n")
              .file("shared/alpha.py", "a = 1\n")
              .script("alpha", "alpha", "main")
              .make(),
          sandbox.wheel("beta", "1.0").file("beta.py", "b = 1\n").file("shared/beta.py", "b = 1\n").make(),
          sandbox.wheel("gamma", "1.0").file("gamma/sub/deep.py", "g = 1\n").make()};
}

Wheels new_wheels(const Sandbox& sandbox) {
  return {sandbox.wheel("alpha", "2.0")
              .file("alpha/__init__.py", "new = 22\n")
              .file("alpha/came.py", "came = 1\n")
              .file("shared/alpha.py", "a = 22\n")
              .script("alpha", "alpha", "main")
              .script("alpha2", "alpha", "main")
              .data_file("data", "share/alpha.txt", "text")
              .make(),
          sandbox.wheel("beta", "2.0").file("beta/__init__.py", "b = 22\n").file("shared/beta.py", "b = 22\n").make(),
          sandbox.wheel("delta", "1.0").file("delta/__init__.py", "d = 1\n").make()};
}

std::vector<Scenario> scenarios() {
  const auto nothing = [](Sandbox&) {};
  const auto with_old = [](Sandbox& sandbox) {
    REQUIRE(sandbox.install(old_wheels(sandbox)));
    sandbox.write(sandbox.site("alpha/__pycache__/gone.cpython-311.pyc"), "byte code");
    sandbox.write(sandbox.site("shared/mine.txt"), "the user's");
  };
  return {
      {"install", nothing,
       [](Sandbox& sandbox, const CommitOptions& options) { return sandbox.install(new_wheels(sandbox), options); }},
      {"upgrade", with_old,
       [](Sandbox& sandbox, const CommitOptions& options) { return sandbox.install(new_wheels(sandbox), options); }},
      {"uninstall", with_old,
       [](Sandbox& sandbox, const CommitOptions& options) { return sandbox.uninstall({"alpha", "gamma"}, options); }},
      {"reinstall", with_old,
       [](Sandbox& sandbox, const CommitOptions& options) {
         return sandbox.install(old_wheels(sandbox), options, {.reinstall_all = true});
       }},
      {"mark what stays",
       [with_old](Sandbox& sandbox) {
         sandbox.marks_requested = false;
         with_old(sandbox);
       },
       [](Sandbox& sandbox, const CommitOptions& options) { return sandbox.mark_all_requested(options); }},
  };
}

struct Ends {
  Tree before;
  Tree after;
};

/// Scripts name the sandbox's own folder, so contents are compared with it cut out.
Tree comparable(const Sandbox& sandbox) {
  Tree tree;
  for (auto [path, content] : sandbox.tree()) {
    for (std::size_t at = content.find(sandbox.root()); at != std::string::npos; at = content.find(sandbox.root())) {
      content.replace(at, sandbox.root().size(), "ROOT");
    }
    tree[path] = path.ends_with("RECORD") ? std::to_string(content.size()) : content;
  }
  return tree;
}

Ends ends_of(const Scenario& scenario) {
  Sandbox sandbox;
  scenario.prepare(sandbox);
  Ends ends;
  ends.before = comparable(sandbox);
  const auto report = scenario.change(sandbox, {});
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
  ends.after = comparable(sandbox);
  CHECK(ends.before != ends.after);
  return ends;
}

bool has_only_known_orphans(const std::vector<std::string>& faults) {
  for (const std::string& fault : faults) {
    const bool users = fault.ends_with("mine.txt") || fault.ends_with("gone.cpython-311.pyc");
    if (!users) {
      UNSCOPED_INFO(fault);
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("cut off before any step, a change is rolled back or finished, whole", "[venv][commit]") {
  for (const Scenario& scenario : scenarios()) {
    INFO(scenario.name);
    const Ends ends = ends_of(scenario);
    bool reached_the_end = false;
    std::size_t old_ends = 0;
    std::size_t new_ends = 0;
    for (std::size_t k = 0; !reached_the_end; ++k) {
      INFO("stopped before step " << k);
      Sandbox sandbox;
      scenario.prepare(sandbox);
      StopAt stop{k};
      const auto changed = scenario.change(sandbox, {.stop = {}, .observer = observe(stop)});
      reached_the_end = changed.has_value();
      // I1 at that very moment, before anybody recovers.
      CHECK(sandbox.faults(false).empty());

      const auto recovered = recover(sandbox.target);
      INFO((recovered ? std::string() : to_string(recovered.error())));
      REQUIRE(recovered);
      CHECK(recovered->has_value() == !reached_the_end);
      const Tree found = comparable(sandbox);
      CHECK((found == ends.before || found == ends.after));
      CHECK(has_only_known_orphans(sandbox.faults()));
      old_ends += found == ends.before ? 1U : 0U;
      new_ends += found == ends.after ? 1U : 0U;
      if (!reached_the_end && recovered->has_value() && !(*recovered)->message.empty()) {
        CHECK((*recovered)->rolled_back == (found == ends.before));
      }
    }
    CHECK(old_ends > 5);
    CHECK(new_ends >= 3);
  }
}

TEST_CASE("cut off while recovering, the next recovery gets to the same end", "[venv][commit]") {
  for (const Scenario& scenario : scenarios()) {
    INFO(scenario.name);
    const Ends ends = ends_of(scenario);
    StopAt never{std::size_t(-1)};
    {
      Sandbox counting;
      scenario.prepare(counting);
      REQUIRE(scenario.change(counting, {.stop = {}, .observer = observe(never)}));
    }
    // The last step before the end mark: everything is moved, nothing is committed; and the one after it.
    for (const std::size_t k : {never.seen / 2, never.seen - 3, never.seen - 2}) {
      bool recovered_at_last = false;
      for (std::size_t j = 0; !recovered_at_last; ++j) {
        INFO("stopped before step " << k << ", then before step " << j << " of the recovery");
        Sandbox sandbox;
        scenario.prepare(sandbox);
        StopAt stop{k};
        REQUIRE(!scenario.change(sandbox, {.stop = {}, .observer = observe(stop)}));
        StopAt again{j};
        recovered_at_last = recover(sandbox.target, observe(again)).has_value();
        CHECK(sandbox.faults(false).empty());
        REQUIRE(recover(sandbox.target));
        CHECK(comparable(sandbox) == (k >= never.seen - 2 ? ends.after : ends.before));
      }
    }
  }
}

TEST_CASE("what somebody put into a new folder is not deleted with it", "[venv][commit]") {
  const Scenario upgrade = scenarios()[1];
  const Ends ends = ends_of(upgrade);
  Sandbox sandbox;
  upgrade.prepare(sandbox);
  const auto stop = [](std::string_view step) {
    return step == "mark committed" ? StepVerdict::stop : StepVerdict::go_on;
  };
  REQUIRE(!upgrade.change(sandbox, {.stop = {}, .observer = stop}));
  REQUIRE(replace_file(sandbox.site("beta/mine.txt"), "mine"));
  REQUIRE(make_directories(sandbox.site("beta/__pycache__")));
  REQUIRE(replace_file(sandbox.site("beta/__pycache__/__init__.cpython-311.pyc"), "code"));

  const auto recovered = recover(sandbox.target);
  REQUIRE(recovered);
  REQUIRE(*recovered);
  const std::string start =
      "recovered interrupted change (rolled back to alpha 1.0, beta 1.0); "
      "what was put into the new folders before they were removed is in `" +
      sandbox.root() + "/.axle-left-";
  INFO((*recovered)->message);
  REQUIRE((*recovered)->message.starts_with(start));
  const std::string left = (*recovered)->message.substr(start.size() - 11, 27);
  CHECK((*recovered)->message == start + left.substr(11) + "`");
  CHECK(sandbox.read(sandbox.root() + "/" + left + "/lib/python3.11/site-packages/beta/mine.txt") == "mine");
  CHECK(read_tree(sandbox.root() + "/" + left).size() == 1);
  REQUIRE(remove_tree(sandbox.root() + "/" + left));
  CHECK(comparable(sandbox) == ends.before);
}

TEST_CASE("of files whose RECORD lost its end with the power, none is taken for somebody's", "[venv][commit]") {
  const Scenario upgrade = scenarios()[1];
  const Ends ends = ends_of(upgrade);
  const auto kept_bytes = GENERATE(std::size_t(0), std::size_t(40));
  Sandbox sandbox;
  upgrade.prepare(sandbox);
  const auto stop = [](std::string_view step) {
    return step == "mark committed" ? StepVerdict::stop : StepVerdict::go_on;
  };
  REQUIRE(!upgrade.change(sandbox, {.stop = {}, .observer = stop}));
  const std::string record = sandbox.site("beta-2.0.dist-info/RECORD");
  REQUIRE(replace_file(record, sandbox.read(record).substr(0, kept_bytes)));
  REQUIRE(recover(sandbox.target));
  CHECK(comparable(sandbox) == ends.before);
}

TEST_CASE("what was moved in and can no longer go back does not cost the old content", "[venv][commit]") {
  const bool is_deleted = GENERATE(true, false);  // by somebody, before the recovery
  const bool is_layered = GENERATE(true, false);  // no folder can be renamed
  const Scenario upgrade = scenarios()[1];
  const Ends ends = ends_of(upgrade);
  const KernelFeatures features{.folder_renames = !is_layered};
  bool recovered_at_last = false;
  std::size_t cut_off = 0;
  for (; !recovered_at_last; ++cut_off) {
    CAPTURE(is_deleted, is_layered, cut_off);
    Sandbox sandbox;
    upgrade.prepare(sandbox);
    const auto stop = [](std::string_view step) {
      return step == "mark committed" ? StepVerdict::stop : StepVerdict::go_on;
    };
    REQUIRE(!upgrade.change(sandbox, {.stop = {}, .observer = stop}));
    if (is_deleted) {
      REQUIRE(remove_tree(sandbox.site("alpha")));
      REQUIRE(remove_tree(sandbox.site("beta")));
    }
    const Directory root = Directory::open(sandbox.root(), features).value();
    const Journal journal = parse_journal(sandbox.read(sandbox.root() + "/.axle-change/journal")).value();
    StopAt again{cut_off};
    const StepObserver observer = observe(again);
    recovered_at_last = ChangeRunner(root, observer).roll_back(journal).has_value();
    REQUIRE(recover(sandbox.target));
    CHECK(comparable(sandbox) == ends.before);
  }
  CHECK(cut_off > 10);
}

TEST_CASE("recovery says what it went back to", "[venv][commit]") {
  Sandbox sandbox;
  REQUIRE(sandbox.install(old_wheels(sandbox)));
  StopAt stop{4};
  REQUIRE(!sandbox.install({sandbox.wheel("alpha", "2.0").file("alpha/__init__.py", "new").make()},
                           {.stop = {}, .observer = observe(stop)}));
  CHECK(needs_recovery(sandbox.target).value());
  const auto report = recover(sandbox.target);
  REQUIRE(report);
  REQUIRE(report->has_value());
  CHECK((*report)->message == "recovered interrupted change (rolled back to alpha 1.0)");
  CHECK_FALSE(needs_recovery(sandbox.target).value());
  CHECK_FALSE(recover(sandbox.target).value().has_value());
}

TEST_CASE("recovery of a fresh install names what it took out", "[venv][commit]") {
  Sandbox sandbox;
  StopAt stop{3};
  REQUIRE(!sandbox.install({sandbox.wheel("alpha", "2.0").file("alpha/__init__.py", "new").make()},
                           {.stop = {}, .observer = observe(stop)}));
  CHECK((*recover(sandbox.target))->message ==
        "recovered interrupted change (rolled back the installation of alpha 2.0)");
  CHECK(sandbox.scan().distributions().empty());
}

TEST_CASE("what a finished change replaced and nobody may delete is put aside, and told once", "[venv][commit]") {
  Sandbox sandbox;
  REQUIRE(sandbox.install({sandbox.wheel("alpha", "1.0").file("alpha/__init__.py", "old").make()}));
  const auto stop = [](std::string_view step) {
    return step == "remove trash" ? StepVerdict::stop : StepVerdict::go_on;
  };
  REQUIRE(!sandbox.install({sandbox.wheel("alpha", "2.0").file("alpha/__init__.py", "new").make()},
                           {.stop = {}, .observer = stop}));
  const auto report = axle::test::with_refused({{.number = SYS_unlinkat, .error_number = EPERM}},
                                               [&] { return recover(sandbox.target); });
  REQUIRE((report && *report && **report));
  const std::string said =
      "recovered interrupted change (finished installing alpha 2.0); what it replaced is left in `" + sandbox.root() +
      "/.axle-left-";
  CHECK((**report)->message.starts_with(said));
  CHECK((**report)->message.ends_with(": Operation not permitted"));
  CHECK_FALSE(needs_recovery(sandbox.target).value());
  CHECK(sandbox.read(sandbox.site("alpha/__init__.py")) == "new");
}

TEST_CASE("a staging folder without journal is removed without a word", "[venv][commit]") {
  Sandbox sandbox;
  sandbox.write(sandbox.root() + "/.axle-change/stage/lib/x.py", "x");
  const auto report = recover(sandbox.target);
  REQUIRE(report);
  CHECK((*report)->message.empty());
  CHECK_FALSE(sandbox.exists(sandbox.root() + "/.axle-change"));
}

TEST_CASE("a damaged journal stops everything and names its folder", "[venv][commit]") {
  Sandbox sandbox;
  sandbox.write(sandbox.root() + "/.axle-change/journal", "axle-journal 1");
  const auto report = recover(sandbox.target);
  REQUIRE_FALSE(report);
  CHECK(report.error().code() == ErrorCode::recovery_failed);
  CHECK(to_string(report.error()) ==
        "cannot recover the interrupted change in `" + sandbox.root() +
            "/.axle-change`: the journal of an interrupted change is damaged: it is not a whole journal of this "
            "version");
}

TEST_CASE("a recovery that fails says what comes next", "[venv][commit]") {
  Sandbox sandbox;
  const auto hints = [&] {
    return recovery_failure(sandbox.target, Error(ErrorCode::io, "cannot rename `a`: Input/output error")).hints();
  };
  REQUIRE(remove_tree(sandbox.root() + "/pyvenv.cfg"));
  CHECK(hints() == std::vector<std::string>{"any `axle pip` command on the environment tries again"});
  sandbox.write(sandbox.root() + "/pyvenv.cfg", "home = /usr/bin\n");
  CHECK(hints() == std::vector<std::string>{
                       "any `axle pip` command on the environment tries again; `axle venv --clear` makes a new one"});
}

TEST_CASE("a stop request rolls back and leaves the environment as it was", "[venv][commit]") {
  Sandbox sandbox;
  REQUIRE(sandbox.install(old_wheels(sandbox)));
  const Tree before = sandbox.tree();
  std::stop_source source;
  std::size_t steps = 0;
  const auto changed = sandbox.install(new_wheels(sandbox), {.stop = source.get_token(), .observer = [&](auto) {
                                                               if (++steps == 6) {
                                                                 source.request_stop();
                                                               }
                                                               return StepVerdict::go_on;
                                                             }});
  REQUIRE_FALSE(changed);
  CHECK(changed.error().code() == ErrorCode::undone);
  CHECK(changed.error().message() == "Interrupted: the environment is as it was before the change");
  CHECK(sandbox.tree() == before);
}

TEST_CASE("a staged change that is dropped leaves nothing behind", "[venv][stage]") {
  Sandbox sandbox;
  const Tree before = sandbox.tree();
  {
    REQUIRE(sandbox.stage_wheels(new_wheels(sandbox)));
  }
  CHECK(sandbox.tree() == before);
}

TEST_CASE("a change of nothing changes nothing", "[venv][commit]") {
  Sandbox sandbox;
  REQUIRE(sandbox.install(old_wheels(sandbox)));
  const Tree before = sandbox.tree();
  const auto report = sandbox.install({});
  INFO((report ? std::string() : to_string(report.error())));
  REQUIRE(report);
  CHECK(sandbox.tree() == before);
}

}  // namespace axle::venv::test
