// SPDX-License-Identifier: MIT OR Apache-2.0
// The grammar of `--python`, in the order in which forms are tried: specifier sets, versions, implementations, long
// keys, paths, names.
#include "venv/interpreter_request.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"

namespace axle::venv {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 7> k_implementations = {{
    {"cpython", "cpython"},
    {"python", "cpython"},
    {"cp", "cpython"},
    {"pypy", "pypy"},
    {"pp", "pypy"},
    {"graalpy", "graalpy"},
    {"gp", "graalpy"},
}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Cuts `t`, `d`, `+freethreaded`, `+debug`, `+gil` off the end.
std::string_view take_variant(std::string_view text, BuildVariant& variant) {
  constexpr std::array<std::pair<std::string_view, BuildVariant>, 3> k_long = {
      {{"+freethreaded", BuildVariant::free_threaded},
       {"+debug", BuildVariant::debug},
       {"+gil", BuildVariant::standard}}};
  for (const auto& [suffix, meaning] : k_long) {
    if (text.ends_with(suffix)) {
      variant = meaning;
      return text.substr(0, text.size() - suffix.size());
    }
  }
  if (text.size() > 1 && is_digit(text[text.size() - 2]) && (text.back() == 't' || text.back() == 'd')) {
    variant = text.back() == 't' ? BuildVariant::free_threaded : BuildVariant::debug;
    text.remove_suffix(1);
  }
  return text;
}

/// `3`, `3.12`, `312` (nodot), `3.12.3`, `3.13.0rc1`; fills `versions`.
bool read_version(std::string_view text, PythonRequest& request) {
  if (text.empty() || !is_digit(text.front())) {
    return false;
  }
  std::string dotted(text);
  const bool only_digits = std::all_of(text.begin(), text.end(), is_digit);
  if (only_digits && text.size() > 1) {
    dotted = format("{}.{}", text.substr(0, 1), text.substr(1));
  }
  const auto version = spec::Version::try_parse(dotted);
  if (!version || version->has_local() || version->epoch() != 0 || version->release().size() > 3) {
    return false;
  }
  const bool whole = version->release().size() == 3 || version->is_prerelease();
  auto set = spec::SpecifierSet::parse(format("=={}{}", version->to_string(), whole ? "" : ".*"));
  if (!set) {
    return false;
  }
  request.versions = std::move(*set);
  request.allow_prerelease = version->is_prerelease();
  return true;
}

bool read_specifiers(std::string_view text, PythonRequest& request) {
  if (text.find_first_of("<>=!~") == std::string_view::npos || text.find('/') != std::string_view::npos) {
    return false;
  }
  auto set = spec::SpecifierSet::parse(text);
  if (!set) {
    return false;
  }
  request.allow_prerelease = set->names_prerelease();
  request.versions = std::move(*set);
  return true;
}

/// What stands behind an implementation's name: nothing, `3.12`, `@3.12`, `312`, `>=3.10`, `@>=3.10`.
bool read_behind_implementation(std::string_view rest, PythonRequest& request) {
  if (rest.starts_with('@') || rest.starts_with('-')) {
    rest.remove_prefix(1);
  }
  if (rest.empty() || rest == "any") {
    return true;
  }
  // A long key: `3.12-linux-x86_64-gnu`. Only the host's own platform is searched, so the rest is not compared.
  if (const std::size_t dash = rest.find('-'); dash != std::string_view::npos && is_digit(rest.front())) {
    rest = rest.substr(0, dash);
  }
  return read_specifiers(rest, request) || read_version(take_variant(rest, request.variant), request);
}

bool read_implementation(const std::string& lower, PythonRequest& request) {
  for (const auto& [name, meaning] : k_implementations) {
    const std::string_view rest = std::string_view(lower).substr(std::min(lower.size(), name.size()));
    PythonRequest attempt = request;
    if (!lower.starts_with(name) || !read_behind_implementation(rest, attempt)) {
      continue;
    }
    // `python` and `python3.12` say nothing about the implementation: any will do.
    attempt.implementation = name == "python" ? "" : std::string(meaning);
    attempt.kind = attempt.versions.empty() && attempt.implementation.empty() ? PythonRequest::Kind::any
                                                                              : PythonRequest::Kind::version;
    request = std::move(attempt);
    return true;
  }
  return false;
}

/// `2.7` and `python2.7` are never searched: what they name could not be asked.
Result<void> check_supported(std::string_view text) {
  const std::string_view version = text.starts_with("python") ? text.substr(6) : text;
  PythonRequest read;
  if (!read_version(version, read)) {
    return {};
  }
  const spec::Version& asked = read.versions.specifiers().front().version();
  const auto release = asked.release();
  const bool too_old = release[0] < 3 || (release[0] == 3 && release.size() > 1 && release[1] < 6);
  if (too_old) {
    return fail(ErrorCode::no_interpreter,
                format("Python {} was asked for, but versions before 3.6 are not supported", asked.to_string()));
  }
  return {};
}

bool is_name_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '_' || c == '-' ||
         c == '+';
}

}  // namespace

