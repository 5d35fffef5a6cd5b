// SPDX-License-Identifier: MIT OR Apache-2.0
// Which files of a resolution a lock names, and how.
#include "engine/lock_compile.hpp"

#include <memory>
#include <string>
#include <vector>

#include "engine/pip_compile.hpp"
#include "project/pylock_output.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

const std::string k_digest(64, 'a');

struct Listed {
  std::string name;
  std::string requires_python{};
  std::string uploaded{};
};

/// A package `a` 1.0 with these files.
resolver::ResolvedPackage package_with(const std::vector<Listed>& files) {
  spec::IndexPageBuilder builder(spec::PackageName::of("a"));
  for (const Listed& listed : files) {
    spec::IndexFile file;
    file.file_name = listed.name;
    file.url = "https://files.example/" + listed.name;
    file.requires_python = listed.requires_python;
    file.upload_time = parse_rfc3339(listed.uploaded);
    file.type = listed.name.ends_with(".whl") ? spec::FileType::wheel : spec::FileType::sdist;
    file.version = spec::Version::of("1.0");
    file.hashes.push_back({.algorithm = HashAlgorithm::sha256, .hex = k_digest});
    builder.add(file);
  }
  resolver::ResolvedPackage package;
  package.name = spec::PackageName::of("a");
  package.version = spec::Version::of("1.0");
  auto page = std::make_shared<const spec::IndexPage>(builder.finish());
  const std::size_t count = page->file_count();
  package.files.push_back(
      {.listed = {.page = std::move(page), .index_id = 0, .index_name = "x"}, .first = 0, .last = count});
  return package;
}

std::vector<std::string> names_of(const LockableFiles& lockable) {
  std::vector<std::string> names;
  for (const spec::IndexFile& file : lockable.files) {
    names.push_back(file.file_name);
  }
  return names;
}

std::string written(const std::vector<CompiledPackage>& packages, const LockPlace& place,
                    const std::vector<std::string>& left_out = {}) {
  return project::write_pylock(make_pylock(packages, place, left_out).value(),
                               {.header = false, .command = {}, .left_out = {}});
}

LockPlace here() {
  return {.folder = "/work/locks", .working_directory = "/work", .python = spec::Version::of("3.12.0+local")};
}

}  // namespace

TEST_CASE("a lock names the wheels that fit, by name, and the source distribution", "[engine][lock_compile]") {
  const auto package = package_with(
      {{"a-1.0-py3-none-any.whl"}, {"a-1.0.tar.gz"}, {"a-1.0-py2-none-any.whl"}, {"a-1.0-1-py3-none-any.whl"}});
  const auto lockable = find_lockable_files(package, resolver::test::problem_of({}));
  REQUIRE(lockable);
  CHECK(names_of(*lockable) ==
        std::vector<std::string>{"a-1.0-1-py3-none-any.whl", "a-1.0-py3-none-any.whl", "a-1.0.tar.gz"});
  CHECK(lockable->chosen == 0);
}

TEST_CASE("a lock names nothing that the options or the target exclude", "[engine][lock_compile]") {
  const auto package = package_with({{"a-1.0-1-py3-none-any.whl", ">=3.99"},
                                     {"a-1.0-2-py3-none-any.whl", "", "2024-05-02T00:00:00Z"},
                                     {"a-1.0-py3-none-any.whl", "", "2024-04-01T00:00:00Z"},
                                     {"a-1.0.tar.gz", "", "2024-04-01T00:00:00Z"}});
  auto problem = resolver::test::problem_of({});
  problem.options.exclude_newer.cutoff = parse_rfc3339("2024-05-01T00:00:00Z");
  CHECK(names_of(*find_lockable_files(package, problem)) ==
        std::vector<std::string>{"a-1.0-py3-none-any.whl", "a-1.0.tar.gz"});
  problem.options.format.only_binary.all = true;
  CHECK(names_of(*find_lockable_files(package, problem)) == std::vector<std::string>{"a-1.0-py3-none-any.whl"});
}

TEST_CASE("one file of two indexes is named once", "[engine][lock_compile]") {
  auto package = package_with({{"a-1.0-py3-none-any.whl"}});
  package.files.push_back(package.files.front());
  const auto lockable = find_lockable_files(package, resolver::test::problem_of({}));
  CHECK(names_of(*lockable) == std::vector<std::string>{"a-1.0-py3-none-any.whl"});
}

