// SPDX-License-Identifier: MIT OR Apache-2.0
// Flat locations (--find-links): a folder of files, or one HTML page that links to files of any project.
#include <algorithm>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "fetch/index_state.hpp"

namespace axle::fetch {
namespace {

using State = IndexClient::State;

/// Makes the listing searchable: a folder may have files of thousands of projects, each of which is looked up.
void sort_by_name(FlatListing& listing) {
  for (const std::string& file_name : listing.names) {
    listing.order.emplace_back(spec::normalize_name(file_name), listing.order.size());
  }
  for (const spec::IndexFile& file : listing.files) {
    listing.order.emplace_back(spec::normalize_name(file.file_name), listing.order.size());
  }
  std::ranges::sort(listing.order);
}

/// Places of the files whose names begin as the project's do: a quick test before the exact one. Ascending.
std::vector<std::size_t> find_places(const FlatListing& listing, const spec::PackageName& name) {
  std::vector<std::size_t> places;
  auto entry = std::ranges::lower_bound(listing.order, name.text(), {}, &std::pair<std::string, std::size_t>::first);
  for (; entry != listing.order.end() && entry->first.starts_with(name.text()); ++entry) {
    places.push_back(entry->second);
  }
  std::ranges::sort(places);
  return places;
}

FlatListing read_page(std::string_view text, const Url& url) {
  FlatListing listing;
  listing.ready = true;
  Result<std::vector<spec::IndexFile>> files = spec::parse_flat_html(text, url);
  if (files) {
    listing.files = std::move(*files);
  } else {
    listing.error = std::move(files).error();
  }
  return listing;
}

FlatListing failed(Error error) {
  FlatListing listing;
  listing.ready = true;
  listing.error = std::move(error);
  return listing;
}

/// As the user knows it: an index of a project has a name there, whatever is listed how.
std::string describe(const IndexLocation& location, const std::string& place) {
  return location.name.empty() ? format("the location `{}` of --find-links", place)
                               : format("the index `{}` at `{}`", location.name, place);
}

/// `file:` URLs: a folder, or an HTML file.
FlatListing read_local(const IndexLocation& location) {
  const Url& url = location.url;
  const Result<std::string> path = url.file_path();
  if (!path) {
    return failed(path.error().clone());
  }
  const Result<std::optional<FileStatus>> status = status_of(*path);
  if (!status) {
    return failed(status.error().clone());
  }
  if (!*status) {
    return failed(Error(ErrorCode::not_found, describe(location, *path) + " does not exist"));
  }
  if ((*status)->kind != FileKind::directory) {
    const Result<std::string> text = read_file(*path, k_page_limit_bytes);
    return text ? read_page(*text, url) : failed(text.error().clone());
  }
  const Result<Directory> directory = Directory::open(*path);
  Result<std::vector<DirectoryEntry>> entries =
      directory ? directory->list() : Result<std::vector<DirectoryEntry>>(fail(directory.error().clone()));
  if (!entries) {
    return failed(std::move(entries).error());
  }
  FlatListing listing;
  listing.ready = true;
  for (DirectoryEntry& entry : *entries) {
    listing.names.push_back(std::move(entry.name));
  }
  std::sort(listing.names.begin(), listing.names.end());
  return listing;
}

FlatListing take_response(Result<HttpResponse> result, const IndexLocation& location) {
  if (!result) {
    return failed(std::move(result).error());
  }
  if (result->status != 200) {
    return failed(Error(ErrorCode::http_status, format("{} answered with status {}",
                                                       describe(location, location.url.to_display()), result->status)));
  }
  const Url final_url = result->final_url;
  const Result<std::string> body = decode_body(std::move(*result), k_page_limit_bytes);
  return body ? read_page(*body, final_url) : failed(body.error().clone());
}

void publish(State& state, std::size_t at, FlatListing listing) {
  sort_by_name(listing);
  const std::scoped_lock lock(state.mutex);
  state.flats[at] = std::move(listing);
  ++state.arrivals;
  state.changed.notify_all();
}

void append_names(const FlatListing& listing, const IndexLocation& location, const spec::PackageName& name,
                  std::vector<spec::IndexFile>& out) {
  for (const std::size_t place : find_places(listing, name)) {
    const std::string& file_name = listing.names[place];
    const Url url = location.url.with_segment(file_name, false);
    if (auto file = spec::make_index_file(file_name, url.to_request(), name)) {
      out.push_back(std::move(*file));
    }
  }
}

void append_files(const FlatListing& listing, const spec::PackageName& name, std::vector<spec::IndexFile>& out) {
  for (const std::size_t place : find_places(listing, name)) {
    const spec::IndexFile& file = listing.files[place];
    if (auto own = spec::make_index_file(file.file_name, file.url, name)) {
      spec::IndexFile whole = file;
      whole.type = own->type;
      whole.version = std::move(own->version);
      out.push_back(std::move(whole));
    }
  }
}

}  // namespace

void IndexClient::State::start_flats(const spec::PackageName& name) {
  for (std::size_t at = 0; at < plan.locations.size(); ++at) {
    const IndexLocation& location = plan.locations[at];
    if (!serves_as(IndexKind::flat, at, name) || flats_started[at]) {
      continue;
    }
    flats_started[at] = true;
    if (!location.url.is_http()) {
      publish(*this, at, read_local(location));
      continue;
    }
    HttpRequest request{.url = location.url};
    request.accept = "text/html";
    request.accept_gzip = true;
    request.is_whole = is_whole_page;
    submit(std::move(request), [state = shared_from_this(), at](Result<HttpResponse> result) {
      publish(*state, at, take_response(std::move(result), state->plan.locations[at]));
    });
  }
}

bool IndexClient::State::flats_are_ready(const spec::PackageName& name) const {
  for (std::size_t at = 0; at < plan.locations.size(); ++at) {
    if (serves_as(IndexKind::flat, at, name) && !flats[at].ready) {
      return false;
    }
  }
  return true;
}

const Error* IndexClient::State::flat_error(const spec::PackageName& name) const {
  for (std::size_t at = 0; at < plan.locations.size(); ++at) {
    if (serves_as(IndexKind::flat, at, name) && flats[at].error) {
      return &*flats[at].error;
    }
  }
  return nullptr;
}

std::vector<spec::IndexFile> IndexClient::State::files_in_flats(const spec::PackageName& name) const {
  std::vector<spec::IndexFile> files;
  for (std::size_t at = 0; at < plan.locations.size(); ++at) {
    if (!serves_as(IndexKind::flat, at, name)) {
      continue;
    }
    if (flats[at].files.empty()) {
      append_names(flats[at], plan.locations[at], name, files);
    } else {
      append_files(flats[at], name, files);
    }
  }
  for (spec::IndexFile& file : files) {
    file.listed_flat = true;
  }
  return files;
}

}  // namespace axle::fetch
