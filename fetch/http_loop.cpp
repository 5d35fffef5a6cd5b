// SPDX-License-Identifier: MIT OR Apache-2.0
// The only file that includes libcurl: options, callbacks, and what its error codes mean to us.
#include "fetch/http_loop.hpp"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::fetch {
namespace {

constexpr long k_receive_buffer_bytes = 128 * 1024;
/// How often a loop that nobody can wake looks for work.
constexpr Milliseconds k_look_around{20};

/// Certificate places of systems without a hashed directory.
constexpr const char* k_system_directory = "/etc/ssl/certs";
constexpr const char* k_system_bundles[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                            "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"};

struct EasyClose {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
};
struct MultiClose {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
struct ListClose {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// `1a2b3c4d.0`: a certificate under the hash of its subject.
bool is_hash_link(const DirectoryEntry& entry) {
  const std::string& name = entry.name;
  return name.size() == 10 && name[8] == '.' &&
         std::all_of(name.begin(), name.begin() + 8, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

bool is_hashed_directory(const char* path) {
  const Result<Directory> directory = Directory::open(path);
  const auto entries = directory ? directory->list() : Result<std::vector<DirectoryEntry>>();
  return directory && entries && std::any_of(entries->begin(), entries->end(), is_hash_link);
}

struct Transfer {
  WireListener* listener = nullptr;
  std::unique_ptr<CURL, EasyClose> easy;
  std::unique_ptr<curl_slist, ListClose> headers;
  HttpHeadReader head;
  bool has_head = false;
  bool stopped = false;
  std::string refusal;  ///< why the head was refused
  std::string start_failure;
  int socket_error = 0;  ///< why there is no socket; libcurl does not tell
  char message[CURL_ERROR_SIZE] = {};
};

curl_socket_t open_socket(void* user, curlsocktype /*purpose*/, curl_sockaddr* address) {
  const int opened = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  static_cast<Transfer*>(user)->socket_error = opened < 0 ? errno : 0;
  return opened < 0 ? CURL_SOCKET_BAD : opened;
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  Result<bool> complete = transfer.head.add_line({data, bytes});
  if (!complete) {
    transfer.refusal = complete.error().message();
    return 0;
  }
  if (*complete) {
    transfer.has_head = true;
    transfer.stopped = !transfer.listener->on_head(std::move(transfer.head.head()));
  }
  return transfer.stopped ? 0 : bytes;
}

std::size_t take_data(char* data, std::size_t size, std::size_t count, void* user) {
  Transfer& transfer = *static_cast<Transfer*>(user);
  const std::size_t bytes = size * count;
  if (!transfer.has_head) {
    transfer.refusal = "a body without a head";
    return 0;
  }
  transfer.stopped = !transfer.listener->on_data(std::as_bytes(std::span(data, bytes)));
  return transfer.stopped ? 0 : bytes;
}

int note_sent(void* user, char*, char*, int, int) {
  static_cast<Transfer*>(user)->listener->on_sent();
  return CURL_PREREQFUNC_OK;
}

/// Lower-case first letter, without libcurl's trailing period.
std::string tidy(std::string_view message) {
  std::string text = to_printable(trim(message));
  while (text.ends_with('.')) {
    text.pop_back();
  }
  return text;
}

/// A handshake that ended with the connection, as libcurl 7.88 and 8 tell it over OpenSSL 3; else the two sides
/// disagree, which another attempt would not change.
bool is_lost_handshake(std::string_view message) {
  constexpr std::string_view k_ends[] = {"SSL_ERROR_SYSCALL", "SSL_ERROR_ZERO_RETURN", "unexpected eof", "reset"};
  return std::ranges::any_of(k_ends, [&](std::string_view end) { return message.contains(end); });
}

/// Chunks that are no chunks, as libcurl 7.88 and 8 tell them.
bool is_bad_chunk(std::string_view message) {
  return message.contains("chunked-encoding") || message.contains("chunk hex-length");
}

WireStatus status_of_code(CURLcode code, const Transfer& transfer) {
  switch (static_cast<int>(code)) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return WireStatus::cannot_resolve;
    case CURLE_COULDNT_RESOLVE_PROXY:
      return WireStatus::cannot_resolve_proxy;
    case CURLE_COULDNT_CONNECT:
      return WireStatus::cannot_connect;
    case CURLE_OPERATION_TIMEDOUT:
      return WireStatus::connect_timeout;
    case CURLE_PEER_FAILED_VERIFICATION:
      return WireStatus::cannot_verify;
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
      return WireStatus::cannot_secure;
    case CURLE_SSL_CONNECT_ERROR:
      return is_lost_handshake(transfer.message) ? WireStatus::lost : WireStatus::cannot_secure;
    case CURLE_SSL_CACERT_BADFILE:
      return WireStatus::bad_ca_bundle;
    case CURLE_PARTIAL_FILE:
      return WireStatus::cut;
    case CURLE_OUT_OF_MEMORY:  // how 7.88 names a header line over 100 KiB
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:  // HTTP/0.9
    case CURLE_BAD_CONTENT_ENCODING:
      return WireStatus::bad_answer;
    case CURLE_RECV_ERROR:
      return is_bad_chunk(transfer.message) ? WireStatus::bad_answer : WireStatus::lost;
    default:
      return WireStatus::lost;
  }
}

WireOutcome outcome_of(CURLcode code, const Transfer& transfer) {
  if (!transfer.refusal.empty()) {
    return {WireStatus::bad_answer, transfer.refusal};
  }
  if (transfer.stopped) {
    return {WireStatus::stopped, {}};
  }
  long connect_code = 0;
  curl_easy_getinfo(transfer.easy.get(), CURLINFO_HTTP_CONNECTCODE, &connect_code);
  if (code != CURLE_OK && connect_code >= 300) {
    return {WireStatus::proxy_refused, std::to_string(connect_code)};
  }
  if (code == CURLE_OK) {
    return {WireStatus::complete, {}};
  }
  const WireStatus status = status_of_code(code, transfer);
  if (code == CURLE_OUT_OF_MEMORY) {
    return {status, "header too large"};
  }
  if (status == WireStatus::cannot_connect) {
    long error = transfer.socket_error;
    if (error == 0) {
      curl_easy_getinfo(transfer.easy.get(), CURLINFO_OS_ERRNO, &error);
    }
    return {status, error == 0 ? tidy(transfer.message) : std::generic_category().message(static_cast<int>(error))};
  }
  return {status, tidy(transfer.message[0] != '\0' ? transfer.message : curl_easy_strerror(code))};
}

template <typename Value>
void set(CURL* easy, CURLoption option, Value value) {
  curl_easy_setopt(easy, option, value);
}

void set_callbacks(CURL* easy, Transfer& transfer) {
  set(easy, CURLOPT_HEADERFUNCTION, &take_header);
  set(easy, CURLOPT_HEADERDATA, &transfer);
  set(easy, CURLOPT_WRITEFUNCTION, &take_data);
  set(easy, CURLOPT_WRITEDATA, &transfer);
  set(easy, CURLOPT_PREREQFUNCTION, &note_sent);
  set(easy, CURLOPT_PREREQDATA, &transfer);
  set(easy, CURLOPT_OPENSOCKETFUNCTION, &open_socket);
  set(easy, CURLOPT_OPENSOCKETDATA, &transfer);
  set(easy, CURLOPT_ERRORBUFFER, transfer.message);
  set(easy, CURLOPT_PRIVATE, &transfer);
}

}  // namespace

struct HttpLoop::State {
  const HttpOptions& options;
  std::unique_ptr<CURLM, MultiClose> multi;
  std::unordered_map<WireListener*, std::unique_ptr<Transfer>> transfers;
  std::vector<WireListener*> failed_starts;  // told by the next run(): start() calls nobody
  std::string ca_directory;
  std::string ca_bundle;
  bool can_wake = true;

