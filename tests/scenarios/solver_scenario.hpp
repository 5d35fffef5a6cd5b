// SPDX-License-Identifier: MIT OR Apache-2.0
// A scenario in the solver's terms: its packages as a MetadataSource, its request as a Problem.
//
// Spec:     README.md of this folder; run_scenarios.py reads the same files strictly, key by key.
// Not here: what is above the solver, which a rule tells by what a scenario uses: see Scenario::above.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/toml_doc.hpp"
#include "resolver/metadata_source.hpp"
#include "resolver/problem.hpp"

namespace axle::resolver::test {

/// One version of a package: its files on an index, and what its metadata says.
struct ScenarioRelease {
  std::string index;
  std::vector<spec::IndexFile> files;
  spec::CoreMetadata metadata;
};

/// The indexes of a scenario, as the program would look into them one after the other.
class ScenarioSource final : public MetadataSource {
 public:
  void add(const std::string& name, const std::string& version, ScenarioRelease release);
  void install(const std::string& name, const std::string& version);
  /// `order`: the indexes, the first to be asked first. `all_count`: whether one that has a name hides no other.
  void set_indexes(std::vector<std::string> order, bool all_count);
  [[nodiscard]] const std::map<std::string, std::string>& installed() const { return installed_; }

  void hint(std::span<const spec::PackageName> /*names*/) override {}
  Result<Candidates> candidates(const spec::PackageName& name) override;
  void hint_metadata(std::span<const Candidate> /*soon*/) override {}
  Result<MetadataAnswer> metadata(const Candidate& candidate) override;

 private:
  std::map<std::string, std::map<std::string, ScenarioRelease>> releases_;  ///< by name and version as written
  std::map<std::string, std::string> installed_;
  std::vector<std::string> indexes_;
  bool all_count_ = false;
};

struct Scenario {
  std::string id;               ///< `category/name`
  std::string waiting;          ///< the feature or repair that it waits for; empty: none
  std::set<std::string> above;  ///< what it uses that only the program has
  bool is_satisfiable = false;
  bool is_exact = false;                        ///< what nobody needs is removed
  std::map<std::string, std::string> packages;  ///< what is in the environment afterwards
  std::map<std::string, std::string> wheels;    ///< tags of the wheel to choose
  ScenarioSource source;
  Problem problem;
};

/// Reads one file. Written for CPython 3.11 on Linux x86-64 with glibc 2.36.
/// Errors: bad_toml; bad_configuration for a key that nobody knows, or a value that cannot be read.
[[nodiscard]] Result<Scenario> read_scenario(const std::string& text, const std::string& id);

}  // namespace axle::resolver::test
