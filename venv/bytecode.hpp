// SPDX-License-Identifier: MIT OR Apache-2.0
// Byte code: compiled by several workers of the base interpreter, cached per (wheel, magic, optimisation), and linked
// like any file (performance.md 2, row 6).
//
// Form:    timestamp pycs. Unpacked files keep their time when hard-linked, so cached byte code stays valid; the
//          import system repairs the paths inside. Never listed in RECORD: removing a source removes its byte code.
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"
#include "base/result.hpp"
#include "venv/interpreter.hpp"

namespace axle::venv {

/// Where compiled byte code of wheels is kept; implemented by the engine over the cache.
class BytecodeCache {
 public:
  virtual ~BytecodeCache() = default;
  /// A complete folder with the byte code of the wheel (`pkg/__pycache__/m.cpython-311.pyc`), if there is one.
  [[nodiscard]] virtual std::optional<std::string> find(const Sha256& archive, std::string_view magic_tag) const = 0;
  /// A private, empty folder to fill.
  [[nodiscard]] virtual Result<std::string> begin(const Sha256& archive, std::string_view magic_tag) = 0;
  /// Makes a filled folder visible to find(), from any process, at once. Returns where the byte code is now: in the
  /// cache, ours or that of whoever was first; or `folder` where the cache does not take it: the caller removes it
  /// after use.
  [[nodiscard]] virtual std::string publish(const Sha256& archive, std::string_view magic_tag,
                                            const std::string& folder) = 0;
  /// Takes away what find() gives: it is damaged. Errors: none that would help anybody.
  virtual void drop(const Sha256& archive, std::string_view magic_tag) = 0;
};

/// One source to compile.
struct CompileTask {
  std::string source;         ///< absolute path that is read
  std::string target;         ///< absolute path of the .pyc; its folder is made when missing
  std::string embedded_path;  ///< what tracebacks show
};

enum class CompileResult : std::uint8_t {
  compiled,
  /// By the source or its name: no attempt will ever give byte code. Not a failure of the installation.
  refused,
  /// By the system, for example a full disk or no memory: another attempt may give byte code.
  failed,
};

struct CompileOutcome {
  std::vector<CompileResult> results;  ///< by task
  std::vector<std::string> refused;    ///< "PATH: reason", in order
  std::vector<std::string> failed;     ///< likewise
};

/// Runs `workers` processes. Errors: process_failed when a worker cannot start or dies; process_timeout (60 s a file);
/// cancelled, within a second, also in the middle of a file.
[[nodiscard]] Result<CompileOutcome> compile_bytecode(const Interpreter& interpreter,
                                                      const std::vector<CompileTask>& tasks, std::size_t workers,
                                                      const std::stop_token& stop = {});

/// `__pycache__/NAME.TAG.pyc` beside `source` (a RelPath text that ends with .py).
[[nodiscard]] std::string bytecode_path_of(std::string_view source, std::string_view cache_tag);
/// Name of the cache slot: `cpython-311-a70d0d0a-opt0`.
[[nodiscard]] std::string magic_tag_of(const Interpreter& interpreter);
/// Whether `file_name` of a `__pycache__` folder is byte code of the module file `source_name` (`m.py`).
[[nodiscard]] bool is_bytecode_of(std::string_view file_name, std::string_view source_name);

}  // namespace axle::venv
