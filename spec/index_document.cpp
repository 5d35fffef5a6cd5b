// SPDX-License-Identifier: MIT OR Apache-2.0
// Shared rules of index documents, and files named from outside any document.
#include "spec/index_document.hpp"

#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::spec {

namespace {
constexpr std::uint64_t k_known_major = 1;
constexpr std::uint64_t k_known_minor = 4;
}  // namespace

std::unexpected<Error> refuse_page(const PackageName& project, const Url& page_url, std::string_view reason) {
  const std::string whose =
      project.empty() ? std::string("page of links") : format("index page for `{}`", project.text());
  return fail(ErrorCode::bad_index_page, format("{} at {}: {}", whose, page_url.to_display(), reason));
}

std::optional<std::string> check_page_version(std::string_view version, IndexPageBuilder& builder) {
  const std::size_t dot = version.find('.');
  const std::optional<std::uint64_t> major = parse_decimal(version.substr(0, dot));
  const std::optional<std::uint64_t> minor =
      dot == std::string_view::npos ? std::nullopt : parse_decimal(version.substr(dot + 1));
  if (!major || !minor) {
    return format("`{}` is not a version of the page format", to_printable(version));
  }
  if (*major != k_known_major) {
    return format("version {}.{} of the page format is not supported", *major, *minor);
  }
  if (*minor > k_known_minor) {
    builder.warn(format("version {}.{} of the page format is newer than the known {}.{}", *major, *minor, k_known_major,
                        k_known_minor));
  }
  return std::nullopt;
}

ProjectStatus parse_project_status(std::string_view text) {
  if (text == "archived") {
    return ProjectStatus::archived;
  }
  if (text == "deprecated") {
    return ProjectStatus::deprecated;
  }
  return text == "quarantined" ? ProjectStatus::quarantined : ProjectStatus::active;
}

std::string to_storable(std::string_view text) {
  return is_valid_utf8(text) ? std::string(text) : to_printable(text);
}

std::optional<IndexFile> make_index_file(std::string_view file_name, std::string_view url, const PackageName& project) {
  IndexFile out;
  if (file_name.ends_with(".whl")) {
    Result<WheelName> name = parse_wheel_name(file_name);
    if (!name || name->name != project) {
      return std::nullopt;
    }
    out.version = std::move(name->version);
  } else {
    std::optional<SdistName> name = parse_sdist_name(file_name, project);
    if (!name) {
      return std::nullopt;
    }
    out.type = FileType::sdist;
    out.version = std::move(name->version);
  }
  out.file_name = file_name;
  out.url = url.substr(0, url.find('#'));
  return out;
}

}  // namespace axle::spec
