// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/index_versions: which versions of an index could be chosen for a Python.
#include "engine/index_versions.hpp"

#include "tests/support/index_server.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::wheel;
using test::Workspace;

VersionsRequest request_for(const IndexServer& server) {
  VersionsRequest request{.name = spec::PackageName::of("lib"), .resolver = {}, .indexes = {}, .refresh = {}};
  request.indexes.locations.push_back({.name = {}, .url = Url::parse(server.url()).value()});
  return request;
}

/// `2.0 1.0`, or that there is none.
std::string versions_of(const VersionsRequest& request) {
  Workspace workspace;
  const auto answer = find_versions(request, resolver::test::linux_python(), workspace.session());
  REQUIRE(answer);
  const auto* versions = std::get_if<std::vector<spec::Version>>(&*answer);
  if (versions == nullptr) {
    return "no solution";
  }
  std::string text;
  for (const spec::Version& version : *versions) {
    text += (text.empty() ? "" : " ") + version.to_string();
  }
  return text;
}

}  // namespace

TEST_CASE("the newest version comes first, and each is told once", "[engine][index_versions]") {
  IndexServer server;
  server.add(wheel("lib", "1.9")).add(wheel("lib", "1.10")).add(wheel("lib", "1.10").build_tag("2"));
  server.add_file("lib", "lib-1.2.tar.gz", "not looked at");
  CHECK(versions_of(request_for(server)) == "1.10 1.9 1.2");
}

TEST_CASE("what the policies of a resolution leave out is no version", "[engine][index_versions]") {
  IndexServer server;
  server.add(wheel("lib", "1.0"));
  server.add(wheel("lib", "1.1"), {.yanked = "broken"});
  server.add(wheel("lib", "1.2").requires_python(">=3.99"));
  server.add(wheel("lib", "1.3").tag("cp311-cp311-win_amd64"));
  server.add(wheel("lib", "1.4"), {.upload_time = "2025-06-01T00:00:00Z"});
  VersionsRequest request = request_for(server);
  CHECK(versions_of(request) == "1.4 1.0");
  request.resolver.exclude_newer.cutoff = parse_rfc3339("2025-01-01T00:00:00Z");
  CHECK(versions_of(request) == "1.0");
}

TEST_CASE("pre-releases count when they are allowed, or there is nothing else", "[engine][index_versions]") {
  IndexServer server;
  server.add(wheel("lib", "2.0rc1"));
  VersionsRequest request = request_for(server);
  CHECK(versions_of(request) == "2.0rc1");
  server.add(wheel("lib", "1.0"));
  CHECK(versions_of(request) == "1.0");
  request.resolver.prerelease.mode = resolver::PrereleaseMode::allow;
  CHECK(versions_of(request) == "2.0rc1 1.0");
}

TEST_CASE("where no version is left there is a proof that says why", "[engine][index_versions]") {
  IndexServer server;
  CHECK(versions_of(request_for(server)) == "no solution");
  server.add(wheel("lib", "1.0").requires_python(">=3.99"));
  CHECK(versions_of(request_for(server)) == "no solution");
  VersionsRequest nowhere = request_for(server);
  nowhere.indexes.locations.clear();
  CHECK(versions_of(nowhere) == "no solution");
}

}  // namespace axle::engine
