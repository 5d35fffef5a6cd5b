// SPDX-License-Identifier: MIT OR Apache-2.0
// A TCP server on loopback that follows a script, byte for byte: for misbehaviour that no HTTP library would produce.
//
//     RawServer server({{read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), reset()},
//                       {read_request(), send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")}});
//
// The n-th connection follows the n-th script, later ones the last. A script that ends closes its connection.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace axle::test {

struct RawStep {
  enum class Kind : std::uint8_t { read_request, send, pause, reset, hold };
  Kind kind = Kind::hold;
  std::string bytes;                     ///< send
  std::chrono::milliseconds duration{};  ///< pause
};
using RawScript = std::vector<RawStep>;

/// Reads up to the empty line that ends a request's head, and records it.
[[nodiscard]] RawStep read_request();
[[nodiscard]] RawStep send(std::string bytes);
[[nodiscard]] RawStep pause(std::chrono::milliseconds duration);
/// Closes with RST.
[[nodiscard]] RawStep reset();
/// Does nothing until the peer closes or the server ends.
[[nodiscard]] RawStep hold();
/// read_request and a complete answer: `head` without status line's "HTTP/1.1 " and without Content-Length.
[[nodiscard]] RawScript answer(std::string status, std::string headers, std::string body);

class RawServer {
 public:
  explicit RawServer(std::vector<RawScript> scripts);
  /// One that has an address, but listens to nobody until play().
  RawServer();
  /// For scripts that name other servers' addresses; once, before anybody connects.
  void play(std::vector<RawScript> scripts);
  ~RawServer();
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  /// `http://127.0.0.1:PORT` + path.
  [[nodiscard]] std::string url(const std::string& path = "/") const;
  /// `127.0.0.1:PORT`, as messages name it.
  [[nodiscard]] std::string host() const;
  /// Heads of the requests so far, each up to and with its empty line.
  [[nodiscard]] std::vector<std::string> requests() const;
  /// When each request's head was complete.
  [[nodiscard]] std::vector<std::chrono::steady_clock::time_point> request_times() const;
  [[nodiscard]] std::size_t connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace axle::test
