// SPDX-License-Identifier: MIT OR Apache-2.0
// The one door to the environment.
#include "cli/env_vars.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::cli {

namespace {

/// The home folder that the user database names; services and containers often have no HOME.
std::optional<std::string> home_of_user() {
  constexpr std::size_t k_entry_bytes = 16UL * 1024;
  std::vector<char> buffer(k_entry_bytes);
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) != 0 || found == nullptr ||
      found->pw_dir == nullptr || found->pw_dir[0] != '/') {
    return std::nullopt;
  }
  return std::string(found->pw_dir);
}

}  // namespace

EnvLookup process_environment() {
  return [](std::string_view name) -> std::optional<std::string> {
    // Nobody sets variables in this program. NOLINTNEXTLINE(concurrency-mt-unsafe)
    const char* value = std::getenv(std::string(name).c_str());
    const bool is_set = value != nullptr && *value != '\0';
    if (!is_set && name == "HOME") {
      return home_of_user();
    }
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
  };
}

std::vector<std::string> process_environment_list() {
  std::vector<std::string> list;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    list.emplace_back(*entry);
  }
  return list;
}

std::vector<std::string> interpreter_environment_list() {
  constexpr std::array<std::string_view, 3> k_starts = {"AXLE_", "UV_", "PIP_"};
  std::vector<std::string> list = process_environment_list();
  std::erase_if(list, [&](std::string_view entry) {
    const std::string name = to_lower_ascii(entry.substr(0, entry.find('=')));
    return name.ends_with("_proxy") ||
           std::ranges::any_of(k_starts, [&](std::string_view start) { return entry.starts_with(start); });
  });
  return list;
}

std::optional<std::string> find_value(const EnvLookup& environment, std::string_view name) {
  auto value = environment(name);
  return value && !value->empty() ? value : std::nullopt;
}

std::string text_of(const EnvLookup& environment, std::string_view name) {
  return find_value(environment, name).value_or("");
}

std::optional<bool> parse_boolean(std::string_view text) {
  constexpr std::array<std::string_view, 6> k_true = {"1", "true", "yes", "on", "t", "y"};
  constexpr std::array<std::string_view, 6> k_false = {"0", "false", "no", "off", "f", "n"};
  const std::string folded = to_lower_ascii(text);
  if (std::ranges::find(k_true, folded) != k_true.end()) {
    return true;
  }
  if (std::ranges::find(k_false, folded) != k_false.end()) {
    return false;
  }
  return std::nullopt;
}

Result<std::optional<std::uint32_t>> find_number(const EnvLookup& environment,
                                                 std::initializer_list<std::string_view> names) {
  constexpr std::uint64_t k_limit = 1'000'000;
  for (const std::string_view name : names) {
    if (const auto text = find_value(environment, name)) {
      const auto value = parse_decimal(*text);
      if (!value || *value > k_limit) {
        return fail(ErrorCode::usage, format("`{}` is not a number: `{}`", name, to_printable(*text)));
      }
      return static_cast<std::uint32_t>(*value);
    }
  }
  return std::nullopt;
}

}  // namespace axle::cli
