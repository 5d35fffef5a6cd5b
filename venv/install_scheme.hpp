// SPDX-License-Identifier: MIT OR Apache-2.0
// Where the parts of a wheel go: the scheme as an interpreter's sysconfig tells it, and the root that a change is
// confined to.
//
// Spec:    sysconfig install paths; PEP 427 (`.data` keys); Debian's posix_local and venv schemes.
// Rule:    `bin`, `lib/pythonX.Y` and `.exe` stand only here and in the answer of the interpreter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace axle::venv {

struct Interpreter;

/// Absolute folders of one installation. A header file of distribution NAME goes to `headers`/NAME.
struct InstallScheme {
  std::string purelib;
  std::string platlib;
  std::string scripts;
  std::string data;
  std::string headers;
  bool operator==(const InstallScheme&) const = default;
};

/// The same scheme below one directory: every path that a change touches is relative to `root`, and nothing outside of
/// it is created, changed or removed.
struct InstallTarget {
  std::string root;  ///< absolute; all relative folders below are RelPath texts, "" is the root itself
  std::string purelib;
  std::string platlib;
  std::string scripts;
  std::string data;
  std::string headers;
  /// A prefix that others use too (a system Python, --prefix): emptied folders are removed only below the site
  /// folders, never `share` or `etc`.
  bool shared_prefix = false;

  [[nodiscard]] std::string absolute(std::string_view relative) const;
  bool operator==(const InstallTarget&) const = default;
};

/// The environment's own folders. Links in the scheme (`lib64`) are resolved.
/// Errors: bad_interpreter when the folders have no common directory.
[[nodiscard]] Result<InstallTarget> make_install_target(const Interpreter& interpreter);
/// `--target DIR`: modules in DIR itself, scripts in DIR/bin.
[[nodiscard]] InstallTarget make_directory_target(const std::string& directory);
/// `--prefix DIR`: the interpreter's scheme moved to DIR.
[[nodiscard]] InstallTarget make_prefix_target(const Interpreter& interpreter, const std::string& prefix);
/// From any scheme; `root` is the deepest directory above all of its folders.
[[nodiscard]] Result<InstallTarget> make_target_of(const InstallScheme& scheme, bool shared_prefix);

/// The path with the links of its existing part resolved: `lib64/python3` becomes `lib/python3`.
[[nodiscard]] std::string resolve_existing_part(const std::string& path);

/// Folders of `target` in which distributions are looked for: purelib, then platlib where it differs.
[[nodiscard]] std::vector<std::string> site_directories_of(const InstallTarget& target);

}  // namespace axle::venv
