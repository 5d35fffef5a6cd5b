// SPDX-License-Identifier: MIT OR Apache-2.0
// One name at one index: cache, request, answer.
//
// Spec:    PEP 503 and 691 (addresses, media types); RFC 9111 (freshness). Rules: reliability F14, F26, I24, I28.
#include <algorithm>
#include <optional>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "fetch/index_state.hpp"

namespace axle::fetch {
namespace {

constexpr const char* k_accept =
    "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01";

using Kind = PageSlot::Kind;
using State = IndexClient::State;

PageSlot missing() {
  return {Kind::missing, {}, std::nullopt};
}
PageSlot failed(Error error) {
  return {Kind::failed, {}, std::move(error)};
}
/// A project in quarantine is not installed, whatever files the page still lists (PEP 792; I36).
PageSlot found(spec::IndexPage page) {
  if (page.status() != spec::ProjectStatus::quarantined) {
    return {Kind::found, std::move(page), std::nullopt};
  }
  const std::string_view reason = page.status_reason();
  return failed(Error(ErrorCode::quarantined, format("the package index has put `{}` into quarantine{}", page.project(),
                                                     reason.empty() ? "" : format(": {}", to_printable(reason)))));
}

/// By the declared type; a document that does not fit it is refused, never guessed.
Result<spec::IndexPage> parse_page(HttpResponse response, const spec::PackageName& name) {
  const std::string type = response.content_type();
  const Url url = response.final_url;
  TRY_ASSIGN(const std::string body, decode_body(std::move(response), k_page_limit_bytes));
  if (type == "application/vnd.pypi.simple.v1+json" || type == "application/vnd.pypi.simple.latest+json" ||
      type == "application/json") {
    return spec::parse_index_json(body, url, name);
  }
  if (type.empty() || type == "text/html" || type == "application/vnd.pypi.simple.v1+html" ||
      type == "application/vnd.pypi.simple.latest+html" || type == "application/xhtml+xml") {
    return spec::parse_index_html(body, url, name);
  }
  return fail(ErrorCode::bad_index_page, format("index page for `{}` at {}: unknown content type `{}`", name.text(),
                                                url.to_display(), to_printable(type)));
}

Error status_error(const HttpResponse& response, const IndexLocation& location, const spec::PackageName& name) {
  const std::string index = location.url.to_display();
  if (response.status == 401 || response.status == 403) {
    return Error(ErrorCode::unauthorized, format("the package index `{}` refused the request for `{}` with status {}{}",
                                                 index, name.text(), response.status, credentials_told(response)));
  }
  return Error(ErrorCode::http_status, format("the package index `{}` answered the request for `{}` with status {}",
                                              index, name.text(), response.status));
}

/// One request under way.
struct PageJob {
  std::shared_ptr<State> state;
  PageSlot* slot = nullptr;
  std::size_t location = 0;
  spec::PackageName name;
  std::optional<CachedPage> cached;

  [[nodiscard]] const IndexLocation& index() const { return state->plan.locations[location]; }

  void publish(PageSlot result) const {
    {
      const std::scoped_lock lock(state->mutex);
      *slot = std::move(result);
      ++state->arrivals;
    }
    state->changed.notify_all();  // who wakes up needs the mutex
  }

  void note(const Result<void>& written) const {
    if (!written) {
      state->services.log.debug(written.error().message());
    }
  }

  void take_unchanged(const HttpResponse& response, UnixTime now) {
    Freshness freshness = make_freshness(response, now);
    // A 304 that says nothing about caching keeps what the page said (RFC 9111 §3.2).
    if (response.header("cache-control").empty() && response.header("expires").empty()) {
      freshness.lifetime = cached->freshness.lifetime;
    }
    publish(cached->missing ? missing() : found(cached->page));
    note(state->services.cache.refresh_page(index().url, name.text(), *cached, freshness));
  }

  /// Files that no version comes from; who looks for one that lacks finds it here.
  void note_skipped(const spec::IndexPage& page) const {
    constexpr std::size_t k_shown = 10;
    const std::size_t count = state->services.log.debug_on() ? page.skipped_count() : 0;
    for (std::size_t i = 0; i < std::min(count, k_shown); ++i) {
      const auto [file_name, reason] = page.skipped(i);
      const std::string called = file_name.empty() ? "a file without a name" : format("`{}`", to_printable(file_name));
      state->services.log.debug(format("{} of the page of {} is passed over: {}", called, name.text(), reason));
    }
    if (count > k_shown) {
      state->services.log.debug(format("{} more of the page of {} are passed over", count - k_shown, name.text()));
    }
  }

  void take_page(HttpResponse response, UnixTime now) {
    CachedPage page;
    page.freshness = make_freshness(response, now);
    page.etag = response.header("etag");
    page.last_modified = response.header("last-modified");
    page.missing = response.status != 200;
    if (!page.missing) {
      Result<spec::IndexPage> parsed = parse_page(std::move(response), name);
      if (!parsed) {
        publish(failed(std::move(parsed).error()));
        return;
      }
      page.page = std::move(*parsed);
      note_skipped(page.page);
    }
    publish(page.missing ? missing() : found(page.page));
    if (page.freshness.storable) {
      note(state->services.cache.write_page(index().url, name.text(), page));
    }
  }

