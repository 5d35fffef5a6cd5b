// SPDX-License-Identifier: MIT OR Apache-2.0
// Words for shells, with escapes where a terminal must not get a byte raw.
//
// Sources: tcsh(1) 6.21 (`$'…'`; `!` is special in every quote), fish (`\XHH` is a byte, outside quotes). csh of BSD
//          and nushell have no escape for every byte.
#include "venv/activation_command.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/activation_scripts.hpp"

namespace axle::venv {
namespace {

bool is_printed(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7f;
}

/// `'a'\X0a'b'`
std::optional<std::string> escape_for_fish(std::string_view text) {
  std::string word;
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_printed(text[plain])) {
      ++plain;
    }
    if (plain > 0) {
      word += quote_literal(Shell::fish, text.substr(0, plain));
    } else {
      format_to(word, "\\X{:02x}", static_cast<unsigned char>(text.front()));
    }
    text.remove_prefix(plain > 0 ? plain : 1);
  }
  return word;
}

/// As other shells have it, but for the `!`, which is a command of the past. An escape is a character there: of bytes
/// beyond ASCII it makes others.
std::optional<std::string> escape_for_tcsh(std::string_view text) {
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    return std::nullopt;
  }
  std::string word;
  for (const char c : quote_for_shell(text)) {
    word += c == '!' ? std::string("\\041") : std::string(1, c);
  }
  return word;
}

struct ShellWords {
  std::string_view shell;
  Shell language;
  std::string_view verb;
  std::string_view script;
  std::optional<std::string> (*escape)(std::string_view);  ///< nothing: there is no way
};

constexpr std::array<ShellWords, 4> k_shells = {{
    {"fish", Shell::fish, "source", "/bin/activate.fish", escape_for_fish},
    {"tcsh", Shell::csh, "source", "/bin/activate.csh", escape_for_tcsh},
    {"csh", Shell::csh, "source", "/bin/activate.csh", nullptr},
    {"nu", Shell::nushell, "overlay use", "/bin/activate.nu", nullptr},
}};

/// Nothing where the shell cannot be told the name.
std::optional<std::string> word_for(const ShellWords& words, const std::string& text) {
  const std::string usual = quote_for_shell(text);
  if (usual == text) {
    return text;
  }
  if (!usual.starts_with('$')) {
    return quote_literal(words.language, text);
  }
  return words.escape != nullptr ? words.escape(text) : std::nullopt;
}

}  // namespace

std::string activation_command(std::string_view shell, const std::string& directory, bool relocatable) {
  const std::string_view name = path_file_name(shell);
  const std::string place = directory.starts_with('-') ? "./" + directory : directory;  // or it is an option
  std::string usual = format("source {}", quote_for_shell(place + "/bin/activate"));
  for (const ShellWords& words : k_shells) {
    if (words.shell != name) {
      continue;
    }
    if (relocatable && words.language == Shell::csh) {
      return format("{} (from bash, zsh or ksh: {} cannot enter a relocatable environment)", usual, name);
    }
    const auto word = word_for(words, place + std::string(words.script));
    return word ? format("{} {}", words.verb, *word)
                : format("{} (from bash, zsh or ksh: {} cannot be told this name)", usual, name);
  }
  return usual;
}

}  // namespace axle::venv
