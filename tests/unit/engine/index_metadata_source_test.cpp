// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/index_metadata_source: what the solver sees of indexes, of wheels given by URL, and of the environment.
#include "engine/index_metadata_source.hpp"

#include "tests/support/index_server.hpp"
#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::wheel;
using test::Workspace;

spec::PackageName name_of(const std::string& name) {
  return spec::PackageName::of(name);
}

std::unique_ptr<fetch::IndexClient> client_of(Workspace& workspace, const std::string& url) {
  fetch::IndexPlan plan;
  plan.locations.push_back({.name = {}, .url = Url::parse(url).value()});
  return workspace.session().make_index_client(std::move(plan), {});
}

bool stays(const spec::PackageName&) {
  return true;
}

resolver::Candidate candidate_of(const std::string& name, const std::string& version,
                                 resolver::CandidateOrigin origin) {
  resolver::Candidate candidate;
  candidate.name = name_of(name);
  candidate.version = spec::Version::of(version);
  candidate.origin = origin;
  return candidate;
}

/// The names of what it needs, or why nobody can tell.
std::string describe(const Result<resolver::MetadataAnswer>& answer) {
  if (!answer) {
    return "error: " + answer.error().message();
  }
  if (const auto* unavailable = std::get_if<resolver::MetadataUnavailable>(&*answer)) {
    return "unavailable: " + unavailable->reason;
  }
  std::string text = "needs";
  const auto& metadata = std::get<resolver::MetadataReady>(*answer).metadata;
  for (std::size_t i = 0; i < metadata.requirement_count(); ++i) {
    text += " " + std::string(metadata.requirement(i).text);
  }
  return text;
}

DirectWheel direct_wheel(const std::string& url) {
  const Url parsed = Url::parse(url).value();
  return {.url = parsed,
          .name = spec::parse_wheel_name(parsed.file_name()).value(),
          .file_name = parsed.file_name(),
          .hashes = promised_hashes(parsed)};
}

}  // namespace

TEST_CASE("a page of the index, and what is installed, are candidates", "[engine][index_metadata_source]") {
  IndexServer server;
  server.add(wheel("a", "1.0").requires_dist("b>=2"));
  Workspace workspace;
  workspace.install("a", "0.5", {"c"});
  const auto client = client_of(workspace, server.url());
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(client.get(), {}, {installed, stays}, {});
  const std::vector<spec::PackageName> soon = {name_of("a")};
  source.hint(soon);

  const resolver::Candidates candidates = std::move(*source.candidates(name_of("a")));
  REQUIRE(candidates.listed.size() == 1);
  CHECK(candidates.listed.front().page->file_count() == 1);
  CHECK(candidates.listed.front().index_name == server.url());
  CHECK(candidates.installed == spec::Version::of("0.5"));
  CHECK(candidates.absence == resolver::Absence::none);

  CHECK(describe(source.metadata(candidate_of("a", "1.0", resolver::CandidateOrigin::index))) == "needs b>=2");
  CHECK(describe(source.metadata(candidate_of("a", "0.5", resolver::CandidateOrigin::installed))) == "needs c");
  CHECK(source.unreadable_installed().empty());
}

TEST_CASE("a version that is to be replaced in any case is no candidate", "[engine][index_metadata_source]") {
  Workspace workspace;
  workspace.install("a", "0.5");
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(nullptr, {}, {installed, [](const spec::PackageName&) { return false; }}, {});
  CHECK_FALSE(source.candidates(name_of("a"))->installed);
}

TEST_CASE("a name that the index does not know is absent", "[engine][index_metadata_source]") {
  IndexServer server;
  Workspace workspace;
  const auto client = client_of(workspace, server.url());
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(client.get(), {}, {installed, stays}, {});
  const resolver::Candidates candidates = std::move(*source.candidates(name_of("a")));
  CHECK(candidates.absence == resolver::Absence::not_found);
  CHECK(candidates.listed.empty());
}

TEST_CASE("without an index every name is absent", "[engine][index_metadata_source]") {
  Workspace workspace;
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(nullptr, {}, {installed, stays}, {});
  CHECK(source.candidates(name_of("a"))->absence == resolver::Absence::no_index);
}

TEST_CASE("an index that fails ends the resolution", "[engine][index_metadata_source]") {
  IndexServer server;
  server.set_fault("/simple/a/", {.status = 500, .times = 0});
  Workspace workspace;
  const auto client = client_of(workspace, server.url());
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(client.get(), {}, {installed, stays}, {});
  const auto candidates = source.candidates(name_of("a"));
  CHECK(test::message_of(candidates) ==
        "the package index `" + server.url() + "` answered the request for `a` with status 500");
}