  void finish(Result<HttpResponse> result) {
    if (!result) {
      publish(failed(std::move(result).error()));
      return;
    }
    const UnixTime now = state->services.clock.now();
    const int status = result->status;
    if (status == 304 && cached) {
      take_unchanged(*result, now);
    } else if (status == 200 || status == 404 || status == 410) {
      take_page(std::move(*result), now);
    } else {
      publish(failed(status_error(*result, index(), name)));
    }
  }
};

/// Why there is no page: the index has no such project, unless there is no index at all.
PageSlot without_local_page(const IndexLocation& location, Error reason) {
  const Result<std::string> root = location.url.file_path();
  const auto status = root ? status_of(*root) : Result<std::optional<FileStatus>>(fail(root.error().clone()));
  if (!status || (*status && (*status)->kind == FileKind::directory)) {
    return reason.code() == ErrorCode::not_found ? missing() : failed(std::move(reason));
  }
  return failed(Error(ErrorCode::not_found, format("the package index `{}` {}", to_printable(*root),
                                                   *status ? "is not a folder" : "does not exist"))
                    .with_hint("an index is a URL that begins with `https://` or `http://`, or a folder"));
}

/// A simple index in a folder: `NAME/index.html`.
PageSlot read_local_page(const IndexLocation& location, const spec::PackageName& name) {
  const Url page_url = location.url.with_segment(name.text(), true);
  const Result<std::string> path = page_url.file_path();
  if (!path) {
    return failed(path.error().clone());
  }
  const Result<std::string> text = read_file(join_path(*path, "index.html"), k_page_limit_bytes);
  if (!text) {
    return without_local_page(location, text.error().clone());
  }
  Result<spec::IndexPage> page = spec::parse_index_html(*text, page_url, name);
  return page ? found(std::move(*page)) : failed(std::move(page).error());
}

Error offline_error(const CacheLookup<CachedPage>& lookup, const spec::PackageName& name) {
  if (lookup.failure) {
    return offline_failure(*lookup.failure, name.text());
  }
  return Error(ErrorCode::offline,
               format("`{}` is not in the cache, and the network is switched off by `--offline`", name.text()));
}

/// Fills the slot from disk, if that is enough; otherwise says what the cache has.
std::optional<CachedPage> look_up(State& state, std::size_t at, const spec::PackageName& name, PageSlot& slot) {
  const IndexLocation& location = state.plan.locations[at];
  if (!location.url.is_http()) {
    slot = read_local_page(location, name);
    return std::nullopt;
  }
  CacheLookup<CachedPage> lookup = state.services.cache.read_page(location.url, name.text());
  const bool offline = state.services.http.options().offline;
  const bool usable =
      lookup.value &&
      (offline || (!state.refresh.covers(name) && is_fresh(lookup.value->freshness, state.services.clock.now())));
  if (usable) {
    slot = lookup.value->missing ? missing() : found(std::move(lookup.value->page));
    return std::nullopt;
  }
  if (offline) {
    slot = failed(offline_error(lookup, name));
    return std::nullopt;
  }
  if (lookup.failure) {
    state.services.log.debug(format("fetching what the cache file {} was for again: {}", lookup.failure->path,
                                    lookup.failure->reason.message()));
  }
  slot.kind = Kind::pending;
  return std::move(lookup.value);
}

void send(PageJob job) {
  HttpRequest request{.url = job.index().url.with_segment(job.name.text(), true)};
  request.accept = k_accept;
  request.accept_gzip = true;
  request.is_whole = is_whole_page;
  if (job.cached && !job.cached->missing) {
    request.if_none_match = job.cached->etag;
    request.if_modified_since = job.cached->etag.empty() ? job.cached->last_modified : std::string();
  }
  State& state = *job.state;
  state.submit(std::move(request), [shared = std::make_shared<PageJob>(std::move(job))](Result<HttpResponse> result) {
    shared->finish(std::move(result));
  });
}

}  // namespace

bool is_whole_page(std::string_view body) {
  constexpr std::size_t k_end_bytes = 4096;  // proxies put comments behind the last tag
  const std::string end = to_lower_ascii(trim(body.substr(body.size() - std::min(body.size(), k_end_bytes))));
  return end.ends_with('}') || end.contains("</html>") || end.contains("</body>");
}

PageEntry& IndexClient::State::start_page(const spec::PackageName& name) {
  const auto [place, is_new] = pages.try_emplace(name);
  if (!is_new) {
    return *place->second;
  }
  place->second = std::make_unique<PageEntry>();
  PageEntry& entry = *place->second;
  entry.slots.resize(plan.locations.size());
  std::vector<PageJob> jobs;
  for (std::size_t at = 0; at < plan.locations.size(); ++at) {
    if (!serves_as(IndexKind::simple, at, name)) {
      continue;
    }
    std::optional<CachedPage> cached = look_up(*this, at, name, entry.slots[at]);
    if (entry.slots[at].kind == Kind::pending) {
      jobs.push_back({shared_from_this(), &entry.slots[at], at, name, std::move(cached)});
    } else if (entry.slots[at].kind != Kind::missing && !plan.all_count) {
      break;  // later indexes cannot matter
    }
  }
  for (PageJob& job : jobs) {
    send(std::move(job));
  }
  return entry;
}

}  // namespace axle::fetch
