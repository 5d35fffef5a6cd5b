// SPDX-License-Identifier: MIT OR Apache-2.0
// First half of a change: everything new is built in a folder of our own inside the target's file system, and every
// move that will make it visible is worked out. Nothing visible changes.
//
// Protocol: reliability.md 1. Folder: `.axle-change` in the target's root, made under the exclusive environment lock.
// Measured: one stat and one link a file, folders made once, chunks of 256 files (performance.md 4.6).
// Next:    commit.hpp.
#pragma once

#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <variant>
#include <vector>

#include "base/digest.hpp"
#include "base/link_tree.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "base/thread_pool.hpp"
#include "base/warning_sink.hpp"
#include "spec/artifact.hpp"
#include "venv/bytecode.hpp"
#include "venv/install_scheme.hpp"
#include "venv/installed.hpp"
#include "venv/plan.hpp"

namespace axle::venv {

struct StageOptions {
  LinkMode link_mode = LinkMode::hardlink;
  std::string installer = "axle";    ///< INSTALLER; empty: none, nor REQUESTED and direct_url.json
  std::string script_interpreter{};  ///< absolute path that scripts start with
  bool relocatable = false;          ///< scripts look for the interpreter beside themselves
  /// Compile byte code: needs `interpreter`; `bytecode_cache` may be null.
  bool compile_bytecode = false;
  const Interpreter* interpreter = nullptr;
  BytecodeCache* bytecode_cache = nullptr;
  /// What else is installed: owners of files that are in the way or shared. May be null (then nobody owns anything).
  const Installed* installed = nullptr;
  WarningSink* warnings = nullptr;
  Log* log = nullptr;
  std::stop_token stop{};
  /// Test seam; otherwise the target's file system is asked.
  std::optional<bool> folds_case{};
};

/// A wheel in the cache that is not what its manifest says: to be obtained again, then staged again, once.
struct DamagedArtifact {
  spec::PackageName name;
  Sha256 archive_digest;
  std::vector<std::string> files;  ///< the first ten that are missing or differ
};
struct Damaged {
  std::vector<DamagedArtifact> artifacts;
};

struct StagedChange;

/// A change that is ready to be committed. Destroying it instead removes the staging folder.
class Staged {
 public:
  explicit Staged(std::unique_ptr<StagedChange> change);
  Staged(Staged&&) noexcept;
  Staged& operator=(Staged&&) noexcept;
  ~Staged();
  /// Number of moves that commit will make.
  [[nodiscard]] std::size_t step_count() const;
  [[nodiscard]] LinkMode link_mode_used() const;
  [[nodiscard]] std::size_t compiled_files() const;
  /// For commit() only.
  [[nodiscard]] std::unique_ptr<StagedChange> release();

 private:
  std::unique_ptr<StagedChange> change_;
};

/// `wheels` holds one for each artifact of the plan, found by name. Warnings (shared files, startup hooks, odd RECORD
/// rows) go to `options.warnings`. The caller holds the environment lock exclusively and has called recover().
/// Errors: file_conflict (a file and a folder of one name, names both wheels); no_space, read_only, permission_denied,
/// bad_record, cancelled. On error nothing is left behind.
[[nodiscard]] Result<std::variant<Staged, Damaged>> stage(const InstallPlan& plan,
                                                          std::span<const spec::UnpackedWheel> wheels,
                                                          const InstallTarget& target, const StageOptions& options,
                                                          ThreadPool& pool);

}  // namespace axle::venv
