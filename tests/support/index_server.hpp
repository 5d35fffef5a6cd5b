// SPDX-License-Identifier: MIT OR Apache-2.0
// A package index on loopback, in the two shapes that exist: the full public one and the plain mirror.
//
//     IndexServer server;                                    // JSON, sizes, metadata files, ETag, max-age=600
//     IndexServer mirror(IndexShape::plain);                 // HTML, no sizes, no metadata files, no ETag, no max-age
//     server.add(wheel("a", "1.0").requires_dist("b>=2"));
//     server.set_fault("/simple/a/", {.status = 503, .times = 2});
//     CHECK(server.count("/simple/a/") == 3);
//
// HTTP/1.1 only (the small library's limit); misbehaviour on the wire is RawServer's.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/wheel_builder.hpp"

namespace axle::test {

enum class IndexShape : std::uint8_t { full, plain };

struct IndexServerOptions {
  IndexShape shape = IndexShape::full;
  bool ranges = true;                ///< the file host serves ranges
  std::optional<int> max_age = 600;  ///< full shape only
  bool etag = true;                  ///< full shape only
  bool metadata_files = true;        ///< full shape only: PEP 658
  bool gzip = false;                 ///< pages are compressed when the client accepts it
  std::string user{};                ///< not empty: pages and files need Basic credentials
  std::string password{};
};

/// What goes wrong with the next `times` requests to a path; 0 means all of them.
struct Fault {
  int status = 0;                                              ///< not 0: this status with an empty body
  std::vector<std::pair<std::string, std::string>> headers{};  ///< sent in addition, for example Retry-After
  std::optional<std::size_t> cut_after{};  ///< the connection is closed after so many bytes of the body
  std::chrono::milliseconds delay{};
  std::optional<std::string> body{};  ///< other bytes than the right ones
  int times = 1;
};

struct FileFacts {
  bool hash = true;
  bool wrong_hash = false;  ///< the page promises another digest
  bool wrong_metadata_hash = false;
  std::optional<bool> metadata_file{};  ///< absent: as the options of the server say
  std::string upload_time = "2024-01-01T00:00:00.000000Z";
  std::optional<std::string> yanked{};  ///< the reason, may be empty
};

struct RecordedRequest {
  std::string method;
  std::string path;
  std::multimap<std::string, std::string> headers;  ///< names in lower case
  /// The first header of that name; empty when absent.
  [[nodiscard]] std::string header(const std::string& name) const;
};

class IndexServer {
 public:
  IndexServer();
  explicit IndexServer(IndexShape shape);
  explicit IndexServer(IndexServerOptions options);
  ~IndexServer();
  IndexServer(const IndexServer&) = delete;
  IndexServer& operator=(const IndexServer&) = delete;

  IndexServer& add(const WheelBuilder& wheel, const FileFacts& facts = {});
  /// Any file (an sdist, a damaged wheel) on the page of `project` (normalised name).
  IndexServer& add_file(const std::string& project, const std::string& file_name, std::string bytes,
                        const FileFacts& facts = {});
  /// A path with a fixed answer, beside the index: flat pages, redirects.
  IndexServer& add_page(const std::string& path, int status, std::vector<std::pair<std::string, std::string>> headers,
                        std::string body);
  void remove(const std::string& project, const std::string& file_name);
  void set_fault(const std::string& path, Fault fault);
  void set_options(IndexServerOptions options);

  /// `http://127.0.0.1:PORT/simple/`, without credentials.
  [[nodiscard]] std::string url() const;
  /// `http://127.0.0.1:PORT` + path.
  [[nodiscard]] std::string url_of(std::string_view path) const;
  [[nodiscard]] std::string host() const;
  /// Path of a file: `/files/NAME`.
  [[nodiscard]] static std::string file_path(std::string_view file_name);

  [[nodiscard]] std::vector<RecordedRequest> requests() const;
  /// Requests whose path is `path`, of any method; all requests for an empty path.
  [[nodiscard]] std::size_t count(std::string_view path = {}) const;
  void clear_requests();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace axle::test
