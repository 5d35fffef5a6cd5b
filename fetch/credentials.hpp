// SPDX-License-Identifier: MIT OR Apache-2.0
// Which user name and password belong to a URL.
//
// Order:   the URL itself; what was given for an index (environment, settings); netrc; the keyring program. Anonymous
//          first, unless a user name is known (features.md §3.6).
// Rules:   credentials belong to an origin (scheme, host, port) and, for an index, to the paths below its folder; they
//          never reach another host, port or scheme (reliability F28, K05). A sibling path gets them only after it
//          refused an anonymous request that the user's own index led to, when the origin has one index alone; and what
//          is learned so holds for that sibling folder, not for the origin nor for redirects from elsewhere (K10).
// Threads: safe. Nothing here waits, but for answer(), which starts the keyring program and holds no lock meanwhile.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "base/url.hpp"
#include "base/warning_sink.hpp"
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
  std::stop_token stop{};  ///< ends the wait for the keyring program
};

class CredentialStore {
 public:
  CredentialStore(CredentialOptions options, Log& log, WarningSink& warnings);

  /// Adds what a URL of an index holds. Nothing happens when it holds none.
  void add_scope(const Url& index);

  /// Whether the user asked for the URL's origin, or a redirect led there.
  enum class ReachedBy : std::uint8_t { user, redirect };
  /// What to send with the first request to `url`: from the URL, from the longest scope that covers its path, or what
  /// was learned for its folder before. Only a user name is completed from netrc and from what the keyring answered.
  /// Nothing: ask anonymously.
  [[nodiscard]] std::optional<UrlCredentials> find_for_first_try(const Url& url, ReachedBy reached_by);
  /// What to send after an anonymous request to `url` was refused: the scope of the origin when there is exactly one
  /// (indexes often keep files beside their pages), else netrc, whose `default` is for `user` only. Learned: from a
  /// scope, for the first folder in which the path leaves it; from netrc, which names hosts, for the origin.
  [[nodiscard]] std::optional<UrlCredentials> find_after_refusal(const Url& url, ReachedBy reached_by);

  /// A password that only the keyring program can know.
  struct Question {
    UrlOrigin origin;
    std::string user;
    std::string service;  ///< URL of the index, without query
    /// Equal for questions with one answer.
    [[nodiscard]] std::pair<UrlOrigin, std::string> key() const { return {origin, user}; }
  };
  /// What must be answered before find_for_first_try() or find_after_refusal() knows all.
  [[nodiscard]] std::optional<Question> find_question(const Url& url);
  [[nodiscard]] std::optional<Question> find_question_after_refusal(const Url& url, ReachedBy reached_by);
  /// Asks the keyring program and remembers the answer, also that there is none. May take twice its timeout.
  void answer(const Question& question);

 private:
  /// What a refused request was answered with.
  struct Learned {
    UrlOrigin origin;
    std::string folder;  ///< without "/" at the end
    UrlCredentials credentials;
    bool holds_for_redirects = false;
  };
  [[nodiscard]] const ScopedCredentials* find_scope(const Url& url) const;
  [[nodiscard]] const ScopedCredentials* find_only_scope(const Url& url, ReachedBy reached_by) const;
  [[nodiscard]] const Learned* find_learned(const Url& url, ReachedBy reached_by) const;
  [[nodiscard]] std::optional<Question> question_of(const Url& url, const UrlCredentials& known);
  [[nodiscard]] std::optional<UrlCredentials> complete(const Url& url, const UrlCredentials& known);
  [[nodiscard]] const Netrc& netrc();
  [[nodiscard]] std::optional<UrlCredentials> ask_keyring(const Question& question) const;

  CredentialOptions options_;  // scoped: guarded by mutex_
  Log& log_;
  WarningSink& warnings_;
  std::mutex mutex_;  // guards everything below
  std::optional<Netrc> netrc_;
  std::vector<Learned> learned_;
  std::map<std::pair<UrlOrigin, std::string>, std::optional<UrlCredentials>> answers_;
};

}  // namespace axle::fetch
