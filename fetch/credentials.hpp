// SPDX-License-Identifier: MIT OR Apache-2.0
// Which user name and password belong to a URL.
//
// Order:   the URL itself; what was given for an index (environment, settings); netrc; the keyring program. Anonymous
//          first, unless a user name is known (features.md §3.6).
// Rules:   credentials belong to an origin (scheme, host, port) and, for an index, to the paths below its folder; they
//          never reach another host, port, scheme or sibling path (reliability F28, K05, K10).
// Threads: safe; asking the keyring may take seconds and happens on the calling thread.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "fetch/netrc.hpp"

namespace axle::fetch {

/// Credentials that the user gave for everything below a URL (environment pairs, `user:password@` of an index).
struct ScopedCredentials {
  Url url;                     ///< of the index; its own credentials are ignored
  UrlCredentials credentials;  ///< an empty password means: only the user is known
};

struct CredentialOptions {
  std::vector<ScopedCredentials> scoped{};
  std::string netrc_path{};                        ///< empty: none; a missing file is fine
  std::string keyring_program{};                   ///< absolute path; empty: the keyring is not asked
  std::vector<std::string> keyring_environment{};  ///< `NAME=value`
  Milliseconds keyring_timeout{30'000};
};

class CredentialStore {
 public:
  CredentialStore(CredentialOptions options, Log& log);

  /// Adds what a URL of an index holds. Nothing happens when it holds none.
  void add_scope(const Url& index);

  /// What to send with the first request to `url`: from the URL, from the longest scope that covers its path, or what
  /// was found for its origin before. Only a user name is completed from netrc and keyring. Nothing: ask anonymously.
  [[nodiscard]] std::optional<UrlCredentials> find_for_first_try(const Url& url);
  /// Whether find_for_first_try() may have to wait for the keyring program.
  [[nodiscard]] bool may_block(const Url& url);

  /// Whether the user asked for the URL's origin, or a redirect led there.
  enum class ReachedBy : std::uint8_t { user, redirect };
  /// What to send after an anonymous request to `url` was refused: the scope of the origin when there is exactly one
  /// (indexes often keep files beside their pages), else netrc, whose `default` is for `user` only. Remembered.
  [[nodiscard]] std::optional<UrlCredentials> find_after_refusal(const Url& url, ReachedBy reached_by);

 private:
  using UserOfOrigin = std::tuple<UrlOrigin, std::string>;
  [[nodiscard]] const ScopedCredentials* find_scope(const Url& url) const;
  [[nodiscard]] std::optional<UrlCredentials> complete(const Url& url, const UrlCredentials& known);
  [[nodiscard]] std::optional<UrlCredentials> find_in_netrc(const Url& url, std::string_view user);
  [[nodiscard]] std::optional<UrlCredentials> ask_keyring(const Url& url, const std::string& user);

  CredentialOptions options_;
  Log& log_;
  std::mutex mutex_;  // guards everything below, and options_.scoped
  std::optional<Netrc> netrc_;
  std::map<UrlOrigin, UrlCredentials> learned_;
  std::map<UserOfOrigin, std::optional<UrlCredentials>> completed_;
};

}  // namespace axle::fetch
