// SPDX-License-Identifier: MIT OR Apache-2.0
// nginx on loopback with TLS and HTTP/2, and a certificate authority of its own. Everything lives in one folder.
//
// Certificates are made with the openssl program. is_available() says whether both programs are there.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace axle::test {

struct NginxOptions {
  std::string certificate_host = "localhost";  ///< the name in the certificate
  bool http2 = true;
  std::string redirect_to{};  ///< not empty: where `/redirect` leads
};

class NginxServer {
 public:
  [[nodiscard]] static bool is_available();
  /// Serves what stands in folder() + "/www".
  explicit NginxServer(const NginxOptions& options = {});
  ~NginxServer();
  NginxServer(const NginxServer&) = delete;
  NginxServer& operator=(const NginxServer&) = delete;

  [[nodiscard]] const std::string& folder() const;
  /// `https://localhost:PORT` + path.
  [[nodiscard]] std::string url(const std::string& path) const;
  [[nodiscard]] std::string host() const;
  /// The authority's certificate: as a PEM file, and as the only one in a hashed directory.
  [[nodiscard]] std::string ca_file() const;
  [[nodiscard]] std::string ca_directory() const;
  /// One line a request: connection number, protocol, path.
  [[nodiscard]] std::string access_log() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace axle::test
