// SPDX-License-Identifier: MIT OR Apache-2.0
// Types of keys, and what is said of wrong ones.
#include "project/toml_section.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace axle::project {
namespace {

/// An offset can lead out of the years that four digits name.
bool has_common_year(UnixTime time) {
  const std::string text = to_rfc3339(time);
  return text.front() != '-' && text[4] == '-';
}

}  // namespace

std::vector<std::string> TomlSection::keys() const {
  std::vector<std::string> keys;
  for (const TomlMember& member : *table_->as_table()) {
    keys.push_back(member.key);
  }
  return keys;
}

std::string TomlSection::path_of(std::string_view key) const {
  const bool is_joined = !path_.empty() && !key.empty();
  return format("{}{}{}", path_, is_joined ? "." : "", to_printable(key));
}

SourcePlace TomlSection::place_of(std::string_view key) const {
  const TomlValue* value = table_->find(key);
  const TomlValue& at = value != nullptr ? *value : *table_;
  return {.file = file_, .line = at.line, .column = at.column};
}

std::unexpected<Error> TomlSection::wrong(std::string_view key, std::string_view what) const {
  return fail(Error(ErrorCode::bad_toml, format("`{}` {}", path_of(key), what)).with_place(place_of(key)));
}

Error TomlSection::unreadable(std::string_view key, Error reason) const {
  return Error(ErrorCode::bad_toml, format("`{}` cannot be read", path_of(key)))
      .with_place(place_of(key))
      .caused_by(std::move(reason));
}

Result<std::optional<std::string>> TomlSection::text(std::string_view key) const {
  const TomlValue* value = table_->find(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  const std::string* text = value->as_string();
  return text != nullptr ? Result<std::optional<std::string>>(*text) : wrong(key, "must be a string");
}

Result<std::string> TomlSection::required_text(std::string_view key) const {
  TRY_ASSIGN(std::optional<std::string> found, text(key));
  if (!found) {
    return missing(key);
  }
  return found->empty() ? Result<std::string>(wrong(key, "is empty")) : std::move(*found);
}

Result<std::string> TomlSection::text_or_empty(std::string_view key) const {
  TRY_ASSIGN(std::optional<std::string> found, text(key));
  return std::move(found).value_or(std::string());
}

Result<std::string> TomlSection::path_text(std::string_view key) const {
  TRY_ASSIGN(std::optional<std::string> found, text(key));
  if (!found) {
    return std::string();
  }
  const bool can_be_path = !found->empty() && !found->contains('\0');
  return can_be_path ? Result<std::string>(std::move(*found)) : wrong(key, "is no path");
}

Result<bool> TomlSection::flag(std::string_view key) const {
  const TomlValue* value = table_->find(key);
  if (value == nullptr) {
    return false;
  }
  return value->as_bool() != nullptr ? Result<bool>(*value->as_bool()) : wrong(key, "must be true or false");
}

Result<std::optional<std::uint64_t>> TomlSection::size(std::string_view key) const {
  const TomlValue* value = table_->find(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  const std::int64_t* size = value->as_integer();
  if (size == nullptr || *size < 0) {
    return wrong(key, "must be a number of bytes");
  }
  return static_cast<std::uint64_t>(*size);
}

Result<std::optional<UnixTime>> TomlSection::time(std::string_view key) const {
  const TomlValue* value = table_->find(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (const auto* written = std::get_if<TomlTime>(&value->data)) {
    // TOML also has a blank in place of the `T`, and small letters.
    std::string text = written->text;
    std::ranges::transform(text, text.begin(), [](char c) { return c == ' ' || c == 't' ? 'T' : c == 'z' ? 'Z' : c; });
    const auto time = parse_rfc3339(text);
    const auto local = time ? time : parse_rfc3339(text + "Z");
    if (local && has_common_year(*local)) {
      return local;
    }
  }
  return wrong(key, "must be a date and time");
}

Result<std::optional<TomlSection>> TomlSection::table(std::string_view key) const {
  const TomlValue* value = table_->find(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->as_table() == nullptr) {
    return wrong(key, "must be a table");
  }
  return TomlSection(*value, path_of(key), file_);
}

Result<std::optional<std::vector<TomlSection>>> TomlSection::tables(std::string_view key) const {
  const TomlValue* value = table_->find(key);
  if (value == nullptr) {
    return std::nullopt;
  }
  if (value->as_array() == nullptr) {
    return wrong(key, "must be an array of tables");
  }
  std::vector<TomlSection> sections;
  for (const TomlValue& item : *value->as_array()) {
    if (item.as_table() == nullptr) {
      return wrong(key, "must be an array of tables");
    }
    sections.emplace_back(item, path_of(key), file_);
  }
  return sections;
}

Result<std::vector<std::string>> TomlSection::text_list(std::string_view key) const {
  const TomlValue* value = table_->find(key);
  std::vector<std::string> texts;
  if (value == nullptr) {
    return texts;
  }
  if (value->as_array() == nullptr) {
    return wrong(key, "must be an array of strings");
  }
  for (const TomlValue& item : *value->as_array()) {
    if (item.as_string() == nullptr) {
      return wrong(key, "must be an array of strings");
    }
    texts.push_back(*item.as_string());
  }
  return texts;
}

}  // namespace axle::project
