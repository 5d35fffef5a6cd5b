// SPDX-License-Identifier: MIT OR Apache-2.0
// fork, exec and the end of a child and its group.
//
// Rules:   between fork and exec only async-signal-safe calls; everything they need is made before. The child gets
//          descriptors 0–2, default signals, the descriptor limit we were started with, and SIGKILL when the thread
//          that started it ends (PR_SET_PDEATHSIG); reliability F16, F18, F19.
#include "base/process_child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle {
namespace {

struct Pipe {
  Descriptor read_end;
  Descriptor write_end;
};

Result<Pipe> make_pipe(const std::string& program) {
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0) {
    return fail(fs_error({.verb = "start", .path = program}, errno));
  }
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

/// What failed in the child before exec, sent through a pipe that exec closes.
// NOLINTNEXTLINE(performance-enum-size): ChildFailure goes through the pipe whole, without padding.
enum class Stage : int { set_up, working_directory, execute };

struct ChildFailure {
  Stage stage;
  int error_number;
};

struct Prepared {
  std::vector<char*> argv;
  std::vector<char*> environment;
  const char* working_directory;
  std::array<int, 3> standard;  // what becomes descriptors 0–2
  int failure_pipe;
  rlim_t descriptor_limit;
  pid_t parent;
};

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (const std::string& text : texts) {
    // execve's parameter is not const for reasons of history; it is only read.
    pointers.push_back(const_cast<char*>(text.c_str()));
  }
  pointers.push_back(nullptr);
  return pointers;
}

[[noreturn]] void give_up(const Prepared& prepared, Stage stage) {
  const ChildFailure failure{stage, errno};
  [[maybe_unused]] const ssize_t told = ::write(prepared.failure_pipe, &failure, sizeof failure);
  _exit(127);
}

void reset_signals() {
  struct sigaction standard{};
  standard.sa_handler = SIG_DFL;
  for (const int signal : {SIGPIPE, SIGXFSZ, SIGINT, SIGTERM, SIGHUP, SIGCHLD}) {
    sigaction(signal, &standard, nullptr);
  }
  sigset_t none;
  sigemptyset(&none);
  // The child has this one thread. NOLINTNEXTLINE(concurrency-mt-unsafe)
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Runs in the child; never returns.
[[noreturn]] void become(const Prepared& prepared) {
  if (setpgid(0, 0) != 0 || prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != prepared.parent) {
    give_up(prepared, Stage::set_up);
  }
  reset_signals();
  for (int target = 0; target < 3; ++target) {
    if (dup2(prepared.standard[static_cast<std::size_t>(target)], target) < 0) {
      give_up(prepared, Stage::set_up);
    }
  }
  // Ours are close-on-exec already; this catches those that we inherited ourselves.
  syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
  rlimit limits{};
  if (getrlimit(RLIMIT_NOFILE, &limits) == 0) {
    limits.rlim_cur = std::min(prepared.descriptor_limit, limits.rlim_max);
    setrlimit(RLIMIT_NOFILE, &limits);
  }
  if (prepared.working_directory != nullptr && chdir(prepared.working_directory) != 0) {
    give_up(prepared, Stage::working_directory);
  }
  execve(prepared.argv[0], prepared.argv.data(), prepared.environment.data());
  give_up(prepared, Stage::execute);
}

Error start_error(const ProcessRequest& request, const ChildFailure& failure) {
  if (failure.stage == Stage::working_directory) {
    return fs_error({.verb = "enter working directory", .path = request.working_directory}, failure.error_number);
  }
  const FsOperation start{.verb = "start", .path = request.argv.front()};
  const auto there = status_of(request.argv.front());
  if (failure.error_number == ENOENT && there && *there) {
    return Error(ErrorCode::not_found,
                 format("cannot start `{}`: the interpreter in its first line, or its loader, does not exist",
                        to_printable(start.path)));
  }
  return fs_error(start, failure.error_number);
}

void make_non_blocking(const Descriptor& descriptor) {
  const int flags = fcntl(descriptor.number(), F_GETFL);
  fcntl(descriptor.number(), F_SETFL, flags | O_NONBLOCK);
}

/// Descriptors under 3 would be overwritten by the child's own; they are free only if our caller closed them.
Result<Pipe> make_high_pipe(const std::string& program) {
  TRY_ASSIGN(Pipe pipe, make_pipe(program));
  for (Descriptor* end : {&pipe.read_end, &pipe.write_end}) {
    if (end->number() < 3) {
      *end = Descriptor(fcntl(end->number(), F_DUPFD_CLOEXEC, 3));
    }
  }
  return pipe;
}

}  // namespace