  explicit State(const HttpOptions& wanted) : options(wanted) {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi.reset(curl_multi_init());
    curl_multi_setopt(multi.get(), CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
    curl_multi_setopt(multi.get(), CURLMOPT_MAX_HOST_CONNECTIONS, static_cast<long>(options.max_connections_per_host));
    curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, static_cast<long>(4 * options.max_connections_per_host));
    // It makes no use of its pair of sockets when it got none, for want of descriptors.
    can_wake = curl_multi_wakeup(multi.get()) == CURLM_OK;
    choose_certificates();
  }

  void note_failed_start(Transfer& transfer, std::string reason) {
    transfer.start_failure = std::move(reason);
    failed_starts.push_back(transfer.listener);
  }

  /// What the user named; else the system's hashed directory; else the first bundle there is.
  void choose_certificates() {
    ca_bundle = options.ca_bundle_file;
    ca_directory = options.ca_directory;
    if (!ca_bundle.empty() || !ca_directory.empty()) {
      return;
    }
    if (is_hashed_directory(k_system_directory)) {
      ca_directory = k_system_directory;
      return;
    }
    for (const char* bundle : k_system_bundles) {
      const auto status = status_of(bundle);
      if (status && *status) {
        ca_bundle = bundle;
        return;
      }
    }
  }

