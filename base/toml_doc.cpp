// SPDX-License-Identifier: MIT OR Apache-2.0
// TOML documents over toml++, behind limits that keep it from crashing.
//
// Spec:    TOML 1.0. Order: toml++ keeps tables sorted by name; we sort members back by their place in the text.
// Limits:  16 MiB and the depth of base/toml_scan.hpp, which also bounds the recursion here.
#include "base/toml_doc.hpp"

#include <toml++/toml.h>

#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"
#include "base/toml_scan.hpp"

namespace axle {
namespace {

constexpr std::size_t k_size_limit_bytes = std::size_t{16} * 1024 * 1024;

bool comes_before(const SourcePlace& a, const SourcePlace& b) {
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

SourcePlace place_of(const toml::source_position& position) {
  return {.file = {}, .line = position.line, .column = position.column};
}

class Converter {
 public:
  explicit Converter(std::string_view text) : lines_(split(text, '\n')) {}

  [[nodiscard]] TomlValue convert(const toml::node& node) const {
    TomlValue value;
    value.line = node.source().begin.line;
    value.column = node.source().begin.column;
    if (const auto* table = node.as_table()) {
      value.data = convert_table(*table);
    } else if (const auto* array = node.as_array()) {
      TomlArray items;
      items.reserve(array->size());
      for (const toml::node& item : *array) {
        items.push_back(convert(item));
      }
      value.data = std::move(items);
    } else if (const auto* text = node.as_string()) {
      value.data = text->get();
    } else if (const auto* integer = node.as_integer()) {
      value.data = integer->get();
    } else if (const auto* number = node.as_floating_point()) {
      value.data = number->get();
    } else if (const auto* flag = node.as_boolean()) {
      value.data = flag->get();
    } else {
      value.data = TomlTime{time_text(value.line, value.column)};
    }
    return value;
  }

 private:
  [[nodiscard]] TomlTable convert_table(const toml::table& table) const {
    struct Member {
      SourcePlace key_place;
      std::pair<std::string, TomlValue> item;
    };
    std::vector<Member> members;
    members.reserve(table.size());
    for (const auto& [key, node] : table) {
      members.push_back({place_of(key.source().begin), {std::string(key.str()), convert(node)}});
    }
    std::ranges::stable_sort(members, comes_before, &Member::key_place);
    TomlTable converted;
    converted.reserve(members.size());
    for (Member& member : members) {
      converted.push_back(std::move(member.item));
    }
    return converted;
  }

  /// A date or time as it is written; columns count code points.
  [[nodiscard]] std::string time_text(std::uint32_t line, std::uint32_t column) const {
    std::string_view text = lines_[line - 1];
    for (std::uint32_t code_point = 1; code_point < column; ++code_point) {
      text.remove_prefix(1);
      while (!text.empty() && (static_cast<unsigned char>(text.front()) & 0xc0U) == 0x80U) {
        text.remove_prefix(1);
      }
    }
    constexpr std::string_view k_time_characters = "0123456789:.-+TtZz";
    std::size_t size = std::min(text.find_first_not_of(k_time_characters), text.size());
    // One blank may stand between date and time.
    if (size == 10 && text.substr(size).starts_with(' ')) {
      const std::size_t end = std::min(text.find_first_not_of(k_time_characters, size + 1), text.size());
      size = end > size + 1 ? end : size;
    }
    return std::string(text.substr(0, size));
  }

  std::vector<std::string_view> lines_;
};

Error not_toml(const std::string& file, std::string_view reason, SourcePlace place) {
  place.file = file;
  return Error(ErrorCode::bad_toml, format("not valid TOML: {}", reason)).with_place(std::move(place));
}

}  // namespace

const std::string* TomlValue::as_string() const {
  return std::get_if<std::string>(&data);
}
const std::int64_t* TomlValue::as_integer() const {
  return std::get_if<std::int64_t>(&data);
}
const bool* TomlValue::as_bool() const {
  return std::get_if<bool>(&data);
}
const TomlArray* TomlValue::as_array() const {
  return std::get_if<TomlArray>(&data);
}
const TomlTable* TomlValue::as_table() const {
  return std::get_if<TomlTable>(&data);
}

const TomlValue* TomlValue::find(std::string_view key) const {
  const TomlTable* table = as_table();
  if (table == nullptr) {
    return nullptr;
  }
  const auto member = std::ranges::find(*table, key, [](const auto& item) -> std::string_view { return item.first; });
  return member == table->end() ? nullptr : &member->second;
}

Result<TomlValue> parse_toml(std::string_view text, const std::string& file) {
  if (text.size() > k_size_limit_bytes) {
    return fail(not_toml(file, format("it is larger than {}", format_bytes(k_size_limit_bytes)), {}));
  }
  if (const auto line = find_too_deep_line(text)) {
    return fail(not_toml(file, format("keys or values are nested more than {} deep", k_toml_depth_limit),
                         {.file = {}, .line = *line, .column = 0}));
  }
  const toml::parse_result parsed = toml::parse(text, file);
  if (!parsed) {
    const std::string_view description = parsed.error().description();
    return fail(not_toml(file, to_printable(description.substr(0, description.find('\n'))),
                         place_of(parsed.error().source().begin)));
  }
  TomlValue root = Converter(text).convert(parsed.table());
  root.line = 1;
  root.column = 1;
  return root;
}

}  // namespace axle
