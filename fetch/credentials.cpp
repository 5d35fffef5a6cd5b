// SPDX-License-Identifier: MIT OR Apache-2.0
// Looks up scopes, netrc and the keyring program; what was found or not found is remembered for the run.
#include "fetch/credentials.hpp"

#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

namespace axle::fetch {
namespace {

constexpr std::uint64_t k_netrc_limit_bytes = 1024 * 1024 + 1;  // one more than the parser accepts
constexpr std::uint64_t k_keyring_output_limit_bytes = 64 * 1024;

bool covers(std::string_view folder, std::string_view path) {
  return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

/// The folder of an index: `/simple` and `/simple/` both cover `/simple/foo/`, never `/simple-other/`.
bool covers_path(const Url& scope, const Url& url) {
  std::string_view folder = scope.path();
  folder.remove_suffix(folder.ends_with('/') ? 1 : 0);
  return covers(folder, url.path());
}

/// `/team/files` of `/team/files/ab/cd/x.whl` beside `/team/simple/`: where the path leaves the scope's way.
std::string sibling_folder(std::string_view scope, std::string_view path) {
  std::size_t after_slash = 1;
  for (std::size_t at = 0; at < std::min(scope.size(), path.size()) && scope[at] == path[at]; ++at) {
    after_slash = scope[at] == '/' ? at + 1 : after_slash;
  }
  return std::string(path.substr(0, path.find('/', after_slash)));
}

/// The one line of a program; blanks may belong to a password.
std::string_view without_line_end(std::string_view text) {
  text.remove_suffix(text.ends_with('\n') ? 1 : 0);
  text.remove_suffix(text.ends_with('\r') ? 1 : 0);
  return text;
}

}  // namespace

CredentialStore::CredentialStore(CredentialOptions options, Log& log, WarningSink& warnings)
    : options_(std::move(options)), log_(log), warnings_(warnings) {}

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

/// The scope of the origin, when it is the only one: with two nobody knows which of them is meant.
const ScopedCredentials* CredentialStore::find_only_scope(const Url& url, ReachedBy reached_by) const {
  const auto is_here = [&](const ScopedCredentials& scope) { return scope.url.origin() == url.origin(); };
  const auto first = std::ranges::find_if(options_.scoped, is_here);
  const bool is_only = std::ranges::count_if(options_.scoped, is_here) == 1;
  return is_only && reached_by == ReachedBy::user ? &*first : nullptr;
}

const CredentialStore::Learned* CredentialStore::find_learned(const Url& url, ReachedBy reached_by) const {
  const auto fits = [&](const Learned& learned) {
    return learned.origin == url.origin() && covers(learned.folder, url.path()) &&
           (reached_by == ReachedBy::user || learned.holds_for_redirects);
  };
  const auto found = std::ranges::find_if(learned_, fits);
  return found == learned_.end() ? nullptr : &*found;
}

std::optional<UrlCredentials> CredentialStore::find_for_first_try(const Url& url, ReachedBy reached_by) {
  const std::scoped_lock lock(mutex_);
  if (url.credentials()) {
    return complete(url, *url.credentials());
  }
  if (const ScopedCredentials* scope = find_scope(url)) {
    return complete(url, scope->credentials);
  }
  const Learned* learned = find_learned(url, reached_by);
  return learned == nullptr ? std::nullopt : std::optional(learned->credentials);
}

std::optional<UrlCredentials> CredentialStore::find_after_refusal(const Url& url, ReachedBy reached_by) {
  const std::scoped_lock lock(mutex_);
  if (const ScopedCredentials* only = find_only_scope(url, reached_by)) {
    auto found = complete(url, only->credentials);
    if (found) {
      learned_.push_back({url.origin(), sibling_folder(only->url.path(), url.path()), *found, false});
    }
    return found;
  }
  const auto is_here = [&](const ScopedCredentials& scope) { return scope.url.origin() == url.origin(); };
  if (std::ranges::any_of(options_.scoped, is_here)) {
    return std::nullopt;
  }
  const bool names_host = netrc().names(url.host());
  if (reached_by == ReachedBy::redirect && !names_host) {
    return std::nullopt;
  }
  auto found = netrc().find(url.host(), {});
  if (found) {
    learned_.push_back({url.origin(), {}, *found, names_host});
  }
  return found;
}

/// Adds the password that belongs to a user name; what is known already stays.
std::optional<UrlCredentials> CredentialStore::complete(const Url& url, const UrlCredentials& known) {
  if (!known.password.empty() || known.user.empty()) {
    return known;
  }
  if (auto found = netrc().find(url.host(), known.user)) {
    return found;
  }
  const auto answered = answers_.find({url.origin(), known.user});
  // Some services take a token as the user name, without any password.
  return answered != answers_.end() && answered->second ? answered->second : std::optional(known);
}

std::optional<CredentialStore::Question> CredentialStore::find_question(const Url& url) {
  const std::scoped_lock lock(mutex_);
  const ScopedCredentials* scope = find_scope(url);
  const UrlCredentials* known = url.credentials() ? &*url.credentials() : scope ? &scope->credentials : nullptr;
  return known == nullptr ? std::nullopt : question_of(url, *known);
}

std::optional<CredentialStore::Question> CredentialStore::find_question_after_refusal(const Url& url,
                                                                                      ReachedBy reached_by) {
  const std::scoped_lock lock(mutex_);
  const ScopedCredentials* only = find_only_scope(url, reached_by);
  return only == nullptr ? std::nullopt : question_of(only->url, only->credentials);
}

std::optional<CredentialStore::Question> CredentialStore::question_of(const Url& url, const UrlCredentials& known) {
  if (!known.password.empty() || known.user.empty() || options_.keyring_program.empty() ||
      netrc().find(url.host(), known.user)) {
    return std::nullopt;
  }
  // Under the URL of the index people keep its password.
  const ScopedCredentials* scope = find_scope(url);
  const std::string service = (scope != nullptr ? scope->url : url).without_credentials().to_request();
  Question question{url.origin(), known.user, service.substr(0, service.find_first_of("?#"))};
  return answers_.contains(question.key()) ? std::nullopt : std::optional(std::move(question));
}

void CredentialStore::answer(const Question& question) {
  std::optional<UrlCredentials> found = ask_keyring(question);
  const std::scoped_lock lock(mutex_);
  answers_.try_emplace(question.key(), std::move(found));
}

const Netrc& CredentialStore::netrc() {
  if (netrc_) {
    return *netrc_;
  }
  netrc_.emplace();
  const std::string& path = options_.netrc_path;
  const Result<std::string> text = path.empty() ? Result<std::string>() : read_file(path, k_netrc_limit_bytes);
  if (!text && text.error().code() != ErrorCode::not_found) {
    warnings_.warn(format("{}; the file is not used", text.error().message()));
  }
  if (!text || text->empty()) {
    return *netrc_;
  }
  Result<Netrc> parsed = parse_netrc(*text, path);
  if (!parsed) {
    warnings_.warn(format("{}; the file is not used", parsed.error().message()));
    return *netrc_;
  }
  netrc_ = std::move(*parsed);
  constexpr std::uint32_t k_of_others = 077;
  if (const auto status = status_of(path); status && *status && ((*status)->mode & k_of_others) != 0) {
    warnings_.warn(format("the passwords in `{}` can be read by others; `chmod 600` it", path));
  }
  return *netrc_;
}

std::optional<UrlCredentials> CredentialStore::ask_keyring(const Question& question) const {
  // The index first, then the host, as pip and uv store passwords under either.
  for (const std::string& service : {question.service, question.origin.host}) {
    ProcessRequest request;
    request.argv = {options_.keyring_program, "get", service, question.user};
    request.environment = options_.keyring_environment;
    request.output_limit_bytes = k_keyring_output_limit_bytes;
    request.timeout = options_.keyring_timeout;
    const Result<ProcessOutcome> outcome = run_process(request, options_.stop);
    if (!outcome) {
      log_.debug(format("keyring gave no answer for {}: {}", question.origin.host, outcome.error().message()));
      return std::nullopt;
    }
    const std::string_view password = without_line_end(outcome->output);
    if (outcome->exit_code == 0 && !password.empty()) {
      return UrlCredentials{question.user, std::string(password)};
    }
  }
  return std::nullopt;
}

}  // namespace axle::fetch
