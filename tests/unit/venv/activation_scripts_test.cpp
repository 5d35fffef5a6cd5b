// SPDX-License-Identifier: MIT OR Apache-2.0
// Sourcing the scripts in the shells that are here, with hostile folder names and prompts (reliability S01).
#include <filesystem>

#include "base/process.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"
#include "venv/activation_scripts.hpp"
#include "venv/create.hpp"

namespace axle::venv::test {
namespace {

const std::vector<std::string> k_hostile = {"plain",
                                            "with blank",
                                            "quo'te",
                                            "dou\"ble",
                                            "$(touch marker)",
                                            "`touch marker`",
                                            "semi;touch marker",
                                            "back\\slash",
                                            "per%cent%d",
                                            "ex!clamation",
                                            "line\nbreak",
                                            "\xe4\xb8\xad\xe6\x96\x87",
                                            "\xff\xfe raw",
                                            "$HOME",
                                            "a && touch marker",
                                            "~",
                                            "'; touch marker; '",
                                            "*",
                                            "@DIRECTORY@"};

struct ShellRun {
  std::string program;
  std::vector<std::string> arguments;  ///< before the script's text
  std::string script;                  ///< with ACTIVATE for the quoted path
};

std::string find_program(const std::string& name) {
  for (const char* folder : {"/bin/", "/usr/bin/", "/usr/local/bin/"}) {
    if (is_executable(folder + name)) {
      return folder + name;
    }
  }
  return {};
}

/// Prints VIRTUAL_ENV, the first PATH folder, then both after `deactivate`; separated by line ends and marks.
std::vector<ShellRun> posix_runs() {
  const std::string script =
      "PS1='$ '\n. ACTIVATE\n"
      "printf '<%s><%s><%s>' \"$VIRTUAL_ENV\" \"${PATH%%:/usr*}\" \"$VIRTUAL_ENV_PROMPT\"\n"
      "deactivate\nprintf '<%s><%s><%s>' \"${VIRTUAL_ENV-unset}\" \"$PATH\" \"$PS1\"\n";
  return {{"bash", {"--norc", "-c"}, script},
          {"dash", {"-c"}, script},
          {"zsh", {"-f", "-c"}, script},
          {"zsh", {"-f", "-o", "promptsubst", "-c"}, script},
          {"sh", {"-u", "-e", "-c"}, script}};
}

ProcessOutcome run_shell(const ShellRun& run, const std::string& activate, const std::string& folder) {
  std::string script = run.script;
  const Shell quoting = run.program == "tcsh" ? Shell::csh : run.program == "fish" ? Shell::fish : Shell::posix;
  script.replace(script.find("ACTIVATE"), 8, quote_literal(quoting, activate));
  ProcessRequest request;
  request.argv = {find_program(run.program)};
  request.argv.insert(request.argv.end(), run.arguments.begin(), run.arguments.end());
  request.argv.push_back(script);
  request.environment = {"PATH=/usr/bin:/bin", "HOME=" + folder, "TERM=dumb", "LC_ALL=C.UTF-8"};
  request.working_directory = folder;
  auto outcome = run_process(request);
  REQUIRE(outcome);
  return std::move(*outcome);
}

struct MadeEnvironment {
  std::string directory;
  std::string prompt;
};

MadeEnvironment make_hostile(const std::string& folder, const std::string& name) {
  CreateOptions options;
  options.directory = folder + "/" + name;
  options.axle_version = "0";
  // The prompt is the folder's name unless one is given; a given one may hold no line break.
  options.prompt = name;
  const auto made = create_environment(debian_python(), options);
  INFO((made ? std::string() : to_string(made.error())));
  REQUIRE(made);
  return {options.directory, name};
}

}  // namespace

TEST_CASE("POSIX shells enter and leave an environment of any name", "[venv][activation_scripts]") {
  for (const ShellRun& run : posix_runs()) {
    if (find_program(run.program).empty()) {
      continue;
    }
    for (const std::string& name : k_hostile) {
      const TemporaryDirectory folder = make_temporary();
      const MadeEnvironment made = make_hostile(folder.path(), name);
      INFO(run.program << ": " << name);
      const ProcessOutcome outcome = run_shell(run, made.directory + "/bin/activate", folder.path());
      CHECK(outcome.output ==
            "<" + made.directory + "><" + made.directory + "/bin><" + made.prompt + "><unset></usr/bin:/bin><$ >");
      CHECK(outcome.error_output.empty());
      CHECK_FALSE(std::filesystem::exists(folder.path() + "/marker"));
    }
  }
}

TEST_CASE("showing the prompt runs nothing of it", "[venv][activation_scripts]") {
  const std::string bash = find_program("bash");
  if (bash.empty()) {
    return;
  }
  for (const std::string& name : k_hostile) {
    const TemporaryDirectory folder = make_temporary();
    const MadeEnvironment made = make_hostile(folder.path(), name);
    // ${PS1@P} is what bash shows.
    const ShellRun run{"bash", {"--norc", "-c"}, "PS1='> '\n. ACTIVATE\nprintf '%s' \"${PS1@P}\"\n"};
    const ProcessOutcome outcome = run_shell(run, made.directory + "/bin/activate", folder.path());
    INFO(name);
    CHECK(outcome.output == "(" + name + ") > ");
    CHECK_FALSE(std::filesystem::exists(folder.path() + "/marker"));
  }
}

TEST_CASE("showing the prompt in zsh runs nothing of it", "[venv][activation_scripts]") {
  if (find_program("zsh").empty()) {
    return;
  }
  for (const bool substitutes : {false, true}) {
    for (const std::string& name : k_hostile) {
      const TemporaryDirectory folder = make_temporary();
      const MadeEnvironment made = make_hostile(folder.path(), name);
      ShellRun run{"zsh", {"-f", "-c"}, "PS1='> '\n. ACTIVATE\nprint -rnP -- \"$PS1\"\n"};
      if (substitutes) {
        run.arguments = {"-f", "-o", "promptsubst", "-c"};
      }
      const ProcessOutcome outcome = run_shell(run, made.directory + "/bin/activate", folder.path());
      INFO(name << (substitutes ? " promptsubst" : ""));
      CHECK(outcome.output == "(" + name + ") > ");
      CHECK_FALSE(std::filesystem::exists(folder.path() + "/marker"));
    }
  }
}

TEST_CASE("fish enters and leaves an environment of any name", "[venv][activation_scripts]") {
  if (find_program("fish").empty()) {
    return;
  }
  for (const std::string& name : k_hostile) {
    if (name.find('\xff') != std::string::npos) {
      continue;  // fish keeps such bytes only in a locale of its own
    }
    const TemporaryDirectory folder = make_temporary();
    const MadeEnvironment made = make_hostile(folder.path(), name);
    const ShellRun run{
        "fish",
        {"--no-config", "-c"},
        "function fish_prompt; echo '> '; end\nsource ACTIVATE\n"
        "printf '<%s><%s><%s>' \"$VIRTUAL_ENV\" $PATH[1] (fish_prompt | string collect)\n"
        "deactivate\nset -q VIRTUAL_ENV; or printf '<unset><%s><%s>' (string join : $PATH) (fish_prompt)"};
    const ProcessOutcome outcome = run_shell(run, made.directory + "/bin/activate.fish", folder.path());
    INFO(name << "\n" << outcome.error_output);
    CHECK(outcome.output ==
          "<" + made.directory + "><" + made.directory + "/bin><(" + name + ") > ><unset></usr/bin:/bin><> >");
    CHECK_FALSE(std::filesystem::exists(folder.path() + "/marker"));
  }
}

TEST_CASE("csh enters and leaves an environment of any name", "[venv][activation_scripts]") {
  if (find_program("tcsh").empty()) {
    return;
  }
  for (const std::string& name : k_hostile) {
    const TemporaryDirectory folder = make_temporary();
    const MadeEnvironment made = make_hostile(folder.path(), name);
    const ShellRun run{"tcsh",
                       {"-f", "-c"},
                       "set prompt = '> '\nsource ACTIVATE\n"
                       "/usr/bin/env -0 | /bin/grep -az -e '^VIRTUAL_ENV=' -e '^PATH='\n"
                       "deactivate\n/usr/bin/env -0 | /bin/grep -az -e '^VIRTUAL_ENV' -e '^PATH='\n"};
    const ProcessOutcome outcome = run_shell(run, made.directory + "/bin/activate.csh", folder.path());
    INFO(name << "\n" << outcome.error_output);
    const std::string zero(1, '\0');
    const std::string inside = "VIRTUAL_ENV=" + made.directory + zero;
    const std::string path = "PATH=" + made.directory + "/bin:/usr/bin:/bin" + zero;
    CHECK(outcome.output.find(inside) != std::string::npos);
    CHECK(outcome.output.find(path) != std::string::npos);
    CHECK(outcome.output.ends_with("PATH=/usr/bin:/bin" + zero));
    CHECK_FALSE(std::filesystem::exists(folder.path() + "/marker"));
  }
}

TEST_CASE("fish and csh leave environments of several tools one within the other",
          "[venv][activation_scripts][python]") {
  const TemporaryDirectory folder = make_temporary();
  const std::string ours = make_hostile(folder.path(), "ours").directory;
  const std::string theirs = folder.path() + "/theirs";
  ProcessRequest request;
  request.argv = {"/usr/bin/python3.11", "-m", "venv", "--without-pip", theirs};
  if (!is_executable(request.argv[0])) {
    WARN("skipped: no /usr/bin/python3.11 here");
    return;
  }
  REQUIRE(run_process(request)->exit_code == 0);
  const std::vector<std::pair<std::string, ShellRun>> shells = {
      {"fish", {"fish", {"--no-config", "-c"}, "source ACTIVATE\nsource SECOND\ndeactivate\nstring join : $PATH"}},
      {"csh", {"tcsh", {"-f", "-c"}, "set prompt = '> '\nsource ACTIVATE\nsource SECOND\ndeactivate\necho $PATH\n"}}};
  for (const auto& [suffix, run] : shells) {
    if (find_program(run.program).empty()) {
      continue;
    }
    for (const auto& [first, second] : {std::pair(ours, theirs), std::pair(theirs, ours)}) {
      ShellRun one = run;
      one.script.replace(one.script.find("SECOND"), 6, second + "/bin/activate." + suffix);
      const ProcessOutcome outcome = run_shell(one, first + "/bin/activate." + suffix, folder.path());
      INFO(run.program << ": " << first << "\n" << outcome.error_output);
      CHECK(outcome.output == "/usr/bin:/bin\n");
    }
  }
}

TEST_CASE("a relocatable environment is found from where its script is", "[venv][activation_scripts]") {
  const TemporaryDirectory folder = make_temporary();
  CreateOptions options;
  options.directory = folder.path() + "/before";
  options.axle_version = "0";
  options.relocatable = true;
  REQUIRE(create_environment(debian_python(), options));
  const std::string moved = folder.path() + "/af'ter $(touch marker)";
  std::filesystem::rename(options.directory, moved);
  for (const std::string& shell : {std::string("bash"), std::string("zsh")}) {
    if (find_program(shell).empty()) {
      continue;
    }
    const ShellRun run{shell, {"-c"}, ". ACTIVATE\nprintf '<%s>' \"$VIRTUAL_ENV\"\n"};
    CHECK(run_shell(run, moved + "/bin/activate", folder.path()).output == "<" + moved + ">");
  }
  CHECK_FALSE(std::filesystem::exists(folder.path() + "/marker"));
}

TEST_CASE("activate_this.py puts the environment in front", "[venv][activation_scripts]") {
  const std::string python = find_program("python3");
  if (python.empty()) {
    return;
  }
  for (const std::string& name : k_hostile) {
    const TemporaryDirectory folder = make_temporary();
    const MadeEnvironment made = make_hostile(folder.path(), name);
    ProcessRequest request;
    const std::string program =
        "import os, sys\npath = sys.argv[1]\nexec(open(path).read(), {'__file__': path})\n"
        "sys.stdout.buffer.write(os.environb[b'VIRTUAL_ENV'] + b'|' + os.environb[b'VIRTUAL_ENV_PROMPT'])";
    request.argv = {python, "-I", "-c", program, made.directory + "/bin/activate_this.py"};
    request.environment = {"PATH=/usr/bin", "LC_ALL=C.UTF-8"};
    request.working_directory = folder.path();
    const auto outcome = run_process(request);
    REQUIRE(outcome);
    INFO(outcome->error_output);
    CHECK(outcome->output == made.directory + "|" + made.prompt);
  }
}

TEST_CASE("literals of shells that are not here follow their rules", "[venv][shell_literal]") {
  CHECK(quote_literal(Shell::powershell,
                      "a'b\xe2\x80\x99"
                      "c$(x)") ==
        "'a''b\xe2\x80\x99\xe2\x80\x99"
        "c$(x)'");
  CHECK(quote_literal(Shell::nushell, "a'b") == "r#'a'b'#");
  CHECK(quote_literal(Shell::nushell, "a'#b") == "r##'a'#b'##");
  CHECK(quote_literal(Shell::batch, "a%PATH%\"&calc\n") == "a%%PATH%%_&calc_");
  CHECK(quote_literal(Shell::csh, "a'b!c\nd") == "'a'\\''b\\!c\\\nd'");
  CHECK(quote_literal(Shell::python, "a'\\") == "'a\\'\\\\'");
  CHECK(quote_literal(Shell::python, "\xff") == "os.fsdecode(b'\\xff')");
}

}  // namespace axle::venv::test
