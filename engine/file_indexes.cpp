// SPDX-License-Identifier: MIT OR Apache-2.0
// Joins the indexes of several files.
#include "engine/file_indexes.hpp"

namespace axle::engine {

Result<void> add_indexes(const project::RequirementsFile& file, FileIndexes& indexes) {
  if (file.index_url) {
    if (indexes.base) {
      TRY(project::check_same_index(indexes.base->url, *file.index_url));
    }
    indexes.base = fetch::IndexLocation{.name = {}, .url = file.index_url->url, .kind = fetch::IndexKind::simple};
  }
  for (const Url& url : file.extra_index_urls) {
    indexes.extra.push_back({.name = {}, .url = url, .kind = fetch::IndexKind::simple});
  }
  for (const Url& url : file.find_links) {
    indexes.flat.push_back({.name = {}, .url = url, .kind = fetch::IndexKind::flat});
  }
  indexes.no_index = indexes.no_index || file.no_index;
  return {};
}

}  // namespace axle::engine
