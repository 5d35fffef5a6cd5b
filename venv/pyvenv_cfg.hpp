// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading pyvenv.cfg: what makes a folder a virtual environment (PEP 405).
//
// Safety:  at most 64 KiB and lines of at most 4 KiB; `home` without control characters (reliability C06).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace axle::venv {

/// At the root of an environment.
inline constexpr std::string_view k_cfg = "pyvenv.cfg";

struct PyvenvCfg {
  std::string home;        ///< folder of the base executable
  std::string executable;  ///< base executable, newer Pythons write it; may be empty
  std::string version;     ///< `version_info` (virtualenv, uv, axle) or `version` (venv)
  std::string implementation;
  std::string prompt;
  bool system_site_packages = false;
  bool relocatable = false;
  bool made_by_axle = false;
  bool made_by_uv = false;
  bool seeded = false;  ///< axle and uv say so where they have put pip there
  bool operator==(const PyvenvCfg&) const = default;
};

/// `path` is only for messages. Errors: bad_environment.
[[nodiscard]] Result<PyvenvCfg> parse_pyvenv_cfg(std::string_view text, const std::string& path);

/// The hint for a folder with an unfinished change, where an environment may not be whole; nothing for others.
[[nodiscard]] std::optional<std::string> way_to_recover(const std::string& environment);

/// The hint for an environment that is broken.
[[nodiscard]] std::string way_to_create_again(const std::string& environment);

/// The file of the folder; nothing when there is none.
[[nodiscard]] Result<std::optional<PyvenvCfg>> read_pyvenv_cfg(const std::string& environment);

}  // namespace axle::venv
