// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/install_report: all of the metadata of what would be installed, wherever it can be had.
#include "engine/install_report.hpp"

#include "tests/support/index_server.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::wheel;
using resolver::test::given;
using test::Workspace;
using Texts = std::vector<std::string>;

/// Of a dry run for an empty folder.
Result<std::vector<ReportedInstall>> report_of(Workspace& workspace, const IndexServer& server, const Texts& roots) {
  InstallInputs inputs;
  for (const std::string& root : roots) {
    inputs.roots.push_back(given(root));
  }
  InstallOptions options;
  options.indexes.locations.push_back({.name = {}, .url = Url::parse(server.url()).value()});
  options.dry_run = true;
  options.report = true;
  TargetEnvironment environment;
  environment.interpreter.python = resolver::test::linux_python();
  environment.target.root = workspace.at("site");
  environment.site_directories = {workspace.at("site")};
  test::NoObserver observer;
  TRY_ASSIGN(InstallAnswer answer, run_pip_install(inputs, options, environment, workspace.session(), observer));
  return std::move(std::get<InstallDone>(answer).reported);
}

Texts fields_of(const ReportedInstall& one, const std::string& key) {
  for (const spec::MetadataField& field : one.metadata) {
    if (field.key == key) {
      return field.values;
    }
  }
  return {};
}

}  // namespace

TEST_CASE("each file is told by name, with what the user asked of it and all that its metadata says",
          "[engine][install_report]") {
  IndexServer server;
  server.add(wheel("app", "1.0").header("Summary: bakes").provides_extra("fast").requires_dist("lib; extra == 'fast'"));
  server.add(wheel("lib", "1.0"));
  Workspace workspace;
  const auto reported = report_of(workspace, server, {"app[fast]", "app[slow]; sys_platform == 'win32'"});
  REQUIRE(reported);
  REQUIRE(reported->size() == 2);
  CHECK((*reported)[0].artifact.name == spec::PackageName::of("app"));
  CHECK((*reported)[0].requested_extras == Texts{"fast"});
  CHECK(fields_of((*reported)[0], "summary") == Texts{"bakes"});
  CHECK((*reported)[1].requested_extras.empty());
  CHECK(fields_of((*reported)[1], "name") == Texts{"lib"});
  CHECK_FALSE(workspace.exists("site"));
}

TEST_CASE("what resolving took from its cache is asked for again, since that holds only what resolving reads",
          "[engine][install_report]") {
  IndexServer server;
  server.add(wheel("app", "1.0").header("Summary: bakes"));
  Workspace workspace;
  REQUIRE(report_of(workspace, server, {"app"}));
  const std::string metadata = IndexServer::file_path("app-1.0-py3-none-any.whl") + ".metadata";
  const std::size_t before = server.count(metadata);
  const auto again = report_of(workspace, server, {"app"});
  REQUIRE(again);
  CHECK(fields_of(again->front(), "summary") == Texts{"bakes"});
  CHECK(server.count(metadata) == before + 1);
}

TEST_CASE("metadata that is refused the second time is an error", "[engine][install_report]") {
  IndexServer server;
  server.add(wheel("app", "1.0"));
  Workspace workspace;
  REQUIRE(report_of(workspace, server, {"app"}));
  const std::string file = IndexServer::file_path("app-1.0-py3-none-any.whl");
  server.set_fault(file + ".metadata", {.status = 500, .times = 0});
  server.set_fault(file, {.status = 500, .times = 0});
  const auto failed = report_of(workspace, server, {"app"});
  REQUIRE_FALSE(failed);
  CHECK(failed.error().code() == ErrorCode::http_status);
}

}  // namespace axle::engine
