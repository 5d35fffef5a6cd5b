// SPDX-License-Identifier: MIT OR Apache-2.0
// One literal word in the language of each shell.
//
// Sources: POSIX 2.2.2 (single quotes); tcsh(1) (`!` and line ends are special even in single quotes); fish (backslash
//          and quote only); nushell raw strings; PowerShell (typographic single quotes end a string too); cmd (a quote
//          or line end cannot be escaped in `set "…"`: replaced by `_`, neither can stand in a path of Windows).
#include "base/format.hpp"
#include "base/text.hpp"
#include "venv/activation_scripts.hpp"

namespace axle::venv {
namespace {

std::string replace_each(std::string_view text, std::string_view open, std::string_view close,
                         std::string (*replacement)(char)) {
  std::string quoted(open);
  for (const char c : text) {
    quoted += replacement(c);
  }
  quoted += close;
  return quoted;
}

std::string quote_csh(std::string_view text) {
  return replace_each(text, "'", "'", [](char c) -> std::string {
    switch (c) {
      case '\'':
        return "'\\''";
      case '!':
        return "\\!";
      case '\n':
        return "\\\n";
      default:
        return std::string(1, c);
    }
  });
}

std::string quote_posix(std::string_view text) {
  return replace_each(text, "'", "'", [](char c) { return c == '\'' ? std::string("'\\''") : std::string(1, c); });
}

std::string quote_fish(std::string_view text) {
  return replace_each(text, "'", "'",
                      [](char c) { return c == '\'' || c == '\\' ? std::string("\\") + c : std::string(1, c); });
}

std::string quote_nushell(std::string_view text) {
  std::string hashes = "#";
  while (text.find("'" + hashes) != std::string_view::npos) {
    hashes += '#';
  }
  return format("r{}'{}'{}", hashes, text, hashes);
}

/// U+2018 to U+201B (bytes e2 80 98 to 9b) are single quotes to PowerShell.
std::string quote_powershell(std::string_view text) {
  std::string quoted = "'";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool typographic = i + 2 < text.size() && text[i] == '\xe2' && text[i + 1] == '\x80' &&
                             text[i + 2] >= '\x98' && text[i + 2] <= '\x9b';
    if (typographic) {
      quoted += text.substr(i, 3);
      quoted += text.substr(i, 3);
      i += 2;
    } else {
      quoted.append(text[i] == '\'' ? 2 : 1, text[i]);
    }
  }
  return quoted + "'";
}

std::string quote_batch(std::string_view text) {
  return replace_each(text, "", "", [](char c) -> std::string {
    switch (c) {
      case '%':
        return "%%";
      case '"':
      case '\r':
      case '\n':
        return "_";
      default:
        return std::string(1, c);
    }
  });
}

/// A bytes literal, decoded as Python decodes file names, wherever ASCII does not do.
std::string quote_python(std::string_view text) {
  bool plain = true;
  std::string body;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\' || c == '\'') {
      body += '\\';
      body += c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      plain = false;
      body += format("\\x{:02x}", byte);
    } else {
      body += c;
    }
  }
  return plain ? format("'{}'", body) : format("os.fsdecode(b'{}')", body);
}

}  // namespace

std::string quote_literal(Shell shell, std::string_view text) {
  switch (shell) {
    case Shell::posix:
      return quote_posix(text);
    case Shell::csh:
      return quote_csh(text);
    case Shell::fish:
      return quote_fish(text);
    case Shell::nushell:
      return quote_nushell(text);
    case Shell::powershell:
      return quote_powershell(text);
    case Shell::batch:
      return quote_batch(text);
    case Shell::xonsh:
    case Shell::python:
      return quote_python(text);
  }
  return {};
}

}  // namespace axle::venv
