// SPDX-License-Identifier: MIT OR Apache-2.0
// Gets the metadata of one file while downloading as little of it as possible.
//
// Spec:    PEP 658/714 (side file); PEP 427 (zip layout); RFC 9110 §14 (ranges).
// Order:   side file; the last 64 KiB of the wheel and at most two parts more; the whole wheel. A step falls through
//          only on "not offered" or an unusable range, never on a wrong hash (reliability I26, I37, I38).
#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "fetch/index_state.hpp"
#include "fetch/metadata_check.hpp"
#include "fetch/proxy_choice.hpp"
#include "fetch/wheel_spool.hpp"
#include "fetch/wheel_tail.hpp"
#include "spec/dist_name.hpp"

namespace axle::fetch {
namespace {

using State = IndexClient::State;
using Answer = Result<ServedMetadata>;

constexpr unsigned k_parts_limit = 3;

Result<void> check_hash(const Hash& expected, std::string got_hex, std::string_view what, std::string_view url) {
  if (got_hex == expected.hex) {
    return {};
  }
  return fail(ErrorCode::hash_mismatch,
              format("hash mismatch for {} from {}: expected {}, got {}", what, url, to_string(expected),
                     to_string(Hash{expected.algorithm, std::move(got_hex)})));
}

std::string hash_hex(HashAlgorithm algorithm, std::string_view data) {
  Hasher hasher(algorithm);
  hasher.update(data);
  return hasher.finish_hex();
}

/// Not there, or a server that does not do this: the next way is tried.
bool is_not_offered(int status) {
  return status == 404 || status == 405 || status == 410 || status == 501;
}

void settle(MetadataEntry& entry, Answer answer) {
  if (answer) {
    entry.text_digest = answer->text_digest;
    entry.result.emplace(std::move(answer->metadata));
  } else {
    entry.result.emplace(fail(std::move(answer).error()));
  }
}

class MetadataJob : public std::enable_shared_from_this<MetadataJob> {
 public:
  MetadataJob(std::shared_ptr<State> state, MetadataEntry& entry, spec::IndexFile file, Url url)
      : state_(std::move(state)), entry_(entry), file_(std::move(file)), url_(std::move(url)) {}

  void start() {
    if (file_.has_metadata_file) {
      ask_side_file();
    } else {
      ask_tail_or_fail();
    }
  }

 private:
  void publish(Answer answer) {
    {
      const std::scoped_lock lock(state_->mutex);
      settle(entry_, std::move(answer));
      ++state_->arrivals;
    }
    state_->changed.notify_all();  // who wakes up needs the mutex
  }

  void publish_error(ErrorCode code, std::string_view reason) { publish(fail(metadata_error(code, file_, reason))); }

  void publish_status(const HttpResponse& response) {
    const ErrorCode code = artifact_failure(response.status);
    const std::string_view meaning =
        code == ErrorCode::no_artifact ? ": there is no such file" : credentials_told(response);
    publish(fail(Error(code, format("cannot fetch `{}`", asked_))
                     .caused_by(Error(code, format("{} answered with status {}{}", host_of(response.final_url),
                                                   response.status, meaning)))));
  }

  void publish_text(std::string_view text) {
    Result<spec::DependencyMetadata> made = make_metadata(text, file_);
    if (!made) {
      publish(fail(std::move(made).error()));
      return;
    }
    const ServedMetadata good{std::move(*made), sha256_of(text)};
    if (state_->keeps_texts) {
      const std::scoped_lock lock(state_->mutex);
      entry_.text = text;
    }
    publish(good);
    if (fits_its_key(text)) {
      keep(good);
    }
  }

  /// A key made of the metadata's digest must not hold what a wheel has instead, where the metadata file is missing.
  [[nodiscard]] bool fits_its_key(std::string_view text) const {
    const std::optional<Hash>& promised = file_.metadata_hash;
    return !promised || !is_secure(promised->algorithm) || hash_hex(promised->algorithm, text) == promised->hex;
  }

  /// Nobody waits for this; but who held a wheel against the metadata meanwhile may have found that it lies.
  void keep(const ServedMetadata& served) {
    const PageCache& cache = state_->services.cache;
    Result<void> kept =
        cache.write_metadata(entry_.key.text, {state_->services.clock.now(), served.text_digest, served.metadata});
    const auto is_forgotten = [this] {
      const std::scoped_lock lock(state_->mutex);
      return entry_.is_forgotten;
    };
    if (kept && is_forgotten()) {
      kept = cache.forget_metadata(entry_.key.text);
    }
    if (!kept) {
      state_->services.log.debug(kept.error().message());
    }
  }

