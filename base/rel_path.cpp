// SPDX-License-Identifier: MIT OR Apache-2.0
// Checks relative paths against the rules of base/rel_path.hpp.
//
// Not here: opening them (base/fs*.cpp).
#include "base/rel_path.hpp"

#include "base/format.hpp"

namespace axle {
namespace {

constexpr std::size_t k_path_limit_bytes = 4096;
constexpr std::size_t k_component_limit_bytes = 255;

std::optional<std::string> fault_of_component(std::string_view component) {
  if (component.empty()) {
    return "path has an empty component";
  }
  if (component == ".") {
    return "path has a `.` component";
  }
  if (component == "..") {
    return "path has a `..` component";
  }
  if (component.size() > k_component_limit_bytes) {
    return format("path has a component of {} bytes; at most {} are possible", component.size(),
                  k_component_limit_bytes);
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> RelPath::fault_of(std::string_view text) {
  if (text.empty()) {
    return "path is empty";
  }
  if (text.front() == '/') {
    return "path is absolute";
  }
  if (text.size() > k_path_limit_bytes) {
    return format("path is {} bytes long; at most {} are possible", text.size(), k_path_limit_bytes);
  }
  if (text.find('\0') != std::string_view::npos) {
    return "path has a NUL byte";
  }
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(text.find('/', begin), text.size());
    if (auto fault = fault_of_component(text.substr(begin, end - begin))) {
      return fault;
    }
    if (end == text.size()) {
      return std::nullopt;
    }
    begin = end + 1;
  }
}

Result<RelPath> RelPath::parse(std::string_view text) {
  if (auto fault = fault_of(text)) {
    return fail(ErrorCode::io, *std::move(fault));
  }
  RelPath path;
  path.text_ = text;
  return path;
}

RelPath RelPath::of(std::string_view text) {
  ASSERT(!fault_of(text), "a relative path that was checked before breaks the rules");
  RelPath path;
  path.text_ = text;
  return path;
}

std::string_view RelPath::parent() const {
  const std::size_t slash = text_.rfind('/');
  return slash == std::string::npos ? std::string_view() : std::string_view(text_).substr(0, slash);
}

std::string_view RelPath::file_name() const {
  // npos + 1 is 0: without a slash the whole text is the name.
  return std::string_view(text_).substr(text_.rfind('/') + 1);
}

std::string_view RelPath::top() const {
  return std::string_view(text_).substr(0, text_.find('/'));
}

RelPath RelPath::operator/(const RelPath& below) const {
  return of(format("{}/{}", text_, below.text_));
}

}  // namespace axle
