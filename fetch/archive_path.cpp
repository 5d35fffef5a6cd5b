// SPDX-License-Identifier: MIT OR Apache-2.0
// Names of zip entries: what is refused, each with its rule.
#include "fetch/archive_path.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/text.hpp"
#include "fetch/archive_fields.hpp"

namespace axle::fetch {
namespace {

constexpr std::size_t k_component_limit = 255;
constexpr std::size_t k_path_limit = 4096;

/// What a terminal acts upon, what shows in another order than it is read, and where Python's splitlines(), which reads
/// RECORD, ends a line.
bool has_control_character(std::string_view path) {
  const bool is_plain = std::ranges::all_of(path, [](char c) { return c >= ' ' && c < '\x7f'; });
  return !is_plain && to_printable(path) != path;
}

bool has_drive(std::string_view path) {
  const char first = path.empty() ? '\0' : path.front();
  const bool letter = (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z');
  return letter && path.size() > 1 && path[1] == ':';
}

Result<void> check_characters(std::string_view path, bool utf8_flag) {
  if (path.find('\0') != std::string_view::npos) {
    return rule_failure("Z35", format("the name `{}` holds a NUL", to_printable(path)));
  }
  const bool ascii = std::ranges::all_of(path, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii && !utf8_flag) {
    return rule_failure("Z45", format("the name `{}` has no known encoding", to_printable(path)));
  }
  if (!is_valid_utf8(path)) {
    return rule_failure("Z46", format("the name `{}` is not valid UTF-8", to_printable(path)));
  }
  if (has_control_character(path)) {
    return rule_failure("Z36", format("the name `{}` holds a control character", to_printable(path)));
  }
  if (path.find('\\') != std::string_view::npos) {
    return rule_failure("Z34", format("the name `{}` holds a backslash", path));
  }
  return {};
}

Result<void> check_component(std::string_view path, std::string_view component) {
  if (component == "..") {
    return rule_failure("Z31", format("the name `{}` leaves its folder", path));
  }
  if (component.empty() || component == ".") {
    return rule_failure("Z62", format("the name `{}` has an empty part", path));
  }
  if (component.size() > k_component_limit) {
    return rule_failure("Z39", format("a part of a name is {} bytes long, over the limit of 255", component.size()));
  }
  return {};
}

}  // namespace

Result<void> check_archive_path(std::string_view path, bool utf8_flag) {
  if (path.empty()) {
    return rule_failure("Z61", "an entry has no name");
  }
  TRY(check_characters(path, utf8_flag));
  if (path.front() == '/') {
    return rule_failure("Z30", format("the name `{}` is absolute", path));
  }
  if (has_drive(path)) {
    return rule_failure("Z37", format("the name `{}` begins with a drive", path));
  }
  if (path.size() > k_path_limit) {
    return rule_failure("Z40", format("a name is {} bytes long, over the limit of 4096", path.size()));
  }
  for (const auto component : split(path, '/')) {
    TRY(check_component(path, component));
  }
  return {};
}

Result<void> check_archive_mode(std::string_view path, std::uint32_t unix_mode, bool is_directory) {
  constexpr std::uint32_t k_type_mask = 0170000;
  constexpr std::uint32_t k_regular = 0100000;
  constexpr std::uint32_t k_directory = 0040000;
  constexpr std::uint32_t k_symlink = 0120000;
  const std::uint32_t type = unix_mode & k_type_mask;
  if (type == 0 || type == (is_directory ? k_directory : k_regular)) {
    return {};
  }
  if (type == k_symlink) {
    return rule_failure("Z28", format("`{}` is a symbolic link", path));
  }
  return rule_failure("Z63", format("`{}` is neither a file nor a folder", path));
}

}  // namespace axle::fetch
