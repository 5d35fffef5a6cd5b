// SPDX-License-Identifier: MIT OR Apache-2.0
// Looks up scopes, netrc and the keyring program; what was found or not found is remembered for the run.
#include "fetch/credentials.hpp"

#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

namespace axle::fetch {
namespace {

constexpr std::uint64_t k_netrc_limit_bytes = 1024 * 1024 + 1;  // one more than the parser accepts
constexpr std::uint64_t k_keyring_output_limit_bytes = 64 * 1024;

/// The folder of an index: `/simple` and `/simple/` both cover `/simple/foo/`, never `/simple-other/`.
bool covers_path(const Url& scope, const Url& url) {
  std::string folder = scope.path();
  if (!folder.ends_with('/')) {
    folder += '/';
  }
  return url.path() == scope.path() || url.path().starts_with(folder);
}

}  // namespace

CredentialStore::CredentialStore(CredentialOptions options, Log& log) : options_(std::move(options)), log_(log) {}

void CredentialStore::add_scope(const Url& index) {
  if (index.credentials()) {
    const std::scoped_lock lock(mutex_);
    const Url scope = index.without_credentials();
    std::erase_if(options_.scoped, [&](const ScopedCredentials& known) { return known.url == scope; });
    options_.scoped.push_back({scope, *index.credentials()});
  }
}

const ScopedCredentials* CredentialStore::find_scope(const Url& url) const {
  const ScopedCredentials* best = nullptr;
  for (const ScopedCredentials& scope : options_.scoped) {
    const bool fits = scope.url.origin() == url.origin() && covers_path(scope.url, url);
    if (fits && (best == nullptr || scope.url.path().size() > best->url.path().size())) {
      best = &scope;
    }
  }
  return best;
}

std::optional<UrlCredentials> CredentialStore::find_for_first_try(const Url& url) {
  const std::scoped_lock lock(mutex_);
  if (url.credentials()) {
    return complete(url, *url.credentials());
  }
  if (const ScopedCredentials* scope = find_scope(url)) {
    return complete(url, scope->credentials);
  }
  const auto learned = learned_.find(url.origin());
  return learned == learned_.end() ? std::nullopt : std::optional(learned->second);
}

bool CredentialStore::may_block(const Url& url) {
  const std::scoped_lock lock(mutex_);
  const ScopedCredentials* scope = url.credentials() ? nullptr : find_scope(url);
  const UrlCredentials* known = url.credentials() ? &*url.credentials() : scope ? &scope->credentials : nullptr;
  return known != nullptr && known->password.empty() && !known->user.empty() && !options_.keyring_program.empty() &&
         !completed_.contains({url.origin(), known->user});
}

std::optional<UrlCredentials> CredentialStore::find_after_refusal(const Url& url, ReachedBy reached_by) {
  const std::scoped_lock lock(mutex_);
  const ScopedCredentials* only = nullptr;
  std::size_t scopes = 0;
  for (const ScopedCredentials& scope : options_.scoped) {
    if (scope.url.origin() == url.origin()) {
      only = &scope;
      ++scopes;
    }
  }
  std::optional<UrlCredentials> found;
  if (scopes == 1 && reached_by == ReachedBy::user) {
    found = complete(url, only->credentials);
  } else if (scopes == 0) {
    found = find_in_netrc(url, {});
    if (found && reached_by == ReachedBy::redirect && !netrc_->names(url.host())) {
      found.reset();
    }
  }
  if (found) {
    learned_.insert_or_assign(url.origin(), *found);
  }
  return found;
}

/// Adds the password that belongs to a user name; what is known already stays.
std::optional<UrlCredentials> CredentialStore::complete(const Url& url, const UrlCredentials& known) {
  if (!known.password.empty() || known.user.empty()) {
    return known;
  }
  const UserOfOrigin key{url.origin(), known.user};
  const auto asked = completed_.find(key);
  if (asked != completed_.end()) {
    return asked->second;
  }
  std::optional<UrlCredentials> found = find_in_netrc(url, known.user);
  if (!found) {
    found = ask_keyring(url, known.user);
  }
  // Some services take a token as the user name, without any password.
  return completed_.emplace(key, found ? found : std::optional(known)).first->second;
}

std::optional<UrlCredentials> CredentialStore::find_in_netrc(const Url& url, std::string_view user) {
  if (!netrc_) {
    netrc_.emplace();
    if (!options_.netrc_path.empty()) {
      const Result<std::string> text = read_file(options_.netrc_path, k_netrc_limit_bytes);
      Result<Netrc> parsed = text ? parse_netrc(*text, options_.netrc_path) : Result<Netrc>(Netrc{});
      if (parsed) {
        netrc_ = std::move(*parsed);
      } else {
        log_.debug(parsed.error().message());
      }
    }
  }
  return netrc_->find(url.host(), user);
}

std::optional<UrlCredentials> CredentialStore::ask_keyring(const Url& url, const std::string& user) {
  if (options_.keyring_program.empty()) {
    return std::nullopt;
  }
  // The page first, then the host, as pip and uv store passwords under either.
  for (const std::string& service : {url.without_credentials().without_fragment().to_request(), url.host()}) {
    ProcessRequest request;
    request.argv = {options_.keyring_program, "get", service, user};
    request.environment = options_.keyring_environment;
    request.output_limit_bytes = k_keyring_output_limit_bytes;
    request.timeout = options_.keyring_timeout;
    const Result<ProcessOutcome> outcome = run_process(request);
    if (!outcome) {
      log_.debug(format("keyring gave no answer for {}: {}", url.host(), outcome.error().message()));
      return std::nullopt;
    }
    const std::string_view password = trim(outcome->output);
    if (outcome->exit_code == 0 && !password.empty()) {
      return UrlCredentials{user, std::string(password)};
    }
  }
  return std::nullopt;
}

}  // namespace axle::fetch
