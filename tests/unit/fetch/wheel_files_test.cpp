// SPDX-License-Identifier: MIT OR Apache-2.0
// Wheels as files of the user's: whole or not at all, and never other bytes than the promised ones.
#include "fetch/wheel_files.hpp"

#include <filesystem>
#include <fstream>
#include <set>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "tests/support/raw_server.hpp"
#include "tests/unit/fetch/index_fixture.hpp"

namespace axle::fetch {
namespace {

using Names = std::set<std::string>;

spec::PinnedArtifact pin(const test::WheelBuilder& builder, Url url) {
  return {.name = name_of(builder.name()),
          .version = spec::Version::of(builder.version()),
          .source = {},
          .file_name = builder.file_name(),
          .file_url = std::move(url),
          .hashes = {{HashAlgorithm::sha256, to_hex(sha256_of(builder.bytes()))}},
          .required_hashes = {},
          .size_bytes = {},
          .yanked_reason = {},
          .direct_url = {}};
}

/// A folder, and a server with wheels.
struct Desk {
  TemporaryDirectory folder = TemporaryDirectory::create("/tmp", "axle-files-").value();
  test::IndexServer server;
  HttpFixture http{quick_options()};

  [[nodiscard]] std::string at(const std::string& name) const { return folder.path() + "/" + name; }
  spec::PinnedArtifact offer(const test::WheelBuilder& builder) {
    server.add(builder);
    return pin(builder, url_of(server.url_of(test::IndexServer::file_path(builder.file_name()))));
  }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(at(name), std::ios::binary) << bytes;
  }
  [[nodiscard]] Result<std::vector<SavedWheel>> run(const std::vector<spec::PinnedArtifact>& pins,
                                                    const std::string& directory, WheelCheck check = {},
                                                    const std::stop_token& stop = {}) {
    TRY_ASSIGN(auto files, find_wheel_files(pins, directory, stop));
    const WheelFileServices services{.http = http.http, .progress = null_progress(), .check = std::move(check)};
    TRY(fetch_wheel_files(services, pins, directory, files, stop));
    return files;
  }
  [[nodiscard]] Names names() const {
    Names names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
      names.insert(std::filesystem::relative(entry.path(), folder.path()).string());
    }
    return names;
  }
};

}  // namespace

TEST_CASE("files appear in a folder that is made for them", "[fetch][wheel_files]") {
  Desk desk;
  const std::vector pins{desk.offer(test::wheel("a", "1.0")), desk.offer(test::wheel("b", "2.0"))};
  const auto files = desk.run(pins, desk.at("new/wheels")).value();
  CHECK(desk.names() ==
        Names{"new", "new/wheels", "new/wheels/a-1.0-py3-none-any.whl", "new/wheels/b-2.0-py3-none-any.whl"});
  CHECK(files[0].path == desk.at("new/wheels/a-1.0-py3-none-any.whl"));
  CHECK(read_file(files[0].path, 1U << 20U) == test::wheel("a", "1.0").bytes());
  CHECK(files[0].digest == sha256_of(test::wheel("a", "1.0").bytes()));
  CHECK(std::filesystem::status(files[0].path).permissions() == std::filesystem::perms{0644});
}

TEST_CASE("a file with its digest stays, one with other bytes is replaced", "[fetch][wheel_files]") {
  Desk desk;
  const std::vector pins{desk.offer(test::wheel("a", "1.0")), desk.offer(test::wheel("b", "2.0"))};
  desk.write("a-1.0-py3-none-any.whl", test::wheel("a", "1.0").bytes());
  desk.write("b-2.0-py3-none-any.whl", "other bytes");
  const auto files = desk.run(pins, desk.folder.path()).value();
  CHECK(files[0].was_there);
  CHECK_FALSE(files[1].was_there);
  CHECK(read_file(files[1].path, 1U << 20U) == test::wheel("b", "2.0").bytes());
  CHECK(desk.server.count(test::IndexServer::file_path("a-1.0-py3-none-any.whl")) == 0);
}

TEST_CASE("without a promised digest nobody knows a file, and it is fetched anew", "[fetch][wheel_files]") {
  Desk desk;
  std::vector pins{desk.offer(test::wheel("a", "1.0"))};
  pins.front().hashes.clear();
  desk.write("a-1.0-py3-none-any.whl", test::wheel("a", "1.0").bytes());
  CHECK_FALSE(desk.run(pins, desk.folder.path()).value().front().was_there);
}

