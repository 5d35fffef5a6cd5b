// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/compile_target: for whom to choose where no Python is at hand. With one, tests/cli/pip_compile.
#include "engine/compile_target.hpp"

#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {
namespace {

/// Nothing on the PATH, no environment.
Result<spec::TargetPython> find_in_empty(const test::Workspace& workspace, const TargetOptions& options,
                                         const TargetOverride& target) {
  venv::SearchEnvironment search;
  search.working_directory = workspace.at("empty");
  search.query.cache_directory = workspace.cache();
  return find_compile_target(options, target, search, null_log());
}

}  // namespace

TEST_CASE("without a Python, version and platform together make one", "[engine][compile_target]") {
  const test::Workspace workspace;
  const TargetOverride target{.version = spec::Version::of("3.12"),
                              .platform = spec::find_target_platform("aarch64-apple-darwin")};
  const auto python = find_in_empty(workspace, {}, target).value();
  CHECK(python.version.to_string() == "3.12.0");
  CHECK(python.implementation == "cpython");
  CHECK(python.markers.python_version == "3.12");
  CHECK(python.markers.sys_platform == "darwin");
  CHECK(python.markers.platform_machine == "arm64");
  CHECK(python.markers.implementation_name == "cpython");
  CHECK(python.markers.implementation_version == "3.12.0");
}

TEST_CASE("one of them alone, or a Python that was asked for, does not do", "[engine][compile_target]") {
  const test::Workspace workspace;
  const TargetOverride version{.version = spec::Version::of("3.12"), .platform = {}};
  CHECK(test::message_of(find_in_empty(workspace, {}, version)) ==
        "no interpreter found in virtual environments or on the PATH");
  const TargetOverride both{.version = version.version, .platform = spec::find_target_platform("linux")};
  TargetOptions options;
  options.python = "3.11";
  CHECK(test::message_of(find_in_empty(workspace, options, both)) ==
        "no interpreter found for Python 3.11 in virtual environments or on the PATH");
}

TEST_CASE("a version of a file of settings binds no lock, and a platform does", "[engine][compile_target]") {
  TargetOverride target{.version = spec::Version::of("3.9"), .platform = spec::find_target_platform("windows")};
  CHECK(override_of_lock(target).version == spec::Version::of("3.9"));
  target.is_version_of_settings = true;
  CHECK_FALSE(override_of_lock(target).version);
  CHECK(override_of_lock(target).platform);
}

}  // namespace axle::engine
