// SPDX-License-Identifier: MIT OR Apache-2.0
// Reading pyvenv.cfg. Keys are compared in lower case, values are trimmed, as Python's own reader (getpath) does.
#include "venv/pyvenv_cfg.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/change.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_limit_bytes = 64 * 1024;
constexpr std::size_t k_line_limit_bytes = 4096;

void apply(PyvenvCfg& cfg, std::string_view key, std::string_view value) {
  if (key == "home") {
    cfg.home = value;
  } else if (key == "executable") {
    cfg.executable = value;
  } else if (key == "version_info" || (key == "version" && cfg.version.empty())) {
    cfg.version = value;
  } else if (key == "implementation") {
    cfg.implementation = value;
  } else if (key == "prompt") {
    cfg.prompt = value;
  } else if (key == "include-system-site-packages") {
    cfg.system_site_packages = equals_ignoring_case(value, "true");
  } else if (key == "relocatable") {
    cfg.relocatable = equals_ignoring_case(value, "true");
  } else if (key == "axle") {
    cfg.made_by_axle = true;
  } else if (key == "uv") {
    cfg.made_by_uv = true;
  } else if (key == "seed") {
    cfg.seeded = equals_ignoring_case(value, "true");
  }
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

Result<PyvenvCfg> parse_pyvenv_cfg(std::string_view text, const std::string& path) {
  PyvenvCfg cfg;
  for (const std::string_view line : split_lines(text)) {
    if (line.size() > k_line_limit_bytes) {
      return fail(ErrorCode::bad_environment, format("`{}` is damaged: a line is longer than 4096 bytes", path));
    }
    const std::size_t equals = line.find('=');
    if (equals != std::string_view::npos) {
      apply(cfg, to_lower_ascii(trim(line.substr(0, equals))), trim(line.substr(equals + 1)));
    }
  }
  if (cfg.home.empty()) {
    return fail(ErrorCode::bad_environment, format("`{}` is damaged: the key `home` is missing", path));
  }
  if (has_control_character(cfg.home)) {
    return fail(ErrorCode::bad_environment, format("`{}` is damaged: `home` holds a control character", path));
  }
  return cfg;
}

std::optional<std::string> way_to_recover(const std::string& environment) {
  const auto change = link_status_of(join_path(environment, k_change_folder));
  if (!change || !*change) {
    return std::nullopt;
  }
  return format(
      "a change in it is unfinished: `axle venv --allow-existing {}` undoes or finishes it, and keeps what else "
      "is there",
      quote_for_shell(environment));
}

std::string way_to_create_again(const std::string& environment) {
  if (auto way = way_to_recover(environment)) {
    return std::move(*way);
  }
  return format("create it again with `axle venv --clear {}`", quote_for_shell(environment));
}

Result<std::optional<PyvenvCfg>> read_pyvenv_cfg(const std::string& environment) {
  const std::string path = join_path(environment, k_cfg);
  auto text = read_file(path, k_limit_bytes);
  if (!text) {
    if (text.error().code() == ErrorCode::not_found) {
      return std::nullopt;
    }
    return fail(std::move(text).error());
  }
  auto cfg = parse_pyvenv_cfg(*text, path);
  if (!cfg) {
    return fail(std::move(cfg).error().with_hint(way_to_create_again(environment)));
  }
  return std::move(*cfg);
}

}  // namespace axle::venv