TEST_CASE("without a promised digest a wheel of this machine is held against its copy", "[fetch][wheel_files]") {
  Desk desk;
  desk.write("source-a", test::wheel("a", "1.0").bytes());
  std::vector pins{pin(test::wheel("a", "1.0"), Url::from_path(desk.at("source-a")))};
  pins.front().hashes.clear();
  const auto first = desk.run(pins, desk.at("wheels")).value();
  CHECK_FALSE(first.front().was_there);
  const auto again = desk.run(pins, desk.at("wheels")).value();
  CHECK(again.front().was_there);
  CHECK(again.front().digest == sha256_of(test::wheel("a", "1.0").bytes()));
  const std::string newer = test::wheel("a", "1.0").file("a/more.py", "").bytes();
  desk.write("source-a", newer);
  CHECK_FALSE(desk.run(pins, desk.at("wheels")).value().front().was_there);
  CHECK(read_file(desk.at("wheels/a-1.0-py3-none-any.whl"), 1U << 20U) == newer);
}

TEST_CASE("a copy of a bad wheel of this machine is told to be one", "[fetch][wheel_files]") {
  Desk desk;
  std::vector pins{pin(test::wheel("a", "1.0"), Url::from_path(desk.at("a-1.0-py3-none-any.whl")))};
  pins.front().hashes.clear();
  desk.write("a-1.0-py3-none-any.whl", "no archive");
  const auto files = desk.run(pins, desk.folder.path());
  REQUIRE_FALSE(files);
  CHECK(files.error().code() == ErrorCode::bad_wheel);
  CHECK(desk.names() == Names{"a-1.0-py3-none-any.whl"});
}

TEST_CASE("a wheel of this machine that is gone is told by copying it", "[fetch][wheel_files]") {
  Desk desk;
  std::vector pins{pin(test::wheel("a", "1.0"), Url::from_path(desk.at("gone")))};
  pins.front().hashes.clear();
  desk.write("a-1.0-py3-none-any.whl", test::wheel("a", "1.0").bytes());
  const auto files = desk.run(pins, desk.folder.path());
  REQUIRE_FALSE(files);
  CHECK(files.error().message() == "failed to fetch `a==1.0`");
  CHECK(desk.names() == Names{"a-1.0-py3-none-any.whl"});
}

TEST_CASE("one bad file keeps all of them away", "[fetch][wheel_files]") {
  Desk desk;
  std::vector pins{desk.offer(test::wheel("a", "1.0")), desk.offer(test::wheel("b", "2.0"))};
  pins[1].hashes = {{HashAlgorithm::sha256, std::string(64, '0')}};
  const auto files = desk.run(pins, desk.at("wheels"));
  REQUIRE_FALSE(files);
  CHECK(files.error().code() == ErrorCode::hash_mismatch);
  CHECK(desk.names() == Names{});
}

TEST_CASE("of several failures of files under way the first in order is told; behind a failure nothing is begun",
          "[fetch][wheel_files]") {
  Desk desk;
  std::vector pins{desk.offer(test::wheel("a", "1.0")), desk.offer(test::wheel("b", "2.0"))};
  pins[0].size_bytes = test::wheel("a", "1.0").bytes().size();
  pins[1].size_bytes = *pins[0].size_bytes + 1;  // begun first
  const std::string first = test::IndexServer::file_path("a-1.0-py3-none-any.whl");
  desk.server.set_fault(first, {.status = 404, .delay = std::chrono::milliseconds(200), .times = 0});
  desk.server.set_fault(test::IndexServer::file_path("b-2.0-py3-none-any.whl"), {.status = 403, .times = 0});
  const auto failure_with = [&](std::size_t at_once) {
    auto files = find_wheel_files(pins, desk.at("wheels"), {}).value();
    const WheelFileServices services{.http = desk.http.http, .progress = null_progress(), .files_at_once = at_once};
    const auto fetched = fetch_wheel_files(services, pins, desk.at("wheels"), files, {});
    return fetched ? std::string("none") : to_string(fetched.error());
  };
  CHECK(failure_with(1).starts_with("failed to fetch `b==2.0`: "));
  CHECK(desk.server.count(first) == 0);
  CHECK(failure_with(2) ==
        format("failed to fetch `a==1.0`: `{}` answered with status 404", desk.server.url_of(first)));
}

TEST_CASE("what stands behind a failure is not waited for", "[fetch][wheel_files]") {
  Desk desk;
  const test::RawServer silent({{test::read_request(), test::hold()}});
  const std::vector pins{desk.offer(test::wheel("a", "1.0")), pin(test::wheel("b", "2.0"), url_of(silent.url("/b")))};
  desk.server.set_fault(test::IndexServer::file_path("a-1.0-py3-none-any.whl"), {.status = 404, .times = 0});
  const auto files = desk.run(pins, desk.at("wheels"));
  REQUIRE_FALSE(files);
  CHECK(files.error().message() == "failed to fetch `a==1.0`");
  CHECK(desk.names() == Names{});
}

