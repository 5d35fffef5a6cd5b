// SPDX-License-Identifier: MIT OR Apache-2.0
// cpp-httplib with one handler: record, fault, right answer, conditions, ranges.
#include "tests/support/index_server.hpp"

#include <httplib.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/text.hpp"
#include "tests/support/deflate.hpp"
#include "tests/support/index_document.hpp"

namespace axle::test {
namespace {

constexpr int k_threads = 64;  // one for each connection that a client keeps open

struct Page {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

/// `bytes=a-b`, `bytes=a-` or `bytes=-n`, as (first, last) of a file of `size` bytes.
std::optional<std::pair<std::size_t, std::size_t>> parse_range(std::string_view header, std::size_t size) {
  constexpr std::string_view k_unit = "bytes=";
  if (!header.starts_with(k_unit) || header.find(',') != std::string_view::npos || size == 0) {
    return std::nullopt;
  }
  header.remove_prefix(k_unit.size());
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) {
    return std::nullopt;
  }
  const auto first = parse_decimal(header.substr(0, dash));
  const auto last = parse_decimal(header.substr(dash + 1));
  if (!first) {
    return last ? std::optional(std::pair(size - std::min<std::size_t>(size, *last), size - 1)) : std::nullopt;
  }
  if (*first >= size) {
    return std::nullopt;
  }
  return std::pair(*first, std::min<std::size_t>(last.value_or(size - 1), size - 1));
}

/// The name in page addresses: PEP 503.
std::string normalized(std::string_view name) {
  std::string out;
  for (const char c : to_lower_ascii(name)) {
    const bool separator = c == '-' || c == '_' || c == '.';
    if (!separator) {
      out += c;
    } else if (!out.ends_with('-')) {
      out += '-';
    }
  }
  return out;
}

std::string etag_of(std::string_view body) {
  return format("\"{}\"", to_hex(sha256_of(body)).substr(0, 16));
}

}  // namespace

std::string RecordedRequest::header(const std::string& name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

struct IndexServer::State {
  httplib::Server http;
  std::jthread listener;
  int port = 0;

  mutable std::mutex mutex;
  IndexServerOptions options;                                // guarded by mutex
  std::map<std::string, std::vector<IndexedFile>> projects;  // guarded by mutex
  std::map<std::string, std::string> files;                  // guarded by mutex; name to bytes
  std::map<std::string, Page> pages;                         // guarded by mutex
  std::map<std::string, Fault> faults;                       // guarded by mutex
  std::vector<RecordedRequest> requests;                     // guarded by mutex

  void record(const httplib::Request& request) {
    RecordedRequest recorded{request.method, request.path, {}};
    for (const auto& [name, value] : request.headers) {
      recorded.headers.emplace(to_lower_ascii(name), value);
    }
    requests.push_back(std::move(recorded));
  }

  [[nodiscard]] std::optional<Fault> take_fault(const std::string& path) {
    const auto found = faults.find(path);
    if (found == faults.end()) {
      return std::nullopt;
    }
    Fault fault = found->second;
    if (fault.times > 0 && --found->second.times == 0) {
      faults.erase(found);
    }
    return fault;
  }

  [[nodiscard]] bool is_refused(const httplib::Request& request) const {
    if (options.user.empty()) {
      return false;
    }
    const auto expected = httplib::make_basic_authentication_header(options.user, options.password);
    return request.get_header_value("Authorization") != expected.second;
  }

  [[nodiscard]] std::string file_host() const { return format("http://127.0.0.1:{}", port); }

  /// The right answer to a path, without regard to conditions and ranges.
  [[nodiscard]] Page answer_for(const std::string& path) const {
    constexpr std::string_view k_files = "/files/";
    constexpr std::string_view k_simple = "/simple/";
    if (const auto page = pages.find(path); page != pages.end()) {
      return page->second;
    }
    if (path.starts_with(k_files)) {
      return file_answer(path.substr(k_files.size()));
    }
    if (path.starts_with(k_simple) && path.ends_with('/')) {
      const auto project = projects.find(path.substr(k_simple.size(), path.size() - k_simple.size() - 1));
      if (project != projects.end()) {
        return page_answer(project->first, project->second);
      }
    }
    return {404, {{"Content-Type", "text/plain"}}, "not here\n"};
  }

  [[nodiscard]] Page page_answer(const std::string& name, const std::vector<IndexedFile>& listed) const {
    if (options.shape == IndexShape::plain) {
      return {200, {{"Content-Type", "text/html"}}, html_page(name, listed, file_host())};
    }
    Page page{200, {{"Content-Type", "application/vnd.pypi.simple.v1+json"}}, json_page(name, listed, file_host())};
    if (options.etag) {
      page.headers.emplace_back("ETag", etag_of(page.body));
    }
    if (options.max_age) {
      page.headers.emplace_back("Cache-Control", format("max-age={}, public", *options.max_age));
    }
    return page;
  }

  [[nodiscard]] Page file_answer(const std::string& name) const {
    const auto file = files.find(name);
    if (file == files.end()) {
      return {404, {{"Content-Type", "text/plain"}}, "no such file\n"};
    }
    return {200, {{"Content-Type", "application/octet-stream"}, {"ETag", etag_of(file->second)}}, file->second};
  }
};

namespace {

/// Turns the right answer into what the request's conditions and ranges ask for.
void apply_conditions(const httplib::Request& request, const IndexServerOptions& options, Page& page) {
  const auto etag =
      std::find_if(page.headers.begin(), page.headers.end(), [](const auto& header) { return header.first == "ETag"; });
  if (page.status == 200 && etag != page.headers.end() && request.get_header_value("If-None-Match") == etag->second) {
    page.status = 304;
    page.body.clear();
    return;
  }
  if (page.status == 200 && options.ranges && request.has_header("Range")) {
    const auto range = parse_range(request.get_header_value("Range"), page.body.size());
    const bool same = !request.has_header("If-Range") ||
                      (etag != page.headers.end() && request.get_header_value("If-Range") == etag->second);
    if (range && same) {
      page.status = 206;
      page.headers.emplace_back("Content-Range",
                                format("bytes {}-{}/{}", range->first, range->second, page.body.size()));
      page.body = page.body.substr(range->first, range->second - range->first + 1);
      return;
    }
  }
  const bool wants_gzip = request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
  if (options.gzip && wants_gzip && page.status == 200 && request.path.starts_with("/simple/")) {
    page.body = gzip(page.body);
    page.headers.emplace_back("Content-Encoding", "gzip");
  }
}

void send_page(httplib::Response& response, Page page, std::optional<std::size_t> cut_after) {
  response.status = page.status;
  std::string type = "text/plain";
  for (auto& [name, value] : page.headers) {
    if (name == "Content-Type") {
      type = value;
    } else {
      response.set_header(name, value);
    }
  }
  if (page.status == 304 || page.status == 204) {
    return;
  }
  if (!cut_after) {
    response.set_content(page.body, type.c_str());
    return;
  }
  const std::size_t length = page.body.size();
  response.set_content_provider(
      length, type, [body = std::move(page.body), cut = *cut_after](std::size_t offset, std::size_t, auto& sink) {
        return offset < cut && sink.write(body.data() + offset, std::min(cut, body.size()) - offset);
      });
}

}  // namespace

IndexServer::IndexServer() : IndexServer(IndexServerOptions{}) {}

IndexServer::IndexServer(IndexShape shape) : IndexServer(IndexServerOptions{.shape = shape}) {}

IndexServer::IndexServer(IndexServerOptions options) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.options = std::move(options);
  state.http.new_task_queue = [] { return new httplib::ThreadPool(k_threads); };
  state.http.set_tcp_nodelay(true);
  state.http.set_keep_alive_max_count(100'000);
  state.http.set_pre_routing_handler([&state](const httplib::Request& request, httplib::Response& response) {
    // The library would cut ranges out of every answer by itself; this server decides.
    const_cast<httplib::Request&>(request).ranges.clear();
    std::unique_lock lock(state.mutex);
    state.record(request);
    const std::optional<Fault> fault = state.take_fault(request.path);
    Page page = state.is_refused(request) ? Page{401, {{"WWW-Authenticate", "Basic realm=\"index\""}}, "refused\n"}
                                          : state.answer_for(request.path);
    const IndexServerOptions current = state.options;
    lock.unlock();
    if (fault) {
      std::this_thread::sleep_for(fault->delay);
      page.body = fault->status != 0 ? std::string() : fault->body.value_or(page.body);
      page.status = fault->status != 0 ? fault->status : page.status;
      page.headers.insert(page.headers.end(), fault->headers.begin(), fault->headers.end());
    }
    apply_conditions(request, current, page);
    send_page(response, std::move(page), fault ? fault->cut_after : std::nullopt);
    return httplib::Server::HandlerResponse::Handled;
  });
  state.port = state.http.bind_to_any_port("127.0.0.1");
  state.listener = std::jthread([&state] { state.http.listen_after_bind(); });
}

IndexServer::~IndexServer() {
  while (!state_->http.is_running()) {
    std::this_thread::yield();
  }
  state_->http.stop();
  state_->listener.join();  // it joins the handlers, which use the rest of the state
}

IndexServer& IndexServer::add(const WheelBuilder& wheel, const FileFacts& facts) {
  {
    const std::scoped_lock lock(state_->mutex);
    state_->files[wheel.file_name() + ".metadata"] = wheel.metadata();
  }
  IndexedFile file = describe_file(wheel.file_name(), wheel.bytes(), facts);
  file.requires_python = wheel.python();
  std::string digest_source = wheel.metadata() + (facts.wrong_metadata_hash ? "\n" : "");
  file.metadata_sha256 = to_hex(sha256_of(digest_source));
  const std::scoped_lock lock(state_->mutex);
  file.has_metadata_file =
      state_->options.shape == IndexShape::full && facts.metadata_file.value_or(state_->options.metadata_files);
  state_->files[file.file_name] = wheel.bytes();
  state_->projects[normalized(wheel.name())].push_back(std::move(file));
  return *this;
}

IndexServer& IndexServer::add_file(const std::string& project, const std::string& file_name, std::string bytes,
                                   const FileFacts& facts) {
  IndexedFile file = describe_file(file_name, bytes, facts);
  const std::scoped_lock lock(state_->mutex);
  state_->files[file_name] = std::move(bytes);
  state_->projects[project].push_back(std::move(file));
  return *this;
}

IndexServer& IndexServer::add_page(const std::string& path, int status,
                                   std::vector<std::pair<std::string, std::string>> headers, std::string body) {
  const std::scoped_lock lock(state_->mutex);
  state_->pages[path] = {status, std::move(headers), std::move(body)};
  return *this;
}

void IndexServer::remove(const std::string& project, const std::string& file_name) {
  const std::scoped_lock lock(state_->mutex);
  std::erase_if(state_->projects[project], [&](const IndexedFile& file) { return file.file_name == file_name; });
  state_->files.erase(file_name);
}

void IndexServer::set_fault(const std::string& path, Fault fault) {
  const std::scoped_lock lock(state_->mutex);
  state_->faults[path] = std::move(fault);
}

void IndexServer::set_options(IndexServerOptions options) {
  const std::scoped_lock lock(state_->mutex);
  state_->options = std::move(options);
}

std::string IndexServer::url() const {
  return url_of("/simple/");
}

std::string IndexServer::url_of(std::string_view path) const {
  return format("http://{}{}", host(), path);
}

std::string IndexServer::host() const {
  return format("127.0.0.1:{}", state_->port);
}

std::string IndexServer::file_path(std::string_view file_name) {
  return format("/files/{}", file_name);
}

std::vector<RecordedRequest> IndexServer::requests() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->requests;
}

std::size_t IndexServer::count(std::string_view path) const {
  const std::scoped_lock lock(state_->mutex);
  return static_cast<std::size_t>(
      std::count_if(state_->requests.begin(), state_->requests.end(),
                    [path](const RecordedRequest& request) { return path.empty() || request.path == path; }));
}

void IndexServer::clear_requests() {
  const std::scoped_lock lock(state_->mutex);
  state_->requests.clear();
}

}  // namespace axle::test
