// SPDX-License-Identifier: MIT OR Apache-2.0
// The files of an installed distribution, each read when asked for.
#include <algorithm>
#include <span>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/text.hpp"
#include "venv/installed.hpp"
#include "venv/installed_entry.hpp"
#include "venv/installed_text.hpp"

namespace axle::venv {
namespace {

constexpr std::uint64_t k_metadata_limit_bytes = 16 * 1024 * 1024;
/// Holds the headers of most METADATA files; the descriptions behind them are five times as long.
constexpr std::size_t k_headers_bytes = 8 * 1024;
constexpr std::uint64_t k_small_limit_bytes = 1024 * 1024;

std::string file_of(const InstalledDistribution& distribution, std::string_view name) {
  return join_path(distribution.path(), name);
}

Result<std::optional<std::string>> read_optional(const std::string& path, std::uint64_t limit_bytes) {
  auto text = read_file(path, limit_bytes);
  if (text) {
    return std::move(*text);
  }
  if (text.error().code() == ErrorCode::not_found) {
    return std::nullopt;
  }
  return fail(std::move(text).error());
}

std::string metadata_path(const InstalledDistribution& distribution) {
  switch (distribution.kind) {
    case InstalledKind::dist_info:
      return file_of(distribution, "METADATA");
    case InstalledKind::egg_info_directory:
      return file_of(distribution, "PKG-INFO");
    case InstalledKind::egg_info_file:
      return distribution.path();
    case InstalledKind::egg_link:
      break;
  }
  std::string stem = distribution.entry.substr(0, distribution.entry.size() - 9);
  std::replace(stem.begin(), stem.end(), '-', '_');
  return join_path(join_path(distribution.link_target, stem + ".egg-info"), "PKG-INFO");
}

/// A METADATA file, or only its beginning when that holds all headers; most are read with one open and one read.
Result<std::string> read_headers(const std::string& path) {
  TRY_ASSIGN(const FileReader file, FileReader::open(path));
  const std::uint64_t size = file.status().size_bytes;
  std::string front(std::min(size, k_headers_bytes), '\0');
  TRY_ASSIGN(const std::size_t count, file.read_at(0, std::as_writable_bytes(std::span(front))));
  front.resize(count);
  if (size <= k_headers_bytes || front.contains("\n\n") || front.contains("\n\r\n")) {
    return front;
  }
  return read_file(path, k_metadata_limit_bytes);
}

/// `/path` out of a `__editable__.*.pth` file of one line that is a folder.
std::optional<std::string> find_editable_pth(const InstalledDistribution& distribution) {
  const auto record = read_installed_record(distribution);
  if (!record || !*record) {
    return std::nullopt;
  }
  for (const spec::RecordRow& row : **record) {
    if (!row.path.starts_with("__editable__") || !row.path.ends_with(".pth") ||
        row.path.find('/') != std::string::npos) {
      continue;
    }
    const auto text = read_file(join_path(distribution.site_directory, row.path), k_small_limit_bytes);
    const std::string line = text ? std::string(first_line_of(*text)) : std::string();
    return line.starts_with('/') ? line : distribution.site_directory;
  }
  return std::nullopt;
}

/// Every installer lists RECORD in RECORD, ours at the end. One without that row, most often one that a crash of the
/// machine left empty or cut off, is not the list of this distribution's files.
bool lists_itself(std::string_view record, const InstalledDistribution& distribution) {
  return record.contains(distribution.entry + "/RECORD,");
}

}  // namespace

Result<spec::CoreMetadata> read_installed_metadata(const InstalledDistribution& distribution) {
  const std::string path = metadata_path(distribution);
  TRY_ASSIGN(const std::string text, read_headers(path));
  auto metadata = spec::parse_metadata(text);
  if (!metadata) {
    return fail(
        Error(ErrorCode::bad_metadata, format("cannot read `{}`", path)).caused_by(std::move(metadata).error()));
  }
  return metadata;
}

std::string metadata_location(const InstalledDistribution& distribution) {
  return distribution.kind == InstalledKind::egg_link ? std::string(path_parent(metadata_path(distribution)))
                                                      : distribution.path();
}

Result<std::string> read_metadata_text(const InstalledDistribution& distribution) {
  return read_file(metadata_path(distribution), k_metadata_limit_bytes);
}

Result<std::optional<spec::WheelFile>> read_installed_wheel_file(const InstalledDistribution& distribution) {
  if (distribution.kind != InstalledKind::dist_info) {
    return std::nullopt;
  }
  TRY_ASSIGN(const auto text, read_optional(file_of(distribution, "WHEEL"), k_small_limit_bytes));
  if (!text) {
    return std::nullopt;
  }
  TRY_ASSIGN(spec::WheelFile wheel, spec::parse_wheel_file(*text));
  return wheel;
}

std::string read_installer(const InstalledDistribution& distribution) {
  if (distribution.kind != InstalledKind::dist_info) {
    return {};
  }
  const auto text = read_file(file_of(distribution, "INSTALLER"), k_small_limit_bytes);
  return text ? std::string(first_line_of(*text)) : std::string();
}

bool read_requested(const InstalledDistribution& distribution) {
  const auto status = status_of(file_of(distribution, "REQUESTED"));
  return distribution.kind == InstalledKind::dist_info && status && *status;
}

bool read_listed(const InstalledDistribution& distribution) {
  const auto text = read_requested(distribution) ? read_file(file_of(distribution, "REQUESTED"), k_small_limit_bytes)
                                                 : Result<std::string>("");
  return text && text->starts_with('#');
}

std::optional<spec::DirectUrl> read_direct_url(const InstalledDistribution& distribution) {
  if (distribution.kind == InstalledKind::egg_link) {
    spec::DirectUrl link;
    link.url = Url::from_path(distribution.link_target).to_request();
    link.editable = link.is_directory = true;
    return link;
  }
  if (distribution.kind != InstalledKind::dist_info) {
    return std::nullopt;
  }
  const auto text = read_file(file_of(distribution, "direct_url.json"), k_small_limit_bytes);
  if (!text) {
    return std::nullopt;
  }
  auto parsed = spec::parse_direct_url(*text);
  return parsed ? std::optional(std::move(*parsed)) : std::nullopt;
}

std::optional<std::string> find_editable_location(const InstalledDistribution& distribution,
                                                  const std::optional<spec::DirectUrl>& direct_url) {
  if (distribution.kind == InstalledKind::egg_link) {
    return distribution.link_target;
  }
  if (!direct_url) {
    return distribution.has_finders ? find_editable_pth(distribution) : std::nullopt;
  }
  if (!direct_url->editable) {
    return std::nullopt;
  }
  const auto url = Url::parse(direct_url->url);
  const auto path = url ? url->file_path() : Result<std::string>(std::string());
  return path ? *path : direct_url->url;
}

Result<std::optional<std::vector<spec::RecordRow>>> read_installed_record(const InstalledDistribution& distribution) {
  if (distribution.kind != InstalledKind::dist_info) {
    return std::nullopt;
  }
  const std::string path = file_of(distribution, "RECORD");
  TRY_ASSIGN(const auto text, read_optional(path, k_record_limit_bytes));
  if (!text) {
    return std::nullopt;
  }
  auto rows = spec::parse_record(*text);
  if (!rows) {
    return fail(Error(ErrorCode::bad_record, format("cannot read `{}`", path)).caused_by(std::move(rows).error()));
  }
  return std::move(*rows);
}

std::optional<std::string> find_removal_obstacle(const InstalledDistribution& distribution) {
  switch (distribution.kind) {
    case InstalledKind::egg_info_file:
      return "it was installed by `distutils`, which keeps no list of its files";
    case InstalledKind::egg_info_directory:
      return "it was installed by `setuptools` as an egg-info folder, without a list of its files";
    case InstalledKind::egg_link:
      return format("it was installed by `setuptools` as an egg-link to `{}`", distribution.link_target);
    case InstalledKind::dist_info:
      break;
  }
  const auto record = read_file(file_of(distribution, "RECORD"), k_record_limit_bytes);
  if (record || record.error().code() != ErrorCode::not_found) {
    // What cannot be read is reported by whoever reads the rows.
    return !record || lists_itself(*record, distribution)
               ? std::nullopt
               : std::optional(format("its RECORD is {}", record->empty() ? "empty" : "not the list of its files"));
  }
  const std::string installer = read_installer(distribution);
  if (installer.empty()) {
    return "its RECORD is missing, and so is the name of its installer";
  }
  return format("it was installed by `{}`, without a RECORD of its files", to_printable(installer));
}

}  // namespace axle::venv