TEST_CASE("of several wheels that say something wrong the first in order is told", "[fetch][wheel_files]") {
  Desk desk;
  std::vector pins{desk.offer(test::wheel("a", "1.0")), desk.offer(test::wheel("b", "2.0"))};
  pins[0].size_bytes = test::wheel("a", "1.0").bytes().size();
  pins[1].size_bytes = test::wheel("b", "2.0").bytes().size();
  pins.push_back(desk.offer(test::wheel("c", "3.0").file("c/large.py", std::string(4096, '#'))));
  pins[2].size_bytes = test::wheel("c", "3.0").file("c/large.py", std::string(4096, '#')).bytes().size();
  const auto files = desk.run(pins, desk.at("wheels"), [](const spec::PinnedArtifact& artifact, const OwnMetadata&) {
    return Result<void>(fail(ErrorCode::bad_metadata, artifact.name.text() + " lies"));
  });
  REQUIRE_FALSE(files);
  CHECK(files.error().message() == "a lies");
}

TEST_CASE("a file that no wheel is does not appear, whatever its digest", "[fetch][wheel_files]") {
  Desk desk;
  desk.write("a-1.0-py3-none-any.whl", "no archive");
  spec::PinnedArtifact artifact = pin(test::wheel("a", "1.0"), Url::from_path(desk.at("a-1.0-py3-none-any.whl")));
  artifact.hashes = {{HashAlgorithm::sha256, to_hex(sha256_of(std::string_view("no archive")))}};
  const auto files = desk.run({artifact}, desk.at("wheels"));
  REQUIRE_FALSE(files);
  CHECK(files.error().code() == ErrorCode::bad_wheel);
  CHECK(desk.names() == Names{"a-1.0-py3-none-any.whl"});
}

TEST_CASE("a wheel of this machine is copied", "[fetch][wheel_files]") {
  Desk desk;
  desk.write("a-1.0-py3-none-any.whl", test::wheel("a", "1.0").bytes());
  const std::vector pins{pin(test::wheel("a", "1.0"), Url::from_path(desk.at("a-1.0-py3-none-any.whl")))};
  REQUIRE(desk.run(pins, desk.at("wheels")));
  CHECK(read_file(desk.at("wheels/a-1.0-py3-none-any.whl"), 1U << 20U) == test::wheel("a", "1.0").bytes());
}

TEST_CASE("what the metadata is held against can refuse a file", "[fetch][wheel_files]") {
  Desk desk;
  const std::vector pins{desk.offer(test::wheel("a", "1.0"))};
  const auto files = desk.run(pins, desk.at("wheels"), [](const spec::PinnedArtifact&, const OwnMetadata& own) {
    CHECK(own.read_text().value().contains("Name: a\n"));
    return Result<void>(fail(ErrorCode::bad_metadata, "it lies"));
  });
  REQUIRE_FALSE(files);
  CHECK(files.error().message() == "it lies");
  CHECK(desk.names() == Names{});
}

TEST_CASE("who is stopped leaves nothing", "[fetch][wheel_files]") {
  Desk desk;
  const std::vector pins{desk.offer(test::wheel("a", "1.0")), desk.offer(test::wheel("b", "2.0"))};
  std::stop_source stop;
  stop.request_stop();
  const auto before = desk.run(pins, desk.at("wheels"), {}, stop.get_token());
  REQUIRE_FALSE(before);
  CHECK(before.error().code() == ErrorCode::cancelled);
  std::stop_source later;
  const auto midway = desk.run(
      pins, desk.at("wheels"),
      [&later](const spec::PinnedArtifact&, const OwnMetadata&) -> Result<void> {
        later.request_stop();
        return {};
      },
      later.get_token());
  REQUIRE_FALSE(midway);
  CHECK(midway.error().code() == ErrorCode::cancelled);
  CHECK(desk.names() == Names{});
}

TEST_CASE("folders and names that cannot hold the files are told before anything is fetched", "[fetch][wheel_files]") {
  Desk desk;
  const std::vector pins{desk.offer(test::wheel("a", "1.0"))};
  std::filesystem::create_directory(desk.at("a-1.0-py3-none-any.whl"));
  const auto taken = desk.run(pins, desk.folder.path());
  REQUIRE_FALSE(taken);
  CHECK(taken.error().message() ==
        format("cannot save `{}`: something else than a file has that name", desk.at("a-1.0-py3-none-any.whl")));
  desk.write("file", "");
  const auto no_folder = desk.run(pins, desk.at("file"));
  REQUIRE_FALSE(no_folder);
  CHECK(no_folder.error().message().contains(desk.at("file")));
}

}  // namespace axle::fetch
