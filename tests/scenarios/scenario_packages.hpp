// SPDX-License-Identifier: MIT OR Apache-2.0
// The packages of a scenario, and the readers of TOML values that its other tables use as well. What is not there reads
// as empty.
//
// Spec:     README.md of this folder.
// Not here: the request (solver_scenario.cpp).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/scenarios/solver_scenario.hpp"

namespace axle::resolver::test {

using Texts = std::vector<std::string>;

inline constexpr std::string_view k_main_index = "main";

[[nodiscard]] Texts texts_of(const TomlValue* value);
[[nodiscard]] std::string text_of(const TomlValue* value);
[[nodiscard]] bool is_true(const TomlValue* value);
[[nodiscard]] const TomlTable& table_of(const TomlValue* value);
[[nodiscard]] std::map<std::string, std::string> text_table(const TomlValue* value);
[[nodiscard]] spec::PackageName package_name(std::string_view text);

/// Puts every release into the scenario's source.
void read_packages(const TomlValue& packages, Scenario& scenario);

}  // namespace axle::resolver::test
