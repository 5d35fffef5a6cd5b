// SPDX-License-Identifier: MIT OR Apache-2.0
// Hints, answers, and which indexes count; the work is in index_pages, index_flat and metadata_fetch.
#include "fetch/index_client.hpp"

#include <span>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "fetch/index_state.hpp"
#include "fetch/metadata_check.hpp"

namespace axle::fetch {
namespace {

std::shared_ptr<const Error> share(Error error) {
  return std::make_shared<const Error>(std::move(error));
}

PageAnswerKind kind_of(ErrorCode code) {
  if (code == ErrorCode::unauthorized) {
    return PageAnswerKind::unauthorized;
  }
  if (code == ErrorCode::offline || code == ErrorCode::cache_damaged) {
    return PageAnswerKind::offline;
  }
  const bool is_answer =
      code == ErrorCode::bad_index_page || code == ErrorCode::response_too_large || code == ErrorCode::quarantined;
  return is_answer ? PageAnswerKind::invalid : PageAnswerKind::unreachable;
}

Error not_found_error(const IndexClient::State& state, const spec::PackageName& name) {
  std::vector<std::string> urls;
  const bool is_sent = state.plan.sent_to.contains(name);
  for (std::size_t at = 0; at < state.plan.locations.size(); ++at) {
    if (state.serves_as(IndexKind::simple, at, name) || (is_sent && state.serves(at, name))) {
      urls.push_back(format("`{}`", state.plan.locations[at].url.to_display()));
    }
  }
  if (urls.empty()) {
    return Error(ErrorCode::package_not_found,
                 format("`{}` was not found in the given locations, and no package index is used", name.text()));
  }
  return Error(ErrorCode::package_not_found,
               axle::format("`{}` was not found in the package {} {}", name.text(),
                            urls.size() == 1 ? "index" : "indexes", fmt::join(urls, ", ")));
}

/// Whether an index that fails so leaves it to the others to answer, where all of them count.
bool is_passed_over(PageAnswerKind kind) {
  return kind == PageAnswerKind::unauthorized || kind == PageAnswerKind::offline;
}

/// Whether it is known which indexes count, whatever is still on its way.
bool is_decided(const PageEntry& entry, bool all_count) {
  for (const PageSlot& slot : entry.slots) {
    if (slot.kind == PageSlot::Kind::pending) {
      return false;
    }
    const bool stops = slot.kind == PageSlot::Kind::found || slot.kind == PageSlot::Kind::failed;
    if (stops && !all_count) {
      return true;
    }
  }
  return true;
}

PageAnswer decide(const IndexClient::State& state, const PageEntry& entry, const spec::PackageName& name) {
  PageAnswer answer;
  for (std::size_t at = 0; at < entry.slots.size(); ++at) {
    const PageSlot& slot = entry.slots[at];
    if (slot.kind == PageSlot::Kind::found) {
      answer.kind = PageAnswerKind::found;
      answer.pages.push_back({.page = slot.page, .location = at});
    } else if (slot.kind == PageSlot::Kind::failed) {
      const PageAnswerKind kind = kind_of(slot.error->code());
      if (!state.plan.all_count || !is_passed_over(kind)) {
        return {.kind = kind, .reason = share(slot.error->clone())};
      }
      answer.passed_over.push_back(share(slot.error->clone()));
    } else {
      continue;
    }
    if (!state.plan.all_count) {
      return answer;
    }
  }
  if (answer.pages.empty()) {
    answer.reason = answer.passed_over.empty() ? share(not_found_error(state, name)) : answer.passed_over.front();
    answer.kind = answer.passed_over.empty() ? PageAnswerKind::not_found : kind_of(answer.reason->code());
  }
  return answer;
}

/// One page of the index's files and those of the flat locations.
Result<spec::IndexPage> merge(const spec::IndexPage& page, std::span<const spec::IndexFile> files,
                              const spec::PackageName& name) {
  spec::IndexPageBuilder builder(name);
  for (std::size_t file = 0; file < page.file_count(); ++file) {
    TRY_ASSIGN(const spec::IndexFile listed, page.read_file(file));
    builder.add(listed);
  }
  for (const spec::IndexFile& file : files) {
    builder.add(file);
  }
  for (std::size_t skipped = 0; skipped < page.skipped_count(); ++skipped) {
    const auto [file_name, reason] = page.skipped(skipped);
    builder.skip(std::string(file_name), std::string(reason));
  }
  for (std::size_t warning = 0; warning < page.warning_count(); ++warning) {
    builder.warn(page.warning(warning));
  }
  builder.set_status(page.status(), std::string(page.status_reason()));
  return builder.finish();
}

/// Makes the answer of an entry whose parts have come. Called under the mutex.
PageAnswer make_answer(const IndexClient::State& state, const PageEntry& entry, const spec::PackageName& name) {
  if (const Error* broken = state.flat_error(name)) {
    return {.kind = PageAnswerKind::unreachable, .reason = share(broken->clone())};
  }
  PageAnswer answer = decide(state, entry, name);
  const bool may_merge = answer.kind == PageAnswerKind::found || answer.kind == PageAnswerKind::not_found ||
                         answer.kind == PageAnswerKind::offline;
  const std::vector<spec::IndexFile> flat_files =
      may_merge ? state.files_in_flats(name) : std::vector<spec::IndexFile>();
  if (flat_files.empty()) {
    return answer;
  }
  if (answer.pages.empty()) {
    const auto sent = state.plan.sent_to.find(name);
    answer.pages.push_back({.page = {}, .location = sent == state.plan.sent_to.end() ? 0 : sent->second});
  }
  Result<spec::IndexPage> merged = merge(answer.pages.front().page, flat_files, name);
  if (!merged) {
    return {.kind = PageAnswerKind::invalid, .reason = share(std::move(merged).error())};
  }
  answer.pages.front().page = std::move(*merged);
  answer.kind = PageAnswerKind::found;
  answer.reason = nullptr;
  return answer;
}

}  // namespace

IndexClient::State::State(IndexPlan wanted, RefreshPolicy policy, IndexClientServices given)
    : plan(std::move(wanted)),
      refresh(std::move(policy)),
      services(given),
      flats_started(plan.locations.size()),
      flats(plan.locations.size()) {
  for (const IndexLocation& location : plan.locations) {
    services.http.credentials().add_scope(location.url);
  }
}

bool IndexClient::State::serves(std::size_t location, const spec::PackageName& name) const {
  const auto sent = plan.sent_to.find(name);
  return sent == plan.sent_to.end() ? !plan.locations[location].is_explicit : sent->second == location;
}

void IndexClient::State::submit(HttpRequest request, HttpCompletion completion) {
  {
    const std::scoped_lock lock(mutex);
    ++outstanding;
  }
  services.http.submit(
      std::move(request),
      [state = shared_from_this(), completion = std::move(completion)](Result<HttpResponse> result) {
        completion(std::move(result));
        if (state->end_request()) {
          state->changed.notify_all();
        }
      },
      CompletionThread::worker, stop.get_token());
}

bool IndexClient::State::end_request() {
  const std::scoped_lock lock(mutex);
  return --outstanding == 0;
}

bool IndexClient::State::wait(const std::function<bool()>& ready, std::stop_token token) {
  const std::stop_callback wake(token, [this] {
    const std::scoped_lock lock(mutex);
    changed.notify_all();
  });
  std::unique_lock lock(mutex);
  const auto is_over = [&] { return ready() || token.stop_requested(); };
  if (budget == nullptr) {
    wait_and_look(lock, is_over);
  } else if (!is_over()) {
    const Stopwatch watch(services.clock);
    const bool in_time = changed.wait_for(lock, budget->left(), is_over);
    budget->take(watch.elapsed(), in_time);
  }
  return ready();
}

void IndexClient::State::wait_and_look(std::unique_lock<std::mutex>& lock, const std::function<bool()>& is_over) {
  while (!is_over()) {
    const std::size_t seen = arrivals;
    bool goes_on = false;
    if (look) {
      lock.unlock();
      goes_on = look();
      lock.lock();
    }
    changed.wait(lock, [&] { return is_over() || goes_on || (look && arrivals != seen); });
  }
}

Error IndexClient::State::wait_error(std::string_view subject, const std::stop_token& token) {
  return token.stop_requested()
             ? Error(ErrorCode::cancelled, "cancelled")
             : Error(ErrorCode::network, format("{} did not come in time, and axle waited no longer", subject));
}

IndexClient::IndexClient(IndexPlan plan, RefreshPolicy refresh, IndexClientServices services)
    : state_(std::make_shared<State>(std::move(plan), std::move(refresh), services)) {}

IndexClient::~IndexClient() {
  state_->stop.request_stop();
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [this] { return state_->outstanding == 0; });
}