  void set_tls(CURL* easy, bool verify) const {
    set(easy, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    set(easy, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
    set(easy, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
    // An explicit null: libcurl's built-in bundle would cost 18 ms beside the directory.
    set(easy, CURLOPT_CAINFO, ca_bundle.empty() ? nullptr : ca_bundle.c_str());
    set(easy, CURLOPT_CAPATH, ca_directory.empty() ? nullptr : ca_directory.c_str());
    set(easy, CURLOPT_PROXY_CAINFO, ca_bundle.empty() ? nullptr : ca_bundle.c_str());
    set(easy, CURLOPT_PROXY_CAPATH, ca_directory.empty() ? nullptr : ca_directory.c_str());
  }

  void set_request(CURL* easy, const WireRequest& request) const {
    const bool is_tls = request.url.scheme() == "https";
    set(easy, CURLOPT_URL, request.url.without_fragment().to_request().c_str());
    set(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    set(easy, CURLOPT_FOLLOWLOCATION, 0L);
    set(easy, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
    set(easy, CURLOPT_HTTP09_ALLOWED, 0L);
    set(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    set(easy, CURLOPT_NOSIGNAL, 1L);
    set(easy, CURLOPT_QUICK_EXIT, 1L);  // a stopped command does not wait for the resolver of names
    set(easy, CURLOPT_TCP_NODELAY, 1L);
    set(easy, CURLOPT_BUFFERSIZE, k_receive_buffer_bytes);
    set(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options.connect_timeout.count()));
    set(easy, CURLOPT_HTTP_VERSION, static_cast<long>(is_tls ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    set(easy, CURLOPT_PIPEWAIT, is_tls ? 1L : 0L);
    set(easy, CURLOPT_NOBODY, request.head_only ? 1L : 0L);
    set(easy, CURLOPT_PROXY, request.proxy.c_str());  // empty: the environment is not asked
    set(easy, CURLOPT_NOPROXY, "");
  }
};

HttpLoop::HttpLoop(const HttpOptions& options) : state_(std::make_unique<State>(options)) {}

HttpLoop::~HttpLoop() {
  for (const auto& [listener, transfer] : state_->transfers) {
    curl_multi_remove_handle(state_->multi.get(), transfer->easy.get());
  }
}

void HttpLoop::start(const WireRequest& request, WireListener& listener) {
  auto transfer = std::make_unique<Transfer>();
  transfer->listener = &listener;
  Transfer& placed = *transfer;
  state_->transfers[&listener] = std::move(transfer);
  placed.easy.reset(curl_easy_init());
  CURL* const easy = placed.easy.get();
  if (easy == nullptr) {
    state_->note_failed_start(placed, "out of memory");
    return;
  }
  curl_slist* headers = nullptr;
  for (const HttpHeader& header : request.headers) {
    headers = curl_slist_append(headers, format("{}: {}", header.name, header.value).c_str());
  }
  placed.headers.reset(headers);
  set(easy, CURLOPT_HTTPHEADER, headers);
  set_callbacks(easy, placed);
  state_->set_request(easy, request);
  state_->set_tls(easy, request.verify);
  if (const CURLMcode code = curl_multi_add_handle(state_->multi.get(), easy); code != CURLM_OK) {
    state_->note_failed_start(placed, curl_multi_strerror(code));
  }
}

bool HttpLoop::stop(WireListener& listener) {
  const auto found = state_->transfers.find(&listener);
  if (found == state_->transfers.end()) {
    return false;
  }
  curl_multi_remove_handle(state_->multi.get(), found->second->easy.get());
  std::erase(state_->failed_starts, &listener);
  state_->transfers.erase(found);
  return true;
}

void HttpLoop::run(Milliseconds timeout) {
  CURLM* const multi = state_->multi.get();
  for (WireListener* listener : std::exchange(state_->failed_starts, {})) {
    const auto transfer = state_->transfers.extract(listener);
    listener->on_done({WireStatus::lost, transfer.mapped()->start_failure});
  }
  int running = 0;
  curl_multi_perform(multi, &running);
  int queued = 0;
  bool any_done = false;
  while (const CURLMsg* message = curl_multi_info_read(multi, &queued)) {
    if (message->msg != CURLMSG_DONE) {
      continue;
    }
    any_done = true;
    char* user = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &user);
    Transfer& transfer = *reinterpret_cast<Transfer*>(user);
    const WireOutcome outcome = outcome_of(message->data.result, transfer);
    WireListener& listener = *transfer.listener;
    curl_multi_remove_handle(multi, transfer.easy.get());
    state_->transfers.erase(&listener);
    listener.on_done(outcome);
  }
  if (!any_done && state_->failed_starts.empty()) {
    const Milliseconds longest = state_->can_wake ? timeout : std::min(timeout, k_look_around);
    curl_multi_poll(multi, nullptr, 0, static_cast<int>(longest.count()), nullptr);
  }
}

void HttpLoop::wake() {
  curl_multi_wakeup(state_->multi.get());
}

}  // namespace axle::fetch
