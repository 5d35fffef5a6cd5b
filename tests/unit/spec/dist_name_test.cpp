// SPDX-License-Identifier: MIT OR Apache-2.0
// File names of wheels and sdists: the format's examples, and reliability W07, I09, I10.
#include "spec/dist_name.hpp"

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("a wheel name comes apart into its five parts", "[spec][dist_name]") {
  const Result<WheelName> name = parse_wheel_name("Foo_Bar-1.0.0-cp311.cp312-abi3.none-manylinux_2_17_x86_64.any.whl");
  REQUIRE(name);
  CHECK(name->name == PackageName::of("foo-bar"));
  CHECK(name->version == Version::of("1.0.0"));
  CHECK_FALSE(name->build);
  CHECK(name->python_tags == "cp311.cp312");
  CHECK(name->abi_tags == "abi3.none");
  CHECK(name->platform_tags == "manylinux_2_17_x86_64.any");
  CHECK(name->dist_info_stem == "Foo_Bar-1.0.0");
  CHECK(name->tags().platform == "manylinux_2_17_x86_64.any");
}

TEST_CASE("a build tag is a number and a text", "[spec][dist_name]") {
  CHECK(parse_wheel_name("foo-1.0-1-py3-none-any.whl").value().build == BuildTag{1, ""});
  CHECK(parse_wheel_name("foo-1.0-20abc-py3-none-any.whl").value().build == BuildTag{20, "abc"});
  CHECK(BuildTag{2, ""} < BuildTag{10, ""});
  CHECK(BuildTag{2, "a"} < BuildTag{2, "b"});
}

TEST_CASE("local versions and epochs are part of wheel names", "[spec][dist_name]") {
  CHECK(parse_wheel_name("torch-2.1.0+cu118-cp311-cp311-linux_x86_64.whl").value().version ==
        Version::of("2.1.0+cu118"));
  CHECK(parse_wheel_name("foo-1!2.0-py3-none-any.whl").value().version == Version::of("1!2.0"));
}

TEST_CASE("a broken wheel name is refused with its reason", "[spec][dist_name]") {
  struct Row {
    const char* name;
    const char* message;
  };
  const Row rows[] = {
      {"foo.whl", "`foo.whl` is not a valid wheel name: must have five or six parts"},
      {"foo-1.0-py3-none-any.tar.gz", "`foo-1.0-py3-none-any.tar.gz` is not a valid wheel name: must end with `.whl`"},
      {"a-1-2-3-4-5-6.whl", "`a-1-2-3-4-5-6.whl` is not a valid wheel name: must have five or six parts"},
      {"_foo-1.0-py3-none-any.whl",
       "`_foo-1.0-py3-none-any.whl` is not a valid wheel name: `_foo` is not a valid package name"},
      {"-1.0-py3-none-any.whl", "`-1.0-py3-none-any.whl` is not a valid wheel name: `` is not a valid package name"},
      {"../x-1.0-py3-none-any.whl",
       "`../x-1.0-py3-none-any.whl` is not a valid wheel name: `../x` is not a valid package name"},
      {"foo-x-py3-none-any.whl", "`foo-x-py3-none-any.whl` is not a valid wheel name: `x` is not a valid version"},
      {"foo-1.0-x-py3-none-any.whl",
       "`foo-1.0-x-py3-none-any.whl` is not a valid wheel name: the build tag `x` does not start with a digit"},
      {"foo-1.0-py3-none-any.whl%2f..",
       "`foo-1.0-py3-none-any.whl%2f..` is not a valid wheel name: must end with "
       "`.whl`"},
      {"foo-1.0-py3-none-any%2f.whl",
       "`foo-1.0-py3-none-any%2f.whl` is not a valid wheel name: `any%2f` is not a valid tag"},
      {"foo-1.0-py3..py2-none-any.whl",
       "`foo-1.0-py3..py2-none-any.whl` is not a valid wheel name: `py3..py2` is not a valid tag"},
      {"foo-1.0-py3--any.whl", "`foo-1.0-py3--any.whl` is not a valid wheel name: `` is not a valid tag"},
      {"foo-1.0-py3-none-\x1b[2J.whl",
       "`foo-1.0-py3-none-\\x1b[2J.whl` is not a valid wheel name: `\\x1b[2J` is not a valid tag"},
  };
  for (const Row& row : rows) {
    const Result<WheelName> name = parse_wheel_name(row.name);
    INFO(row.name);
    REQUIRE_FALSE(name);
    CHECK(name.error().code() == ErrorCode::bad_wheel_name);
    CHECK(name.error().message() == row.message);
  }
}

TEST_CASE("a wheel name that no file system could hold is refused", "[spec][dist_name]") {
  const std::string name = "foo-1.0-py3-none-" + std::string(300, 'a') + ".whl";
  CHECK(parse_wheel_name(name).error().message().ends_with("is not a valid wheel name: longer than 255 bytes"));
}

TEST_CASE("an sdist name is split against the project that lists it", "[spec][dist_name]") {
  struct Row {
    const char* file;
    const char* project;
    const char* version;  // nullptr: not one of this project
  };
  const Row rows[] = {
      {"foo-1.0.tar.gz", "foo", "1.0"},
      {"foo-1.0.zip", "foo", "1.0"},
      {"Foo.Bar-1.0.tar.gz", "foo-bar", "1.0"},
      {"foo-bar-1.0.tar.gz", "foo-bar", "1.0"},
      {"foo--bar-1.0.tar.gz", "foo-bar", "1.0"},
      {"foo-1.0-beta2.tar.gz", "foo", "1.0b2"},
      {"foo_2-2.tar.gz", "foo-2", "2"},
      {"foo-2-2.tar.gz", "foo", nullptr},
      {"foo-2-2.tar.gz", "foo-2", "2"},
      {"foo-bar-1.0.tar.gz", "foo", nullptr},
      {"foo-1.0.tar.gz", "bar", nullptr},
      {"foo-1.0.tar.bz2", "foo", nullptr},
      {"foo-1.0.tgz", "foo", nullptr},
      {"foo-1.0.exe", "foo", nullptr},
      {"foo.tar.gz", "foo", nullptr},
      {"foo-.tar.gz", "foo", nullptr},
      {"../foo-1.0.tar.gz", "foo", nullptr},
      {"", "foo", nullptr},
  };
  for (const Row& row : rows) {
    INFO(row.file << " of " << row.project);
    const std::optional<SdistName> name = parse_sdist_name(row.file, PackageName::of(row.project));
    REQUIRE(name.has_value() == (row.version != nullptr));
    if (name) {
      CHECK(name->version.to_string() == row.version);
      CHECK(name->name.text() == row.project);
    }
  }
}

}  // namespace
}  // namespace axle::spec