  template <typename Next>
  void send(HttpRequest request, Next next) {
    asked_ = request.url.to_display();
    state_->submit(std::move(request), [self = shared_from_this(), next](Result<HttpResponse> result) {
      if (!result) {
        self->publish(fail(std::move(result).error()));
        return;
      }
      next(*self, std::move(*result));
    });
  }

  /// The query stays what it is: the suffix belongs to the path, as uv has it.
  void ask_side_file() {
    const std::string_view text = file_.url;
    const std::size_t path_end = std::min(text.find_first_of("?#"), text.size());
    Result<Url> side = Url::parse(format("{}.metadata{}", text.substr(0, path_end), text.substr(path_end)));
    if (!side) {
      publish(fail(std::move(side).error()));
      return;
    }
    HttpRequest request{.url = std::move(*side)};
    request.accept_gzip = true;
    request.limit_bytes = k_metadata_limit_bytes;
    send(std::move(request),
         [](MetadataJob& self, HttpResponse response) { self.take_side_file(std::move(response)); });
  }

  void take_side_file(HttpResponse response) {
    if (is_not_offered(response.status)) {
      ask_tail_or_fail();
      return;
    }
    if (response.status != 200) {
      publish_status(response);
      return;
    }
    const bool is_promised = file_.metadata_hash && is_secure(file_.metadata_hash->algorithm);
    if (response.end_unproven && !is_promised) {
      ask_tail_or_fail();  // nothing would tell a part of it from all of it (F23)
      return;
    }
    const std::string url = response.final_url.to_display();
    const Result<std::string> text = decode_body(std::move(response), k_metadata_limit_bytes);
    if (!text) {
      publish(fail(text.error().clone()));
      return;
    }
    if (is_promised) {
      Result<void> same = check_hash(*file_.metadata_hash, hash_hex(file_.metadata_hash->algorithm, *text),
                                     format("the metadata of `{}`", file_.file_name), url);
      if (!same) {
        publish(fail(std::move(same).error()));
        return;
      }
    }
    publish_text(*text);
  }

  void ask_tail_or_fail() {
    if (file_.type != spec::FileType::wheel) {
      publish_error(ErrorCode::unsupported_source, "a source distribution must be built first");
      return;
    }
    ask_part(ByteRange{.suffix_bytes = k_tail_bytes});
  }

  [[nodiscard]] HttpRequest wheel_request() {
    spool_ = std::make_shared<WheelSpool>(state_->services.cache.root() + "/tmp", file_.hashes);
    HttpRequest request{.url = url_};
    request.limit_bytes = file_.size_bytes.value_or(k_file_limit_bytes);
    request.expected_size_bytes = file_.size_bytes;
    request.sink = spool_;
    return request;
  }

  void ask_part(ByteRange range) {
    ++parts_;
    HttpRequest request = wheel_request();
    request.range = range;
    send(std::move(request), [](MetadataJob& self, const HttpResponse& response) { self.take_part(response); });
  }

  void take_part(const HttpResponse& response) {
    if (response.status == 200) {
      take_whole();
      return;
    }
    const bool changed = !etag_.empty() && response.strong_etag() != etag_;
    if (response.status == 416 || is_not_offered(response.status) || response.bad_range || changed) {
      ask_whole();
      return;
    }
    if (response.status != 206) {
      publish_status(response);
      return;
    }
    etag_ = response.strong_etag();
    join(spool_->take_part());
    Result<std::variant<std::string, MissingPart>> found = find_metadata(tail_, extra_);
    const auto* missing = found ? std::get_if<MissingPart>(&*found) : nullptr;
    if (found && missing == nullptr) {
      publish_text(std::get<std::string>(*found));
    } else if (missing != nullptr && parts_ < k_parts_limit) {
      ask_part(ByteRange{.first = missing->first, .last = missing->last});
    } else {
      // The strict reader judges whole wheels; what is odd here may only be unusual.
      ask_whole();
    }
  }

  void join(WheelPart part) {
    if (parts_ == 1) {
      tail_ = std::move(part);
    } else if (part.offset + part.bytes.size() == tail_.offset) {
      part.bytes += tail_.bytes;
      tail_ = std::move(part);
    } else {
      extra_ = std::move(part);
    }
  }

