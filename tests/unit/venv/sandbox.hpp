// SPDX-License-Identifier: MIT OR Apache-2.0
// A cache and an environment in a temporary folder, the steps of a change as one call each, and a checker of the
// result that shares no code with the layer under test.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "tests/support/unpacked_wheel.hpp"
#include "venv/commit.hpp"
#include "venv/plan.hpp"
#include "venv/stage.hpp"

namespace axle::venv::test {

using axle::test::pin_of;
using axle::test::UnpackedWheelBuilder;
using Wheels = std::vector<spec::UnpackedWheel>;

/// Path → content (`-> TARGET` for links, `<folder>` for empty folders).
using Tree = std::map<std::string, std::string>;

class Sandbox {
 public:
  Sandbox();

  [[nodiscard]] std::string path(const std::string& below) const { return folder_.path() + "/" + below; }
  [[nodiscard]] const std::string& root() const { return target.root; }
  /// A file in the environment, below site-packages.
  [[nodiscard]] std::string site(const std::string& below) const;
  [[nodiscard]] UnpackedWheelBuilder wheel(const std::string& name, const std::string& version) const;

  void write(const std::string& absolute, const std::string& content) const;
  [[nodiscard]] std::string read(const std::string& absolute) const;
  [[nodiscard]] bool exists(const std::string& absolute) const;

  [[nodiscard]] Installed scan() const;
  /// Plan and stage; pins are those of the wheels.
  [[nodiscard]] Result<std::variant<Staged, Damaged>> stage_wheels(const Wheels& wheels, const PlanPolicy& policy = {});
  [[nodiscard]] Result<InstallReport> install(const Wheels& wheels, const CommitOptions& commit_options = {},
                                              const PlanPolicy& policy = {});
  [[nodiscard]] Result<InstallReport> uninstall(const std::vector<std::string>& names,
                                                const CommitOptions& commit_options = {});

  /// Keeps all that is installed and marks it as asked for.
  [[nodiscard]] Result<InstallReport> mark_all_requested(const CommitOptions& commit_options = {});

  [[nodiscard]] Tree tree() const;
  /// Broken promises of the environment, one line each; empty is good. I1: every row of a visible dist-info exists
  /// with its size. With `orphans`, also files in site-packages and bin that nobody lists.
  [[nodiscard]] std::vector<std::string> faults(bool orphans = true) const;

  InstallTarget target;
  StageOptions options;
  bool marks_requested = true;  ///< what is installed
  WarningSink warnings;

 private:
  TemporaryDirectory folder_;
  ThreadPool pool_;
};

/// An interpreter as Debian's Python 3.11 answers (recorded).
[[nodiscard]] Interpreter debian_python();
/// Whether that Python is here.
[[nodiscard]] bool has_python();
/// The recorded answer itself.
[[nodiscard]] std::string debian_answer();
/// What lies below a folder.
[[nodiscard]] Tree read_tree(const std::string& root);
/// A temporary folder below the system's.
[[nodiscard]] TemporaryDirectory make_temporary();

}  // namespace axle::venv::test
