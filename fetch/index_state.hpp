// SPDX-License-Identifier: MIT OR Apache-2.0
// What the parts of the index client share. Private to fetch/index_*.cpp and fetch/metadata_fetch.cpp.
//
// Threads: the maps belong to the calling thread; workers reach single entries by pointer, which stay where they are,
//          and fill them under the mutex.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "fetch/index_client.hpp"

namespace axle::fetch {

/// For pages that come without a length (F23): a JSON object that ends, or HTML with one of its last tags.
[[nodiscard]] bool is_whole_page(std::string_view body);

/// What one index says about one name.
struct PageSlot {
  enum class Kind : std::uint8_t { not_asked, pending, found, missing, failed };
  Kind kind = Kind::not_asked;
  spec::IndexPage page;
  std::optional<Error> error;  ///< failed
};

struct PageEntry {
  std::vector<PageSlot> slots;       ///< one a location; those that do not serve the name stay not_asked
  std::optional<PageAnswer> answer;  ///< made by the calling thread
  /// What the last one was told who waited in vain. By the calling thread, too.
  std::optional<PageAnswer> no_answer{};
};

/// The files of one --find-links location, as (file name, absolute URL); hashes and attributes where a page gives them.
struct FlatListing {
  bool ready = false;
  std::vector<spec::IndexFile> files;
  std::vector<std::string> names;  ///< of a folder: made into files when a project asks
  /// Normalised file name and place in `files` or `names`, of which one is empty; sorted.
  std::vector<std::pair<std::string, std::size_t>> order;
  std::optional<Error> error;
};

struct MetadataEntry {
  MetadataKey key;  ///< in the cache
  std::optional<Result<spec::DependencyMetadata>> result;
  Sha256 text_digest{};       ///< of what the result was made of, if it is good
  std::string text{};         ///< that text, where texts are kept
  bool is_forgotten = false;  ///< it lied: whoever writes it into the cache takes it out again
};

struct IndexClient::State : std::enable_shared_from_this<IndexClient::State> {
  IndexPlan plan;
  RefreshPolicy refresh;
  IndexClientServices services;
  std::stop_source stop;

  std::unordered_map<spec::PackageName, std::unique_ptr<PageEntry>> pages;
  std::unordered_map<std::string, std::unique_ptr<MetadataEntry>> metadata;  // by URL as the page has it
  std::unordered_map<std::string, MetadataEntry*> metadata_of_urls;          // by URL as Url writes it
  std::vector<bool> flats_started;                                           // one a location
  bool keeps_texts = false;  ///< both are set before anything is asked for
  bool takes_metadata_from_servers = false;
  WaitBudget* budget = nullptr;  ///< of the calling thread, as:
  std::function<bool()> look;    ///< IndexClient::while_waiting()

  std::mutex mutex;
  std::condition_variable changed;
  std::vector<FlatListing> flats;  // one a location; guarded by mutex
  std::size_t outstanding = 0;     // requests whose completion has not run; guarded by mutex
  std::size_t arrivals = 0;        // pages and metadata that have come; guarded by mutex

  State(IndexPlan wanted, RefreshPolicy policy, IndexClientServices given);

  /// Whether a location, a simple index or a flat one, serves the name.
  [[nodiscard]] bool serves(std::size_t location, const spec::PackageName& name) const;
  /// The same of those of one kind.
  [[nodiscard]] bool serves_as(IndexKind kind, std::size_t location, const spec::PackageName& name) const {
    return plan.locations[location].kind == kind && serves(location, name);
  }

  /// Sends; the completion runs on a worker, and the client does not end before it has.
  void submit(HttpRequest request, HttpCompletion completion);
  /// Whether none is left: who ends waits for that alone.
  [[nodiscard]] bool end_request();
  /// Waits until `ready` holds (called under the mutex), and then is true; false: `token` stopped, or the budget is
  /// used up.
  [[nodiscard]] bool wait(const std::function<bool()>& ready, std::stop_token token);

  /// Without a limit, and with `look`.
  void wait_and_look(std::unique_lock<std::mutex>& lock, const std::function<bool()>& is_over);

  /// Why wait() was in vain.
  [[nodiscard]] static Error wait_error(std::string_view subject, const std::stop_token& token);

  // index_pages.cpp
  PageEntry& start_page(const spec::PackageName& name);
  // index_flat.cpp
  /// Of the flat locations that serve the name, as all of these: starts asking those that nobody asked yet.
  void start_flats(const spec::PackageName& name);
  [[nodiscard]] bool flats_are_ready(const spec::PackageName& name) const;
  [[nodiscard]] const Error* flat_error(const spec::PackageName& name) const;
  [[nodiscard]] std::vector<spec::IndexFile> files_in_flats(const spec::PackageName& name) const;
  // metadata_fetch.cpp
  MetadataEntry& start_metadata(const spec::IndexFile& file);
  /// Takes metadata that lied out of the cache.
  void forget(MetadataEntry& entry);
  /// The next wheel with METADATA of this digest need not be read: it says the same as what was served.
  void keep_digest(MetadataEntry& entry, const Sha256& digest);
};

}  // namespace axle::fetch
