// SPDX-License-Identifier: MIT OR Apache-2.0
// The fields of the standard, by name.
#include "spec/metadata_fields.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/email_headers.hpp"

namespace axle::spec {
namespace {

struct KnownField {
  std::string_view name;
  bool is_list = false;
};

constexpr std::string_view k_description = "Description";
constexpr std::string_view k_keywords = "Keywords";

constexpr std::array k_fields = std::to_array<KnownField>({
    {"Metadata-Version"},
    {"Name"},
    {"Version"},
    {"Dynamic", true},
    {"Platform", true},
    {"Supported-Platform", true},
    {"Summary"},
    {k_description},
    {"Description-Content-Type"},
    {k_keywords},
    {"Home-page"},
    {"Download-URL"},
    {"Author"},
    {"Author-email"},
    {"Maintainer"},
    {"Maintainer-email"},
    {"License"},
    {"License-Expression"},
    {"License-File", true},
    {"Classifier", true},
    {"Requires-Dist", true},
    {"Requires-Python"},
    {"Requires-External", true},
    {"Project-URL", true},
    {"Provides-Extra", true},
    {"Provides-Dist", true},
    {"Obsoletes-Dist", true},
    {"Import-Name", true},
    {"Import-Namespace", true},
});

std::string key_of(std::string_view name) {
  std::string key = to_lower_ascii(name);
  std::ranges::replace(key, '-', '_');
  return key;
}

/// Old files separate them by blanks.
std::vector<std::string> split_keywords(std::string_view value) {
  const bool has_commas = value.contains(',');
  std::string text(value);
  if (!has_commas) {
    std::ranges::replace_if(text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  }
  std::vector<std::string> words;
  for (const std::string_view word : split(text, has_commas ? ',' : ' ')) {
    if (has_commas || !word.empty()) {
      words.emplace_back(trim(word));
    }
  }
  return words;
}

MetadataField make_field(const KnownField& known, std::vector<std::string> values) {
  MetadataField field{.key = key_of(known.name), .values = std::move(values), .is_list = known.is_list};
  if (known.name == k_keywords) {
    field.values = split_keywords(field.values.front());
    field.is_list = true;
  } else if (!known.is_list) {
    field.values.resize(1);
  }
  return field;
}

void set_description(std::vector<MetadataField>& fields, std::string_view body) {
  const std::string key = key_of(k_description);
  const auto found = std::ranges::find(fields, key, &MetadataField::key);
  if (found != fields.end()) {
    found->values.front() = body;
  } else {
    fields.push_back({.key = key, .values = {std::string(body)}});
  }
}

}  // namespace

Result<std::vector<MetadataField>> read_metadata_fields(std::string_view text) {
  const auto headers = read_email_headers(text);
  if (!headers) {
    return fail(
        Error(ErrorCode::bad_metadata, headers.error().reason).with_place({"METADATA", headers.error().line, 0}));
  }
  std::vector<MetadataField> fields;
  for (const KnownField& known : k_fields) {
    std::vector<std::string> values;
    for (const EmailHeader& header : *headers) {
      if (header.is(known.name)) {
        values.emplace_back(header.value);
      }
    }
    if (!values.empty()) {
      fields.push_back(make_field(known, std::move(values)));
    }
  }
  if (const std::string_view body = find_email_body(text); !body.empty()) {
    set_description(fields, body);
  }
  return fields;
}

std::vector<MetadataField> metadata_fields_of(const DependencyMetadata& metadata) {
  std::vector<MetadataField> fields{{.key = "name", .values = {std::string(metadata.name())}},
                                    {.key = "version", .values = {std::string(metadata.version())}}};
  MetadataField needs{.key = "requires_dist", .values = {}, .is_list = true};
  for (std::size_t i = 0; i < metadata.requirement_count(); ++i) {
    needs.values.emplace_back(metadata.requirement(i).text);
  }
  MetadataField extras{.key = "provides_extra", .values = {}, .is_list = true};
  for (std::size_t i = 0; i < metadata.extra_count(); ++i) {
    extras.values.emplace_back(metadata.extra(i));
  }
  if (!needs.values.empty()) {
    fields.push_back(std::move(needs));
  }
  if (!metadata.requires_python().empty()) {
    fields.push_back({.key = "requires_python", .values = {std::string(metadata.requires_python())}});
  }
  if (!extras.values.empty()) {
    fields.push_back(std::move(extras));
  }
  return fields;
}

void write_metadata(JsonWriter& json, const std::vector<MetadataField>& fields) {
  json.begin_object();
  for (const MetadataField& field : fields) {
    json.key(field.key);
    if (!field.is_list) {
      json.value(field.values.front());
      continue;
    }
    json.begin_array();
    for (const std::string& value : field.values) {
      json.value(value);
    }
    json.end_array();
  }
  json.end_object();
}

}  // namespace axle::spec
