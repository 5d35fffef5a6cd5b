// SPDX-License-Identifier: MIT OR Apache-2.0
// The value of each option and where it came from.
//
// Order:   flag > AXLE_* > UV_* (where the table allows) > axle's configuration > uv's > pip's > default
//          (design README, *Default index*). Lists of nearer places come first and are joined; other values override.
#pragma once

#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "cli/args/parse.hpp"
#include "cli/env_vars.hpp"
#include "engine/install_inputs.hpp"

namespace axle::cli {

/// Values of one place (a file, pip's environment), by option.
struct ConfigLayer {
  std::string origin;  ///< `pyproject.toml [tool.axle]`, `PIP_INDEX_URL`, …
  bool is_uv = false;
  std::map<OptionId, std::vector<std::string>> values;  ///< flags hold "true" or "false"
  std::vector<engine::SettledRequirement> constraints{};
  std::vector<engine::SettledRequirement> overrides{};
  std::vector<engine::SettledRequirement> exclusions{};
};

struct SourcedValue {
  std::vector<std::string> values;
  std::string origin;
};

/// The words of an option and what each stands for.
template <typename Value, std::size_t Count>
using Choices = std::array<std::pair<std::string_view, Value>, Count>;

class OptionValues {
 public:
  /// `layers` nearest first. References must outlive this.
  OptionValues(const ParsedArgs& args, const EnvLookup& environment, const std::vector<ConfigLayer>& layers)
      : args_(args), environment_(environment), layers_(layers) {}

  /// All values of a repeated option, nearest place first.
  [[nodiscard]] std::vector<std::string> list(OptionId id) const;
  /// The value of the nearest place.
  [[nodiscard]] std::optional<std::string> single(OptionId id) const;
  /// Errors: usage when an environment variable or a configuration value is no Boolean.
  [[nodiscard]] Result<bool> flag(OptionId id) const;
  /// What the given word stands for, or `fallback`. Errors: usage with the possible words as hint.
  template <typename Value, std::size_t Count>
  [[nodiscard]] Result<Value> choose(OptionId id, const Choices<Value, Count>& choices, Value fallback) const {
    const auto text = single(id);
    if (!text) {
      return fallback;
    }
    std::string possible;
    for (const auto& [name, value] : choices) {
      if (name == *text) {
        return value;
      }
      possible.append(possible.empty() ? "" : ", ").append(name);
    }
    return fail(not_possible(id, *text, possible));
  }
  /// Where the value of `id` came from, for -v; empty when nobody gave it.
  [[nodiscard]] std::string origin(OptionId id) const;

 private:
  [[nodiscard]] std::optional<SourcedValue> from_environment(const OptionRow& row) const;
  [[nodiscard]] std::vector<SourcedValue> places(OptionId id) const;
  [[nodiscard]] static Error not_possible(OptionId id, std::string_view text, std::string_view possible);

  const ParsedArgs& args_;
  const EnvLookup& environment_;
  const std::vector<ConfigLayer>& layers_;
};

}  // namespace axle::cli
