// SPDX-License-Identifier: MIT OR Apache-2.0
// The loop of the network thread and the queues that it serves.
#include "fetch/http_scheduler.hpp"

#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <system_error>
#include <utility>

#include "base/format.hpp"
#include "fetch/http_job.hpp"
#include "fetch/http_retry.hpp"
#include "fetch/proxy_choice.hpp"

namespace axle::fetch {
namespace {

constexpr Milliseconds k_longest_tick{250};
constexpr Milliseconds k_idle_tick{60'000};  // wake() ends it

Milliseconds until(SteadyTime then, SteadyTime now) {
  return std::max(Milliseconds(0), std::chrono::ceil<Milliseconds>(then - now));
}

}  // namespace

HttpScheduler::HttpScheduler(const HttpOptions& options, CredentialStore& credentials, ThreadPool& pool, Log& log)
    : options_(options),
      credentials_(credentials),
      pool_(pool),
      log_(log),
      inbox_(std::make_shared<Inbox>()),
      generator_(std::random_device{}()) {}

HttpScheduler::~HttpScheduler() {
  {
    const std::scoped_lock lock(inbox_->mutex);
    inbox_->stopping = true;
    if (inbox_->loop) {
      inbox_->loop->wake();
    }
  }
  if (thread_.joinable()) {
    thread_.join();
  }
}

void HttpScheduler::Inbox::push(Command command) {
  const bool is_first = commands.empty();
  commands.push_back(std::move(command));
  if (loop && is_first) {  // who takes the first one takes all
    loop->wake();
  }
}

void HttpScheduler::Inbox::post(Command command) {
  const std::scoped_lock lock(mutex);
  push(std::move(command));
}

std::uint64_t HttpScheduler::add(HttpRequest request, Finish finish, bool is_probe) {
  {
    const std::scoped_lock lock(inbox_->mutex);
    if (thread_.joinable() || start_thread()) {
      auto job = std::make_shared<Job>(*this, std::move(request), std::move(finish));
      const std::uint64_t id = ++inbox_->last_id;
      job->is_probe = is_probe;
      job->id = id;
      inbox_->push({Command::Kind::add, id, std::move(job), {}});
      return id;
    }
  }
  finish(fail(ErrorCode::io, "cannot start the thread that speaks with servers: too many processes and threads"));
  return 0;
}

/// Whether the system gives one (reliability F18). Children and the main thread keep their signal handling: the new
/// thread takes none.
bool HttpScheduler::start_thread() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  try {
    thread_ = std::thread([this] { run_thread(); });
  } catch (const std::system_error&) {  // NOLINT(bugprone-empty-catch): left as it was, not joinable
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread_.joinable();
}

void HttpScheduler::cancel(std::uint64_t id) {
  inbox_->post({Command::Kind::cancel, id, nullptr, {}});
}

void HttpScheduler::run_thread() {
  auto loop = std::make_unique<HttpLoop>(options_);
  loop_ = loop.get();
  {
    const std::scoped_lock lock(inbox_->mutex);
    inbox_->loop = std::move(loop);
  }
  run_until_stopped();
  while (!jobs_.empty()) {
    Job& job = *jobs_.begin()->second;
    job.exchange.give_up(Error(ErrorCode::cancelled, "cancelled"));
    finish(job);
  }
  const std::scoped_lock lock(inbox_->mutex);
  inbox_->loop.reset();
}

void HttpScheduler::run_until_stopped() {
  SteadyTime next_check = steady_now();
  while (true) {
    take_commands();
    {
      const std::scoped_lock lock(inbox_->mutex);
      if (inbox_->stopping && inbox_->commands.empty()) {
        return;
      }
    }
    const SteadyTime now = steady_now();
    take_due(now);
    if (now >= next_check) {
      check_silence(now);
      next_check = now + std::min(k_longest_tick, std::max(Milliseconds(1), options_.read_timeout / 8));
    }
    start_ready();
    loop_->run(next_timeout(now));
  }
}

void HttpScheduler::take_commands() {
  std::vector<Command> commands;
  {
    const std::scoped_lock lock(inbox_->mutex);
    commands.swap(inbox_->commands);
  }
  for (Command& command : commands) {
    accept(command);
  }
}

void HttpScheduler::accept(Command& command) {
  if (command.kind == Command::Kind::add) {
    Job& job = *command.job;
    jobs_.emplace(command.id, std::move(command.job));
    prepare(job);
    return;
  }
  if (command.kind == Command::Kind::answered) {
    take_answer(command.question);
    return;
  }
  if (const auto found = jobs_.find(command.id); found != jobs_.end()) {
    found->second->exchange.give_up(Error(ErrorCode::cancelled, "cancelled"));
    finish(*found->second);
  }
}

/// Looks up credentials for the present hop, then queues the job.
void HttpScheduler::prepare(Job& job) {
  const Url& url = job.exchange.url();
  const bool is_wanted = std::exchange(host_of_job(job).is_wanted, true);
  if (job.is_probe && is_wanted) {
    finish(job);
    return;
  }
  if (job.is_probe) {
    ready_.push_back(&job);
    return;
  }
  job.is_refused = false;
  if (auto question = credentials_.find_question(url)) {
    ask(job, std::move(*question));
    return;
  }
  job.credentials = credentials_.find_for_first_try(url, job.reached_by());
  ready_.push_back(&job);
}

/// One worker asks the keyring, however many jobs want to know; nobody else waits for it.
void HttpScheduler::ask(Job& job, CredentialStore::Question question) {
  const auto [place, is_new] = questions_.try_emplace(question.key());
  place->second.push_back(job.id);
  if (is_new) {
    pool_.submit([inbox = inbox_, question = std::move(question), store = &credentials_] {
      store->answer(question);
      inbox->post({Command::Kind::answered, 0, nullptr, question.key()});
    });
  }
}

void HttpScheduler::take_answer(const QuestionKey& question) {
  const auto asked = questions_.extract(question);
  for (const std::uint64_t id : asked.mapped()) {
    const auto found = jobs_.find(id);
    if (found == jobs_.end()) {
      continue;
    }
    Job& job = *found->second;
    if (job.is_refused) {
      ask_after_refusal(job);
    } else {
      prepare(job);
    }
  }
}

void HttpScheduler::start_ready() {
  const SteadyTime now = steady_now();
  for (std::size_t left = ready_.size(); left > 0; --left) {
    Job* const job = ready_.front();
    ready_.pop_front();
    if (!try_start(*job, now)) {
      ready_.push_back(job);
    }
  }
}

/// False: the job stays in the queue.
bool HttpScheduler::try_start(Job& job, SteadyTime now) {
  HttpHost& host = host_of_job(job);
  if (const Error* breaker = host.find_breaker(now)) {
    job.exchange.give_up(breaker->clone());
    finish(job);
    return true;
  }
  if (host.not_before() > now) {
    waiting_.emplace(host.not_before(), &job);
    return true;
  }
  if (!host.has_room() || active_ >= options_.max_requests) {
    return false;
  }
  job.is_active = true;
  job.is_sent = false;
  job.window_began.reset();
  ++host.active;
  ++active_;
  loop_->start(job.exchange.make_wire_request(job.credentials), job);
  return true;
}

void HttpScheduler::take_due(SteadyTime now) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    ready_.push_back(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
  }
}

void HttpScheduler::check_silence(SteadyTime now) {
  std::vector<std::pair<Job*, std::string>> stuck;
  for (const auto& [id, job] : jobs_) {
    if (!job->is_active || !job->is_sent) {
      continue;
    }
    const HttpHost& host = host_of_job(*job);
    const std::string name = peer_of(options_.proxies, job->exchange.url());
    if (now - std::max(job->since, host.last_data()) >= options_.read_timeout) {
      stuck.emplace_back(job.get(), format("no data from {} for {}", name, format_seconds(options_.read_timeout)));
    } else if (job->window_began && now - *job->window_began >= options_.low_speed_window) {
      const auto limit =
          options_.low_speed_bytes_per_second * static_cast<std::uint64_t>(options_.low_speed_window.count()) / 1000;
      if (host.total_bytes() - job->host_bytes_at_window < limit) {
        stuck.emplace_back(job.get(), format("less than {} bytes/s from {} for {}", options_.low_speed_bytes_per_second,
                                             name, format_seconds(options_.low_speed_window)));
      }
      job->begin_window(host, now);
    }
  }
  for (auto& [job, reason] : stuck) {
    loop_->stop(*job);
    note_ended(*job);
    apply(*job, job->exchange.end_silent_attempt(std::move(reason), random()));
  }
}

Milliseconds HttpScheduler::next_timeout(SteadyTime now) const {
  Milliseconds timeout = k_idle_tick;
  if (!waiting_.empty()) {
    timeout = std::min(timeout, until(waiting_.begin()->first, now));
  }
  const bool any_active =
      std::any_of(jobs_.begin(), jobs_.end(), [](const auto& job) { return job.second->is_active; });
  if (any_active) {
    timeout = std::min({timeout, k_longest_tick, std::max(Milliseconds(1), options_.read_timeout / 8)});
  }
  return timeout;
}

void HttpScheduler::apply(Job& job, const NextStep& next) {
  const SteadyTime now = steady_now();
  if (next.host_pause) {
    host_of_job(job).pause_until(now + *next.host_pause);
  }
  switch (next.kind) {
    case NextStep::Kind::next_hop:
      job.credentials.reset();
      prepare(job);
      return;
    case NextStep::Kind::ask_credentials:
      ask_after_refusal(job);
      return;
    case NextStep::Kind::wait:
      if (log_.debug_on()) {
        log_.debug(format("retrying {} in {}", job.exchange.url().to_display(), format_seconds(next.delay)));
      }
      waiting_.emplace(now + next.delay, &job);
      return;
    case NextStep::Kind::finished:
      break;
  }
  const UrlOrigin origin = job.exchange.url().origin();
  const bool trips = next.is_host_fault && !job.is_probe;
  const Error* failure = job.exchange.failure();
  const std::optional<Error> reason = trips && failure ? std::optional(failure->clone()) : std::nullopt;
  finish(job);
  if (reason) {
    hosts_.at(origin).note_given_up(*reason, now);
    finish_waiting(origin, *reason);
  }
}

void HttpScheduler::ask_after_refusal(Job& job) {
  const Url& url = job.exchange.url();
  job.is_refused = true;
  auto question = job.is_probe ? std::nullopt : credentials_.find_question_after_refusal(url, job.reached_by());
  if (question) {
    ask(job, std::move(*question));
    return;
  }
  job.credentials = job.is_probe ? std::nullopt : credentials_.find_after_refusal(url, job.reached_by());
  if (job.credentials) {
    ready_.push_back(&job);
  } else {
    finish(job);
  }
}

/// The breaker opened: those that wait to repeat fail for the same reason.
void HttpScheduler::finish_waiting(const UrlOrigin& origin, const Error& reason) {
  std::vector<Job*> same;
  for (const auto& [time, job] : waiting_) {
    if (job->exchange.url().origin() == origin) {
      same.push_back(job);
    }
  }
  for (Job* job : same) {
    job->exchange.give_up(reason.clone());
    finish(*job);
  }
}

void HttpScheduler::finish(Job& job) {
  if (job.is_active && loop_->stop(job)) {
    note_ended(job);
  }
  std::erase(ready_, &job);
  std::erase_if(waiting_, [&job](const auto& entry) { return entry.second == &job; });
  const std::shared_ptr<Job> kept = std::move(jobs_.at(job.id));
  jobs_.erase(job.id);
  kept->finish(kept->exchange.take_result());
}

void HttpScheduler::note_ended(Job& job) {
  job.is_active = false;
  --host_of_job(job).active;
  --active_;
}

HttpHost& HttpScheduler::host_of_job(const Job& job) {
  return hosts_.try_emplace(job.exchange.url().origin(), options_).first->second;
}

double HttpScheduler::random() {
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator_);
}

}  // namespace axle::fetch
