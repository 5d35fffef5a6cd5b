// SPDX-License-Identifier: MIT OR Apache-2.0
// Compiling on several processes of the base interpreter. Protocol: one line a file, three paths in hexadecimal
// (paths may hold any byte); the answer is `ok`, or `refused` or `failed` and a reason in hexadecimal.
#include "venv/bytecode.hpp"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <system_error>
#include <thread>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "venv/stage_tree.hpp"

namespace axle::venv {
namespace {

constexpr std::chrono::seconds k_file_timeout{60};

/// Timestamp pycs (PEP 552, flags 0), written beside their final name and renamed. What is no Python, what marshal does
/// not take and what has too long a name is refused, as Python does; pip and uv leave it without byte code, too.
/// A MemoryError counts as a failure, though some parsers raise it for sources that are nested too deeply.
constexpr std::string_view k_worker_script = R"py(
import errno
import marshal
import os
import sys
try:
    from _frozen_importlib_external import MAGIC_NUMBER
except ImportError:
    from importlib.util import MAGIC_NUMBER

def run(source, target, shown):
    with open(source, "rb") as file:
        status = os.fstat(file.fileno())
        text = file.read()
    code = compile(text, os.fsdecode(shown), "exec", dont_inherit=True)
    head = MAGIC_NUMBER + bytes(4) + (int(status.st_mtime) & 0xFFFFFFFF).to_bytes(4, "little")
    head += (status.st_size & 0xFFFFFFFF).to_bytes(4, "little")
    whole = head + marshal.dumps(code)
    os.makedirs(os.path.dirname(target), exist_ok=True)
    part = target + b".part"
    try:
        with open(part, "wb") as file:
            file.write(whole)
        os.replace(part, target)
    except BaseException:
        if os.path.lexists(part):
            os.unlink(part)
        raise

for line in sys.stdin:
    try:
        run(*(bytes.fromhex(word) for word in line.split()))
        answer = "ok"
    except Exception as error:
        refused = isinstance(error, (SyntaxError, ValueError, OverflowError, RecursionError))
        refused = refused or isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG
        reason = "%s: %s" % (type(error).__name__, error)
        answer = ("refused " if refused else "failed ") + reason.encode("utf-8", "replace").hex()
    sys.stdout.write(answer + "\n")
    sys.stdout.flush()
)py";

std::string to_hex_text(std::string_view bytes) {
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    format_to(hex, "{:02x}", static_cast<unsigned char>(c));
  }
  return hex;
}

std::string from_hex_text(std::string_view hex) {
  std::string bytes;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(digit(hex[i]) * 16 + digit(hex[i + 1]));
  }
  return bytes;
}

class Compiler {
 public:
  Compiler(const Interpreter& interpreter, const std::vector<CompileTask>& tasks, const std::stop_token& stop)
      : interpreter_(interpreter), tasks_(tasks), stop_(stop) {
    outcome_.results.resize(tasks.size(), CompileResult::failed);
  }

  Result<CompileOutcome> run(std::size_t workers) {
    if (tasks_.empty()) {
      return std::move(outcome_);
    }
    {
      std::vector<std::jthread> threads;
      try {
        for (std::size_t i = 1; i < std::min(workers, tasks_.size()); ++i) {
          threads.emplace_back([this] { work_or_keep_error(); });
        }
      } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch): those that are there do the work
        // No more threads to be had (reliability F18).
      }
      work_or_keep_error();
    }
    TRY(error_.take());
    std::ranges::sort(outcome_.refused);
    std::ranges::sort(outcome_.failed);
    return std::move(outcome_);
  }

 private:
  void work_or_keep_error() {
    if (auto done = work(); !done) {
      error_.keep(std::move(done).error());
    }
  }

  Result<void> work() {
    ProcessRequest request;
    request.argv = {interpreter_.base_executable, "-I", "-S", "-B", "-W", "ignore", "-c", std::string(k_worker_script)};
    request.working_directory = "/";
    TRY_ASSIGN(LineProcess process, LineProcess::start(request));
    while (true) {
      if (stop_.stop_requested()) {
        return fail(ErrorCode::cancelled, "cancelled");
      }
      const std::size_t index = next_.fetch_add(1);
      if (index >= tasks_.size()) {
        return {};
      }
      const CompileTask& task = tasks_[index];
      TRY(process.send_line(
          format("{} {} {}", to_hex_text(task.source), to_hex_text(task.target), to_hex_text(task.embedded_path))));
      TRY_ASSIGN(const std::string answer, process.read_line(k_file_timeout, stop_));
      note(index, answer);
    }
  }

  void note(std::size_t index, std::string_view answer) {
    const std::lock_guard lock(mutex_);
    if (answer == "ok") {
      outcome_.results[index] = CompileResult::compiled;
      return;
    }
    constexpr std::string_view k_refused = "refused ";
    constexpr std::string_view k_failed = "failed ";
    const bool is_refused = answer.starts_with(k_refused);
    const std::string reason = is_refused                     ? from_hex_text(answer.substr(k_refused.size()))
                               : answer.starts_with(k_failed) ? from_hex_text(answer.substr(k_failed.size()))
                                                              : std::string(answer);
    outcome_.results[index] = is_refused ? CompileResult::refused : CompileResult::failed;
    (is_refused ? outcome_.refused : outcome_.failed)
        .push_back(format("{}: {}", tasks_[index].embedded_path, to_printable(reason)));
  }

  const Interpreter& interpreter_;
  const std::vector<CompileTask>& tasks_;
  const std::stop_token& stop_;
  std::atomic<std::size_t> next_ = 0;
  FirstError error_;
  std::mutex mutex_;
  CompileOutcome outcome_;  // guarded by mutex_
};

}  // namespace

Result<CompileOutcome> compile_bytecode(const Interpreter& interpreter, const std::vector<CompileTask>& tasks,
                                        std::size_t workers, const std::stop_token& stop) {
  return Compiler(interpreter, tasks, stop).run(std::max<std::size_t>(workers, 1));
}

std::string bytecode_path_of(std::string_view source, std::string_view cache_tag) {
  const std::size_t slash = source.rfind('/');
  const std::string_view folder = slash == std::string_view::npos ? "" : source.substr(0, slash + 1);
  const std::string_view name = source.substr(folder.size());
  return format("{}__pycache__/{}.{}.pyc", folder, name.substr(0, name.size() - 3), cache_tag);
}

std::string magic_tag_of(const Interpreter& interpreter) {
  return format("{}-{}-opt0", interpreter.cache_tag, interpreter.magic);
}

bool is_bytecode_of(std::string_view file_name, std::string_view source_name) {
  if (!source_name.ends_with(".py")) {
    return false;
  }
  const std::string_view stem = source_name.substr(0, source_name.size() - 2);  // with its dot
  if (!file_name.starts_with(stem)) {
    return false;
  }
  // `m.cpython-311.pyc`, and `m.cpython-311.pyc.140213` where Python was killed while writing.
  const std::size_t suffix = file_name.find(".pyc", stem.size() - 1);
  if (suffix == std::string_view::npos || suffix <= stem.size() - 1) {
    return false;
  }
  const std::string_view rest = file_name.substr(suffix + 4);
  return rest.empty() || (rest.front() == '.' && rest.size() > 1 &&
                          rest.substr(1).find_first_not_of("0123456789") == std::string_view::npos);
}

}  // namespace axle::venv
