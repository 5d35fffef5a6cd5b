// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads .netrc: machine, default, login, password, account, macdef.
//
// Spec:    the GNU inetutils manual, section ".netrc file"; quoted tokens with backslashes as curl and Python read
//          them.
// Rules:   own parser because libcurl's has leaked passwords across redirects (reliability F29, K06). `default` is
//          used for the hosts of the user's own requests only: callers look it up before any redirect.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/url.hpp"

namespace axle::fetch {

struct NetrcEntry {
  std::string machine;  ///< empty: default
  std::string login;
  std::string password;
  bool operator==(const NetrcEntry&) const = default;
};

struct Netrc {
  std::vector<NetrcEntry> entries;

  /// The first entry of `host` whose login is `user` (any, when `user` is empty); then `default`.
  [[nodiscard]] std::optional<UrlCredentials> find(std::string_view host, std::string_view user) const;
  /// Whether an entry is made for this very host.
  [[nodiscard]] bool names(std::string_view host) const;
};

/// `file` is for messages. At most 1 MiB. Errors: bad_configuration "invalid netrc file `F` at line N: REASON"; the
/// message never shows a token of the file.
[[nodiscard]] Result<Netrc> parse_netrc(std::string_view text, std::string_view file);

}  // namespace axle::fetch
