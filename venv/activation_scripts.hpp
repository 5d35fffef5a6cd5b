// SPDX-License-Identifier: MIT OR Apache-2.0
// The texts of the activation scripts, for each shell, with path and prompt quoted by that shell's own rules.
//
// Safety:  reliability S01: sourcing never runs anything of path or prompt; VIRTUAL_ENV is byte-exact; `deactivate`
//          restores. Our own texts throughout.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace axle::venv {

enum class Shell : std::uint8_t { posix, csh, fish, nushell, powershell, batch, xonsh, python };

/// How a text stands in a script of `shell` as one literal word (with its quotes).
[[nodiscard]] std::string quote_literal(Shell shell, std::string_view text);

struct ActivationFacts {
  std::string directory;  ///< absolute path of the environment
  std::string prompt;
  std::string scripts_name;   ///< `bin`
  std::string site_packages;  ///< below `directory`
  bool relocatable = false;   ///< scripts find the environment from their own place
};

struct ScriptFile {
  std::string name;  ///< `activate.fish`
  std::string text;
};

/// All scripts that go into the scripts folder. csh cannot find its own place: not there when relocatable.
[[nodiscard]] std::vector<ScriptFile> make_activation_scripts(const ActivationFacts& facts);

}  // namespace axle::venv
