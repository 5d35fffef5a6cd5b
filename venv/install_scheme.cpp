// SPDX-License-Identifier: MIT OR Apache-2.0
// From a scheme's absolute folders to one root and relative folders.
#include "venv/install_scheme.hpp"

#include <algorithm>
#include <array>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/interpreter.hpp"

namespace axle::venv {
namespace {

std::string common_directory(const std::string& a, const std::string& b) {
  const auto left = split(a, '/');
  const auto right = split(b, '/');
  std::string common;
  for (std::size_t i = 1; i < left.size() && i < right.size() && left[i] == right[i]; ++i) {
    common += '/';
    common += left[i];
  }
  return common;
}

std::string relative_to(const std::string& root, const std::string& path) {
  return path.size() > root.size() ? path.substr(root.size() + 1) : std::string();
}

}  // namespace

std::string resolve_existing_part(const std::string& path) {
  std::string head = path;
  std::string tail;
  while (head.size() > 1) {
    if (const auto real = real_path(head)) {
      return tail.empty() ? *real : join_path(*real, tail);
    }
    const std::string name(path_file_name(head));
    tail = tail.empty() ? name : join_path(name, tail);
    head = path_parent(head);
  }
  return path;
}

std::string InstallTarget::absolute(std::string_view relative) const {
  return relative.empty() ? root : join_path(root, relative);
}

Result<InstallTarget> make_target_of(const InstallScheme& scheme, bool shared_prefix) {
  const std::array<std::string, 5> folders = {
      resolve_existing_part(scheme.purelib), resolve_existing_part(scheme.platlib),
      resolve_existing_part(scheme.scripts), resolve_existing_part(scheme.data), resolve_existing_part(scheme.headers)};
  std::string root = folders[0];
  for (const std::string& folder : folders) {
    root = common_directory(root, folder);
  }
  if (root.empty()) {
    return fail(ErrorCode::bad_interpreter,
                format("cannot install below `{}`: its install paths have no common folder", scheme.data));
  }
  return InstallTarget{.root = root,
                       .purelib = relative_to(root, folders[0]),
                       .platlib = relative_to(root, folders[1]),
                       .scripts = relative_to(root, folders[2]),
                       .data = relative_to(root, folders[3]),
                       .headers = relative_to(root, folders[4]),
                       .shared_prefix = shared_prefix};
}

Result<InstallTarget> make_install_target(const Interpreter& interpreter) {
  return make_target_of(interpreter.scheme, !interpreter.is_venv);
}

InstallTarget make_directory_target(const std::string& directory) {
  return InstallTarget{.root = resolve_existing_part(directory),
                       .purelib = "",
                       .platlib = "",
                       .scripts = "bin",
                       .data = "",
                       .headers = "include",
                       .shared_prefix = false};
}

InstallTarget make_prefix_target(const Interpreter& interpreter, const std::string& prefix) {
  const InstallScheme& below = interpreter.venv_scheme;
  const auto drop_slash = [](const std::string& path) { return path.empty() ? path : path.substr(1); };
  return InstallTarget{.root = resolve_existing_part(prefix),
                       .purelib = drop_slash(below.purelib),
                       .platlib = drop_slash(below.platlib),
                       .scripts = drop_slash(below.scripts),
                       .data = drop_slash(below.data),
                       .headers = format("include/python{}", interpreter.python.markers.python_version),
                       .shared_prefix = true};
}

std::vector<std::string> site_directories_of(const InstallTarget& target) {
  std::vector<std::string> directories = {target.absolute(target.purelib)};
  if (target.platlib != target.purelib) {
    directories.push_back(target.absolute(target.platlib));
  }
  return directories;
}

}  // namespace axle::venv
