// SPDX-License-Identifier: MIT OR Apache-2.0
// The index in memory: real pages and metadata, built from literals.
#include "tests/unit/resolver/fake_source.hpp"

#include <algorithm>
#include <tuple>

#include "base/format.hpp"

namespace axle::resolver::test {
namespace {

std::string wheel_stem(std::string name) {
  std::ranges::replace(name, '-', '_');
  return name;
}

spec::DependencyMetadata metadata_of(const Release& release) {
  spec::CoreMetadata core;
  core.metadata_version = "2.1";
  core.name = release.name;
  core.version = release.version;
  core.requires_dist = release.needs;
  core.provides_extra = release.extras;
  if (!release.metadata_requires_python.empty()) {
    core.requires_python = release.metadata_requires_python;
  }
  return spec::DependencyMetadata::make(core);
}

spec::IndexFile index_file(const Release& release) {
  spec::IndexFile file;
  const std::string stem = wheel_stem(release.name) + '-' + release.version;
  file.file_name = release.tag.empty() ? stem + ".tar.gz" : stem + '-' + release.tag + ".whl";
  file.url = "https://files.example/" + file.file_name;
  file.type = release.tag.empty() ? spec::FileType::sdist : spec::FileType::wheel;
  file.version = spec::Version::of(release.version);
  file.requires_python = release.requires_python;
  file.yanked = release.yanked;
  file.yanked_reason = release.yanked ? "broken" : "";
  file.upload_time = parse_rfc3339(release.upload_time);
  file.has_metadata_file = true;
  return file;
}

}  // namespace

void FakeSource::install(const std::string& name, const std::string& version, std::vector<std::string> needs) {
  Release release;
  release.name = name;
  release.version = version;
  release.needs = std::move(needs);
  installed_[name] = std::move(release);
}

void FakeSource::set_absence(const std::string& name, Absence absence, std::string refusal) {
  absences_[name] = {absence, std::move(refusal)};
}

void FakeSource::add_direct(const std::string& name, const std::string& url, Release release) {
  direct_[name] = {url, std::move(release)};
}

void FakeSource::hint_metadata(std::span<const Candidate> soon) {
  for (const Candidate& candidate : soon) {
    metadata_hinted.push_back(candidate.name.text() + "==" + candidate.version.to_string());
  }
}

Result<Candidates> FakeSource::candidates(const spec::PackageName& name) {
  if (failure) {
    return fail(*failure, "the index does not answer");
  }
  pages_read.push_back(name.text());
  Candidates candidates;
  spec::IndexPageBuilder builder(name);
  bool listed = false;
  for (const Release& release : releases_) {
    if (release.name == name.text()) {
      listed = true;
      builder.add(index_file(release));
    }
  }
  if (listed) {
    candidates.listed.push_back(
        {std::make_shared<const spec::IndexPage>(builder.finish()), 0, "https://index.example/simple"});
  } else {
    candidates.absence = Absence::not_found;
  }
  if (const auto found = absences_.find(name.text()); found != absences_.end()) {
    std::tie(candidates.absence, candidates.refusal) = found->second;
  }
  if (const auto found = installed_.find(name.text()); found != installed_.end()) {
    candidates.installed = spec::Version::of(found->second.version);
  }
  if (const auto found = direct_.find(name.text()); found != direct_.end()) {
    auto url = Url::parse(found->second.first);
    ASSERT(url, "the test's URL is valid");
    candidates.direct.push_back({*url, spec::Version::of(found->second.second.version), {"py3", "none", "any"}});
  }
  return candidates;
}

Result<MetadataAnswer> FakeSource::metadata(const Candidate& candidate) {
  metadata_read.push_back(candidate.name.text() + "==" + candidate.version.to_string());
  if (const auto found = metadata_failures.find(metadata_read.back()); found != metadata_failures.end()) {
    return fail(found->second, "the metadata cannot be had");
  }
  if (candidate.origin == CandidateOrigin::installed) {
    return MetadataReady{metadata_of(installed_.at(candidate.name.text()))};
  }
  if (candidate.origin == CandidateOrigin::direct_url) {
    return MetadataReady{metadata_of(direct_.at(candidate.name.text()).second)};
  }
  for (const Release& release : releases_) {
    if (release.name == candidate.name.text() && spec::Version::of(release.version) == candidate.version) {
      if (!release.metadata_problem.empty()) {
        return MetadataUnavailable{release.metadata_problem};
      }
      return MetadataReady{metadata_of(release)};
    }
  }
  return fail(ErrorCode::internal, "the test has no such candidate");
}

spec::TargetPython linux_python(const std::string& version) {
  spec::TargetPython python;
  python.version = spec::Version::of(version);
  python.implementation = "cpython";
  const auto release = python.version.release();
  python.major = static_cast<std::uint32_t>(release[0]);
  python.minor = static_cast<std::uint32_t>(release[1]);
  spec::MarkerEnvironment& markers = python.markers;
  markers.os_name = "posix";
  markers.sys_platform = "linux";
  markers.platform_machine = "x86_64";
  markers.platform_python_implementation = "CPython";
  markers.platform_system = "Linux";
  markers.python_version = format("{}.{}", python.major, python.minor);
  markers.python_full_version = version;
  markers.implementation_name = "cpython";
  markers.implementation_version = version;
  return python;
}

GivenRequirement given(const std::string& requirement, const std::string& origin) {
  auto parsed = spec::parse_requirement(requirement);
  ASSERT(parsed, "the test's requirement is valid");
  return {std::move(*parsed), origin};
}

Problem problem_of(const std::vector<std::string>& roots) {
  Problem problem;
  for (const std::string& root : roots) {
    problem.roots.push_back(given(root));
  }
  problem.target = linux_python();
  std::vector<spec::Tag> tags;
  for (const char* platform : {"manylinux_2_36_x86_64", "manylinux_2_17_x86_64", "linux_x86_64"}) {
    tags.push_back({"cp311", "cp311", platform});
  }
  for (const char* platform : {"manylinux_2_36_x86_64", "manylinux_2_17_x86_64", "linux_x86_64"}) {
    tags.push_back({"cp311", "abi3", platform});
  }
  tags.push_back({"py3", "none", "manylinux_2_17_x86_64"});
  tags.push_back({"cp311", "none", "any"});
  tags.push_back({"py3", "none", "any"});
  problem.tags = spec::SupportedTags::from_list(std::move(tags));
  return problem;
}

std::string picks_of(const Problem& problem, FakeSource& source) {
  const auto outcome = solve(problem, source);
  if (!outcome) {
    return "error: " + outcome.error().message();
  }
  if (std::holds_alternative<NoSolution>(*outcome)) {
    return "unsatisfiable";
  }
  std::string text;
  for (const ResolvedPackage& package : std::get<Resolution>(*outcome).packages) {
    text += text.empty() ? "" : " ";
    text += package.name.text();
    for (const spec::ExtraName& extra : package.extras) {
      text += '[' + extra.text() + ']';
    }
    text += "==" + package.version.to_string();
  }
  return text;
}

std::string picks_of(const std::vector<std::string>& roots, std::vector<Release> releases) {
  FakeSource source(std::move(releases));
  return picks_of(problem_of(roots), source);
}

std::string explanation_of(const Problem& problem, FakeSource& source) {
  const auto outcome = solve(problem, source);
  ASSERT(outcome && std::holds_alternative<NoSolution>(*outcome), "there is no solution");
  const Explanation explanation = explain(std::get<NoSolution>(*outcome));
  std::string text = explanation.headline + '\n';
  for (const std::string& line : explanation.lines) {
    text += line + '\n';
  }
  for (const std::string& hint : explanation.hints) {
    text += "hint: " + hint + '\n';
  }
  return text;
}

std::string explanation_of(const std::vector<std::string>& roots, std::vector<Release> releases) {
  FakeSource source(std::move(releases));
  return explanation_of(problem_of(roots), source);
}

}  // namespace axle::resolver::test
