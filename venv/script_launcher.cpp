// SPDX-License-Identifier: MIT OR Apache-2.0
// The sh form is one text with two readings: sh sees `exec PATH "$0" "$@"`, Python sees a string in triple quotes.
// Bytes that would mean something to either (quotes, backslash, `$`, control characters, non-ASCII) stand as octal
// escapes in a printf, which Python reads as valid escapes too.
#include "venv/script_launcher.hpp"

#include <algorithm>

#include "base/format.hpp"
#include "base/fs.hpp"

namespace axle::venv {
namespace {

/// Of the whole first line with `#!` and its end: what every Linux and macOS kernel reads.
constexpr std::size_t k_kernel_limit_bytes = 127;
constexpr std::size_t k_first_line_limit_bytes = 4096;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("/._-+@=,:~").find(c) != std::string_view::npos;
}

std::string quote_for_both(std::string_view path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](char c) { return is_plain(c) || c == ' '; });
  if (plain) {
    return format("'{}'", path);
  }
  std::string quoted = "\"$(printf '";
  for (const char c : path) {
    if (is_plain(c)) {
      quoted += c;
    } else {
      format_to(quoted, "\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return quoted + "')\"";
}

}  // namespace

std::string make_script_start(const ScriptStart& start) {
  if (start.relocatable) {
    const std::string name(path_file_name(start.interpreter));
    return format("#!/bin/sh\n'''exec' \"$(dirname -- \"$(realpath -- \"$0\")\")\"/{} \"$0\" \"$@\"\n' '''\n",
                  quote_for_both(name));
  }
  const bool plain = std::all_of(start.interpreter.begin(), start.interpreter.end(), is_plain);
  if (plain && start.interpreter.size() + 3 <= k_kernel_limit_bytes) {
    return format("#!{}\n", start.interpreter);
  }
  return format("#!/bin/sh\n'''exec' {} \"$0\" \"$@\"\n' '''\n", quote_for_both(start.interpreter));
}

std::string make_launcher(const spec::EntryPoint& entry_point, const ScriptStart& start) {
  const std::string_view object = entry_point.object;
  return format("{}import sys\n\nfrom {} import {}\n\nif __name__ == \"__main__\":\n    sys.exit({}())\n",
                make_script_start(start), entry_point.module, object.substr(0, object.find('.')), object);
}

std::optional<std::string> rewrite_script(std::string_view content, const ScriptStart& start) {
  if (!content.starts_with("#!python")) {
    return std::nullopt;
  }
  const std::size_t end = content.substr(0, k_first_line_limit_bytes).find('\n');
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  return make_script_start(start) + std::string(content.substr(end + 1));
}

}  // namespace axle::venv
