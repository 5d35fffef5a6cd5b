// SPDX-License-Identifier: MIT OR Apache-2.0
// Members of reports.
#include "spec/report_json.hpp"

#include "tests/support/catch.hpp"

namespace axle::spec {

TEST_CASE("a report has each marker variable under its name", "[spec][report_json]") {
  const MarkerEnvironment markers{.os_name = "posix",
                                  .sys_platform = "linux",
                                  .platform_machine = "x86_64",
                                  .platform_python_implementation = "CPython",
                                  .platform_release = "6.1",
                                  .platform_system = "Linux",
                                  .platform_version = "#1",
                                  .python_version = "3.11",
                                  .python_full_version = "3.11.2",
                                  .implementation_name = "cpython",
                                  .implementation_version = "3.11.2"};
  JsonWriter json;
  write_markers(json, markers);
  CHECK(json.take() ==
        R"({"implementation_name":"cpython","implementation_version":"3.11.2","os_name":"posix",)"
        R"("platform_machine":"x86_64","platform_release":"6.1","platform_system":"Linux","platform_version":"#1",)"
        R"("python_full_version":"3.11.2","platform_python_implementation":"CPython","python_version":"3.11",)"
        R"("sys_platform":"linux"})");
}

TEST_CASE("a direct URL in a report is what its file says", "[spec][report_json]") {
  const auto direct_url = parse_direct_url(R"({"url":"file:///a","dir_info":{"editable":true}})").value();
  JsonWriter json;
  json.begin_object().key("direct_url");
  write_direct_url(json, direct_url);
  json.end_object();
  CHECK(json.take() == R"({"direct_url":{"url":"file:///a","dir_info":{"editable":true}}})");
}

}  // namespace axle::spec
