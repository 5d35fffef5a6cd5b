// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/install_inputs: from what the user wrote to roots, constraints, wheels, hashes and index options.
#include "engine/install_inputs.hpp"

#include "engine/input_selection.hpp"
#include "engine/uninstall_inputs.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

using test::Workspace;
using Texts = std::vector<std::string>;

constexpr const char* k_sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

InputRequest request_in(const Workspace& workspace) {
  InputRequest request;
  request.working_directory = workspace.at("work");
  request.lookup = [](std::string_view) { return std::optional<std::string>(); };
  return request;
}

Texts describe(const std::vector<resolver::GivenRequirement>& list) {
  Texts texts;
  for (const auto& given : list) {
    texts.push_back(given.requirement.to_string() + (given.origin.empty() ? "" : " from " + given.origin));
  }
  return texts;
}

/// What is left for a Python on Linux.
CollectedInputs selected(const InputRequest& request, Workspace& workspace) {
  CollectedInputs collected = std::move(*collect_inputs(request, workspace.session()));
  REQUIRE(select_inputs(collected, resolver::test::linux_python().markers));
  return collected;
}

Texts urls_of(const CollectedInputs& collected) {
  Texts texts;
  for (const DirectWheel& wheel : collected.inputs.direct) {
    texts.push_back(wheel.url.to_request());
  }
  return texts;
}

}  // namespace

TEST_CASE("nothing asked for is a usage error, for each command with its own arguments", "[engine][install_inputs]") {
  Workspace workspace;
  InputRequest request = request_in(workspace);
  request.constraint_files = {"c.txt"};
  request.missing = "<PACKAGE|--requirement <FILE>|--group <GROUP>>";
  const auto collected = collect_inputs(request, workspace.session());
  CHECK(test::message_of(collected) ==
        "the following required arguments were not provided: <PACKAGE|--requirement <FILE>|--group <GROUP>>");
  CHECK(collected.error().code() == ErrorCode::usage);
  CHECK(test::message_of(collect_uninstall_targets(request, workspace.session())) ==
        "the following required arguments were not provided: <PACKAGE|--requirement <FILE>>");
}

TEST_CASE("requirements keep their order and know their file", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/r.txt", "b>=1\n-c c.txt\n");
  workspace.write("work/c.txt", "d<2\n");
  workspace.write("work/o.txt", "e==3\n");
  InputRequest request = request_in(workspace);
  request.packages = {"z", "A_a[Y,x]>1"};
  request.requirement_files = {"r.txt"};
  request.override_files = {"o.txt"};
  request.upgrade_bounds = {spec::parse_requirement("f<9").value()};
  const CollectedInputs collected = std::move(*collect_inputs(request, workspace.session()));
  CHECK(describe(collected.inputs.roots) == Texts{"z", "a-a[x,y]>1", "b>=1 from r.txt"});
  CHECK(describe(collected.inputs.constraints) == Texts{"d<2 from c.txt", "f<9 from --upgrade-package"});
  CHECK(describe(collected.inputs.overrides) == Texts{"e==3 from o.txt"});
}

TEST_CASE("options of a file are collected beside its requirements", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/r.txt",
                  "--index-url https://index.example/a\n--extra-index-url https://index.example/b\n"
                  "--find-links wheels\n--no-index\n--no-binary a,b\n--only-binary :all:\n--pre\n--require-hashes\n"
                  "a==1 --hash=sha256:" +
                      std::string(k_sha256) + "\n");
  InputRequest request = request_in(workspace);
  request.requirement_files = {"r.txt"};
  const CollectedInputs collected = std::move(*collect_inputs(request, workspace.session()));
  CHECK(collected.indexes.base->url.to_request() == "https://index.example/a");
  REQUIRE(collected.indexes.extra.size() == 1);
  CHECK(collected.indexes.extra.front().url.to_request() == "https://index.example/b");
  REQUIRE(collected.indexes.flat.size() == 1);
  CHECK(collected.indexes.flat.front().url == Url::from_path(workspace.at("work/wheels")));
  CHECK(collected.indexes.flat.front().kind == fetch::IndexKind::flat);
  CHECK(collected.indexes.no_index);
  REQUIRE(collected.hashes.size() == 1);
  CHECK(collected.hashes.front().name.text() == "a");
  CHECK(collected.hashes.front().hashes == std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = k_sha256}});

  InstallOptions options;
  apply_file_options(collected, options);
  CHECK(options.require_hashes);
  CHECK(options.resolver.prerelease.mode == resolver::PrereleaseMode::allow);
  CHECK(options.resolver.format.only_binary.all);
  CHECK(options.resolver.format.no_binary.contains(spec::PackageName::of("b")));
  CHECK_FALSE(options.resolver.format.no_binary.contains(spec::PackageName::of("c")));
}

