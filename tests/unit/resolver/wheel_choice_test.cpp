// SPDX-License-Identifier: MIT OR Apache-2.0
// Which wheel of a version is installed, and why none is.
#include "resolver/wheel_choice.hpp"

#include "tests/support/catch.hpp"
#include "tests/unit/resolver/fake_source.hpp"

using namespace axle;
using namespace axle::resolver;
using namespace axle::resolver::test;

namespace {

ResolvedPackage package_of(const std::vector<std::string>& file_names, const std::string& hash_of_last = {},
                           const std::string& requires_python = {}, const std::string& upload_time = {}) {
  spec::IndexPageBuilder builder(spec::PackageName::of("a"));
  for (const std::string& name : file_names) {
    spec::IndexFile file;
    file.file_name = name;
    file.url = "https://files.example/" + name;
    file.type = name.ends_with(".whl") ? spec::FileType::wheel : spec::FileType::sdist;
    file.version = spec::Version::of("1.0");
    file.requires_python = requires_python;
    file.upload_time = parse_rfc3339(upload_time);
    file.hashes.push_back(
        {HashAlgorithm::sha256, std::string(64, name == file_names.back() && !hash_of_last.empty() ? 'f' : '0')});
    builder.add(file);
  }
  ResolvedPackage package;
  package.name = spec::PackageName::of("a");
  package.version = spec::Version::of("1.0");
  auto page = std::make_shared<const spec::IndexPage>(builder.finish());
  const std::size_t files = page->file_count();
  package.files.push_back({{std::move(page), 0, "index"}, 0, files});
  return package;
}

std::string choice(const ResolvedPackage& package, const FormatControl& format = {}, std::vector<Hash> required = {}) {
  const Problem problem = problem_of({});
  const WheelTarget target{problem.tags, problem.target.version, std::nullopt};
  const auto chosen = select_wheel(package, target, format, required);
  if (const auto* none = std::get_if<NoWheel>(&chosen)) {
    return none->detail;
  }
  const auto& wheel = std::get<ChosenWheel>(chosen);
  return std::string(package.files[wheel.range].listed.page->file_name(wheel.file));
}

}  // namespace

TEST_CASE("the wheel with the best tag is chosen", "[resolver][wheel_choice]") {
  CHECK(choice(package_of({"a-1.0-py3-none-any.whl", "a-1.0-cp311-cp311-manylinux_2_17_x86_64.whl",
                           "a-1.0-cp311-abi3-manylinux_2_17_x86_64.whl", "a-1.0.tar.gz"})) ==
        "a-1.0-cp311-cp311-manylinux_2_17_x86_64.whl");
}

TEST_CASE("of equal tags the higher build is chosen", "[resolver][wheel_choice]") {
  CHECK(choice(package_of({"a-1.0-py3-none-any.whl", "a-1.0-9-py3-none-any.whl", "a-1.0-10-py3-none-any.whl"})) ==
        "a-1.0-10-py3-none-any.whl");
}

TEST_CASE("required hashes leave only their files", "[resolver][wheel_choice]") {
  const std::vector<std::string> names = {"a-1.0-cp311-cp311-linux_x86_64.whl", "a-1.0-py3-none-any.whl"};
  CHECK(choice(package_of(names, "f"), {}, {{HashAlgorithm::sha256, std::string(64, 'f')}}) ==
        "a-1.0-py3-none-any.whl");
  CHECK(choice(package_of(names), {}, {{HashAlgorithm::sha256, std::string(64, 'e')}}) ==
        "no usable wheel of `a` 1.0 has one of the required hashes\n"
        "expected: sha256:" +
            std::string(64, 'e') + "\nfound: sha256:" + std::string(64, '0') +
            " (`a-1.0-cp311-cp311-linux_x86_64.whl`)\nfound: sha256:" + std::string(64, '0') +
            " (`a-1.0-py3-none-any.whl`)");
}

TEST_CASE("a digest that the index has no like of decides nothing", "[resolver][wheel_choice]") {
  const std::vector<std::string> names = {"a-1.0-cp311-cp311-linux_x86_64.whl", "a-1.0-py3-none-any.whl"};
  const Hash strong{HashAlgorithm::sha512, std::string(128, '1')};
  CHECK(choice(package_of(names), {}, {strong}) == names.front());
  CHECK(choice(package_of(names), {}, {{HashAlgorithm::md5, std::string(32, '1')}}) == names.front());
  // What is known to be right goes first.
  CHECK(choice(package_of(names, "f"), {}, {strong, {HashAlgorithm::sha256, std::string(64, 'f')}}) == names.back());
}

TEST_CASE("the reason of the closest file is told", "[resolver][wheel_choice]") {
  CHECK(choice(package_of({"a-1.0-cp310-cp310-win_amd64.whl", "a-1.0-cp311-cp311-win_amd64.whl", "a-1.0.tar.gz"})) ==
        "no wheel of `a` 1.0 has a matching platform tag");
  CHECK(choice(package_of({"a-1.0.tar.gz"})) == "`a` 1.0 has no wheels, only source distributions");
  FormatControl no_wheels;
  no_wheels.no_binary.all = true;
  CHECK(choice(package_of({"a-1.0-py3-none-any.whl"}), no_wheels) ==
        "`a` 1.0 has only wheels, which --no-binary excludes");
}

TEST_CASE("every reason why no wheel fits is told", "[resolver][wheel_choice]") {
  CHECK(choice(package_of({"a-1.0-cp310-cp310-manylinux_2_17_x86_64.whl"})) ==
        "no wheel of `a` 1.0 has a matching Python version tag");
  CHECK(choice(package_of({"a-1.0-cp311-cp311t-manylinux_2_17_x86_64.whl"})) ==
        "no wheel of `a` 1.0 has a matching Python ABI tag");
  CHECK(choice(package_of({"a-1.0-py3-none-any.whl"}, {}, ">=3.12")) == "`a` 1.0 requires another Python");
  CHECK(choice(package_of({})) == "`a` 1.0 has no files");
}

TEST_CASE("files that differ in nothing but their name are told apart by it", "[resolver][wheel_choice]") {
  CHECK(choice(package_of({"a-1.0-py3-none-any.whl", "A-1.0-py3-none-any.whl"})) == "A-1.0-py3-none-any.whl");
}

TEST_CASE("files of after the cut-off do not count", "[resolver][wheel_choice]") {
  const std::optional<UnixTime> cutoff = parse_rfc3339("2024-01-01T00:00:00Z");
  const Problem problem = problem_of({});
  const WheelTarget target{problem.tags, problem.target.version, cutoff};
  const ResolvedPackage package = package_of({"a-1.0-py3-none-any.whl"}, {}, {}, "2024-02-01T00:00:00Z");
  CHECK(std::get<NoWheel>(select_wheel(package, target, {}, {})).detail == "`a` 1.0 has no files");
  const ResolvedPackage early = package_of({"a-1.0-py3-none-any.whl"}, {}, {}, "2023-12-01T00:00:00Z");
  CHECK(std::holds_alternative<ChosenWheel>(select_wheel(early, target, {}, {})));
}