Child::Child(Child&& other) noexcept
    : input(std::move(other.input)),
      output(std::move(other.output)),
      error_output(std::move(other.error_output)),
      end_signal(std::move(other.end_signal)),
      pid_(std::exchange(other.pid_, -1)) {}

Child::~Child() {
  if (pid_ > 0) {
    finish();
  }
}

Result<Child> Child::start(const ProcessRequest& request) {
  ASSERT(!request.argv.empty(), "a process needs a program");
  const std::string& program = request.argv.front();
  TRY_ASSIGN(Pipe input, make_high_pipe(program));
  TRY_ASSIGN(Pipe output, make_high_pipe(program));
  TRY_ASSIGN(Pipe error_output, make_high_pipe(program));
  TRY_ASSIGN(Pipe failure, make_high_pipe(program));
  const Prepared prepared{
      .argv = pointers_to(request.argv),
      .environment = pointers_to(request.environment),
      .working_directory = request.working_directory.empty() ? nullptr : request.working_directory.c_str(),
      .standard = {input.read_end.number(), output.write_end.number(), error_output.write_end.number()},
      .failure_pipe = failure.write_end.number(),
      .descriptor_limit = original_descriptor_limit(),
      .parent = getpid()};
  const pid_t pid = fork();
  if (pid == 0) {
    become(prepared);
  }
  if (pid < 0) {
    return fail(fs_error({.verb = "start", .path = program}, errno));
  }
  Child child;
  child.pid_ = pid;
  failure.write_end.close();
  ChildFailure told{};
  if (retry_interrupted([&] { return ::read(failure.read_end.number(), &told, sizeof told); }) == sizeof told) {
    return fail(start_error(request, told));
  }
  child.input = std::move(input.write_end);
  child.output = std::move(output.read_end);
  child.error_output = std::move(error_output.read_end);
  child.end_signal = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0U)));
  for (const Descriptor* pipe : {&child.input, &child.output, &child.error_output}) {
    make_non_blocking(*pipe);
  }
  return child;
}

bool Child::has_ended() const {
  siginfo_t info{};
  return waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == pid_;
}

int Child::finish() {
  // Before the child is reaped: as long as it is a zombie nobody else can get its number.
  kill(-pid_, SIGKILL);
  kill(pid_, SIGKILL);
  int status = 0;
  retry_interrupted([&] { return waitpid(pid_, &status, 0); });
  pid_ = -1;
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

void drain(Descriptor& pipe, std::string& into, std::uint64_t limit_bytes) {
  std::array<char, 65'536> buffer;
  while (pipe.is_open() && into.size() <= limit_bytes) {
    const ssize_t got = retry_interrupted([&] { return ::read(pipe.number(), buffer.data(), buffer.size()); });
    if (got > 0) {
      into.append(buffer.data(), static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EAGAIN) {
      return;
    } else {
      pipe.close();
    }
  }
}

ssize_t write_quietly(int descriptor, std::string_view data) {
  sigset_t pipe_signal;
  sigset_t before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t written = retry_interrupted([&] { return ::write(descriptor, data.data(), data.size()); });
  const int error_number = errno;
  if (written < 0 && error_number == EPIPE) {
    // Takes the signal that the write has raised, unless it was ignored anyway.
    const timespec now{};
    retry_interrupted([&] { return sigtimedwait(&pipe_signal, nullptr, &now); });
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error_number;
  return written;
}

void wait_for(const Child& child, bool wants_input, std::chrono::milliseconds timeout) {
  // poll() skips negative descriptors. Without an end signal the end is looked for every 10 ms.
  std::array<pollfd, 4> watched = {
      pollfd{child.output.number(), POLLIN, 0}, pollfd{child.error_output.number(), POLLIN, 0},
      pollfd{child.end_signal.number(), POLLIN, 0}, pollfd{wants_input ? child.input.number() : -1, POLLOUT, 0}};
  constexpr std::chrono::milliseconds k_tick{10};
  constexpr std::chrono::milliseconds k_longest{3'600'000};
  const auto limit = child.end_signal.is_open() ? k_longest : k_tick;
  const auto wait = std::clamp(timeout, std::chrono::milliseconds(0), limit);
  poll(watched.data(), watched.size(), static_cast<int>(wait.count()));
}

}  // namespace axle