TEST_CASE("metadata that cannot be read makes one version unusable", "[engine][index_metadata_source]") {
  IndexServer server;
  server.add(wheel("a", "1.0").metadata_text("this is no metadata"));
  Workspace workspace;
  const auto client = client_of(workspace, server.url());
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(client.get(), {}, {installed, stays}, {});
  REQUIRE(source.candidates(name_of("a")));
  CHECK(describe(source.metadata(candidate_of("a", "1.0", resolver::CandidateOrigin::index)))
            .starts_with("unavailable: "));
}

TEST_CASE("an installed version whose METADATA cannot be read is no candidate, and is told",
          "[engine][index_metadata_source]") {
  Workspace workspace;
  workspace.write("site/a-1.0.dist-info/RECORD", "");
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(nullptr, {}, {installed, stays}, {});
  CHECK_FALSE(source.candidates(name_of("a"))->installed);
  REQUIRE(source.unreadable_installed().size() == 1);
  CHECK(source.unreadable_installed().front().name == name_of("a"));
  CHECK(source.unreadable_installed().front().version == spec::Version::of("1.0"));
  CHECK(source.unreadable_installed().front().reason ==
        "cannot open `" + workspace.at("site/a-1.0.dist-info/METADATA") + "`: No such file or directory");
}

TEST_CASE("an installed version with a line that is no requirement is no candidate, but for an extra's",
          "[engine][index_metadata_source]") {
  Workspace workspace;
  workspace.install("split", "1.0", {"foo &&& 3"});
  workspace.install("bound", "1.0", {"bar", "foo >=abc"});
  workspace.install("extra", "1.0", {"foo >=abc; extra == 'x'"});
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(nullptr, {}, {installed, stays}, {});
  CHECK_FALSE(source.candidates(name_of("split"))->installed);
  CHECK_FALSE(source.candidates(name_of("bound"))->installed);
  CHECK(source.candidates(name_of("extra"))->installed);
  REQUIRE(source.unreadable_installed().size() == 2);
  CHECK(source.unreadable_installed()[0].reason ==
        "`foo &&& 3` in `" + workspace.at("site/split-1.0.dist-info") + "` is no requirement");
  CHECK(source.unreadable_installed()[1].reason ==
        "`foo >=abc` in `" + workspace.at("site/bound-1.0.dist-info") + "` is no requirement");
}

TEST_CASE("what is installed in two versions is no candidate", "[engine][index_metadata_source]") {
  Workspace workspace;
  workspace.install("a", "1.0");
  workspace.install("a", "2.0");
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(nullptr, {}, {installed, stays}, {});
  CHECK_FALSE(source.candidates(name_of("a"))->installed);
  CHECK(source.unreadable_installed().empty());
}

TEST_CASE("a name with a URL has that wheel and no page", "[engine][index_metadata_source]") {
  IndexServer server;
  server.add(wheel("a", "1.0").requires_dist("b"));
  server.add(wheel("a", "2.0"));
  Workspace workspace;
  const auto client = client_of(workspace, server.url());
  const std::vector<DirectWheel> direct = {direct_wheel(server.url_of("/files/a-1.0-py3-none-any.whl"))};
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(client.get(), {direct, {}}, {installed, stays}, {});
  const std::vector<spec::PackageName> soon = {name_of("a")};
  source.hint(soon);
  const resolver::Candidates candidates = std::move(*source.candidates(name_of("a")));
  CHECK(candidates.listed.empty());
  REQUIRE(candidates.direct.size() == 1);
  CHECK(candidates.direct.front().version == spec::Version::of("1.0"));
  resolver::Candidate candidate = candidate_of("a", "1.0", resolver::CandidateOrigin::direct_url);
  candidate.url = direct.front().url;
  CHECK(describe(source.metadata(candidate)) == "needs b");
  CHECK(server.count("/simple/a/") == 0);
}

TEST_CASE("who goes ahead gets no metadata of a URL where nothing can fetch it", "[engine][index_metadata_source]") {
  Workspace workspace;
  const std::vector<DirectWheel> direct = {direct_wheel("https://files.example/a-1.0-py3-none-any.whl")};
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(nullptr, {direct, {}}, {installed, stays}, {});
  resolver::Candidate candidate = candidate_of("a", "1.0", resolver::CandidateOrigin::direct_url);
  candidate.url = direct.front().url;
  CHECK_FALSE(source.find_metadata(candidate));
  CHECK_FALSE(source.find_candidates(name_of("a")));
}

TEST_CASE("the fragment of a URL gives the hashes of its wheel", "[engine][index_metadata_source]") {
  const std::string hex(64, 'a');
  const spec::IndexFile file = make_direct_file(
      direct_wheel("https://files.example/a-1.0-py3-none-any.whl#egg=a&sha256=" + hex + "&subdirectory=x"));
  CHECK(file.url == "https://files.example/a-1.0-py3-none-any.whl");
  CHECK(file.file_name == "a-1.0-py3-none-any.whl");
  CHECK(file.version == spec::Version::of("1.0"));
  CHECK(file.hashes == std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = hex}});
}

}  // namespace axle::engine
