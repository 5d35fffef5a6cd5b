// SPDX-License-Identifier: MIT OR Apache-2.0
// Looking for startup hooks among the top-level files.
#include "venv/startup_hooks.hpp"

#include <string_view>

#include "venv/change.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_pth_limit_bytes = 1024 * 1024;

/// Whether some Python takes the next character for the first of a line. Since 3.12 that is what `str.splitlines()`
/// does, after a byte order mark too; 0x85 alone is its next-line character where UTF-8 did not decode.
bool begins_line_after(std::string_view before) {
  constexpr std::string_view k_ends = "\n\r\v\f\x1c\x1d\x1e\x85";
  return before.empty() || before == "\xef\xbb\xbf" || k_ends.find(before.back()) != std::string_view::npos ||
         before.ends_with("\xe2\x80\xa8") || before.ends_with("\xe2\x80\xa9");
}

/// As Python's site module decides: a line that begins with `import` and a blank is run.
bool runs_code(std::string_view text) {
  constexpr std::string_view k_word = "import";
  for (std::size_t at = text.find(k_word); at != std::string_view::npos; at = text.find(k_word, at + 1)) {
    const std::string_view after = text.substr(at + k_word.size());
    if ((after.starts_with(' ') || after.starts_with('\t')) && begins_line_after(text.substr(0, at))) {
      return true;
    }
  }
  return false;
}

/// Sources, byte code without its source, and extension modules, each as a module or as a package.
bool is_customize_module(std::string_view path) {
  if (!path.starts_with("sitecustomize") && !path.starts_with("usercustomize")) {
    return false;
  }
  path.remove_prefix(std::string_view("sitecustomize").size());
  constexpr std::string_view k_package = "/__init__";
  if (path.starts_with(k_package)) {
    path.remove_prefix(k_package.size());
  }
  return path == ".py" || path == ".pyc" ||
         (path.starts_with('.') && path.ends_with(".so") && path.find('/') == std::string_view::npos);
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