const std::vector<IndexLocation>& IndexClient::locations() const {
  return state_->plan.locations;
}

void IndexClient::while_waiting(std::function<bool()> look) {
  state_->look = std::move(look);
}

void IndexClient::limit_waits(WaitBudget* budget) {
  state_->budget = budget;
}

void IndexClient::preconnect() {
  std::vector<Url> urls;
  for (const IndexLocation& location : state_->plan.locations) {
    if (location.url.is_http()) {
      urls.push_back(location.url);
    }
  }
  state_->services.http.preconnect(urls);
}

void IndexClient::hint(std::span<const spec::PackageName> names) {
  for (const spec::PackageName& name : names) {
    state_->start_flats(name);
    state_->start_page(name);
  }
}

const PageAnswer& IndexClient::page(const spec::PackageName& name, const std::stop_token& stop) {
  state_->start_flats(name);
  PageEntry& entry = state_->start_page(name);
  if (entry.answer) {
    return *entry.answer;
  }
  const auto ready = [&] { return is_decided(entry, state_->plan.all_count) && state_->flats_are_ready(name); };
  if (!state_->wait(ready, stop)) {
    return entry.no_answer.emplace(
        PageAnswer{.kind = PageAnswerKind::unreachable,
                   .reason = share(State::wait_error(format("the index page of `{}`", name.text()), stop))});
  }
  const std::scoped_lock lock(state_->mutex);
  // Who looked meanwhile may have made it.
  return entry.answer ? *entry.answer : entry.answer.emplace(make_answer(*state_, entry, name));
}

