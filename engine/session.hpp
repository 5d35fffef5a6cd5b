// SPDX-License-Identifier: MIT OR Apache-2.0
// The services of one run of the program: threads, network, cache. Made once by cli, passed down by reference.
//
// Nothing starts before it is used: a command that needs no network starts no thread (design, *Speed decisions*).
// Not here: use cases (engine/pip_install and its neighbours), settings (cli).
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.hpp"
#include "base/file_lock.hpp"
#include "base/report.hpp"
#include "base/thread_pool.hpp"
#include "base/warning_sink.hpp"
#include "fetch/artifact_cache.hpp"
#include "fetch/credentials.hpp"
#include "fetch/http_client.hpp"
#include "fetch/index_client.hpp"
#include "fetch/page_cache.hpp"
#include "fetch/wheel_supply.hpp"

namespace axle::engine {

struct SessionOptions {
  fetch::HttpOptions http;
  fetch::CredentialOptions credentials;
  std::string cache_directory;  ///< absolute; need not exist; "" for commands that only look at environments
  std::size_t workers = 1;      ///< threads of the pool
  std::optional<std::chrono::milliseconds> lock_timeout{};  ///< how long to wait for other commands; else by the lock
};

/// What the session reports to; all must outlive it.
struct SessionSinks {
  const Clock& clock;
  Log& log;
  Progress& progress;
  WarningSink& warnings;
  std::stop_token stop;
};

class Session {
 public:
  Session(SessionOptions options, SessionSinks sinks);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  [[nodiscard]] const SessionOptions& options() const { return options_; }
  [[nodiscard]] const SessionSinks& sinks() const { return sinks_; }
  [[nodiscard]] ThreadPool& pool();
  [[nodiscard]] fetch::HttpClient& http();
  [[nodiscard]] const fetch::PageCache& pages();
  [[nodiscard]] const fetch::ArtifactCache& artifacts();
  [[nodiscard]] std::unique_ptr<fetch::IndexClient> make_index_client(fetch::IndexPlan plan,
                                                                      fetch::RefreshPolicy refresh);
  [[nodiscard]] fetch::WheelSupply make_wheel_supply(fetch::RefreshPolicy refresh, fetch::WheelCheck check = {});
  /// How to wait for another command: as long as the user wants to, and after 2 s with a warning, which is `notice`
  /// and the holder.
  [[nodiscard]] LockOptions lock_options(LockKind kind, std::string_view notice) const;
  /// Folder of lock files for targets that cannot hold their own.
  [[nodiscard]] std::string locks_directory() const {
    return options_.cache_directory.empty() ? std::string() : options_.cache_directory + "/locks";
  }

 private:
  SessionOptions options_;
  SessionSinks sinks_;
  // In the order of their life: the network hands work to the pool.
  std::unique_ptr<ThreadPool> pool_;
  std::unique_ptr<fetch::CredentialStore> credentials_;
  std::unique_ptr<fetch::HttpClient> http_;
  std::unique_ptr<fetch::PageCache> pages_;
  std::unique_ptr<fetch::ArtifactCache> artifacts_;
};

}  // namespace axle::engine
