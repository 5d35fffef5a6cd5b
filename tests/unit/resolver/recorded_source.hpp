// SPDX-License-Identifier: MIT OR Apache-2.0
// An unpacked recording of an index as a MetadataSource: `simple/NAME/index.json` and `metadata/DIST-VERSION`.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "resolver/metadata_source.hpp"

namespace axle::resolver::test {

class RecordedSource final : public MetadataSource {
 public:
  explicit RecordedSource(std::string folder) : folder_(std::move(folder)) {}
  void hint(std::span<const spec::PackageName> /*names*/) override {}
  void hint_metadata(std::span<const Candidate> /*soon*/) override {}
  /// Pages and metadata stay in memory, so a second resolution measures the solver.
  Result<Candidates> candidates(const spec::PackageName& name) override;
  Result<MetadataAnswer> metadata(const Candidate& candidate) override;

  [[nodiscard]] std::size_t missing_metadata() const { return missing_metadata_; }

 private:
  [[nodiscard]] Result<Candidates> read_page(const spec::PackageName& name) const;
  [[nodiscard]] Result<MetadataAnswer> read_metadata(const Candidate& candidate);

  std::string folder_;
  std::map<std::string, Candidates> pages_;
  std::map<std::string, MetadataAnswer> metadata_;
  std::size_t missing_metadata_ = 0;
};

}  // namespace axle::resolver::test
