// SPDX-License-Identifier: MIT OR Apache-2.0
// A folder with a site-packages, a cache and files of the user, and a session over it that reports to nobody.
#pragma once

#include <string>
#include <vector>

#include "base/fs.hpp"
#include "engine/pip_install.hpp"
#include "engine/session.hpp"
#include "tests/support/catch.hpp"
#include "venv/installed.hpp"

namespace axle::engine::test {

class Workspace {
 public:
  Workspace();
  [[nodiscard]] std::string at(const std::string& below) const { return folder_.path() + "/" + below; }
  [[nodiscard]] std::string cache() const { return at("cache"); }
  void write(const std::string& below, const std::string& text) const;
  [[nodiscard]] bool exists(const std::string& below) const;

  /// A dist-info with METADATA; `needs` become Requires-Dist lines.
  void install(const std::string& name, const std::string& version, const std::vector<std::string>& needs = {}) const;
  [[nodiscard]] venv::Installed installed() const;

  [[nodiscard]] Session& session() { return session_; }

 private:
  TemporaryDirectory folder_;
  WarningSink warnings_;
  Session session_;
};

/// Watches an install, and tells nobody.
class NoObserver : public InstallObserver {
 public:
  void resolved(std::size_t, Elapsed) override {}
  void prepared(std::size_t, Elapsed) override {}
  void changed(const venv::InstallReport&, Elapsed, Elapsed) override {}
  void compiled(std::size_t, Elapsed) override {}
};

/// The message of a failed result; fails the test when there is none.
template <typename T>
std::string message_of(const Result<T>& result) {
  REQUIRE_FALSE(result.has_value());
  return result.error().message();
}

}  // namespace axle::engine::test
