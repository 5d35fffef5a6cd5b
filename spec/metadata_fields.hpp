// SPDX-License-Identifier: MIT OR Apache-2.0
// All of core metadata, as reports in JSON have it.
//
// Spec:    core-metadata, "JSON-compatible metadata" (PEP 566): names in lower case with underscores, a list for what may
//          stand there several times and for keywords, the body as the description. Values stay as they are written,
//          with the line ends of folded ones, as in pip's reports.
// Not here: the parts that have a meaning for installing (spec/metadata).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json_doc.hpp"
#include "base/result.hpp"
#include "spec/metadata.hpp"

namespace axle::spec {

struct MetadataField {
  std::string key;
  std::vector<std::string> values;  ///< one, unless it is a list
  bool is_list = false;
  bool operator==(const MetadataField&) const = default;
};

/// The known fields of a METADATA file, in the order of the standard. Errors: bad_metadata, for headers that are not
/// UTF-8 or hold NUL bytes.
[[nodiscard]] Result<std::vector<MetadataField>> read_metadata_fields(std::string_view text);

/// The same of what resolving reads: name, version, Python, requirements and extras, where the text is out of reach.
[[nodiscard]] std::vector<MetadataField> metadata_fields_of(const DependencyMetadata& metadata);

/// An object.
void write_metadata(JsonWriter& json, const std::vector<MetadataField>& fields);

}  // namespace axle::spec
