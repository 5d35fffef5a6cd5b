// SPDX-License-Identifier: MIT OR Apache-2.0
// Deriving environments from base interpreters, and the marker of PEP 668.
//
// The marker's message: section [externally-managed], key Error, an INI file as Python's configparser reads it.
#include "venv/interpreter.hpp"

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_marker_limit_bytes = 64 * 1024;

/// Value of `Error=` in [externally-managed], with its continuation lines; "" when there is none.
std::string find_error_text(std::string_view text) {
  std::string found;
  bool in_section = false;
  bool in_value = false;
  for (const std::string_view line : split_lines(text)) {
    const std::string_view content = trim(line);
    if (in_value && !line.empty() && (line.front() == ' ' || line.front() == '\t')) {
      found += '\n';
      found += content;
      continue;
    }
    if (in_value && content.empty()) {
      found += '\n';
      continue;
    }
    in_value = false;
    if (!content.empty() && content.front() == '[') {
      in_section = content == "[externally-managed]";
    }
    const std::size_t equals = content.find('=');
    if (in_section && equals != std::string_view::npos && trim(content.substr(0, equals)) == "Error") {
      found = trim(content.substr(equals + 1));
      in_value = true;
    }
  }
  return std::string(trim(found));
}

}  // namespace

Interpreter make_virtual(const Interpreter& base, const std::string& prefix, bool system_site_packages) {
  Interpreter made = base;
  made.prefix = prefix;
  made.is_venv = true;
  made.system_site_packages = system_site_packages;
  made.externally_managed_marker.clear();
  const InstallScheme& below = base.venv_scheme;
  made.scheme = {prefix + below.purelib, prefix + below.platlib, prefix + below.scripts, prefix + below.data,
                 prefix + below.headers};
  made.executable = join_path(made.scheme.scripts, "python");
  made.site_directories = {made.scheme.purelib};
  if (made.scheme.platlib != made.scheme.purelib) {
    made.site_directories.push_back(made.scheme.platlib);
  }
  if (system_site_packages) {
    made.site_directories.insert(made.site_directories.end(), base.site_directories.begin(),
                                 base.site_directories.end());
  }
  return made;
}

std::optional<std::string> find_externally_managed_message(const Interpreter& interpreter) {
  if (interpreter.externally_managed_marker.empty()) {
    return std::nullopt;
  }
  const auto text = read_file(interpreter.externally_managed_marker, k_marker_limit_bytes);
  std::string message = text ? find_error_text(*text) : std::string();
  if (message.empty()) {
    message = format("The interpreter at `{}` is managed by its distributor.", interpreter.executable);
  }
  return message;
}

std::string describe(const Interpreter& interpreter) {
  return format("{} {}{}", interpreter.python.markers.platform_python_implementation,
                interpreter.python.version.to_string(), interpreter.python.free_threaded ? "+freethreaded" : "");
}

}  // namespace axle::venv
