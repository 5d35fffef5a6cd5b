// SPDX-License-Identifier: MIT OR Apache-2.0
// pyenv's choice of a version, from its files.
#include "venv/pyenv_shim.hpp"

#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_version_file_limit_bytes = 4096;

std::vector<std::string> versions_in(std::string_view text, char separator) {
  std::vector<std::string> found;
  for (const std::string_view line : split(text, separator)) {
    for (const std::string_view word : split_blanks(line.substr(0, line.find('#')))) {
      found.emplace_back(word);
    }
  }
  return found;
}

std::vector<std::string> chosen_versions(const SearchEnvironment& search, const std::string& root) {
  if (!search.pyenv_version.empty()) {
    return versions_in(search.pyenv_version, ':');
  }
  std::string folder = search.working_directory;
  while (!folder.empty()) {
    if (const auto text = read_file(join_path(folder, ".python-version"), k_version_file_limit_bytes)) {
      return versions_in(*text, '\n');
    }
    const std::string parent(path_parent(folder));
    folder = parent == folder ? std::string() : parent;
  }
  const auto text = read_file(join_path(root, "version"), k_version_file_limit_bytes);
  return text ? versions_in(*text, '\n') : std::vector<std::string>{"system"};
}

}  // namespace

std::optional<ShimAnswer> resolve_pyenv_shim(const std::string& folder, const std::string& name,
                                             const SearchEnvironment& search) {
  const std::string root = !search.pyenv_root.empty() ? search.pyenv_root : join_path(search.home, ".pyenv");
  if (folder != join_path(root, "shims")) {
    return std::nullopt;
  }
  for (const std::string& version : chosen_versions(search, root)) {
    if (version == "system") {
      return ShimAnswer{ShimAnswer::Kind::system, {}};
    }
    const std::string home = join_path(join_path(root, "versions"), version);
    if (const auto status = status_of(home); !status || !*status) {
      return ShimAnswer{};
    }
    const std::string executable = join_path(join_path(home, "bin"), name);
    if (is_executable(executable)) {
      return ShimAnswer{ShimAnswer::Kind::executable, executable};
    }
  }
  // Chosen versions lack the name: the shim would fail, so the rest of the PATH is looked at.
  return ShimAnswer{ShimAnswer::Kind::system, {}};
}

}  // namespace axle::venv
