// SPDX-License-Identifier: MIT OR Apache-2.0
// Pages and metadata from a list of package indexes, through the cache.
//
// Spec:    PEP 503, 691 (pages), 658/714 (metadata files); RFC 9110 §14 (ranges over a wheel's zip tail).
// Rules:   first-index: all indexes are asked at once, the first in order that knows the name wins; 404 goes on to the
//          next, 401 and 403 stop (reliability F26, F39). Where all count, as with the unsafe strategies, those that
//          refuse are passed over, as in uv. Files of find-links locations are merged into the first page; what is sent
//          to one location, be it an index or a flat one, comes from there alone.
//          Metadata: side file, else one range request over the tail, else the whole wheel; each step falls through
//          only on "not offered", never on a wrong hash.
// Threads: page() and metadata() are called by one thread (the solver's): a fresh cache entry is read inline there, and
//          only the network makes it wait. Decoding and writing the cache happen on pool workers.
// Not here: choosing files (engine), whole wheels for installing (fetch/artifact_cache).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/report.hpp"
#include "base/result.hpp"
#include "base/thread_pool.hpp"
#include "fetch/http_client.hpp"
#include "fetch/metadata_check.hpp"
#include "fetch/page_cache.hpp"
#include "fetch/wait_budget.hpp"
#include "spec/index_page.hpp"
#include "spec/metadata.hpp"
#include "spec/name.hpp"

namespace axle::fetch {

enum class IndexKind : std::uint8_t {
  simple,  ///< one page a project below `url`; http(s) or a file: folder
  flat,    ///< --find-links: a folder of files (file:), or one HTML page
};

struct IndexLocation {
  std::string name;  ///< as the user calls it; may be empty
  Url url;           ///< may hold credentials
  IndexKind kind = IndexKind::simple;
  bool is_explicit = false;  ///< serves only the names that are sent to it
  std::string typed{};       ///< a path of --find-links, as it was given
};

/// Which locations answer for a name.
struct IndexPlan {
  std::vector<IndexLocation> locations;  ///< in the order in which they count
  bool all_count = false;                ///< every index that knows a name counts, not the first one alone
  std::map<spec::PackageName, std::size_t> sent_to{};  ///< names that one index serves, and no other
};

enum class PageAnswerKind : std::uint8_t { found, not_found, offline, unauthorized, unreachable, invalid };

/// The page of one index.
struct FoundPage {
  spec::IndexPage page;
  std::size_t location = 0;  ///< of the plan
};

/// What the indexes say about one name.
struct PageAnswer {
  PageAnswerKind kind = PageAnswerKind::not_found;
  std::vector<FoundPage> pages{};                           ///< in the order of the plan; none but for `found`
  std::shared_ptr<const Error> reason{};                    ///< for all kinds but `found`
  std::vector<std::shared_ptr<const Error>> passed_over{};  ///< why indexes that refused do not count
};

struct IndexClientServices {
  HttpClient& http;
  ThreadPool& pool;
  const PageCache& cache;
  const Clock& clock;
  Log& log;
};

class IndexClient {
 public:
  /// The services must outlive the client.
  IndexClient(IndexPlan plan, RefreshPolicy refresh, IndexClientServices services);
  ~IndexClient();  ///< waits for work of its own on the pool; drops what is on the wire
  IndexClient(const IndexClient&) = delete;
  IndexClient& operator=(const IndexClient&) = delete;

  [[nodiscard]] const std::vector<IndexLocation>& locations() const;

  /// From now on page() and metadata() wait no longer than that, over all calls together, and fail with network "…, and
  /// axle waited no longer" when it is used up; what is there or in the cache is still answered. What comes later counts
  /// when it is asked for again. Several clients may share a budget, which must outlive them; null: no limit.
  void limit_waits(WaitBudget* budget);
  /// `look` runs in page() and metadata() when they have to wait, whenever something has come, and again as long as it
  /// says that it got any further; not while waits are limited. It may hint and find.
  void while_waiting(std::function<bool()> look);

  /// Connects to the hosts of the locations. Does nothing offline.
  void preconnect();

  /// Starts asking for pages that will be wanted; returns at once.
  void hint(std::span<const spec::PackageName> names);
  /// The pages of `name`. Asked once in the life of the client; later calls and copies share the bytes.
  /// `reason` of the answers: package_not_found "`foo` was not found in the package index `URL`", offline, unauthorized,
  /// network and others from HttpClient, bad_index_page.
  [[nodiscard]] const PageAnswer& page(const spec::PackageName& name, const std::stop_token& stop = {});
  /// The answer if it is there without waiting for the network; starts asking otherwise.
  [[nodiscard]] const PageAnswer* find_page(const spec::PackageName& name);

  /// Starts asking for metadata that will be wanted.
  void hint_metadata(std::span<const spec::IndexFile> files);
  /// The metadata of one wheel (or of an sdist that has a metadata file), checked against name and version of the file.
  /// Errors: hash_mismatch, bad_metadata, bad_wheel, offline, http_status, unauthorized, network, cancelled,
  ///         unsupported_source (an sdist without metadata file).
  [[nodiscard]] Result<spec::DependencyMetadata> metadata(const spec::IndexFile& file,
                                                          const std::stop_token& stop = {});
  /// To be called before anything is asked for: the text of metadata that is served is kept. The cache holds only what
  /// resolving reads: either that is enough where it is there, or servers are asked in any case.
  enum class TextSource : std::uint8_t { as_it_comes, servers };
  void keep_texts(TextSource source);
  /// All of METADATA, after keep_texts(). Errors: as metadata(); offline when the cache was asked alone.
  [[nodiscard]] Result<std::string> metadata_text(const spec::IndexFile& file, const std::stop_token& stop = {});
  /// As find_page(): nullptr while it is on the wire.
  [[nodiscard]] const Result<spec::DependencyMetadata>* find_metadata(const spec::IndexFile& file);
  /// Holds the METADATA of a wheel, new or from the cache, against the metadata that was asked for under its URL, be it
  /// of a metadata file, of a part of the wheel, or from the cache; waits for what is on the wire, and is fine when
  /// none was asked for or none came. The text is read only where the digests differ; one that has not its own digest
  /// is damage, which is found when the wheel is placed. Metadata that lies is dropped from the cache, so that a
  /// repaired index is believed again.
  /// Errors: bad_metadata "metadata of `F` differs from what the index served: `FIELD`, …" (reliability F40).
  [[nodiscard]] Result<void> check_metadata(const Url& file_url, const OwnMetadata& own, std::stop_token stop = {});

  struct State;  ///< for the parts of the implementation: fetch/index_state.hpp

 private:
  std::shared_ptr<State> state_;
};

}  // namespace axle::fetch
