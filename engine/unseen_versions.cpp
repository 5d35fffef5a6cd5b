// SPDX-License-Identifier: MIT OR Apache-2.0
// Two warnings at most.
#include "engine/unseen_versions.hpp"

#include <string>

#include "base/format.hpp"

namespace axle::engine {
namespace {

constexpr std::size_t k_named = 10;

std::string list_names(const std::vector<spec::PackageName>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < k_named; ++i) {
    text += format("{}`{}`", i == 0 ? "" : ", ", names[i].text());
  }
  if (names.size() > k_named) {
    text += format(" and {} more", names.size() - k_named);
  }
  return text;
}

/// "`A` lists no files", "none of `A`, `B` lists files".
std::string tell_of(std::span<const fetch::IndexLocation> locations) {
  std::string text;
  std::size_t count = 0;
  for (const fetch::IndexLocation& location : locations) {
    if (!location.is_explicit) {
      text += format("{}`{}`", count++ == 0 ? "" : ", ", location.url.to_display());
    }
  }
  return count == 0   ? "no index lists files"
         : count == 1 ? text + " lists no files"
                      : format("none of {} lists files", text);
}

}  // namespace

void warn_of_unseen(const LookedUp& looked_up, std::span<const fetch::IndexLocation> locations, WarningSink& warnings) {
  if (!looked_up.offline.empty()) {
    warnings.warn(
        format("what is installed may be outdated: the network was disabled with `--offline`, and the cache "
               "has no page of {}",
               list_names(looked_up.offline)));
  }
  if (looked_up.unknown.empty() || looked_up.known > 0) {
    return;
  }
  warnings.warn(
      format("what is installed may be outdated: {} of {}", tell_of(locations), list_names(looked_up.unknown)));
}

}  // namespace axle::engine
