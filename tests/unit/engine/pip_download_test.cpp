// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/pip_download: the wheels of a resolution, as files.
#include "engine/pip_download.hpp"

#include "tests/support/index_server.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using axle::test::IndexServer;
using axle::test::wheel;
using resolver::test::given;
using test::Workspace;

class CountingObserver final : public test::NoObserver {
 public:
  void resolved(std::size_t packages, Elapsed) override { resolved_ += packages; }
  [[nodiscard]] std::size_t resolved_packages() const { return resolved_; }

 private:
  std::size_t resolved_ = 0;
};

/// `app` needs `lib`; both are asked of an index.
struct Downloading {
  Downloading() {
    server.add(wheel("app", "1.0").requires_dist("lib")).add(wheel("lib", "1.0"));
    inputs.roots = {given("app")};
    options.indexes.locations.push_back({.name = {}, .url = Url::parse(server.url()).value()});
  }

  Result<DownloadAnswer> run() {
    const spec::TargetPython python = resolver::test::linux_python();
    return run_pip_download(
        {.inputs = inputs, .options = options, .target = python, .directory = workspace.at("wheels")},
        workspace.session(), observer);
  }

  IndexServer server;
  Workspace workspace;
  InstallInputs inputs;
  InstallOptions options;
  CountingObserver observer;
};

}  // namespace

TEST_CASE("wheels are saved by name, and those that are there stay", "[engine][pip_download]") {
  Downloading downloading;
  downloading.workspace.write("wheels/lib-1.0-py3-none-any.whl", wheel("lib", "1.0").bytes());
  const auto answer = downloading.run();
  REQUIRE(answer);
  const auto& wheels = std::get<DownloadDone>(*answer).wheels;
  REQUIRE(wheels.size() == 2);
  CHECK(wheels[0].artifact.name == spec::PackageName::of("app"));
  CHECK(wheels[0].file.path == downloading.workspace.at("wheels/app-1.0-py3-none-any.whl"));
  CHECK_FALSE(wheels[0].file.was_there);
  CHECK(wheels[0].file.digest == sha256_of(wheel("app", "1.0").requires_dist("lib").bytes()));
  CHECK(wheels[1].file.was_there);
  CHECK(downloading.server.count(IndexServer::file_path("lib-1.0-py3-none-any.whl")) == 0);
  CHECK(downloading.workspace.exists("wheels/app-1.0-py3-none-any.whl"));
  CHECK(downloading.observer.resolved_packages() == 2);
}

TEST_CASE("a dry run looks at the folder, and makes nothing", "[engine][pip_download]") {
  Downloading downloading;
  downloading.options.dry_run = true;
  const auto answer = downloading.run();
  REQUIRE(answer);
  CHECK(std::get<DownloadDone>(*answer).wheels.size() == 2);
  CHECK_FALSE(downloading.workspace.exists("wheels"));
}

TEST_CASE("a conflict is an answer, and leaves no folder", "[engine][pip_download]") {
  Downloading downloading;
  downloading.inputs.roots.push_back(given("lib>1"));
  const auto answer = downloading.run();
  REQUIRE(answer);
  CHECK(std::holds_alternative<resolver::NoSolution>(*answer));
  CHECK_FALSE(downloading.workspace.exists("wheels"));
}

TEST_CASE("where hashes are required, all are asked for before the network is", "[engine][pip_download]") {
  Downloading downloading;
  downloading.options.require_hashes = true;
  downloading.inputs.roots = {given("app==1.0")};
  const auto answer = downloading.run();
  CHECK(test::message_of(answer) ==
        "In `--require-hashes` mode, all requirements must have a hash, but there is none for: app==1.0");
  CHECK(downloading.server.count() == 0);
}

TEST_CASE("a file that is not what the index promised is not saved", "[engine][pip_download]") {
  Downloading downloading;
  downloading.server.add(wheel("liar", "1.0"), {.wrong_hash = true});
  downloading.inputs.roots = {given("liar")};
  const auto answer = downloading.run();
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code() == ErrorCode::hash_mismatch);
  CHECK_FALSE(downloading.workspace.exists("wheels/liar-1.0-py3-none-any.whl"));
}

}  // namespace axle::engine