TEST_CASE("the command line's choice of pre-releases beats --pre of a file", "[engine][install_inputs]") {
  CollectedInputs collected;
  collected.allow_prereleases = true;
  InstallOptions options;
  options.resolver.prerelease.mode = resolver::PrereleaseMode::disallow;
  apply_file_options(collected, options);
  CHECK(options.resolver.prerelease.mode == resolver::PrereleaseMode::disallow);
}

TEST_CASE("a wheel is a root with its URL, known once however often it is named", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/foo_bar-1.0-py3-none-any.whl", "");
  InputRequest request = request_in(workspace);
  const Url url = Url::from_path(workspace.at("work/foo_bar-1.0-py3-none-any.whl"));
  request.packages = {"./foo_bar-1.0-py3-none-any.whl", "foo-bar @ " + url.to_request()};
  const CollectedInputs collected = selected(request, workspace);
  REQUIRE(collected.inputs.direct.size() == 1);
  CHECK(collected.inputs.direct.front().url == url);
  CHECK(collected.inputs.direct.front().file_name == "foo_bar-1.0-py3-none-any.whl");
  CHECK(collected.inputs.direct.front().name.version == spec::Version::of("1.0"));
  REQUIRE(collected.inputs.roots.size() == 2);
  CHECK(collected.inputs.roots[0].requirement.url == url);
  CHECK(collected.inputs.roots[0].requirement.name.text() == "foo-bar");
}

TEST_CASE("wheels and hashes count only where the marker holds", "[engine][install_inputs]") {
  Workspace workspace;
  const std::string other(64, 'b');
  workspace.write("work/r.txt",
                  "a @ https://files.example/a-1.0-py3-none-any.whl ; sys_platform == 'win32' --hash=sha256:" + other +
                      "\na @ https://files.example/a-2.0-py3-none-any.whl ; sys_platform == 'linux' --hash=sha256:" +
                      k_sha256 + "\nb @ file:///nowhere/b-1.0-py3-none-any.whl ; sys_platform == 'win32'\n" +
                      "c @ https://files.example/c.tar.gz ; sys_platform == 'win32'\n");
  InputRequest request = request_in(workspace);
  request.requirement_files = {"r.txt"};
  const CollectedInputs collected = selected(request, workspace);
  CHECK(urls_of(collected) == Texts{"https://files.example/a-2.0-py3-none-any.whl"});
  CHECK(collected.inputs.hashes.at(spec::PackageName::of("a")) ==
        std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = k_sha256}});
}

TEST_CASE("a source distribution is refused where its marker holds", "[engine][install_inputs]") {
  Workspace workspace;
  InputRequest request = request_in(workspace);
  request.packages = {"c @ https://files.example/c.tar.gz ; sys_platform == 'linux'"};
  CollectedInputs collected = std::move(*collect_inputs(request, workspace.session()));
  CHECK(test::message_of(select_inputs(collected, resolver::test::linux_python().markers)) ==
        "only wheels are installed so far, and `c @ https://files.example/c.tar.gz ; sys_platform == 'linux'` is a "
        "source distribution");
}

TEST_CASE("an overridden name has the override's wheel alone", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/o.txt", "a @ https://files.example/a-2.0-py3-none-any.whl\nb\n");
  InputRequest request = request_in(workspace);
  request.packages = {"a @ https://files.example/a-1.0-py3-none-any.whl",
                      "b @ https://files.example/b-1.0-py3-none-any.whl"};
  request.override_files = {"o.txt"};
  CHECK(urls_of(selected(request, workspace)) == Texts{"https://files.example/a-2.0-py3-none-any.whl"});
}

TEST_CASE("a secure digest in a fragment is the hash of its wheel, beside --hash it is not",
          "[engine][install_inputs]") {
  Workspace workspace;
  const std::string other(64, 'b');
  workspace.write("work/r.txt", std::string("a @ https://files.example/a-1.0-py3-none-any.whl#sha256=") + k_sha256 +
                                    "\nb @ https://files.example/b-1.0-py3-none-any.whl#md5=" + std::string(32, '0') +
                                    "\nc @ https://files.example/c-1.0-py3-none-any.whl#sha256=" + k_sha256 +
                                    " --hash=sha256:" + other + "\n");
  InputRequest request = request_in(workspace);
  request.requirement_files = {"r.txt"};
  const auto hashes = selected(request, workspace).inputs.hashes;
  CHECK(hashes.size() == 2);
  CHECK(hashes.at(spec::PackageName::of("a")).front().hex == k_sha256);
  CHECK(hashes.at(spec::PackageName::of("c")) == std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = other}});
}

