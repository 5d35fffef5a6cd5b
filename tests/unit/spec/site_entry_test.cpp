// SPDX-License-Identifier: MIT OR Apache-2.0
// Which entries of a site folder stand for a distribution.
#include "spec/site_entry.hpp"

#include <string_view>

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

TEST_CASE("entries that stand for a distribution have its name, and some its version", "[spec][site_entry]") {
  struct Case {
    std::string_view entry;
    SiteEntryKind kind;
    std::string_view name, version;
  };
  for (const Case& each : {
           Case{"Foo_Bar-1.0.post1.dist-info", SiteEntryKind::dist_info, "Foo_Bar", "1.0.post1"},
           Case{"odd.dist-info", SiteEntryKind::dist_info, "odd", ""},
           Case{"foo-1.0.DIST-INFO", SiteEntryKind::dist_info, "foo", "1.0"},
           Case{"foo-1.0-py3.11.egg-info", SiteEntryKind::egg_info, "foo", "1.0"},
           Case{"foo-1.0.egg-info", SiteEntryKind::egg_info, "foo", "1.0"},
           Case{"foo.Egg-Info", SiteEntryKind::egg_info, "foo", ""},
           Case{"foo-bar.egg-link", SiteEntryKind::egg_link, "foo-bar", ""},
       }) {
    INFO(each.entry);
    const auto entry = parse_site_entry(each.entry);
    REQUIRE(entry);
    CHECK(entry->kind == each.kind);
    CHECK(entry->name == each.name);
    CHECK(entry->version == each.version);
  }
}

TEST_CASE("other entries stand for none", "[spec][site_entry]") {
  for (const std::string_view entry : {"foo", "foo.py", "dist-info", "foo.dist-info.old", "foo.egg", "foo-egg-info"}) {
    INFO(entry);
    CHECK_FALSE(parse_site_entry(entry));
  }
}

}  // namespace
}  // namespace axle::spec
