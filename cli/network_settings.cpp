// SPDX-License-Identifier: MIT OR Apache-2.0
// Fills the options of HTTP and of credentials.
#include "cli/network_settings.hpp"

#include <chrono>
#include <string>
#include <string_view>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::cli {
namespace {

class NetworkSettings {
 public:
  NetworkSettings(const ParsedArgs& args, const EnvLookup& environment, const OptionValues& values, Settings& settings)
      : args_(args), environment_(environment), values_(values), settings_(settings) {}

  Result<void> fill() {
    fetch::HttpOptions& http = settings_.session.http;
    TRY_ASSIGN(http.offline, values_.flag(OptionId::offline));
    http.insecure_hosts = values_.list(OptionId::allow_insecure_host);
    http.proxies = {.http = either("http_proxy", "HTTP_PROXY"),
                    .https = either("https_proxy", "HTTPS_PROXY"),
                    .all = either("all_proxy", "ALL_PROXY"),
                    .no_proxy = either("no_proxy", "NO_PROXY")};
    const std::string proxy = values_.single(OptionId::proxy).value_or("");
    if (args_.has(OptionId::proxy)) {
      http.proxies = {.http = proxy, .https = proxy, .all = proxy, .no_proxy = http.proxies.no_proxy};
    } else if (http.proxies.all.empty()) {
      http.proxies.all = proxy;  // pip's configuration, behind the variables that every program reads
    }
    http.ca_directory = text_of(environment_, "SSL_CERT_DIR");
    http.ca_bundle_file = text_of(environment_, "SSL_CERT_FILE");
    if (args_.has(OptionId::cert) || (http.ca_bundle_file.empty() && http.ca_directory.empty())) {
      const auto bundle = values_.single(OptionId::cert);
      http.ca_bundle_file = bundle ? absolute_path(*bundle, settings_.working_directory) : "";
      http.ca_directory = args_.has(OptionId::cert) ? "" : http.ca_directory;
    }
    TRY(fill_timeouts(http));
    return fill_keyring();
  }

 private:
  [[nodiscard]] std::string either(std::string_view first, std::string_view second) const {
    return find_value(environment_, first).value_or(text_of(environment_, second));
  }

  Result<void> fill_timeouts(fetch::HttpOptions& http) {
    TRY_ASSIGN(const auto read, find_number(environment_, {"AXLE_HTTP_TIMEOUT", "UV_HTTP_TIMEOUT", "UV_REQUEST_TIMEOUT",
                                                           "HTTP_TIMEOUT"}));
    TRY_ASSIGN(const auto connect, find_number(environment_, {"AXLE_HTTP_CONNECT_TIMEOUT", "UV_HTTP_CONNECT_TIMEOUT"}));
    TRY_ASSIGN(const auto retries, find_number(environment_, {"AXLE_HTTP_RETRIES", "UV_HTTP_RETRIES"}));
    if (read) {
      http.read_timeout = std::chrono::seconds(*read);
      http.low_speed_window = http.read_timeout;  // who waits longer for a byte waits longer for the next ones
    }
    if (connect) {
      http.connect_timeout = std::chrono::seconds(*connect);
    }
    if (retries) {
      http.retries = static_cast<unsigned>(*retries);
    }
    return {};
  }

  Result<void> fill_keyring() {
    fetch::CredentialOptions& credentials = settings_.session.credentials;
    const std::string home = text_of(environment_, "HOME");
    credentials.netrc_path = find_value(environment_, "NETRC").value_or(home.empty() ? "" : home + "/.netrc");
    constexpr Choices<bool, 2> k_providers = {{{"disabled", false}, {"subprocess", true}}};
    TRY_ASSIGN(const bool keyring, values_.choose(OptionId::keyring_provider, k_providers, false));
    if (!keyring) {
      return {};
    }
    const std::string path = text_of(environment_, "PATH");
    for (const std::string_view folder : split(path, ':')) {
      const std::string candidate = join_path(folder, "keyring");
      if (candidate.starts_with('/') && is_executable(candidate)) {
        credentials.keyring_program = candidate;
        break;
      }
    }
    credentials.keyring_environment = process_environment_list();
    return {};
  }

  const ParsedArgs& args_;
  const EnvLookup& environment_;
  const OptionValues& values_;
  Settings& settings_;
};

}  // namespace

Result<void> fill_network_settings(const ParsedArgs& args, const EnvLookup& environment, const OptionValues& values,
                                   Settings& settings) {
  return NetworkSettings(args, environment, values, settings).fill();
}

}  // namespace axle::cli
