// SPDX-License-Identifier: MIT OR Apache-2.0
// The value of each option and where it came from.
//
// Order:   flag > AXLE_* > UV_* (where the table allows) > axle's configuration > uv's > pip's > default
//          (design README, *Default index*). Lists of nearer places come first and are joined; other values override.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

/// What gave a value: it decides what a message calls the place.
enum class OriginKind : std::uint8_t { option, variable, file };

/// A value of a file, or of a variable of pip.
struct ConfigValue {
  std::string text;
  std::string key{};       ///< as it is found in its file: `pip.index-url`, `index.url`
  std::uint32_t line = 0;  ///< 0: not known
  std::uint32_t column = 0;
};

/// Values of one place (a file, pip's environment), by option.
struct ConfigLayer {
  std::string origin;  ///< `/home/me/uv.toml`, `PIP_INDEX_URL`, …
  bool is_uv = false;
  std::map<OptionId, std::vector<ConfigValue>> values;  ///< flags hold "true" or "false"
  std::vector<engine::SettledRequirement> constraints{};
  std::vector<engine::SettledRequirement> overrides{};
  std::vector<engine::SettledRequirement> exclusions{};
  std::vector<ConfigValue> explicit_indexes{};  ///< `NAME=URL`
  std::vector<ConfigValue> explicit_flats{};    ///< the same of `format = "flat"`
  OriginKind kind = OriginKind::file;
};

/// A value and who gave it.
struct GivenValue {
  ConfigValue value;
  std::string origin;  ///< `--index-url`, `UV_INDEX_URL`, `/home/me/uv.toml`
  OriginKind kind = OriginKind::option;
};

/// The error about a value that `reason` is said of: with its option, variable or place in a file.
[[nodiscard]] Error invalid_value(OptionId id, const GivenValue& given, const Error& reason);

/// The words of an option and what each stands for.
template <typename Value, std::size_t Count>
using Choices = std::array<std::pair<std::string_view, Value>, Count>;

class OptionValues {
 public:
  /// `layers` nearest first. References must outlive this.
  OptionValues(const ParsedArgs& args, const EnvLookup& environment, const std::vector<ConfigLayer>& layers)
      : args_(args), environment_(environment), layers_(layers) {}

  /// All values of a repeated option, nearest place first; of others the value of the nearest place.
  [[nodiscard]] std::vector<GivenValue> given(OptionId id) const;
  /// Of `[[index]]` entries that are explicit: `NAME=URL`, nearest file first.
  [[nodiscard]] std::vector<GivenValue> explicit_indexes() const;
  /// The same of those that are flat.
  [[nodiscard]] std::vector<GivenValue> explicit_flats() const;
  /// The texts of given().
  [[nodiscard]] std::vector<std::string> list(OptionId id) const;
  /// The value of the nearest place.
  [[nodiscard]] std::optional<std::string> single(OptionId id) const;
  /// Whether the command does something for which the option has a meaning: only then is a wrong value an error.
  [[nodiscard]] bool matters(OptionId id) const;
  /// Gives the text of each of given() to `read`, a function that returns Result<void>.
  /// Errors: those of `read`, as invalid_value() has them.
  template <typename Read>
  [[nodiscard]] Result<void> each(OptionId id, Read read) const {
    for (const GivenValue& given : this->given(id)) {
      const Result<void> done = read(given.value.text);
      if (!done && matters(id)) {
        return fail(invalid_value(id, given, done.error()));
      }
    }
    return {};
  }
  /// Errors: usage when an environment variable or a configuration value is no Boolean.
  [[nodiscard]] Result<bool> flag(OptionId id) const;
  /// What the given word stands for, or `fallback`. Errors: usage with the possible words as hint.
  template <typename Value, std::size_t Count>
  [[nodiscard]] Result<Value> choose(OptionId id, const Choices<Value, Count>& choices, Value fallback) const {
    const auto given = this->given(id);
    if (given.empty()) {
      return fallback;
    }
    std::string possible;
    for (const auto& [name, value] : choices) {
      if (name == given.back().value.text) {
        return value;
      }
      possible.append(possible.empty() ? "" : ", ").append(name);
    }
    return matters(id) ? Result<Value>(fail(not_possible(id, given.back(), possible))) : fallback;
  }
  /// Where the value of `id` came from, for -v; empty when nobody gave it.
  [[nodiscard]] std::string origin(OptionId id) const;

 private:
  /// The values of one place.
  using Place = std::vector<GivenValue>;

  [[nodiscard]] std::optional<Place> from_environment(const OptionRow& row) const;
  [[nodiscard]] const OptionRow* find_typed_opposite(OptionId id) const;
  [[nodiscard]] std::vector<Place> places(OptionId id) const;
  /// Whether the command asks indexes for anything, of those that may.
  [[nodiscard]] bool obtains_packages() const;
  [[nodiscard]] static Error not_possible(OptionId id, const GivenValue& given, std::string_view possible);

  const ParsedArgs& args_;
  const EnvLookup& environment_;
  const std::vector<ConfigLayer>& layers_;
};

}  // namespace axle::cli
