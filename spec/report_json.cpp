// SPDX-License-Identifier: MIT OR Apache-2.0
// Marker variables by name; direct_url.json has its own file (spec/direct_url.cpp).
#include "spec/report_json.hpp"

namespace axle::spec {

void write_markers(JsonWriter& json, const MarkerEnvironment& markers) {
  json.begin_object();
  json.key("implementation_name").value(markers.implementation_name);
  json.key("implementation_version").value(markers.implementation_version);
  json.key("os_name").value(markers.os_name);
  json.key("platform_machine").value(markers.platform_machine);
  json.key("platform_release").value(markers.platform_release);
  json.key("platform_system").value(markers.platform_system);
  json.key("platform_version").value(markers.platform_version);
  json.key("python_full_version").value(markers.python_full_version);
  json.key("platform_python_implementation").value(markers.platform_python_implementation);
  json.key("python_version").value(markers.python_version);
  json.key("sys_platform").value(markers.sys_platform);
  json.end_object();
}

}  // namespace axle::spec
