// SPDX-License-Identifier: MIT OR Apache-2.0
// The database of what is installed, in every form that other installers leave, and what can be removed.
#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/unit/venv/sandbox.hpp"

namespace axle::venv::test {
namespace {

const std::string k_metadata = "Metadata-Version: 2.1\nName: some-name\nVersion: 3.0\n";

const InstalledDistribution& only(const Installed& installed) {
  REQUIRE(installed.distributions().size() == 1);
  return installed.distributions().front();
}

std::optional<std::string> editable_location_of(const InstalledDistribution& distribution) {
  return find_editable_location(distribution, read_direct_url(distribution));
}

}  // namespace

TEST_CASE("names and versions come from dist-info names, without reading a file", "[venv][installed]") {
  Sandbox sandbox;
  REQUIRE(make_directories(sandbox.site("Foo_Bar-1.0.post1.dist-info")));
  REQUIRE(make_directories(sandbox.site("zope.interface-5.4.dist-info")));
  REQUIRE(make_directories(sandbox.site("~oo-1.0.dist-info")));
  sandbox.write(sandbox.site("module.py"), "x");
  const Installed installed = sandbox.scan();
  REQUIRE(installed.distributions().size() == 2);
  CHECK(installed.distributions()[0].name.text() == "foo-bar");
  CHECK(installed.distributions()[0].version_text == "1.0.post1");
  CHECK(installed.distributions()[1].name.text() == "zope-interface");
  CHECK(installed.find_first(spec::PackageName::of("foo-bar")) != nullptr);
  CHECK(installed.find_first(spec::PackageName::of("nothing")) == nullptr);
}

TEST_CASE("a dist-info without a version in its name is read", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("odd.dist-info/METADATA"), k_metadata);
  const Installed installed = sandbox.scan();
  CHECK(only(installed).name.text() == "some-name");
  CHECK(only(installed).version_text == "3.0");
}

TEST_CASE("broken METADATA is told with its path, and is no distribution", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("odd.dist-info/METADATA"), "nonsense");
  const Installed installed = sandbox.scan();
  CHECK(installed.distributions().empty());
  REQUIRE(installed.unreadable().size() == 1);
  CHECK(installed.unreadable()[0].path == sandbox.site("odd.dist-info"));
  CHECK_FALSE(installed.unreadable()[0].reason.empty());
}

TEST_CASE("egg-info folders and files are listed and not removable", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("egg_dir-1.5-py3.11.egg-info/PKG-INFO"), k_metadata);
  sandbox.write(sandbox.site("eggfile-2.0.egg-info"), k_metadata);
  sandbox.write(sandbox.site("noversion.egg-info/PKG-INFO"), k_metadata);
  const Installed installed = sandbox.scan();
  REQUIRE(installed.distributions().size() == 3);
  const auto& directory = *installed.find_first(spec::PackageName::of("egg-dir"));
  const auto& file = *installed.find_first(spec::PackageName::of("eggfile"));
  CHECK(directory.kind == InstalledKind::egg_info_directory);
  CHECK(directory.version_text == "1.5");
  CHECK(file.kind == InstalledKind::egg_info_file);
  CHECK(installed.find_first(spec::PackageName::of("some-name"))->version_text == "3.0");
  CHECK(find_removal_obstacle(file) == "it was installed by `distutils`, which keeps no list of its files");
  CHECK(find_removal_obstacle(directory) ==
        "it was installed by `setuptools` as an egg-info folder, without a list of its files");
  CHECK(read_installed_metadata(file)->name == "some-name");
}

TEST_CASE("an egg-info that the RECORD of its project lists is no distribution of its own", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("some_name-3.0.dist-info/RECORD"), "some_name.egg-info/PKG-INFO,,\neggs-1.0.egg-info,,\n");
  sandbox.write(sandbox.site("some_name.egg-info/PKG-INFO"), k_metadata);
  CHECK(only(sandbox.scan()).kind == InstalledKind::dist_info);
  // Not listed by its own project: somebody else put it there.
  sandbox.write(sandbox.site("eggs-1.0.egg-info"), k_metadata);
  sandbox.write(sandbox.site("some_name-3.0-py3.11.egg-info"), k_metadata);
  const Installed installed = sandbox.scan();
  CHECK(installed.find(spec::PackageName::of("eggs")).size() == 1);
  CHECK(installed.find(spec::PackageName::of("some-name")).size() == 2);
}

