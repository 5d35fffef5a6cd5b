// SPDX-License-Identifier: MIT OR Apache-2.0
// Reads the scripts that a distribution declares in entry_points.txt.
//
// Spec:    entry-points; lines as importlib.metadata takes them (blanks at both ends do not count).
// Rules:   reliability E01–E14. A name that holds anything but [A-Za-z0-9_.-] and passes these rules is odd but usable.
#include <algorithm>
#include <unordered_map>

#include "base/format.hpp"
#include "base/text.hpp"
#include "spec/installed_files.hpp"
#include "spec/script_name.hpp"

namespace axle::spec {
namespace {

/// Of a file name, on every file system in use.
constexpr std::size_t k_name_limit_bytes = 255;

std::unexpected<Error> refuse(std::string message, std::uint32_t line) {
  return fail(Error(ErrorCode::bad_entry_points, std::move(message)).with_place({"entry_points.txt", line, 0}));
}

bool is_identifier(std::string_view text) {
  const auto is_start = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
  };
  return !text.empty() && is_start(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return is_start(c) || (c >= '0' && c <= '9'); });
}

bool is_dotted_name(std::string_view text) {
  return std::ranges::all_of(split(text, '.'), is_identifier);
}

/// Characters that a shell or a file system gives a meaning.
bool is_dangerous(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == 0x7f ||
         std::string_view("$`\"'\\;&|<>()*?:").find(c) != std::string_view::npos;
}

/// The rule that a script name breaks, in words, or an empty text.
std::string fault_of_name(std::string_view name) {
  const std::string shown = to_printable(name);
  if (name.empty()) {
    return "E09: an entry point has no name";
  }
  if (name.front() == '/') {
    return format("E02: entry point name `{}` is an absolute path", shown);
  }
  if (name.find_first_of("/\\") != std::string_view::npos) {
    return format("{}: entry point name `{}` contains a path separator", name.contains("..") ? "E01" : "E08", shown);
  }
  if (name.front() == '-' || name.front() == '.') {
    return format("E12: entry point name `{}` begins with `{}`", shown, name.front());
  }
  if (std::ranges::any_of(name, is_dangerous) || shown != name) {
    return format("E13: entry point name `{}` contains a character that is not allowed", shown);
  }
  if (name.size() > k_name_limit_bytes) {
    return format("E13: an entry point name is {} bytes long, over the limit of {}", name.size(), k_name_limit_bytes);
  }
  if (is_reserved_script_name(name)) {
    return format("E03: entry point name `{}` is reserved", shown);
  }
  return {};
}

/// Takes `module:object [extras]` apart; the broken rule in words, or an empty text.
std::string read_target(std::string_view text, EntryPoint& out) {
  const std::size_t bracket = text.find('[');
  if (bracket != std::string_view::npos && text.ends_with(']')) {
    text = trim(text.substr(0, bracket));
  }
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    return format("E06: entry point `{}` names no callable", out.name);
  }
  out.module = trim(text.substr(0, colon));
  out.object = trim(text.substr(colon + 1));
  if (!is_dotted_name(out.module)) {
    return format("E05: entry point `{}` has `{}` as its module", out.name, to_printable(out.module));
  }
  if (!is_dotted_name(out.object)) {
    return format("E04: entry point `{}` has `{}` as its object", out.name, to_printable(out.object));
  }
  return {};
}

std::size_t indent_of(std::string_view line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

/// Collects entry points line by line.
class EntryPointReader {
 public:
  Result<void> read_line(std::string_view line, std::uint32_t number) {
    const std::string_view text = trim(line);
    if (text.empty() || text.front() == '#' || text.front() == ';') {
      return {};
    }
    if (text.front() == '[') {
      return read_head(text, number);
    }
    if (!has_section_) {
      return refuse(format("E11: `{}` belongs to no section", to_printable(text)), number);
    }
    if (section_ != "console_scripts" && section_ != "gui_scripts") {
      return {};
    }
    return read_entry(text, indent_of(line), number);
  }
  [[nodiscard]] std::vector<EntryPoint> take() { return std::move(entries_); }

 private:
  /// Python's two parsers disagree on heads with anything behind them, with blanks or brackets inside.
  Result<void> read_head(std::string_view text, std::uint32_t number) {
    const bool is_closed = text.size() > 2 && text.back() == ']';
    const std::string_view name = is_closed ? text.substr(1, text.size() - 2) : "";
    if (name.empty() || name.find_first_of("[]") != std::string_view::npos || name != trim(name)) {
      return refuse(format("E11: `{}` is not the head of a section", to_printable(text)), number);
    }
    section_ = name;
    has_section_ = true;
    entry_indent_.reset();
    return {};
  }

  Result<void> read_entry(std::string_view text, std::size_t indent, std::uint32_t number) {
    // Python's two parsers disagree on such a line: one continues the value above, the other begins a new entry.
    if (entry_indent_ && indent > *entry_indent_) {
      return refuse(format("E11: `{}` continues the line above", to_printable(text)), number);
    }
    entry_indent_ = indent;
    const std::size_t equals = text.find('=');
    EntryPoint entry;
    entry.gui = section_ == "gui_scripts";
    entry.name = trim(text.substr(0, equals));
    if (std::string fault = fault_of_name(entry.name); !fault.empty()) {
      return refuse(std::move(fault), number);
    }
    const std::string_view target = equals == std::string_view::npos ? "" : trim(text.substr(equals + 1));
    if (std::string fault = read_target(target, entry); !fault.empty()) {
      return refuse(std::move(fault), number);
    }
    const auto [known, is_new] = names_.try_emplace(entry.name, entry.gui);
    if (!is_new) {
      return refuse(known->second == entry.gui
                        ? format("E07: entry point `{}` appears twice", entry.name)
                        : format("E14: entry point `{}` is both a console and a GUI script", entry.name),
                    number);
    }
    entries_.push_back(std::move(entry));
    return {};
  }

  std::string section_;
  bool has_section_ = false;
  std::optional<std::size_t> entry_indent_;
  std::unordered_map<std::string, bool> names_;
  std::vector<EntryPoint> entries_;
};

}  // namespace

Result<std::vector<EntryPoint>> parse_entry_points(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) {
    text.remove_prefix(3);
  }
  if (!is_valid_utf8(text)) {
    return refuse("E13: `entry_points.txt` is not text in UTF-8", 0);
  }
  EntryPointReader reader;
  std::uint32_t number = 0;
  for (const std::string_view line : split_lines(text)) {
    TRY(reader.read_line(line, ++number));
  }
  return reader.take();
}

}  // namespace axle::spec
