// SPDX-License-Identifier: MIT OR Apache-2.0
// How long an answer of an index may be used without asking again.
//
// Spec:    RFC 9111 §4.2 (freshness), §4.2.3 (Age), §5.2.2 (Cache-Control of responses).
// Rules:   a page without validators and without Cache-Control counts as fresh for 600 s, what the public index grants
//          its own pages (plain mirrors send neither; docs/cache-layout.md). 404 is kept for 60 s. An entry from the
//          future is not fresh (reliability F15).
#pragma once

#include <chrono>
#include <cstdint>
#include <set>

#include "base/clock.hpp"
#include "fetch/http_message.hpp"
#include "spec/name.hpp"

namespace axle::fetch {

inline constexpr std::chrono::seconds k_silent_lifetime{600};
inline constexpr std::chrono::seconds k_missing_lifetime{60};

struct Freshness {
  UnixTime fetched_at{};
  std::chrono::seconds lifetime{0};  ///< counted from fetched_at; 0: always ask again
  bool storable = true;              ///< false: no-store
  bool operator==(const Freshness&) const = default;
};

/// What is asked for again though the cache holds it (--refresh).
struct RefreshPolicy {
  bool all = false;
  std::set<spec::PackageName> packages{};
  [[nodiscard]] bool covers(const spec::PackageName& name) const { return all || packages.contains(name); }
};

/// From the headers of a 200, 304 or 404 that arrived at `now`.
[[nodiscard]] Freshness make_freshness(const HttpResponse& response, UnixTime now);
[[nodiscard]] bool is_fresh(const Freshness& freshness, UnixTime now);

}  // namespace axle::fetch