TEST_CASE("requirements behind long headers are read, and descriptions are no headers", "[venv][installed]") {
  Sandbox sandbox;
  std::string long_headers = k_metadata;
  while (long_headers.size() < 20'000) {
    long_headers += "Classifier: Topic :: Something\n";
  }
  sandbox.write(sandbox.site("long-3.0.dist-info/METADATA"), long_headers + "Requires-Dist: last\n");
  sandbox.write(sandbox.site("short-3.0.dist-info/METADATA"),
                k_metadata + "Requires-Dist: first\n\n" + std::string(20'000, 'x') + "\nRequires-Dist: none\n");
  const Installed installed = sandbox.scan();
  const auto requires_of = [&](std::string_view name) {
    return read_installed_metadata(*installed.find_first(spec::PackageName::of(name)))->requires_dist;
  };
  CHECK(requires_of("long") == std::vector<std::string>{"last"});
  CHECK(requires_of("short") == std::vector<std::string>{"first"});
}

TEST_CASE("an egg-link is an editable of the folder it names", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.path("project/some_name.egg-info/PKG-INFO"), k_metadata);
  sandbox.write(sandbox.site("some-name.egg-link"), sandbox.path("project") + "\n.\n");
  const Installed installed = sandbox.scan();
  CHECK(only(installed).kind == InstalledKind::egg_link);
  CHECK(only(installed).version_text == "3.0");
  CHECK(editable_location_of(only(installed)) == sandbox.path("project"));
  CHECK(read_direct_url(only(installed))->editable);
  CHECK(find_removal_obstacle(only(installed)) ==
        "it was installed by `setuptools` as an egg-link to `" + sandbox.path("project") + "`");
}

TEST_CASE("editables are known by direct_url.json", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("foo-1.0.dist-info/direct_url.json"),
                R"({"url":"file:///some/project","dir_info":{"editable":true}})");
  sandbox.write(sandbox.site("foo-1.0.dist-info/RECORD"), "foo-1.0.dist-info/RECORD,,\n");
  const Installed installed = sandbox.scan();
  CHECK(editable_location_of(only(installed)) == "/some/project");
  CHECK_FALSE(find_removal_obstacle(only(installed)));
}

TEST_CASE("editables of setuptools without direct_url.json are known by their .pth", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("foo-1.0.dist-info/RECORD"), "__editable__.foo-1.0.pth,,\n");
  sandbox.write(sandbox.site("__editable__.foo-1.0.pth"), "/some/project/src\n");
  CHECK(editable_location_of(only(sandbox.scan())) == "/some/project/src");
}

TEST_CASE("what has no RECORD is not removable and names its installer", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("foo-1.0.dist-info/METADATA"), k_metadata);
  CHECK(find_removal_obstacle(only(sandbox.scan())) == "its RECORD is missing, and so is the name of its installer");
  sandbox.write(sandbox.site("foo-1.0.dist-info/INSTALLER"), "conda\n");
  CHECK(read_installer(only(sandbox.scan())) == "conda");
  CHECK(find_removal_obstacle(only(sandbox.scan())) == "it was installed by `conda`, without a RECORD of its files");
}

TEST_CASE("a site folder that cannot be looked at is an error, one that is not there is empty", "[venv][installed]") {
  Sandbox sandbox;
  const auto missing = Installed::scan({sandbox.path("missing")});
  REQUIRE(missing);
  CHECK(missing->distributions().empty());
  const auto refused = Installed::scan({"/" + std::string(5000, 'a')});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message().ends_with("File name too long"));
}

TEST_CASE("a RECORD that does not list itself is not the list of the distribution's files", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("foo-1.0.dist-info/METADATA"), k_metadata);
  const std::string record = sandbox.site("foo-1.0.dist-info/RECORD");
  sandbox.write(record, "");
  CHECK(find_removal_obstacle(only(sandbox.scan())) == "its RECORD is empty");
  sandbox.write(record, std::string(64, '\0'));
  CHECK(find_removal_obstacle(only(sandbox.scan())) == "its RECORD is not the list of its files");
  const std::string whole = "foo-1.0.dist-info/METADATA,,\nfoo.py,,\nfoo-1.0.dist-info/RECORD,,\n";
  sandbox.write(record, whole.substr(0, whole.find("foo.py")));  // cut off by a crash of the machine
  CHECK(find_removal_obstacle(only(sandbox.scan())) == "its RECORD is not the list of its files");
  sandbox.write(record, whole);
  CHECK_FALSE(find_removal_obstacle(only(sandbox.scan())));
}

TEST_CASE("several folders are scanned in order, each once", "[venv][installed]") {
  Sandbox sandbox;
  REQUIRE(make_directories(sandbox.path("a/foo-1.0.dist-info")));
  REQUIRE(make_directories(sandbox.path("b/foo-2.0.dist-info")));
  const auto installed =
      Installed::scan({sandbox.path("b"), sandbox.path("none"), sandbox.path("a"), sandbox.path("b")});
  REQUIRE(installed);
  const auto found = installed->find(spec::PackageName::of("foo"));
  REQUIRE(found.size() == 2);
  CHECK(found[0]->version_text == "2.0");
  CHECK(found[1]->version_text == "1.0");
}

