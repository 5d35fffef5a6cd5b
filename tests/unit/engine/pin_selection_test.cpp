// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/pin_selection: which file a resolved package becomes, and what it must be.
#include "engine/pin_selection.hpp"

#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

const std::string k_digest(64, 'a');

/// A package `a` 1.0 with these files, all with the digest above.
resolver::ResolvedPackage package_with(const std::vector<std::string>& file_names) {
  spec::IndexPageBuilder builder(spec::PackageName::of("a"));
  for (const std::string& name : file_names) {
    spec::IndexFile file;
    file.file_name = name;
    file.url = "https://files.example/" + name;
    file.type = name.ends_with(".whl") ? spec::FileType::wheel : spec::FileType::sdist;
    file.version = spec::Version::of("1.0");
    file.hashes.push_back({.algorithm = HashAlgorithm::sha256, .hex = k_digest});
    file.size_bytes = 123;
    builder.add(file);
  }
  resolver::ResolvedPackage package;
  package.name = spec::PackageName::of("a");
  package.version = spec::Version::of("1.0");
  package.requested = true;
  auto page = std::make_shared<const spec::IndexPage>(builder.finish());
  const std::size_t count = page->file_count();
  package.files.push_back(
      {.listed = {.page = std::move(page), .index_id = 0, .index_name = "x"}, .first = 0, .last = count});
  return package;
}

Result<spec::PinnedArtifact> select(resolver::ResolvedPackage package, const InstallInputs& inputs = {},
                                    bool require_hashes = false) {
  InstallOptions options;
  options.require_hashes = require_hashes;
  options.indexes.locations.push_back(
      {.name = {}, .url = Url::parse("https://me:secret@index.example/").value(), .kind = fetch::IndexKind::simple});
  resolver::Resolution resolution;
  resolution.packages.push_back(std::move(package));
  TRY_ASSIGN(auto pins, select_pins(resolution, resolver::test::problem_of({}), inputs, options));
  REQUIRE(pins.size() == 1);
  return std::move(pins.front());
}

}  // namespace

TEST_CASE("the best wheel of the page is pinned with all that is known of it", "[engine][pin_selection]") {
  const auto pin = select(package_with({"a-1.0-py2-none-any.whl", "a-1.0-py3-none-any.whl", "a-1.0.tar.gz"}));
  REQUIRE(pin);
  CHECK(pin->file_name == "a-1.0-py3-none-any.whl");
  CHECK(pin->file_url.to_request() == "https://files.example/a-1.0-py3-none-any.whl");
  CHECK(pin->hashes == std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = k_digest}});
  CHECK(pin->size_bytes == 123);
  CHECK(pin->requested);
  CHECK_FALSE(pin->direct_url);
  CHECK(pin->source.url.to_secret_text() == "https://index.example/");
}

TEST_CASE("without a wheel for the target the package is refused by name", "[engine][pin_selection]") {
  const auto pin = select(package_with({"a-1.0-cp27-cp27m-win32.whl"}));
  CHECK(test::message_of(pin).starts_with("cannot install `a==1.0`: "));
  CHECK(pin.error().code() == ErrorCode::no_solution);
}

TEST_CASE("an installed version may stay though no wheel fits", "[engine][pin_selection]") {
  auto package = package_with({"a-1.0-cp27-cp27m-win32.whl"});
  package.installed = true;
  const auto pin = select(package);
  REQUIRE(pin);
  CHECK(pin->file_name.empty());
  CHECK(pin->version == spec::Version::of("1.0"));
}

TEST_CASE("with --require-hashes every package needs one", "[engine][pin_selection]") {
  const auto pin = select(package_with({"a-1.0-py3-none-any.whl"}), {}, true);
  CHECK(test::message_of(pin) ==
        "In `--require-hashes` mode, all requirements must have a hash, but there is none for: a==1.0");
  CHECK(pin.error().code() == ErrorCode::hash_missing);
}

TEST_CASE("only a wheel with one of the user's hashes is taken", "[engine][pin_selection]") {
  InstallInputs inputs;
  inputs.hashes[spec::PackageName::of("a")] = {{.algorithm = HashAlgorithm::sha256, .hex = k_digest}};
  const auto right = select(package_with({"a-1.0-py3-none-any.whl"}), inputs, true);
  REQUIRE(right);
  CHECK(right->required_hashes == inputs.hashes.at(spec::PackageName::of("a")));
  inputs.hashes[spec::PackageName::of("a")] = {{.algorithm = HashAlgorithm::sha256, .hex = std::string(64, 'b')}};
  const auto wrong = select(package_with({"a-1.0-py3-none-any.whl"}), inputs);
  CHECK(test::message_of(wrong).starts_with("cannot install `a==1.0`: "));
  CHECK(wrong.error().code() == ErrorCode::hash_mismatch);
}

TEST_CASE("a URL is pinned with its hash, and written down without password and fragment", "[engine][pin_selection]") {
  const Url url = Url::parse("https://me:secret@files.example/a-1.0-py3-none-any.whl#sha256=" + k_digest).value();
  InstallInputs inputs;
  inputs.direct.push_back({.url = url,
                           .name = spec::parse_wheel_name(url.file_name()).value(),
                           .file_name = url.file_name(),
                           .hashes = promised_hashes(url)});
  resolver::ResolvedPackage package;
  package.name = spec::PackageName::of("a");
  package.version = spec::Version::of("1.0");
  package.direct_url = url;
  const auto pin = select(package, inputs);
  REQUIRE(pin);
  CHECK(pin->source.kind == spec::Source::Kind::direct_url);
  CHECK(pin->hashes == std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = k_digest}});
  CHECK(pin->file_url == url.without_fragment());
  REQUIRE(pin->direct_url);
  CHECK(pin->direct_url->url == "https://files.example/a-1.0-py3-none-any.whl");
  CHECK(pin->direct_url->hashes == pin->hashes);
}

}  // namespace axle::engine
