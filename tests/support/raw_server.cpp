// SPDX-License-Identifier: MIT OR Apache-2.0
// One thread a connection; an eventfd ends all waiting.
#include "tests/support/raw_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/format.hpp"

namespace axle::test {

RawStep read_request() {
  return {RawStep::Kind::read_request, {}, {}};
}
RawStep send(std::string bytes) {
  return {RawStep::Kind::send, std::move(bytes), {}};
}
RawStep pause(std::chrono::milliseconds duration) {
  return {RawStep::Kind::pause, {}, duration};
}
RawStep reset() {
  return {RawStep::Kind::reset, {}, {}};
}
RawStep hold() {
  return {RawStep::Kind::hold, {}, {}};
}

RawScript answer(std::string status, std::string headers, std::string body) {
  return {read_request(), send(format("HTTP/1.1 {}\r\n{}Content-Length: {}\r\nConnection: close\r\n\r\n{}", status,
                                      headers, body.size(), body))};
}

struct RawServer::State {
  std::vector<RawScript> scripts;
  int listener = -1;
  int stop_event = -1;
  std::uint16_t port = 0;
  mutable std::mutex mutex;
  std::vector<std::string> requests;                                 // guarded by mutex
  std::vector<std::chrono::steady_clock::time_point> request_times;  // guarded by mutex
  std::vector<std::jthread> workers;                                 // guarded by mutex
  std::size_t connections = 0;                                       // guarded by mutex
  std::jthread acceptor;

  /// Waits until `fd` can be read; false when the server ends or the time is over.
  [[nodiscard]] bool wait_readable(int fd, int timeout_ms) const {
    pollfd both[2] = {{fd, POLLIN, 0}, {stop_event, POLLIN, 0}};
    const int ready = ::poll(both, 2, timeout_ms);
    return ready > 0 && both[1].revents == 0;
  }

  [[nodiscard]] bool read_head(int fd) {
    std::string head;
    while (!head.ends_with("\r\n\r\n")) {
      char byte = 0;
      if (!wait_readable(fd, -1) || ::recv(fd, &byte, 1, 0) != 1) {
        return false;
      }
      head += byte;
    }
    const std::scoped_lock lock(mutex);
    requests.push_back(std::move(head));
    request_times.push_back(std::chrono::steady_clock::now());
    return true;
  }

  [[nodiscard]] static bool send_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) {
        return false;
      }
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  void wait_for_close(int fd) const {
    char bytes[4096];
    while (wait_readable(fd, -1) && ::recv(fd, bytes, sizeof bytes, 0) > 0) {
    }
  }

  /// False ends the script.
  [[nodiscard]] bool run_step(int fd, const RawStep& step) {
    switch (step.kind) {
      case RawStep::Kind::read_request:
        return read_head(fd);
      case RawStep::Kind::send:
        return send_all(fd, step.bytes);
      case RawStep::Kind::pause: {
        pollfd stop = {stop_event, POLLIN, 0};
        return ::poll(&stop, 1, static_cast<int>(step.duration.count())) == 0;
      }
      case RawStep::Kind::reset: {
        const linger now{1, 0};
        ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
        return false;
      }
      case RawStep::Kind::hold:
        wait_for_close(fd);
        return false;
    }
    return false;
  }

  void serve(int fd, const RawScript& script) {
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    for (const RawStep& step : script) {
      if (!run_step(fd, step)) {
        break;
      }
    }
    ::close(fd);
  }

  void accept_all() {
    while (wait_readable(listener, -1)) {
      const int fd = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) {
        continue;
      }
      const std::scoped_lock lock(mutex);
      const RawScript& script = scripts[std::min(connections, scripts.size() - 1)];
      ++connections;
      workers.emplace_back([this, fd, &script] { serve(fd, script); });
    }
  }
};

RawServer::RawServer(std::vector<RawScript> scripts) : RawServer() {
  play(std::move(scripts));
}

RawServer::RawServer() : state_(std::make_unique<State>()) {
  state_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  state_->stop_event = ::eventfd(0, EFD_CLOEXEC);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (::bind(state_->listener, reinterpret_cast<const sockaddr*>(&address), length) != 0 ||
      ::listen(state_->listener, 128) != 0 ||
      ::getsockname(state_->listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
    throw std::runtime_error("no port is free");
  }
  state_->port = ntohs(address.sin_port);
}

void RawServer::play(std::vector<RawScript> scripts) {
  state_->scripts = std::move(scripts);
  state_->acceptor = std::jthread([state = state_.get()] { state->accept_all(); });
}

RawServer::~RawServer() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const ssize_t written = ::write(state_->stop_event, &one, sizeof one);
  if (state_->acceptor.joinable()) {
    state_->acceptor.join();
  }
  state_->workers.clear();
  ::close(state_->listener);
  ::close(state_->stop_event);
}

std::uint16_t RawServer::port() const {
  return state_->port;
}

std::string RawServer::url(const std::string& path) const {
  return format("http://{}{}", host(), path);
}

std::string RawServer::host() const {
  return format("127.0.0.1:{}", state_->port);
}

std::vector<std::string> RawServer::requests() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->requests;
}

std::vector<std::chrono::steady_clock::time_point> RawServer::request_times() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->request_times;
}

std::size_t RawServer::connections() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->connections;
}

}  // namespace axle::test