TEST_CASE("uninstalling what cannot be removed is refused before any change", "[venv][plan]") {
  Sandbox sandbox;
  REQUIRE(sandbox.install({sandbox.wheel("aa", "1.0").file("aa.py", "1").make()}));
  sandbox.write(sandbox.site("zz-1.0.dist-info/METADATA"), k_metadata);
  sandbox.write(sandbox.site("zz-1.0.dist-info/INSTALLER"), "conda");
  const Tree before = sandbox.tree();
  const auto removed = sandbox.uninstall({"aa", "zz"});
  REQUIRE_FALSE(removed);
  CHECK(removed.error().code() == ErrorCode::not_removable);
  CHECK(removed.error().message() ==
        "cannot uninstall `zz` 1.0: it was installed by `conda`, without a RECORD of its files");
  CHECK(sandbox.tree() == before);
  const auto upgraded = sandbox.install({sandbox.wheel("zz", "2.0").file("zz.py", "1").make()});
  REQUIRE_FALSE(upgraded);
  CHECK(upgraded.error().message() ==
        "cannot replace `zz` 1.0: it was installed by `conda`, without a RECORD of its files");
  CHECK(sandbox.tree() == before);
}

TEST_CASE("a dist-info folder may be reached through a link, a file of that name is none", "[venv][installed]") {
  Sandbox sandbox;
  REQUIRE(make_directories(sandbox.path("elsewhere")));
  sandbox.write(sandbox.site("foo-1.0.dist-info"), "no folder");
  std::filesystem::create_directory_symlink(sandbox.path("elsewhere"), sandbox.site("bar-2.0.dist-info"));
  const Installed installed = sandbox.scan();
  CHECK(only(installed).name.text() == "bar");
  CHECK(installed.unreadable().empty());
}

TEST_CASE("an egg-link that names nothing, and a name that is none, are told", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("foo.egg-link"), "\n");
  sandbox.write(sandbox.site("odd.dist-info/METADATA"), "Metadata-Version: 2.1\nName: not a name\nVersion: 1.0\n");
  const Installed installed = sandbox.scan();
  CHECK(installed.distributions().empty());
  REQUIRE(installed.unreadable().size() == 2);
  CHECK(installed.unreadable()[0].path == sandbox.site("foo.egg-link"));
  CHECK(installed.unreadable()[0].reason == "it names no folder");
  CHECK(installed.unreadable()[1].path == sandbox.site("odd.dist-info"));
  CHECK_THAT(installed.unreadable()[1].reason, ContainsSubstring("not a name"));
}

TEST_CASE("the files of an egg-info folder are read where they stand, others it has not", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("some_name-3.0-py3.11.egg-info/PKG-INFO"), k_metadata);
  sandbox.write(sandbox.site("some_name-3.0-py3.11.egg-info/REQUESTED"), "");
  sandbox.write(sandbox.site("some_name-3.0-py3.11.egg-info/direct_url.json"), R"({"url":"file:///x","dir_info":{}})");
  const Installed installed = sandbox.scan();
  CHECK(read_installed_metadata(only(installed)).value().name == "some-name");
  CHECK_FALSE(read_installed_record(only(installed)).value());
  CHECK_FALSE(read_installed_wheel_file(only(installed)).value());
  CHECK_FALSE(read_direct_url(only(installed)));
  CHECK_FALSE(read_requested(only(installed)));
  CHECK(read_installer(only(installed)).empty());
}

TEST_CASE("what was asked for by the user is marked as such", "[venv][installed]") {
  Sandbox sandbox;
  REQUIRE(make_directories(sandbox.site("foo-1.0.dist-info")));
  CHECK_FALSE(read_requested(only(sandbox.scan())));
  sandbox.write(sandbox.site("foo-1.0.dist-info/REQUESTED"), "");
  CHECK(read_requested(only(sandbox.scan())));
}

TEST_CASE("a RECORD that cannot be read is an error, not a missing one", "[venv][installed]") {
  Sandbox sandbox;
  REQUIRE(make_directories(sandbox.site("foo-1.0.dist-info/RECORD")));
  const Installed installed = sandbox.scan();
  const auto record = read_installed_record(only(installed));
  REQUIRE_FALSE(record);
  CHECK(record.error().message() == "cannot read `" + sandbox.site("foo-1.0.dist-info/RECORD") + "`: Is a directory");
  CHECK_FALSE(find_removal_obstacle(only(installed)));
}

TEST_CASE("only an __editable__ .pth beside the package makes it an editable", "[venv][installed]") {
  Sandbox sandbox;
  sandbox.write(sandbox.site("__editable__.bar-1.0.pth"), "/some/project/src\n");
  REQUIRE(make_directories(sandbox.site("foo-1.0.dist-info")));
  CHECK_FALSE(editable_location_of(only(sandbox.scan())));
  sandbox.write(sandbox.site("foo-1.0.dist-info/RECORD"), "foo.py,,\nx/__editable__.foo.pth,,\nother.pth,,\n");
  CHECK_FALSE(editable_location_of(only(sandbox.scan())));
}

}  // namespace axle::venv::test
