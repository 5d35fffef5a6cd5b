// SPDX-License-Identifier: MIT OR Apache-2.0
// Looking for startup hooks among the top-level files.
#include "venv/startup_hooks.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "venv/change.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_pth_limit_bytes = 1024 * 1024;

/// As Python's site module decides: a line that begins with `import` and a blank is run.
bool runs_code(std::string_view text) {
  const auto lines = split_lines(text);
  return std::any_of(lines.begin(), lines.end(),
                     [](std::string_view line) { return line.starts_with("import ") || line.starts_with("import\t"); });
}

bool is_customize_module(std::string_view path) {
  constexpr std::string_view k_names[] = {"sitecustomize.py", "usercustomize.py", "sitecustomize/__init__.py",
                                          "usercustomize/__init__.py"};
  return std::find(std::begin(k_names), std::end(k_names), path) != std::end(k_names);
}

}  // namespace

Result<std::vector<std::string>> find_startup_hooks(const WheelPlacement& placement, const Directory& root) {
  std::vector<std::string> hooks;
  const auto look_at = [&](const std::string& shown, const std::string& target) {
    if (is_customize_module(shown)) {
      hooks.push_back(shown);
    } else if (shown.ends_with(".pth") && shown.find('/') == std::string::npos) {
      const auto text = root.read_file(stage_path(target), k_pth_limit_bytes);
      if (!text || runs_code(*text)) {
        hooks.push_back(shown);
      }
    }
  };
  const std::string prefix = placement.site.empty() ? "" : placement.site + "/";
  for (const std::uint32_t index : placement.plain) {
    const std::string& path = placement.wheel->manifest.files[index].path;
    if (path.ends_with(".pth") || path.starts_with("sitecustomize") || path.starts_with("usercustomize")) {
      look_at(path, prefix + path);
    }
  }
  for (const MappedFile& mapped : placement.mapped) {
    if (mapped.target.starts_with(prefix)) {
      look_at(mapped.target.substr(prefix.size()), mapped.target);
    }
  }
  return hooks;
}

}  // namespace axle::venv
