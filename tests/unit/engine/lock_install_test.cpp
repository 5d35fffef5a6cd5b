// SPDX-License-Identifier: MIT OR Apache-2.0
// From locks to pinned artifacts: which wheel, from where, and what is refused.
#include "engine/lock_install.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "base/format.hpp"
#include "project/pylock_file.hpp"
#include "tests/unit/engine/workspace.hpp"
#include "tests/unit/resolver/fake_source.hpp"

namespace axle::engine {
namespace {

const std::string k_digest(64, 'a');

/// A lock of one package `a`, in the folder /work/locks.
LockedInputs lock_of(const std::string& keys) {
  const std::string text = "lock-version = '1.0'\ncreated-by = 'x'\n[[packages]]\nname = 'a'\n" + keys + "\n";
  return {.file = "pylock.toml",
          .folder = "/work/locks",
          .lock = project::parse_pylock(text, "pylock.toml", [](const std::string&) {}).value(),
          .wishes = {}};
}

std::string wheel(std::string_view name) {
  return format("{{ url = 'https://index.example/{}', hashes = {{ sha256 = '{}' }} }}", name, k_digest);
}

Result<spec::PinnedArtifact> select(const LockedInputs& inputs, const InstallOptions& options = {},
                                    std::vector<std::string>* told = nullptr) {
  WarningSink warnings;
  const resolver::Problem problem = resolver::test::problem_of({});
  TRY_ASSIGN(auto pins, select_locked(inputs, options, problem.target, warnings));
  REQUIRE(pins.size() == 1);
  if (told != nullptr) {
    *told = warnings.take();
  }
  return std::move(pins.front());
}

InputRequest request_of(std::vector<std::string> files) {
  InputRequest request;
  request.requirement_files = std::move(files);
  request.working_directory = "/work";
  return request;
}

}  // namespace

TEST_CASE("the best wheel is taken with all that the lock says of it", "[engine][lock_install]") {
  const auto pin = select(lock_of("version = '1.0'\nindex = 'https://me:secret@index.example/simple/'\nwheels = [" +
                                  wheel("a-1.0-py2-none-any.whl") + "," + wheel("a-1.0-py2.py3-none-any.whl") + "," +
                                  wheel("a-1.0-1-py3-none-any.whl") + "," + wheel("a-1.0-2b-py3-none-any.whl") + "," +
                                  wheel("a-1.0-2a-py3-none-any.whl") + "]"));
  REQUIRE(pin);
  CHECK(pin->file_name == "a-1.0-2b-py3-none-any.whl");
  CHECK(pin->version == spec::Version::of("1.0"));
  CHECK(pin->file_url.to_request() == "https://index.example/a-1.0-2b-py3-none-any.whl");
  CHECK(pin->hashes == std::vector<Hash>{{.algorithm = HashAlgorithm::sha256, .hex = k_digest}});
  CHECK(pin->source.url.to_secret_text() == "https://index.example/simple/");
  CHECK(pin->requested);
  CHECK_FALSE(pin->direct_url);
}

TEST_CASE("of equal wheels the first name is taken, whatever the order in the lock", "[engine][lock_install]") {
  const std::string first = wheel("a-1.0-py2.py3-none-any.whl");
  const std::string second = wheel("a-1.0-py3-none-any.whl");
  CHECK(select(lock_of("wheels = [" + first + "," + second + "]"))->file_name == "a-1.0-py2.py3-none-any.whl");
  CHECK(select(lock_of("wheels = [" + second + "," + first + "]"))->file_name == "a-1.0-py2.py3-none-any.whl");
}

TEST_CASE("a path is below the folder of the lock and counts before a URL", "[engine][lock_install]") {
  const std::string more = ", hashes = { sha256 = '" + k_digest + "' }, size = 7";
  const auto pin = select(
      lock_of("wheels = [{ path = '../w/a-1.0-py3-none-any.whl', url = 'https://index.example/x'" + more + " }]"));
  REQUIRE(pin);
  CHECK(pin->file_url.file_path().value() == "/work/w/a-1.0-py3-none-any.whl");
  CHECK(pin->size_bytes == 7);
  LockedInputs fetched = lock_of("wheels = [{ path = '/w/a-1.0-py3-none-any.whl'" + more + " }]");
  CHECK(select(fetched)->file_url.file_path().value() == "/w/a-1.0-py3-none-any.whl");
  fetched.folder.clear();
  CHECK(test::message_of(select(fetched)) ==
        "`pylock.toml` was fetched, and must not name the local file `/w/a-1.0-py3-none-any.whl`");
  LockedInputs with_url = lock_of("wheels = [{ url = 'file:///w/a-1.0-py3-none-any.whl'" + more + " }]");
  with_url.folder.clear();
  CHECK(test::message_of(select(with_url)) ==
        "`pylock.toml` was fetched, and must not name the local file `file:///w/a-1.0-py3-none-any.whl`");
}

TEST_CASE("an archive is installed as what was named by URL", "[engine][lock_install]") {
  const auto pin = select(lock_of("archive = " + wheel("a-2.0-py3-none-any.whl")));
  REQUIRE(pin);
  CHECK(pin->version == spec::Version::of("2.0"));
  CHECK(pin->source.kind == spec::Source::Kind::direct_url);
  REQUIRE(pin->direct_url);
  CHECK(pin->direct_url->url == "https://index.example/a-2.0-py3-none-any.whl");
  CHECK(pin->direct_url->hashes == pin->hashes);
  CHECK(test::message_of(select(lock_of("archive = " + wheel("b-2.0-py3-none-any.whl")))) ==
        "`b-2.0-py3-none-any.whl` of `pylock.toml` is not of `a`");
  CHECK(test::message_of(select(lock_of("version = '1.0'\narchive = " + wheel("a-2.0-py3-none-any.whl")))) ==
        "`a-2.0-py3-none-any.whl` of `pylock.toml` is not of `a 1.0`");
  CHECK(test::message_of(select(lock_of("archive = " + wheel("a-2.0-py2-none-any.whl")))) ==
        "no wheel of `a` in `pylock.toml` has a matching Python version tag");
}

TEST_CASE("the closest reason is told when no wheel fits", "[engine][lock_install]") {
  const auto pin = select(lock_of("wheels = [" + wheel("a-1.0-py2-none-any.whl") + "," +
                                  wheel("a-1.0-py3-none-win32.whl") + "," + wheel("a-1.0-cp27-cp27m-win32.whl") + "]"));
  CHECK(test::message_of(pin) == "no wheel of `a` in `pylock.toml` has a matching platform tag");
  CHECK(pin.error().code() == ErrorCode::no_solution);
}

TEST_CASE("what only a build could install is refused", "[engine][lock_install]") {
  const auto refusal = [](const std::string& keys, const InstallOptions& options = {}) {
    return test::message_of(select(lock_of(keys), options));
  };
  const std::string begin = "only wheels are installed so far, and `a` of `pylock.toml` ";
  CHECK(refusal("sdist = " + wheel("a-1.0.tar.gz")) == begin + "has only a source distribution");
  CHECK(refusal("archive = " + wheel("a-1.0.zip")) == begin + "is the archive `a-1.0.zip`");
  CHECK(refusal("directory = { path = 'a' }") == begin + "is a folder with sources");
  CHECK(refusal("vcs = { type = 'git', url = 'u', commit-id = '1' }") == begin + "is a repository");
  InstallOptions options;
  options.resolver.format.no_binary.names = {spec::PackageName::of("a")};
  CHECK(refusal("wheels = [" + wheel("a-1.0-py3-none-any.whl") + "]", options) ==
        begin + "has wheels, which --no-binary excludes");
}

TEST_CASE("a digest that proves nothing is told, and refused with --require-hashes", "[engine][lock_install]") {
  const LockedInputs weak =
      lock_of("wheels = [{ url = 'https://index.example/a-1.0-py3-none-any.whl', hashes = { md5 = '" +
              k_digest.substr(32) + "' } }]");
  std::vector<std::string> told;
  CHECK(select(weak, {}, &told).has_value());
  CHECK(told == std::vector<std::string>{
                    "`pylock.toml` has only a digest for `a-1.0-py3-none-any.whl` that proves nothing: md5"});
  InstallOptions options;
  options.require_hashes = true;
  CHECK(test::message_of(select(weak, options)) ==
        "`md5` hashes are insecure and cannot be used with `--require-hashes`, but no other hashes are available for: "
        "a-1.0-py3-none-any.whl");
}

TEST_CASE("a lock is read by its name, and stands alone", "[engine][lock_install]") {
  test::Workspace workspace;
  CHECK_FALSE(
      read_lock(request_of({"requirements.txt", "pyproject.toml", "pylock.a.b.toml"}), workspace.session()).value());
  CHECK(test::message_of(read_lock(request_of({"pylock.toml", "requirements.txt"}), workspace.session())) ==
        "nothing else can be asked for beside the lock file `pylock.toml`");
  const auto refusal = [&](auto change) {
    InputRequest request = request_of({"pylock.toml"});
    change(request);
    return test::message_of(read_lock(request, workspace.session()));
  };
  const std::string fixed = " cannot be used with the lock file `pylock.toml`, whose versions are fixed";
  CHECK(refusal([](InputRequest& r) { r.constraint_files = {"c.txt"}; }) == "constraints" + fixed);
  CHECK(refusal([](InputRequest& r) { r.override_files = {"o.txt"}; }) == "overrides" + fixed);
  CHECK(refusal([](InputRequest& r) { r.exclude_files = {"e.txt"}; }) == "exclusions" + fixed);
  CHECK(refusal([](InputRequest& r) { r.groups = {"p:dev"}; }) ==
        "`--group p:dev` is of a project, and cannot be used with the lock file `pylock.toml`");
}

TEST_CASE("paths of a lock are below its folder", "[engine][lock_install]") {
  test::Workspace workspace;
  workspace.write("locks/pylock.toml", "lock-version = '1.0'\ncreated-by = 'x'\npackages = []\n");
  const std::string file = workspace.at("locks/pylock.toml");
  InputRequest request = request_of({file});
  request.extras = {"x"};
  const auto inputs = read_lock(request, workspace.session());
  REQUIRE(inputs);
  REQUIRE(inputs->has_value());
  CHECK((*inputs)->folder == workspace.at("locks"));
  CHECK((*inputs)->file == file);
  CHECK((*inputs)->wishes.extras == std::vector<std::string>{"x"});
}

}  // namespace axle::engine
