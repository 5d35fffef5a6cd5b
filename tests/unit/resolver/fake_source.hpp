// SPDX-License-Identifier: MIT OR Apache-2.0
// An index in memory, and the short forms in which the resolver's tests ask their questions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "resolver/explanation.hpp"
#include "resolver/solve.hpp"

namespace axle::resolver::test {

/// One file of the index with its metadata.
struct Release {
  std::string name;
  std::string version;
  std::vector<std::string> needs;
  std::vector<std::string> extras;
  std::string tag = "py3-none-any";  ///< empty: a source distribution
  std::string requires_python;
  bool yanked = false;
  std::string upload_time;       ///< RFC 3339
  std::string metadata_problem;  ///< not empty: metadata cannot be had
  std::string metadata_requires_python;
};

using Releases = std::vector<Release>;

class FakeSource final : public MetadataSource {
 public:
  FakeSource() = default;
  explicit FakeSource(Releases releases) : releases_(std::move(releases)) {}

  void add(Release release) { releases_.push_back(std::move(release)); }
  void install(const std::string& name, const std::string& version, std::vector<std::string> needs = {});
  void set_absence(const std::string& name, Absence absence, std::string refusal = {});
  void add_direct(const std::string& name, const std::string& url, Release release);

  void hint(std::span<const spec::PackageName> names) override { hints += names.size(); }
  Result<Candidates> candidates(const spec::PackageName& name) override;
  void hint_metadata(std::span<const Candidate> soon) override;
  Result<MetadataAnswer> metadata(const Candidate& candidate) override;

  std::size_t hints = 0;
  std::vector<std::string> pages_read;
  std::vector<std::string> metadata_hinted;            ///< as below
  std::vector<std::string> metadata_read;              ///< `name==version`
  std::optional<ErrorCode> failure;                    ///< every page fails with it
  std::map<std::string, ErrorCode> metadata_failures;  ///< of `name==version`

 private:
  std::vector<Release> releases_;
  std::map<std::string, Release> installed_;
  std::map<std::string, std::pair<Absence, std::string>> absences_;
  std::map<std::string, std::pair<std::string, Release>> direct_;
};

/// CPython 3.11 on Linux x86-64 with glibc 2.36, with a short tag list.
[[nodiscard]] spec::TargetPython linux_python(const std::string& version = "3.11.2");
/// A problem with these requirements of the user.
[[nodiscard]] Problem problem_of(const std::vector<std::string>& roots);
[[nodiscard]] GivenRequirement given(const std::string& requirement, const std::string& origin = {});

/// `a==1.0 b[x]==2.0`, or `unsatisfiable`, or `error: …`.
[[nodiscard]] std::string picks_of(const Problem& problem, FakeSource& source);
[[nodiscard]] std::string picks_of(const std::vector<std::string>& roots, std::vector<Release> releases);
/// Headline, lines and hints, one a line (`hint: …`); ASSERTs that there is no solution.
[[nodiscard]] std::string explanation_of(const Problem& problem, FakeSource& source);
[[nodiscard]] std::string explanation_of(const std::vector<std::string>& roots, std::vector<Release> releases);

}  // namespace axle::resolver::test
