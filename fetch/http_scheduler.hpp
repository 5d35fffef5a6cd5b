// SPDX-License-Identifier: MIT OR Apache-2.0
// The network thread: takes requests from a queue, decides whose turn it is, repeats, waits, gives up.
//
// Threads: everything private belongs to the network thread, but for what the mutex guards. The thread starts with the
//          first request (curl_global_init and certificates cost milliseconds) and blocks all signals.
// Not here: what one request does next (fetch/http_exchange), the wire (fetch/http_loop).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <thread>
#include <vector>

#include "base/report.hpp"
#include "base/thread_pool.hpp"
#include "fetch/credentials.hpp"
#include "fetch/http_exchange.hpp"
#include "fetch/http_host.hpp"
#include "fetch/http_loop.hpp"

namespace axle::fetch {

class HttpScheduler {
 public:
  /// Called once, on the network thread.
  using Finish = std::function<void(Result<HttpResponse>)>;

  HttpScheduler(const HttpOptions& options, CredentialStore& credentials, ThreadPool& pool, Log& log);
  ~HttpScheduler();  ///< ends the thread; whatever is left finishes with `cancelled`
  HttpScheduler(const HttpScheduler&) = delete;
  HttpScheduler& operator=(const HttpScheduler&) = delete;

  /// Returns a number for cancel(). `is_probe`: dropped when the host is known already, and its failure means nothing.
  std::uint64_t add(HttpRequest request, Finish finish, bool is_probe = false);
  void cancel(std::uint64_t id);

 private:
  class Job;
  using QuestionKey = std::pair<UrlOrigin, std::string>;
  struct Command {
    enum class Kind : std::uint8_t { add, cancel, answered };
    Kind kind = Kind::add;
    std::uint64_t id = 0;      // add, cancel
    std::shared_ptr<Job> job;  // add
    QuestionKey question;      // answered
  };

  /// What other threads reach; workers may hold it longer than the scheduler lives.
  struct Inbox {
    std::mutex mutex;
    std::vector<Command> commands;   // guarded by mutex
    std::uint64_t last_id = 0;       // guarded by mutex
    bool stopping = false;           // guarded by mutex
    std::unique_ptr<HttpLoop> loop;  // guarded by mutex, but for the network thread; while that runs

    /// With the mutex held.
    void push(Command command);
    void post(Command command);
  };

  bool start_thread();
  void run_thread();
  void run_until_stopped();
  void take_commands();
  void accept(Command& command);
  void prepare(Job& job);
  void ask(Job& job, CredentialStore::Question question);
  void take_answer(const QuestionKey& question);
  void start_ready();
  [[nodiscard]] bool try_start(Job& job, SteadyTime now);
  void take_due(SteadyTime now);
  void check_silence(SteadyTime now);
  [[nodiscard]] Milliseconds next_timeout(SteadyTime now) const;
  void apply(Job& job, const NextStep& next);
  void ask_after_refusal(Job& job);
  void finish(Job& job);
  void finish_waiting(const UrlOrigin& origin, const Error& reason);
  [[nodiscard]] HttpHost& host_of_job(const Job& job);
  void note_ended(Job& job);
  [[nodiscard]] double random();

  const HttpOptions& options_;
  CredentialStore& credentials_;
  ThreadPool& pool_;
  Log& log_;

  const std::shared_ptr<Inbox> inbox_;
  std::thread thread_;        // guarded by inbox_->mutex
  HttpLoop* loop_ = nullptr;  // of the network thread

  std::map<std::uint64_t, std::shared_ptr<Job>> jobs_;
  std::deque<Job*> ready_;
  std::size_t active_ = 0;  // jobs on the wire
  std::multimap<SteadyTime, Job*> waiting_;
  std::map<UrlOrigin, HttpHost> hosts_;
  std::map<QuestionKey, std::vector<std::uint64_t>> questions_;  // and the jobs that wait for the answers
  std::minstd_rand generator_;
};

}  // namespace axle::fetch