Result<PythonRequest> parse_python_request(std::string_view text, const std::string& working_directory) {
  const std::string_view content = trim(text);
  PythonRequest request;
  request.text = content;
  const std::string lower = to_lower_ascii(content);
  if (content.empty() || lower == "any" || lower == "default") {
    return request;
  }
  if (content.find('/') != std::string_view::npos || content == "." || content == "..") {
    request.kind = PythonRequest::Kind::path;
    request.path = absolute_path(content, working_directory);
    return request;
  }
  TRY(check_supported(lower));
  PythonRequest attempt = request;
  if (read_specifiers(lower, attempt) || read_version(take_variant(lower, attempt.variant), attempt)) {
    attempt.kind = PythonRequest::Kind::version;
    return attempt;
  }
  if (read_implementation(lower, request)) {
    return request;
  }
  const std::string local = join_path(working_directory, content);
  if (const auto status = status_of(local); status && *status && (*status)->kind == FileKind::directory) {
    request.kind = PythonRequest::Kind::path;
    request.path = local;
    return request;
  }
  if (is_digit(content.front()) || !std::all_of(content.begin(), content.end(), is_name_character)) {
    return fail(ErrorCode::usage, format("`{}` is not a Python version, path or name", to_printable(content)));
  }
  request.kind = PythonRequest::Kind::name;
  request.path = content;
  return request;
}

bool satisfies(const Interpreter& interpreter, const PythonRequest& request) {
  const spec::TargetPython& python = interpreter.python;
  if (!request.implementation.empty() && request.implementation != python.implementation) {
    return false;
  }
  switch (request.variant) {
    case BuildVariant::any:
      break;
    case BuildVariant::standard:
      if (python.free_threaded || python.debug) {
        return false;
      }
      break;
    case BuildVariant::free_threaded:
      if (!python.free_threaded) {
        return false;
      }
      break;
    case BuildVariant::debug:
      if (!python.debug) {
        return false;
      }
      break;
  }
  return request.versions.empty() || request.versions.contains(python.version);
}

std::string describe(const PythonRequest& request) {
  switch (request.kind) {
    case PythonRequest::Kind::path:
      return format("path `{}`", request.path);
    case PythonRequest::Kind::name:
      return format("executable name `{}`", request.path);
    case PythonRequest::Kind::any:
      return "any Python";
    case PythonRequest::Kind::version:
      break;
  }
  const bool starts_with_digit = !request.text.empty() && is_digit(request.text.front());
  const bool specifier =
      !request.text.empty() && std::string_view("<>=!~").find(request.text.front()) != std::string_view::npos;
  return starts_with_digit || specifier ? format("Python {}", request.text) : format("`{}`", request.text);
}

std::vector<std::string> find_python_version_lines(std::string_view file_text) {
  std::vector<std::string> requests;
  for (const std::string_view line : split_lines(file_text)) {
    const std::string_view content = trim(line.substr(0, line.find('#')));
    if (!content.empty()) {
      requests.emplace_back(content);
    }
  }
  return requests;
}

}  // namespace axle::venv
