// SPDX-License-Identifier: MIT OR Apache-2.0
// The templates of the activation scripts. Placeholders: @DIRECTORY@ and @PROMPT@ (literal words of the shell),
// @SCRIPTS@ (name of the scripts folder), @SITE@ (site-packages below the folder, a literal word).
// `find_own_place` is what stands for the assignment of the folder in relocatable environments.
#pragma once

#include <string_view>

namespace axle::venv {

extern const std::string_view k_posix_text;
extern const std::string_view k_posix_fixed_place;
extern const std::string_view k_posix_own_place;
extern const std::string_view k_csh_text;
extern const std::string_view k_fish_text;
extern const std::string_view k_fish_fixed_place;
extern const std::string_view k_fish_own_place;
extern const std::string_view k_nushell_text;
extern const std::string_view k_nushell_own_place;
extern const std::string_view k_powershell_text;
extern const std::string_view k_powershell_own_place;
extern const std::string_view k_batch_text;
extern const std::string_view k_batch_fixed_place;
extern const std::string_view k_batch_own_place;
extern const std::string_view k_batch_deactivate_text;
extern const std::string_view k_batch_pydoc_text;
extern const std::string_view k_xonsh_text;
extern const std::string_view k_xonsh_own_place;
extern const std::string_view k_python_text;

}  // namespace axle::venv
