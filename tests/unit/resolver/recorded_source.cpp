// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads a recording from disk, each file once.
#include "tests/unit/resolver/recorded_source.hpp"

#include <fstream>
#include <optional>
#include <sstream>

#include "spec/dist_name.hpp"

namespace axle::resolver::test {
namespace {

std::optional<std::string> content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return std::nullopt;
  }
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

}  // namespace

Result<Candidates> RecordedSource::read_page(const spec::PackageName& name) const {
  Candidates candidates;
  const auto body = content_of(folder_ + "/simple/" + name.text() + "/index.json");
  if (!body) {
    candidates.absence = Absence::not_found;
    return candidates;
  }
  TRY_ASSIGN(const Url url, Url::parse("https://index.example/simple/" + name.text() + "/"));
  TRY_ASSIGN(spec::IndexPage page, spec::parse_index_json(*body, url, name));
  candidates.listed.push_back(
      {std::make_shared<const spec::IndexPage>(std::move(page)), 0, "https://index.example/simple"});
  return candidates;
}

Result<Candidates> RecordedSource::candidates(const spec::PackageName& name) {
  if (const auto known = pages_.find(name.text()); known != pages_.end()) {
    return known->second;
  }
  TRY_ASSIGN(Candidates candidates, read_page(name));
  pages_.emplace(name.text(), candidates);
  return candidates;
}

Result<MetadataAnswer> RecordedSource::read_metadata(const Candidate& candidate) {
  const spec::IndexPage& page = *pages_.at(candidate.name.text()).listed.front().page;
  const std::string file_name(page.file_name(candidate.file));
  const std::string key = file_name.substr(0, file_name.find('-', file_name.find('-') + 1));
  const auto text = content_of(folder_ + "/metadata/" + key);
  if (!text) {
    ++missing_metadata_;
    return MetadataUnavailable{"its metadata was not recorded"};
  }
  TRY_ASSIGN(const spec::CoreMetadata core, spec::parse_metadata(*text));
  return MetadataReady{spec::DependencyMetadata::make(core)};
}

Result<MetadataAnswer> RecordedSource::metadata(const Candidate& candidate) {
  const std::string key = candidate.name.text() + ' ' + candidate.version.to_string();
  if (const auto known = metadata_.find(key); known != metadata_.end()) {
    return known->second;
  }
  TRY_ASSIGN(MetadataAnswer answer, read_metadata(candidate));
  metadata_.emplace(key, answer);
  return answer;
}

}  // namespace axle::resolver::test
