// SPDX-License-Identifier: MIT OR Apache-2.0
// engine/inspect_report: what is recorded of installed distributions.
#include "engine/inspect_report.hpp"

#include "tests/unit/engine/workspace.hpp"

namespace axle::engine {

using test::Workspace;

TEST_CASE("a report tells metadata, place, origin, installer and wish", "[engine][inspect_report]") {
  Workspace workspace;
  workspace.install("foo", "1.0", {"bar"});
  workspace.install("zip", "2.0");
  workspace.write("site/foo-1.0.dist-info/INSTALLER", "someone\n");
  workspace.write("site/foo-1.0.dist-info/REQUESTED", "");
  workspace.write("site/foo-1.0.dist-info/direct_url.json", R"({"url":"file:///src","dir_info":{}})");
  WarningSink warnings;
  const auto inspected = inspect_distributions(workspace.installed(), warnings);
  REQUIRE(inspected.size() == 2);
  CHECK(inspected[0].metadata_location == workspace.at("site/foo-1.0.dist-info"));
  CHECK(inspected[0].direct_url->url == "file:///src");
  CHECK(inspected[0].installer == "someone");
  CHECK(inspected[0].requested == true);
  CHECK(inspected[0].metadata.back() ==
        spec::MetadataField{.key = "requires_dist", .values = {"bar"}, .is_list = true});
  CHECK_FALSE(inspected[1].direct_url);
  CHECK(inspected[1].requested == false);
  CHECK(warnings.take().empty());
}

TEST_CASE("a distribution that cannot be read is told by its name", "[engine][inspect_report]") {
  Workspace workspace;
  workspace.write("site/foo-1.0.dist-info/METADATA", "Name: foo\nSummary: \xff\n");
  workspace.write("site/old-1.0.egg-info/PKG-INFO", "Name: old\n");
  WarningSink warnings;
  const auto inspected = inspect_distributions(workspace.installed(), warnings);
  REQUIRE(inspected.size() == 2);
  CHECK(inspected[0].metadata ==
        std::vector<spec::MetadataField>{{.key = "name", .values = {"foo"}}, {.key = "version", .values = {"1.0"}}});
  CHECK_FALSE(inspected[1].requested);
  CHECK(warnings.take() == std::vector{"the metadata of `" + workspace.at("site/foo-1.0.dist-info") +
                                       "` cannot be read: a header is not valid UTF-8"});
}

}  // namespace axle::engine