TEST_CASE("weak digests count only where there are no others", "[engine][install_inputs]") {
  Workspace workspace;
  const std::string weak = " --hash=md5:" + std::string(32, '0');
  workspace.write("work/r.txt", "a==1.0" + weak + "\nb==1.0" + weak + " --hash=sha256:" + k_sha256 +
                                    "\nc @ https://files.example/c-1.0-py3-none-any.whl#sha256=" + k_sha256 + weak +
                                    "\n");
  InputRequest request = request_in(workspace);
  request.requirement_files = {"r.txt"};
  const auto hashes = selected(request, workspace).inputs.hashes;
  CHECK(to_string(hashes.at(spec::PackageName::of("a")).front()) == "md5:" + std::string(32, '0'));
  const std::vector<Hash> strong = {{.algorithm = HashAlgorithm::sha256, .hex = k_sha256}};
  CHECK(hashes.at(spec::PackageName::of("b")) == strong);
  CHECK(hashes.at(spec::PackageName::of("c")) == strong);
}

TEST_CASE("a wheel has the digests of all its URLs, the user's constraints among them", "[engine][install_inputs]") {
  Workspace workspace;
  const std::string url = "a @ https://files.example/a-1.0-py3-none-any.whl";
  const Texts lines = {url, url + "#sha256=" + k_sha256, url + "#sha256=" + k_sha256 + "&md5=" + std::string(32, '0')};
  workspace.write("work/c.txt", url + "#sha256=" + std::string(64, 'b') + "\n");
  workspace.write("work/o.txt", url + "\n");
  InputRequest request = request_in(workspace);
  request.constraint_files = {"c.txt"};
  const auto digests = [&] {
    Texts texts;
    const CollectedInputs collected = selected(request, workspace);
    REQUIRE(collected.inputs.direct.size() == 1);
    for (const Hash& hash : collected.inputs.direct.front().hashes) {
      texts.push_back(to_string(hash));
    }
    std::ranges::sort(texts);
    return texts;
  };
  const Texts all = {"md5:" + std::string(32, '0'), std::string("sha256:") + k_sha256,
                     "sha256:" + std::string(64, 'b')};
  request.packages = lines;
  CHECK(digests() == all);
  request.packages = {lines[2], lines[1], lines[0]};
  CHECK(digests() == all);
  request.override_files = {"o.txt"};
  CHECK(digests() == Texts{all[2]});
}

TEST_CASE("a wheel of another name, or one that is not there, is refused", "[engine][install_inputs]") {
  Workspace workspace;
  InputRequest request = request_in(workspace);
  request.packages = {"bar @ https://files.example/foo-1.0-py3-none-any.whl"};
  CHECK(test::message_of(collect_inputs(request, workspace.session())) ==
        "`https://files.example/foo-1.0-py3-none-any.whl` asks for `bar`, but the wheel is of `foo`");
  request.packages = {"foo @ file:///nowhere/foo-1.0-py3-none-any.whl"};
  const auto missing = collect_inputs(request, workspace.session());
  CHECK(test::message_of(missing) == "wheel not found at `/nowhere/foo-1.0-py3-none-any.whl`");
  CHECK(missing.error().code() == ErrorCode::not_found);
}

TEST_CASE("what needs a build is refused in one line, without passwords", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/project/pyproject.toml", "[project]\nname = \"p\"\nversion = \"1\"\n");
  const auto refusal = [&](InputRequest request) {
    const auto collected = collect_inputs(request, workspace.session());
    CHECK(collected.error().code() == ErrorCode::unsupported_source);
    return test::message_of(collected);
  };
  InputRequest request = request_in(workspace);
  request.packages = {"foo @ https://me:secret@files.example/foo-1.0.tar.gz"};
  CHECK(refusal(request) ==
        "only wheels are installed so far, and `foo @ https://me:****@files.example/foo-1.0.tar.gz` is "
        "a source distribution");
  request.packages = {"./project"};
  CHECK(refusal(request).ends_with(" is a folder with sources"));
  request.packages = {"git+https://files.example/foo.git"};
  CHECK(refusal(request).ends_with(" is a repository"));
  request.packages.clear();
  request.editables = {"."};
  CHECK(refusal(request) == "only wheels are installed so far, and `.` is an editable project");
}