  void ask_whole() {
    if (std::exchange(asked_whole_, true)) {
      publish_error(ErrorCode::network, "the server sends unusable parts");
      return;
    }
    send(wheel_request(), [](MetadataJob& self, const HttpResponse& response) {
      if (response.status == 200) {
        self.take_whole();
      } else {
        self.publish_status(response);
      }
    });
  }

  void take_whole() {
    if (Result<void> closed = spool_->close(); !closed) {
      publish(fail(std::move(closed).error()));
      return;
    }
    if (Result<void> same = check_whole(); !same) {
      publish(fail(std::move(same).error()));
      return;
    }
    const Result<std::string> text = find_metadata_in_whole(
        spool_->size_bytes(), [spool = spool_](std::uint64_t offset) { return spool->read_from(offset); });
    if (text) {
      publish_text(*text);
    } else if (text.error().code() == ErrorCode::bad_wheel) {
      publish_error(ErrorCode::bad_wheel, text.error().message());
    } else {
      publish(fail(text.error().clone()));
    }
  }

  /// Every digest that the index promises (reliability F38).
  [[nodiscard]] Result<void> check_whole() {
    for (const auto& [algorithm, hex] : spool_->finish_digests()) {
      for (const Hash& hash : file_.hashes) {
        if (hash.algorithm == algorithm) {
          TRY(check_hash(hash, hex, format("`{}`", file_.file_name), url_.to_display()));
        }
      }
    }
    return {};
  }

  std::shared_ptr<State> state_;
  MetadataEntry& entry_;
  const spec::IndexFile file_;
  const Url url_;
  std::shared_ptr<WheelSpool> spool_;
  WheelPart tail_;
  WheelPart extra_;
  std::string etag_;
  std::string asked_;  ///< the URL of the request under way, as it is shown
  unsigned parts_ = 0;
  bool asked_whole_ = false;
};

bool is_refreshed(const RefreshPolicy& refresh, const spec::IndexFile& file) {
  if (refresh.all || refresh.packages.empty()) {
    return refresh.all;
  }
  const auto name = spec::parse_wheel_name(file.file_name);
  return name && refresh.covers(name->name);
}

/// From the cache, or from a file on this machine; nothing when the network is needed.
std::optional<Answer> look_up(State& state, const spec::IndexFile& file, const Url& url, const MetadataKey& key) {
  if (url.is_file()) {
    const Result<std::string> path = url.file_path();
    return path ? read_local_metadata(*path, file) : Answer(fail(path.error().clone()));
  }
  const bool offline = state.services.http.options().offline;
  if (state.takes_metadata_from_servers && !offline) {
    return std::nullopt;
  }
  CacheLookup<PageCache::CachedMetadata> lookup = state.services.cache.read_metadata(key.text);
  if (lookup.value) {
    const Freshness freshness{lookup.value->fetched_at, k_silent_lifetime, true};
    if (offline || !key.gets_old ||
        (!is_refreshed(state.refresh, file) && is_fresh(freshness, state.services.clock.now()))) {
      return Answer(ServedMetadata{std::move(lookup.value->metadata), lookup.value->text_digest});
    }
  }
  if (!offline) {
    return std::nullopt;
  }
  if (lookup.failure) {
    return Answer(fail(offline_failure(*lookup.failure, file.file_name)));
  }
  return Answer(fail(ErrorCode::offline, format("the metadata of `{}` is not in the cache, and the network is switched "
                                                "off by `--offline`",
                                                file.file_name)));
}

}  // namespace

MetadataEntry& IndexClient::State::start_metadata(const spec::IndexFile& file) {
  const auto [place, is_new] = metadata.try_emplace(file.url);
  if (!is_new) {
    return *place->second;
  }
  place->second = std::make_unique<MetadataEntry>();
  MetadataEntry& entry = *place->second;
  entry.key = metadata_key(file);
  Result<Url> url = Url::parse(file.url);
  if (!url) {
    entry.result.emplace(fail(std::move(url).error()));
    return entry;
  }
  metadata_of_urls.emplace(url->without_fragment().to_secret_text(), &entry);
  if (std::optional<Answer> answer = look_up(*this, file, *url, entry.key)) {
    settle(entry, std::move(*answer));
    return entry;
  }
  std::make_shared<MetadataJob>(shared_from_this(), entry, file, std::move(*url))->start();
  return entry;
}

}  // namespace axle::fetch
