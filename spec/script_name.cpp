// SPDX-License-Identifier: MIT OR Apache-2.0
// The reserved names: `python`, `python3`, `python3.12`, `python3.13t`, the same for pypy, and activation scripts.
#include "spec/script_name.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "base/text.hpp"

namespace axle::spec {
namespace {

/// What may follow `python` or `pypy`: nothing, digits and dots, and one of the variants' letters.
bool is_interpreter_suffix(std::string_view rest) {
  if (!rest.empty() && (rest.back() == 't' || rest.back() == 'd' || rest.back() == 'w')) {
    rest.remove_suffix(1);
  }
  return std::ranges::all_of(rest, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

}  // namespace

bool is_reserved_script_name(std::string_view name) {
  constexpr std::array<std::string_view, 11> k_scripts = {
      "activate",     "activate.bat", "activate.csh",     "activate.fish", "activate.nu",   "activate.ps1",
      "activate.xsh", "deactivate",   "activate_this.py", "pydoc.bat",     "deactivate.bat"};
  std::string folded = to_lower_ascii(name);
  if (folded.ends_with(".exe")) {
    folded.resize(folded.size() - 4);
  }
  const std::string_view text = folded;
  if (text.starts_with("python") && is_interpreter_suffix(text.substr(6))) {
    return true;
  }
  if (text.starts_with("pypy") && is_interpreter_suffix(text.substr(4))) {
    return true;
  }
  return std::ranges::find(k_scripts, text) != k_scripts.end();
}

}  // namespace axle::spec
