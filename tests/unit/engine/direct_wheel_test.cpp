// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/direct_wheel: which wheel a URL names, and the digests that are promised for it.
#include "engine/direct_wheel.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using resolver::test::given;
using test::message_of;
using test::Workspace;
using Texts = std::vector<std::string>;

constexpr const char* k_empty_sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const std::string k_url = "https://files.example/a-1.0-py3-none-any.whl";

Result<DirectWheel> read(const std::string& requirement) {
  return read_direct_wheel(given(requirement).requirement);
}

Texts texts_of(const std::vector<Hash>& hashes) {
  Texts texts;
  for (const Hash& hash : hashes) {
    texts.push_back(to_string(hash));
  }
  return texts;
}

}  // namespace

TEST_CASE("a wheel is known by its file name, and its fragment promises digests", "[engine][direct_wheel]") {
  const auto wheel = read("A @ " + k_url + "#egg=a&sha256=" + k_empty_sha256 + "&md5=" + std::string(32, '0'));
  REQUIRE(wheel);
  CHECK(wheel->name.name.text() == "a");
  CHECK(wheel->file_name == "a-1.0-py3-none-any.whl");
  CHECK(texts_of(wheel->hashes) == Texts{std::string("sha256:") + k_empty_sha256, "md5:" + std::string(32, '0')});
}

TEST_CASE("what is no wheel, or another one, is refused", "[engine][direct_wheel]") {
  CHECK(message_of(read("b @ " + k_url)) == "`" + k_url + "` asks for `b`, but the wheel is of `a`");
  CHECK(message_of(read("a @ https://files.example/a-1.0.tar.gz")) ==
        "only wheels are installed so far, and `https://files.example/a-1.0.tar.gz` is a source distribution");
  CHECK(message_of(read("a @ https://git.example/a.git")) ==
        "only wheels are installed so far, and `https://git.example/a.git` is a repository");
  CHECK(message_of(read("a @ file:///nowhere/a-1.0-py3-none-any.whl")) ==
        "wheel not found at `/nowhere/a-1.0-py3-none-any.whl`");
}

TEST_CASE("what cannot be a digest is no promise but a mistake", "[engine][direct_wheel]") {
  const std::string start = k_url + "#";
  for (const auto& [fragment, reason] : std::vector<std::pair<std::string, std::string>>{
           {"sha256=", "the digest in `sha256=` has 0 characters; sha256 has 64 hexadecimal digits"},
           {"egg=a&sha1=00", "the digest in `sha1=00` has 2 characters; sha1 has 40 hexadecimal digits"},
           {"md5=" + std::string(32, 'z'),
            "the digest in `md5=" + std::string(32, 'z') + "` has characters other than hexadecimal digits"}}) {
    const auto wheel = read("a @ " + start + fragment);
    CHECK(message_of(wheel) == "`" + start + fragment + "`: " + reason);
    CHECK(wheel.error().code() == ErrorCode::bad_requirement);
  }
  CHECK(read("a @ " + start + "subdirectory=x&crc32=1&sha256")->hashes.empty());
}

TEST_CASE("one wheel has the digests of all URLs that name it", "[engine][direct_wheel]") {
  std::vector<DirectWheel> wheels;
  CHECK(add_direct_wheel(wheels, *read("a @ " + k_url)));
  CHECK_FALSE(add_direct_wheel(wheels, *read("a @ " + k_url + "#sha256=" + k_empty_sha256)));
  CHECK_FALSE(add_direct_wheel(wheels, *read("a @ " + k_url + "#sha256=" + k_empty_sha256 + "&egg=a")));
  CHECK(add_direct_wheel(wheels, *read("a @ " + k_url + "?token=1")));
  CHECK(wheels.size() == 2);
  const DirectWheel* found = find_direct_wheel(wheels, Url::parse(k_url + "#anything").value());
  REQUIRE(found != nullptr);
  CHECK(texts_of(found->hashes) == Texts{std::string("sha256:") + k_empty_sha256});
  CHECK(find_direct_wheel(wheels, Url::parse("https://files.example/b-1.0-py3-none-any.whl").value()) == nullptr);
}

TEST_CASE("a wheel on this machine without a promised SHA-256 is read for it", "[engine][direct_wheel]") {
  Workspace workspace;
  workspace.write("a-1.0-py3-none-any.whl", "");
  const Url url = Url::from_path(workspace.at("a-1.0-py3-none-any.whl"));
  const Hash other{.algorithm = HashAlgorithm::sha256, .hex = std::string(64, '0')};
  CHECK(texts_of(read_direct_hashes(url, {}).value()) == Texts{std::string("sha256:") + k_empty_sha256});
  CHECK(read_direct_hashes(url, {other}).value() == std::vector{other});
  CHECK(read_direct_hashes(Url::parse(k_url).value(), {}).value().empty());
}

}  // namespace axle::engine