TEST_CASE("what an index lists is written with the index, without part of a second", "[engine][lock_compile]") {
  CompiledPackage compiled;
  compiled.package = package_with({{"a-1.0-py3-none-any.whl", "", "2024-05-01T00:00:01.9Z"}});
  compiled.files = find_lockable_files(compiled.package, resolver::test::problem_of({}))->files;
  compiled.index = Url::parse("https://index.example/simple/").value();
  CompiledPackage other = compiled;
  other.package.name = spec::PackageName::of("b");
  CHECK(written({compiled, other}, here(), {"b"}) ==
        "lock-version = \"1.0\"\ncreated-by = \"axle\"\nrequires-python = \">=3.12.0\"\n\n"
        "[[packages]]\nname = \"a\"\nversion = \"1.0\"\nindex = \"https://index.example/simple/\"\n"
        "wheels = [{ url = \"https://files.example/a-1.0-py3-none-any.whl\", upload-time = 2024-05-01T00:00:01Z, "
        "hashes = { sha256 = \"" +
            k_digest + "\" } }]\n");
  compiled.files.front().listed_flat = true;
  CHECK_FALSE(written({compiled}, here()).contains("index ="));
}

TEST_CASE("a lock is bound to what was named of its target, and to nothing else", "[engine][lock_compile]") {
  const auto environments_for = [](const TargetOverride& named) {
    LockPlace place = here();
    place.named = named;
    const std::string text = written({}, place);
    const std::size_t begin = text.find("environments = ");
    return begin == std::string::npos ? "" : text.substr(begin, text.find('\n', begin) - begin);
  };
  const auto windows = spec::find_target_platform("windows");
  CHECK(environments_for({}).empty());
  CHECK(environments_for({.version = spec::Version::of("3.9.7"), .platform = {}}) ==
        "environments = ['python_version == \"3.9\"']");
  CHECK(environments_for({.version = spec::Version::of("3.0"), .platform = {}}) ==
        "environments = ['python_version == \"3.0\"']");
  // Which Python 3 is not said.
  CHECK(environments_for({.version = spec::Version::of("3"), .platform = {}}).empty());
  CHECK(environments_for({.version = spec::Version::of("3"), .platform = windows}) ==
        "environments = ['sys_platform == \"win32\" and platform_machine == \"AMD64\"']");
  CHECK(environments_for({.version = {}, .platform = windows}) ==
        "environments = ['sys_platform == \"win32\" and platform_machine == \"AMD64\"']");
  CHECK(environments_for({.version = spec::Version::of("3.12"), .platform = windows}) ==
        "environments = ['python_version == \"3.12\" and sys_platform == \"win32\" and "
        "platform_machine == \"AMD64\"']");
}

TEST_CASE("files that were named are written with a path, and a relative one near the lock", "[engine][lock_compile]") {
  const auto place_of = [](const std::string& url) {
    CompiledPackage compiled;
    compiled.package.name = spec::PackageName::of("a");
    compiled.package.version = spec::Version::of("1.0");
    compiled.package.direct_url = Url::parse(url).value();
    compiled.hashes = {{.algorithm = HashAlgorithm::sha256, .hex = k_digest}};
    const std::string text = written({compiled}, here());
    const std::size_t begin = text.find("archive = { ") + 12;
    return text.substr(begin, text.find(',', begin) - begin);
  };
  CHECK(place_of("file:///work/w/a-1.0-py3-none-any.whl") == "path = \"../w/a-1.0-py3-none-any.whl\"");
  CHECK(place_of("file:///work/locks/a-1.0-py3-none-any.whl") == "path = \"a-1.0-py3-none-any.whl\"");
  CHECK(place_of("file:///opt/a-1.0-py3-none-any.whl") == "path = \"/opt/a-1.0-py3-none-any.whl\"");
  CHECK(place_of("file:///work/%ff/a-1.0-py3-none-any.whl") == "url = \"file:///work/%ff/a-1.0-py3-none-any.whl\"");
  CHECK(place_of("https://me:secret@index.example/a-1.0-py3-none-any.whl#sha256=00") ==
        "url = \"https://index.example/a-1.0-py3-none-any.whl\"");
}

TEST_CASE("a relative path leads from a folder to a file", "[engine][lock_compile]") {
  CHECK(relative_path("/a/b/c", "/a/b") == "c");
  CHECK(relative_path("/a/b/c", "/a") == "b/c");
  CHECK(relative_path("/a/b/c", "/a/bb/d") == "../../b/c");
  CHECK(relative_path("/a", "/") == "a");
}

}  // namespace axle::engine