TEST_CASE("pyproject.toml gives dependencies, extras and groups", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/pyproject.toml",
                  "[project]\nname = \"p\"\nversion = \"1\"\ndependencies = [\"a\"]\n"
                  "[project.optional-dependencies]\nOne_X = [\"b\"]\ntwo = [\"c\"]\n"
                  "[dependency-groups]\ndev = [\"d\"]\n");
  const auto roots = [&](const std::function<void(InputRequest&)>& change) {
    InputRequest request = request_in(workspace);
    change(request);
    auto collected = collect_inputs(request, workspace.session());
    return collected ? describe(collected->inputs.roots) : Texts{collected.error().message()};
  };
  const Texts file = {"pyproject.toml"};
  CHECK(roots([&](InputRequest& r) { r.requirement_files = file; }) == Texts{"a from pyproject.toml"});
  CHECK(roots([&](InputRequest& r) { r.requirement_files = file, r.extras = {"one-x"}; }) ==
        Texts{"a from pyproject.toml", "b from pyproject.toml"});
  CHECK(roots([&](InputRequest& r) { r.requirement_files = file, r.all_extras = true; }).size() == 3);
  CHECK(roots([&](InputRequest& r) { r.requirement_files = file, r.extras = {"none"}; }) ==
        Texts{"`pyproject.toml` has no extra `none`"});
  CHECK(roots([](InputRequest& r) { r.groups = {"dev"}; }) == Texts{"d from pyproject.toml:dev"});
  CHECK(roots([](InputRequest& r) { r.groups = {"pyproject.toml:Dev"}; }) == Texts{"d from pyproject.toml:dev"});
  CHECK(roots([](InputRequest& r) { r.groups = {"docs"}; }) ==
        Texts{"`pyproject.toml` has no dependency group `docs`"});
}

TEST_CASE("names to uninstall come from packages and files", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/r.txt", "b>=1\n");
  InputRequest request = request_in(workspace);
  request.packages = {"A_a"};
  request.requirement_files = {"r.txt"};
  CHECK(collect_uninstall_targets(request, workspace.session()).value().names ==
        std::vector{spec::PackageName::of("a-a"), spec::PackageName::of("b")});
}

TEST_CASE("what is uninstalled need not be installable", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/r.txt",
                  "a @ git+https://files.example/a.git@main\nb[x] @ https://files.example/b-1.0.tar.gz\n"
                  "https://u:p@files.example/c-1.0.tar.gz#sha256=00\n./gone-1.0-py3-none-any.whl\n");
  InputRequest request = request_in(workspace);
  request.requirement_files = {"r.txt"};
  const auto targets = collect_uninstall_targets(request, workspace.session());
  REQUIRE(targets.has_value());
  CHECK(targets->names ==
        std::vector{spec::PackageName::of("a"), spec::PackageName::of("b"), spec::PackageName::of("gone")});
  CHECK(targets->urls == Texts{"https://files.example/c-1.0.tar.gz"});
}

TEST_CASE("what is uninstalled by URL is named without credentials, extras, markers and hashes",
          "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/r.txt",
                  "-e /src/a[dev]\n-e file:./b ; sys_platform == \"win32\"\n./x.whl\n"
                  "git+https://u:p@g.example/c.git@0123#subdirectory=s&egg=c ; sys_platform == 'win32'\n");
  InputRequest request = request_in(workspace);
  request.requirement_files = {"r.txt"};
  const auto targets = collect_uninstall_targets(request, workspace.session());
  REQUIRE(targets.has_value());
  CHECK(targets->names.empty());
  CHECK(targets->urls == Texts{"file:///src/a", "file://" + workspace.at("work/b"),
                               "file://" + workspace.at("work/x.whl"),
                               "git+https://g.example/c.git@0123#subdirectory=s"});
}

TEST_CASE("a wheel with a broken name is told as such, with its line", "[engine][install_inputs]") {
  Workspace workspace;
  workspace.write("work/r.txt", "\n./foo.whl\n");
  InputRequest request = request_in(workspace);
  request.requirement_files = {"r.txt"};
  const auto collected = collect_inputs(request, workspace.session());
  REQUIRE_FALSE(collected.has_value());
  CHECK(collected.error().code() == ErrorCode::bad_wheel_name);
  CHECK(to_string(collected.error()) == "`foo.whl` is not a valid wheel name: must have five or six parts");
  REQUIRE(collected.error().where());
  CHECK(collected.error().where()->file == "r.txt");
  CHECK(collected.error().where()->line == 2);
}

}  // namespace axle::engine
