// SPDX-License-Identifier: MIT OR Apache-2.0
// Children: output, limits, time, groups, lines. They are small /bin/sh scripts.
#include "base/process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

#include "base/text.hpp"
#include "tests/support/refused_calls.hpp"
#include "tests/unit/base/scratch.hpp"

namespace axle {
namespace {

using std::chrono::milliseconds;
using test::message_of;
using test::Scratch;

ProcessRequest shell(std::string script) {
  ProcessRequest request;
  request.argv = {"/bin/sh", "-c", std::move(script)};
  request.environment = {"PATH=/usr/bin:/bin"};
  return request;
}

bool is_running(pid_t process) {
  const auto status = read_file("/proc/" + std::to_string(process) + "/stat", 4096);
  return status && status->find(") Z ") == std::string::npos;
}

/// Killing a group and the kernel's cleaning up are not one instant.
bool ends_soon(pid_t process) {
  for (int i = 0; i < 200 && is_running(process); ++i) {
    std::this_thread::sleep_for(milliseconds(10));
  }
  return !is_running(process);
}

TEST_CASE("a child's output, errors and exit code come back", "[base][process]") {
  const auto outcome = run_process(shell("echo out; echo err >&2; exit 7"));
  REQUIRE(outcome.has_value());
  CHECK(outcome->exit_code == 7);
  CHECK(outcome->output == "out\n");
  CHECK(outcome->error_output == "err\n");
}

TEST_CASE("a child killed by a signal has exit code 128 and the signal", "[base][process]") {
  CHECK(run_process(shell("kill -TERM $$")).value().exit_code == 128 + SIGTERM);
}

TEST_CASE("large input and output flow at the same time", "[base][process]") {
  ProcessRequest request = shell("cat");
  request.input = std::string(500'000, 'x');
  CHECK(run_process(request).value().output == request.input);
}

TEST_CASE("a child that does not read its input does no harm", "[base][process]") {
  ProcessRequest request = shell("exit 0");
  request.input = std::string(500'000, 'x');
  CHECK(run_process(request).value().exit_code == 0);
}

TEST_CASE("the environment is exactly what was stated", "[base][process]") {
  ProcessRequest request;
  request.argv = {"/usr/bin/env"};
  request.environment = {"A=1", "B=x y"};
  CHECK(run_process(request).value().output == "A=1\nB=x y\n");
}

TEST_CASE("the working directory is the one asked for", "[base][process]") {
  Scratch s;
  ProcessRequest request = shell("pwd -P");
  request.working_directory = s.path;
  CHECK(trim(run_process(request).value().output) == real_path(s.path).value());
  request.working_directory = s.at("x");
  CHECK(message_of(run_process(request)) ==
        "cannot enter working directory `" + s.at("x") + "`: No such file or directory");
}

TEST_CASE("a child gets no descriptors but the first three", "[base][process]") {
  int ends[2] = {};
  REQUIRE(pipe(ends) == 0);
  const auto outcome = run_process(shell("for f in 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$f ] && echo $f; done; true"));
  close(ends[0]);
  close(ends[1]);
  REQUIRE(outcome.has_value());
  CHECK(outcome->output.empty());
}

TEST_CASE("programs that cannot start are told with the reason", "[base][process]") {
  Scratch s;
  ProcessRequest request;
  request.argv = {s.at("missing")};
  CHECK(message_of(run_process(request)) == "cannot start `" + s.at("missing") + "`: No such file or directory");
  CHECK(run_process(request).error().code() == ErrorCode::not_found);
  REQUIRE(s.directory.write_file("plain", "#!/bin/sh\n", 0644).has_value());
  request.argv = {s.at("plain")};
  CHECK(message_of(run_process(request)) == "cannot start `" + s.at("plain") + "`: Permission denied");
  CHECK(run_process(request).error().code() == ErrorCode::permission_denied);
  REQUIRE(s.directory.write_file("lost", "#!/nowhere/python\n", 0755).has_value());
  request.argv = {s.at("lost")};
  CHECK(message_of(run_process(request)) ==
        "cannot start `" + s.at("lost") + "`: the interpreter in its first line, or its loader, does not exist");
  REQUIRE(s.directory
              .write_file("junk",
                          "\x7f"
                          "ELF junk",
                          0755)
              .has_value());
  request.argv = {s.at("junk")};
  CHECK(message_of(run_process(request)) == "cannot start `" + s.at("junk") + "`: Exec format error");
}

TEST_CASE("a child that takes too long is killed with its group", "[base][process]") {
  Scratch s;
  ProcessRequest request = shell("sleep 600 & echo $! > pid; wait");
  request.working_directory = s.path;
  request.timeout = milliseconds(300);
  CHECK(message_of(run_process(request)) == "`/bin/sh` did not finish within 300 ms");
  const auto grandchild = parse_decimal(trim(s.directory.read_file("pid", 99).value()));
  REQUIRE(grandchild.has_value());
  CHECK(ends_soon(static_cast<pid_t>(*grandchild)));
}

TEST_CASE("a wait for a child ends when it is to stop, and the child with it", "[base][process]") {
  Scratch s;
  ProcessRequest request = shell("echo $$ > pid; exec sleep 600");
  request.working_directory = s.path;
  request.timeout = std::chrono::minutes(10);
  std::stop_source source;
  const std::jthread user([&] {
    while (s.directory.read_file("pid", 99).value_or("").empty()) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    source.request_stop();
  });
  CHECK(message_of(run_process(request, source.get_token())) == "cancelled");
  const auto child = parse_decimal(trim(s.directory.read_file("pid", 99).value()));
  REQUIRE(child.has_value());
  CHECK(ends_soon(static_cast<pid_t>(*child)));
}

TEST_CASE("a grandchild that keeps the pipes open delays nothing and dies", "[base][process]") {
  const auto start = std::chrono::steady_clock::now();
  const auto outcome = run_process(shell("sleep 600 & echo $!"));
  REQUIRE(outcome.has_value());
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  const auto grandchild = parse_decimal(trim(outcome->output));
  REQUIRE(grandchild.has_value());
  CHECK(ends_soon(static_cast<pid_t>(*grandchild)));
}

TEST_CASE("too much output ends the child", "[base][process]") {
  ProcessRequest request = shell("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done");
  request.output_limit_bytes = 100'000;
  CHECK(message_of(run_process(request)) == "`/bin/sh` wrote more than 97.7KiB to standard output");
  request.argv[2] += " >&2";
  const auto outcome = run_process(request);
  CHECK(message_of(outcome) == "`/bin/sh` wrote more than 97.7KiB to standard error");
  CHECK(outcome.error().code() == ErrorCode::process_failed);
}

TEST_CASE("a line process answers line by line", "[base][process]") {
  auto process = LineProcess::start(shell("while read line; do echo \"<$line>\"; done"));
  REQUIRE(process.has_value());
  for (const auto* line : {"one", "two words", ""}) {
    REQUIRE(process->send_line(line).has_value());
    CHECK(process->read_line(milliseconds(5000)).value() == "<" + std::string(line) + ">");
  }
}

TEST_CASE("lines that come together are given one by one", "[base][process]") {
  auto process = LineProcess::start(shell("printf 'a\\nb\\n'; read x"));
  REQUIRE(process.has_value());
  CHECK(process->read_line(milliseconds(5000)).value() == "a");
  CHECK(process->read_line(milliseconds(5000)).value() == "b");
  CHECK(message_of(process->read_line(milliseconds(50))) == "`/bin/sh` did not answer within 50 ms");
}

TEST_CASE("the end of a line process is told with its last words", "[base][process]") {
  auto process = LineProcess::start(shell("echo last; echo first >&2; echo 'get https://u:S@h/' >&2; exit 1"));
  REQUIRE(process.has_value());
  CHECK(process->read_line(milliseconds(5000)).value() == "last");
  const auto ended = process->read_line(milliseconds(5000));
  CHECK(message_of(ended) == "`/bin/sh` ended unexpectedly: get https://u:****@h/");
  CHECK(ended.error().code() == ErrorCode::process_failed);
  // Its output may end a moment before the process does.
  bool refused = false;
  for (int i = 0; i < 200 && !refused; ++i) {
    refused = !process->send_line("x").has_value();
    std::this_thread::sleep_for(milliseconds(10));
  }
  CHECK(refused);
}

TEST_CASE("a line process ends with its owner", "[base][process]") {
  pid_t child = 0;
  {
    auto process = LineProcess::start(shell("echo $$; exec sleep 600"));
    REQUIRE(process.has_value());
    child = static_cast<pid_t>(parse_decimal(process->read_line(milliseconds(5000)).value()).value());
    CHECK(is_running(child));
  }
  CHECK(ends_soon(child));
}

TEST_CASE("a system that gives no pipe, process or group is told", "[base][process]") {
  const auto [calls, reason] = GENERATE(table<std::vector<test::RefusedCall>, std::string>({
      {{{SYS_pipe2, EMFILE, 1, O_CLOEXEC}}, "Too many open files"},
      {{{SYS_clone, EAGAIN}, {SYS_clone3, EAGAIN}}, "Resource temporarily unavailable"},
      {{{SYS_setpgid, EPERM}}, "Operation not permitted"},
  }));
  const auto outcome = test::with_refused(calls, [] { return run_process(shell("echo out")); });
  REQUIRE(outcome.has_value());
  CHECK(message_of(*outcome) == "cannot start `/bin/sh`: " + reason);
}

TEST_CASE("without a signal of its end a child's end is seen all the same", "[base][process]") {
  const auto outcome = test::with_refused({{SYS_pidfd_open, ENOSYS}}, [] { return run_process(shell("echo out")); });
  REQUIRE(outcome.has_value());
  REQUIRE(outcome->has_value());
  CHECK((*outcome)->output == "out\n");
}

TEST_CASE("a caller that closed its standard descriptors gives a child its own", "[base][process]") {
  const int kept = fcntl(0, F_DUPFD_CLOEXEC, 3);
  REQUIRE(kept >= 3);
  close(0);
  ProcessRequest request = shell("cat; echo err >&2");
  request.input = "in";
  const auto outcome = run_process(request);
  dup2(kept, 0);
  close(kept);
  REQUIRE(outcome.has_value());
  CHECK(outcome->output == "in");
  CHECK(outcome->error_output == "err\n");
}

TEST_CASE("a line longer than the limit is refused", "[base][process]") {
  ProcessRequest request = shell("while :; do printf xxxxxxxxxxxxxxxx; done");
  request.output_limit_bytes = 10'000;
  auto process = LineProcess::start(request);
  REQUIRE(process.has_value());
  CHECK(message_of(process->read_line(milliseconds(20'000))) == "`/bin/sh` wrote a line of more than 9.8KiB");
}

TEST_CASE("a line process that complains without end is heard to its last line", "[base][process]") {
  ProcessRequest request = shell(
      "i=0; while [ $i -lt 3000 ]; do echo xxxxxxxxxxxxxxxx >&2; i=$((i+1)); done; echo done; read x; echo last >&2");
  request.output_limit_bytes = 1'000;
  auto process = LineProcess::start(request);
  REQUIRE(process.has_value());
  CHECK(process->read_line(milliseconds(20'000)).value() == "done");
  REQUIRE(process->send_line("x").has_value());
  CHECK(message_of(process->read_line(milliseconds(20'000))) == "`/bin/sh` ended unexpectedly: last");
}

TEST_CASE("a line larger than the pipe waits for its reader", "[base][process]") {
  auto process = LineProcess::start(shell("sleep 0.2; read line; echo ${#line}"));
  REQUIRE(process.has_value());
  REQUIRE(process->send_line(std::string(300'000, 'x')).has_value());
  CHECK(process->read_line(milliseconds(20'000)).value() == "300000");
}

}  // namespace
}  // namespace axle
