// SPDX-License-Identifier: MIT OR Apache-2.0
// Filling the templates. Placeholders are replaced in one pass, so a path that contains one stays what it is.
#include "venv/activation_scripts.hpp"

#include <array>
#include <span>
#include <utility>

#include "venv/activation_texts.hpp"

namespace axle::venv {
namespace {

using Replacement = std::pair<std::string_view, std::string>;

std::string fill(std::string_view text, std::span<const Replacement> replacements) {
  std::string filled;
  filled.reserve(text.size() + 256);
  while (true) {
    const std::size_t at = text.find('@');
    filled += text.substr(0, at);
    if (at == std::string_view::npos) {
      return filled;
    }
    text.remove_prefix(at);
    std::size_t used = 1;
    std::string_view put = "@";
    for (const auto& [placeholder, value] : replacements) {
      if (text.starts_with(placeholder)) {
        used = placeholder.size();
        put = value;
      }
    }
    filled += put;
    text.remove_prefix(used);
  }
}

/// In tcsh's prompt a `%` begins a sequence.
std::string double_each(std::string_view text, char wanted) {
  std::string doubled;
  for (const char c : text) {
    doubled.append(c == wanted ? 2 : 1, c);
  }
  return doubled;
}

struct Template {
  std::string_view name;
  Shell shell;
  std::string_view text;
  std::string_view fixed_place;  ///< stands for @PLACE@
  std::string_view own_place;
};

std::string make_script(const Template& script, const ActivationFacts& facts) {
  const std::array<Replacement, 1> directory = {{{"@DIRECTORY@", quote_literal(script.shell, facts.directory)}}};
  const std::array<Replacement, 7> replacements = {{
      {"@PLACE@", facts.relocatable ? std::string(script.own_place) : fill(script.fixed_place, directory)},
      directory[0],
      {"@PROMPT@", quote_literal(script.shell, facts.prompt)},
      {"@CSH_PROMPT@", quote_literal(script.shell, "(" + double_each(facts.prompt, '%') + ") ")},
      {"@BATCH_PROMPT@", quote_literal(script.shell, double_each(facts.prompt, '$'))},
      {"@SCRIPTS@", facts.scripts_name},
      {"@SITE@", quote_literal(script.shell, facts.site_packages)},
  }};
  return fill(script.text, replacements);
}

}  // namespace

std::vector<ScriptFile> make_activation_scripts(const ActivationFacts& facts) {
  const std::array<Template, 10> templates = {{
      {"activate", Shell::posix, k_posix_text, k_posix_fixed_place, k_posix_own_place},
      {"activate.csh", Shell::csh, k_csh_text, "", ""},
      {"activate.fish", Shell::fish, k_fish_text, k_fish_fixed_place, k_fish_own_place},
      {"activate.nu", Shell::nushell, k_nushell_text, "@DIRECTORY@", k_nushell_own_place},
      {"activate.ps1", Shell::powershell, k_powershell_text, "@DIRECTORY@", k_powershell_own_place},
      {"activate.bat", Shell::batch, k_batch_text, k_batch_fixed_place, k_batch_own_place},
      {"deactivate.bat", Shell::batch, k_batch_deactivate_text, "", ""},
      {"pydoc.bat", Shell::batch, k_batch_pydoc_text, "", ""},
      {"activate.xsh", Shell::xonsh, k_xonsh_text, "@DIRECTORY@", k_xonsh_own_place},
      {"activate_this.py", Shell::python, k_python_text, "", ""},
  }};
  std::vector<ScriptFile> scripts;
  scripts.reserve(templates.size());
  for (const Template& script : templates) {
    if (!facts.relocatable || script.shell != Shell::csh) {
      scripts.push_back({std::string(script.name), make_script(script, facts)});
    }
  }
  return scripts;
}

}  // namespace axle::venv
