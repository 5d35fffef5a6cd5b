// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/index_metadata_source: what the solver sees of indexes, of wheels given by URL, and of the environment.
#include "engine/index_metadata_source.hpp"

#include <thread>

#include "tests/support/index_document.hpp"
#include "tests/support/index_server.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::RawServer;
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

/// The index, and a second one that has `b` and never answers.
std::unique_ptr<fetch::IndexClient> client_of(Workspace& workspace, const std::string& url, const RawServer& silent) {
  fetch::IndexPlan plan;
  plan.locations.push_back({.name = {}, .url = Url::parse(url).value()});
  plan.locations.push_back({.name = "silent", .url = Url::parse(silent.url()).value(), .is_explicit = true});
  plan.sent_to.emplace(name_of("b"), 1);
  return workspace.session().make_index_client(std::move(plan), {});
}

/// The file names of what was found, or that nothing was.
std::string describe(const std::optional<resolver::Candidates>& found) {
  std::string text = found ? "found" : "nothing";
  for (std::size_t page = 0; found && page < found->listed.size(); ++page) {
    for (std::size_t file = 0; file < found->listed[page].page->file_count(); ++file) {
      text += " " + std::string(found->listed[page].page->file(file).file_name);
    }
  }
  return text;
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

std::string describe(const std::optional<resolver::MetadataAnswer>& found) {
  return found ? describe(Result<resolver::MetadataAnswer>(*found)) : "nothing";
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

TEST_CASE("who goes ahead finds the pages that have come, and waits for none", "[engine][index_metadata_source]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  const RawServer silent({{axle::test::read_request(), axle::test::hold()}});
  Workspace workspace;
  const auto client = client_of(workspace, server.url(), silent);
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(client.get(), {}, {installed, stays}, {});
  REQUIRE(source.candidates(name_of("a")));
  CHECK(describe(source.find_candidates(name_of("a"))) == "found a-1.0-py3-none-any.whl");
  CHECK(describe(source.find_candidates(name_of("b"))) == "nothing");
  CHECK(describe(source.find_candidates(name_of("b"))) == "nothing");
  // It was asked for all the same: whoever waits for it later waits less.
  while (silent.requests().empty()) {
    std::this_thread::yield();
  }
  CHECK(silent.requests().size() == 1);
}

TEST_CASE("nothing is found, and nothing asked, of a name that no index is going to decide",
          "[engine][index_metadata_source]") {
  IndexServer server;
  for (const char* name : {"here", "moving", "held", "direct", "refused"}) {
    server.add(wheel(name, "2.0"));
  }
  Workspace workspace;
  workspace.install("here", "1.0");
  workspace.install("moving", "1.0");
  workspace.install("held", "1.0");
  const auto client = client_of(workspace, server.url());
  const venv::Installed installed = workspace.installed();
  const std::vector<DirectWheel> direct = {direct_wheel(server.url_of("/files/direct-2.0-py3-none-any.whl"))};
  const std::vector<RefusedPackage> refused = {
      {.name = name_of("refused"), .code = ErrorCode::unsupported_source, .message = "only wheels"}};
  const auto may_stay = [](const spec::PackageName& name) { return name != name_of("moving"); };
  IndexMetadataSource source(client.get(), {direct, refused}, {installed, may_stay, {name_of("held")}}, {});
  for (const char* name : {"here", "held", "direct", "refused"}) {
    CAPTURE(name);
    CHECK(describe(source.find_candidates(name_of(name))) == "nothing");
    CHECK(server.count(std::string("/simple/") + name + "/") == 0);
  }
  // What is to be replaced comes from an index.
  REQUIRE(source.candidates(name_of("moving")));
  CHECK(describe(source.find_candidates(name_of("moving"))) == "found moving-2.0-py3-none-any.whl");

  IndexMetadataSource nowhere(nullptr, {direct, {}}, {installed, may_stay}, {});
  nowhere.while_waiting([] { return false; });
  CHECK(describe(nowhere.find_candidates(name_of("moving"))) == "nothing");
  resolver::Candidate candidate = candidate_of("direct", "2.0", resolver::CandidateOrigin::direct_url);
  candidate.url = direct.front().url;
  CHECK(describe(nowhere.find_metadata(candidate)) == "nothing");
}

TEST_CASE("who goes ahead finds the metadata that has come, and learns what cannot be read",
          "[engine][index_metadata_source]") {
  const RawServer silent({{axle::test::read_request(), axle::test::hold()}});
  IndexServer server;
  const auto late = wheel("late", "1.0");
  server.add(wheel("a", "1.0").requires_dist("b>=2"));
  server.add(wheel("broken", "1.0").metadata_text("this is no metadata"));
  server.add_page(
      "/simple/late/", 200, {{"Content-Type", "application/vnd.pypi.simple.v1+json"}},
      axle::test::json_page("late", {axle::test::describe_file(late.file_name(), late.bytes(), {})}, silent.url("")));
  Workspace workspace;
  workspace.install("here", "1.0");
  const auto client = client_of(workspace, server.url());
  const venv::Installed installed = workspace.installed();
  IndexMetadataSource source(client.get(), {}, {installed, stays}, {});
  for (const char* name : {"a", "broken", "late", "here"}) {
    REQUIRE(source.candidates(name_of(name)));
  }
  const auto of_index = [](const char* name) { return candidate_of(name, "1.0", resolver::CandidateOrigin::index); };
  REQUIRE(source.metadata(of_index("a")));
  CHECK(describe(source.find_metadata(of_index("a"))) == "needs b>=2");
  const std::string unavailable = describe(source.metadata(of_index("broken")));
  CHECK(unavailable.starts_with("unavailable: "));
  CHECK(describe(source.find_metadata(of_index("broken"))) == unavailable);
  CHECK(describe(source.find_metadata(of_index("late"))) == "nothing");
  // Of what is installed it is there, and asked for in the ordinary way.
  CHECK(describe(source.find_metadata(candidate_of("here", "1.0", resolver::CandidateOrigin::installed))) == "nothing");
}

TEST_CASE("who waits looks at what comes meanwhile, as long as somebody wants it", "[engine][index_metadata_source]") {
  IndexServer server;
  server.add(wheel("a", "1.0"));
  const RawServer silent({{axle::test::read_request(), axle::test::hold()}});
  Workspace workspace;
  const auto client = client_of(workspace, server.url(), silent);
  const venv::Installed installed = workspace.installed();
  std::stop_source stop;
  IndexMetadataSource source(client.get(), {}, {installed, stays}, stop.get_token());
  std::string found;
  source.while_waiting([&] {
    if (const auto a = source.find_candidates(name_of("a"))) {
      found = describe(a);
      stop.request_stop();  // b never comes
    }
    return false;
  });
  CHECK(test::message_of(source.candidates(name_of("b"))) == "cancelled");
  CHECK(found == "found a-1.0-py3-none-any.whl");

  found.clear();
  source.while_waiting({});
  CHECK(test::message_of(source.candidates(name_of("b"))) == "cancelled");
  CHECK(found.empty());
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
