// SPDX-License-Identifier: MIT OR Apache-2.0
// Values of standards as members of a report in JSON.
//
// Spec:    direct-url (PEP 610); the environment markers of dependency-specifiers, by their names.
#pragma once

#include "base/json_doc.hpp"
#include "spec/installed_files.hpp"
#include "spec/marker.hpp"

namespace axle::spec {

/// An object, as in direct_url.json.
void write_direct_url(JsonWriter& json, const DirectUrl& direct_url);
/// An object with the eleven variables.
void write_markers(JsonWriter& json, const MarkerEnvironment& markers);

}  // namespace axle::spec
