// SPDX-License-Identifier: MIT OR Apache-2.0
// The environment of the process, read in one place, once.
//
// Rule:    `getenv` stands in env_vars.cpp only; everybody else gets values. uv's twins (UV_*) are read where the
//          option table says so, never for places and identity (design README, point 5).
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace axle::cli {

/// A look-up: the process's environment, or a map in tests. An empty variable counts as set.
using EnvLookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Reads the process's environment.
[[nodiscard]] EnvLookup process_environment();
/// The variables for interpreters that are asked about themselves, as `NAME=value`: none of those that tell axle and
/// other programs where to fetch from, which may hold passwords (reliability I5).
[[nodiscard]] std::vector<std::string> interpreter_environment_list();
/// All variables as `NAME=value`, for child processes.
[[nodiscard]] std::vector<std::string> process_environment_list();

/// A variable with a value: unset and empty give nothing.
[[nodiscard]] std::optional<std::string> find_value(const EnvLookup& environment, std::string_view name);
/// The same as a text, empty where there is none.
[[nodiscard]] std::string text_of(const EnvLookup& environment, std::string_view name);
/// `1`, `true`, `yes`, `on` in any case; the opposite words give false; everything else nothing.
[[nodiscard]] std::optional<bool> parse_boolean(std::string_view text);

/// The first of these variables that is set, as a number. Errors: usage naming the variable.
[[nodiscard]] Result<std::optional<std::uint32_t>> find_number(const EnvLookup& environment,
                                                               std::initializer_list<std::string_view> names);

}  // namespace axle::cli
