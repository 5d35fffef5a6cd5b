// SPDX-License-Identifier: MIT OR Apache-2.0
// Certificates, configuration and process of nginx, in a temporary folder.
#include "tests/support/nginx_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

namespace axle::test {
namespace {

constexpr const char* k_nginx = "/usr/sbin/nginx";
constexpr const char* k_openssl = "/usr/bin/openssl";

std::string run(std::vector<std::string> argv) {
  ProcessRequest request;
  request.argv = std::move(argv);
  request.environment = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin"};
  const Result<ProcessOutcome> outcome = run_process(request);
  ASSERT(outcome && outcome->exit_code == 0, "a program of the test set-up failed");
  return outcome->output;
}

int connect_to(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  const int result = ::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::close(fd);
  return result;
}

/// A port that was free a moment ago.
std::uint16_t find_free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  const bool is_bound = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), length) == 0 &&
                        ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &length) == 0;
  ::close(fd);
  if (!is_bound) {
    throw std::runtime_error("no port is free");
  }
  return ntohs(address.sin_port);
}

}  // namespace

struct NginxServer::State {
  TemporaryDirectory directory = std::move(*TemporaryDirectory::create("/tmp", "axle-nginx-"));
  std::uint16_t port = find_free_port();
  pid_t process = 0;

  [[nodiscard]] std::string path(std::string_view name) const { return join_path(directory.path(), name); }

  void write(std::string_view name, std::string_view text) const {
    ASSERT(replace_file(path(name), text).has_value(), "cannot write a file of the test set-up");
  }

  void make_certificates(const std::string& host) const {
    run({k_openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=axle test authority",
         "-keyout", path("ca.key"), "-out", path("ca.pem")});
    run({k_openssl, "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + host, "-keyout", path("host.key"), "-out",
         path("host.csr")});
    write("host.ext", format("subjectAltName=DNS:{}\n", host));
    run({k_openssl, "x509", "-req", "-days", "2", "-in", path("host.csr"), "-CA", path("ca.pem"), "-CAkey",
         path("ca.key"), "-CAcreateserial", "-extfile", path("host.ext"), "-out", path("host.pem")});
    ASSERT(make_directories(path("authorities")).has_value(), "cannot make a folder of the test set-up");
    const std::string hash = run({k_openssl, "x509", "-hash", "-noout", "-in", path("ca.pem")});
    write(format("authorities/{}.0", trim(hash)), *read_file(path("ca.pem"), 65536));
  }

  void write_configuration(const NginxOptions& options) const {
    const std::string redirect = options.redirect_to.empty()
                                     ? std::string()
                                     : format("    location /redirect {{ return 302 {}; }}\n", options.redirect_to);
    write("nginx.conf", format(R"(daemon off;
{3}worker_processes 1;
pid {0}/nginx.pid;
error_log {0}/error.log;
events {{ worker_connections 256; }}
http {{
  log_format brief '$connection $server_protocol $request_uri';
  access_log {0}/access.log brief;
  client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fastcgi;
  uwsgi_temp_path {0}/uwsgi; scgi_temp_path {0}/scgi;
  server {{
    listen 127.0.0.1:{1} ssl{2};
    ssl_certificate {0}/host.pem;
    ssl_certificate_key {0}/host.key;
    root {0}/www;
{4}  }}
}}
)",
                               directory.path(), port, options.http2 ? " http2" : "",
                               // its workers must read our private folder
                               ::geteuid() == 0 ? "user root;\n" : "", redirect));
  }

  /// Not through run_process(), which ends what it started when it returns.
  void start() {
    const std::string configuration = path("nginx.conf");
    const std::string errors = path("error.log");
    std::vector<std::string> words = {k_nginx, "-p", directory.path(), "-c", configuration, "-e", errors};
    std::vector<char*> argv;
    for (std::string& word : words) {
      argv.push_back(word.data());
    }
    argv.push_back(nullptr);
    char* no_environment[] = {nullptr};
    ASSERT(::posix_spawn(&process, k_nginx, nullptr, nullptr, argv.data(), no_environment) == 0, "cannot start nginx");
    while (connect_to(port) != 0) {
      ASSERT(::waitpid(process, nullptr, WNOHANG) == 0, "nginx ended at once: its port may have been taken");
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }

  void stop() const {
    ::kill(process, SIGTERM);
    ::waitpid(process, nullptr, 0);
  }
};

bool NginxServer::is_available() {
  return is_executable(k_nginx) && is_executable(k_openssl);
}

NginxServer::NginxServer(const NginxOptions& options) : state_(std::make_unique<State>()) {
  state_->make_certificates(options.certificate_host);
  ASSERT(make_directories(state_->path("www")).has_value(), "cannot make a folder of the test set-up");
  state_->write_configuration(options);
  state_->start();
}

NginxServer::~NginxServer() {
  state_->stop();
}

const std::string& NginxServer::folder() const {
  return state_->directory.path();
}

std::string NginxServer::url(const std::string& path) const {
  return format("https://{}{}", host(), path);
}

std::string NginxServer::host() const {
  return format("localhost:{}", state_->port);
}

std::string NginxServer::ca_file() const {
  return state_->path("ca.pem");
}

std::string NginxServer::ca_directory() const {
  return state_->path("authorities");
}

std::string NginxServer::access_log() const {
  return read_file(state_->path("access.log"), 1 << 20).value_or("");
}

}  // namespace axle::test