const PageAnswer* IndexClient::find_page(const spec::PackageName& name) {
  state_->start_flats(name);
  PageEntry& entry = state_->start_page(name);
  if (!entry.answer) {
    const std::scoped_lock lock(state_->mutex);
    if (!is_decided(entry, state_->plan.all_count) || !state_->flats_are_ready(name)) {
      return nullptr;
    }
    entry.answer.emplace(make_answer(*state_, entry, name));
  }
  return &*entry.answer;
}

void IndexClient::hint_metadata(std::span<const spec::IndexFile> files) {
  for (const spec::IndexFile& file : files) {
    state_->start_metadata(file);
  }
}

Result<spec::DependencyMetadata> IndexClient::metadata(const spec::IndexFile& file, const std::stop_token& stop) {
  MetadataEntry& entry = state_->start_metadata(file);
  if (!state_->wait([&entry] { return entry.result.has_value(); }, stop)) {
    return fail(State::wait_error(format("the metadata of `{}`", to_printable(file.file_name)), stop));
  }
  const std::scoped_lock lock(state_->mutex);
  return *entry.result ? Result<spec::DependencyMetadata>(**entry.result) : fail(entry.result->error().clone());
}

void IndexClient::keep_texts(TextSource source) {
  state_->keeps_texts = true;
  state_->takes_metadata_from_servers = source == TextSource::servers;
}

Result<std::string> IndexClient::metadata_text(const spec::IndexFile& file, const std::stop_token& stop) {
  TRY_ASSIGN(const Url url, Url::parse(file.url));
  if (url.is_file()) {
    TRY_ASSIGN(const std::string path, url.file_path());
    TRY_ASSIGN(const FileReader wheel, FileReader::open(path));
    return find_metadata_in_file(wheel);
  }
  TRY(metadata(file, stop));
  const MetadataEntry& entry = state_->start_metadata(file);
  const std::scoped_lock lock(state_->mutex);
  const std::string& text = entry.text;
  return text.empty() ? fail(ErrorCode::offline, format("the metadata of `{}` is not at hand", file.file_name))
                      : Result<std::string>(text);
}

const Result<spec::DependencyMetadata>* IndexClient::find_metadata(const spec::IndexFile& file) {
  MetadataEntry& entry = state_->start_metadata(file);
  const std::scoped_lock lock(state_->mutex);
  return entry.result ? &*entry.result : nullptr;
}

Result<void> IndexClient::check_metadata(const Url& file_url, const OwnMetadata& own, std::stop_token stop) {
  const auto known = state_->metadata_of_urls.find(file_url.without_fragment().to_secret_text());
  if (known == state_->metadata_of_urls.end()) {
    return {};
  }
  MetadataEntry& entry = *known->second;
  const auto& result = entry.result;
  if (!state_->wait([&result] { return result.has_value(); }, std::move(stop))) {
    return fail(ErrorCode::cancelled, "cancelled");
  }
  std::optional<spec::DependencyMetadata> served;
  {
    const std::scoped_lock lock(state_->mutex);
    if (!*result || entry.text_digest == own.digest) {
      return {};
    }
    served = **result;
  }
  const Result<std::string> text = own.read_text();
  if (!text || sha256_of(*text) != own.digest) {
    return {};
  }
  TRY_ASSIGN(const spec::CoreMetadata core, spec::parse_metadata(*text));
  const std::string fields = differing_fields(*served, spec::DependencyMetadata::make(core));
  if (fields.empty()) {
    if (own.is_met_again) {
      state_->keep_digest(entry, own.digest);
    }
    return {};
  }
  state_->forget(entry);
  return fail(ErrorCode::bad_metadata, format("metadata of `{}` differs from what the index served: {}",
                                              to_printable(file_url.file_name()), fields));
}

void IndexClient::State::keep_digest(MetadataEntry& entry, const Sha256& digest) {
  const Sha256 read = [&] {
    const std::scoped_lock lock(mutex);
    return std::exchange(entry.text_digest, digest);
  }();
  if (entry.key.gets_old) {
    return;  // another command may have asked for it again meanwhile
  }
  // What the cache holds stays what it is: the answer of this run may not be fit for that key.
  auto kept = services.cache.read_metadata(entry.key.text).value;
  if (!kept || kept->text_digest != read) {
    return;
  }
  kept->text_digest = digest;
  if (const auto written = services.cache.write_metadata(entry.key.text, *kept); !written) {
    services.log.debug(written.error().message());
  }
}

void IndexClient::State::forget(MetadataEntry& entry) {
  {
    const std::scoped_lock lock(mutex);
    entry.is_forgotten = true;
  }
  if (const auto forgotten = services.cache.forget_metadata(entry.key.text); !forgotten) {
    services.log.debug(forgotten.error().message());
  }
}

}  // namespace axle::fetch
