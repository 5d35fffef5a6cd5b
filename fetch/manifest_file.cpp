// SPDX-License-Identifier: MIT OR Apache-2.0
// Binary forms of manifest and stamp: magic with format version, fields in order, a checksum at the end.
#include "fetch/manifest_file.hpp"

#include <algorithm>

#include "base/byte_codec.hpp"
#include "base/digest.hpp"

namespace axle::fetch {
namespace {

constexpr std::string_view k_manifest_magic = "AXLEMAN2";
constexpr std::string_view k_stamp_magic = "AXLESTA1";
constexpr std::size_t k_checksum_bytes = sizeof(std::uint64_t);
constexpr std::uint8_t k_executable_flag = 1;
constexpr std::uint8_t k_gui_flag = 1;

std::string seal(ByteWriter& writer) {
  std::string bytes = writer.take();
  const std::uint64_t sum = checksum64(bytes);
  writer.raw(bytes);
  writer.number(sum);
  return writer.take();
}

/// What stands between magic and checksum, when both are right.
std::optional<std::string_view> unseal(std::string_view bytes, std::string_view magic) {
  if (bytes.size() < magic.size() + k_checksum_bytes || !bytes.starts_with(magic)) {
    return std::nullopt;
  }
  const std::string_view body = bytes.substr(0, bytes.size() - k_checksum_bytes);
  ByteReader tail(bytes.substr(body.size()));
  if (tail.number<std::uint64_t>() != checksum64(body)) {
    return std::nullopt;
  }
  return body.substr(magic.size());
}

void write_digest(ByteWriter& writer, const Sha256& digest) {
  writer.raw({reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size()});
}

Sha256 read_digest(ByteReader& reader) {
  Sha256 digest;
  const std::string_view bytes = reader.raw(digest.bytes.size());
  std::ranges::copy(bytes, reinterpret_cast<char*>(digest.bytes.data()));
  return digest;
}

void write_texts(ByteWriter& writer, const std::vector<std::string>& texts) {
  writer.number(static_cast<std::uint32_t>(texts.size()));
  for (const std::string& text : texts) {
    writer.text(text);
  }
}

std::vector<std::string> read_texts(ByteReader& reader) {
  std::vector<std::string> texts(reader.count(sizeof(std::uint32_t)));
  for (std::string& text : texts) {
    text = reader.text();
  }
  return texts;
}

void write_entry_points(ByteWriter& writer, const std::vector<spec::EntryPoint>& entry_points) {
  writer.number(static_cast<std::uint32_t>(entry_points.size()));
  for (const spec::EntryPoint& point : entry_points) {
    writer.text(point.name);
    writer.text(point.module);
    writer.text(point.object);
    writer.number(point.gui ? k_gui_flag : std::uint8_t{0});
  }
}

std::vector<spec::EntryPoint> read_entry_points(ByteReader& reader) {
  std::vector<spec::EntryPoint> points(reader.count(3 * sizeof(std::uint32_t) + 1));
  for (spec::EntryPoint& point : points) {
    point.name = reader.text();
    point.module = reader.text();
    point.object = reader.text();
    point.gui = reader.number<std::uint8_t>() == k_gui_flag;
  }
  return points;
}

void write_files(ByteWriter& writer, const std::vector<spec::ManifestFile>& files) {
  writer.number(static_cast<std::uint32_t>(files.size()));
  for (const spec::ManifestFile& file : files) {
    writer.text(file.path);
    writer.number(file.size_bytes);
    write_digest(writer, file.digest);
    writer.number(file.executable ? k_executable_flag : std::uint8_t{0});
  }
}

std::vector<spec::ManifestFile> read_files(ByteReader& reader) {
  constexpr std::size_t k_least_bytes = sizeof(std::uint32_t) + sizeof(std::uint64_t) + 32 + 1;
  std::vector<spec::ManifestFile> files(reader.count(k_least_bytes));
  for (spec::ManifestFile& file : files) {
    file.path = reader.text();
    file.size_bytes = reader.number<std::uint64_t>();
    file.digest = read_digest(reader);
    file.executable = reader.number<std::uint8_t>() == k_executable_flag;
  }
  return files;
}

}  // namespace

std::string write_manifest(const ManifestIdentity& identity, const spec::WheelManifest& manifest) {
  ByteWriter writer;
  writer.raw(k_manifest_magic);
  writer.text(identity.name.text());
  writer.text(identity.version.to_string());
  write_digest(writer, identity.archive_digest);
  writer.number(identity.archive_bytes);
  writer.text(manifest.dist_info);
  writer.text(manifest.data_directory);
  writer.number(static_cast<std::uint8_t>(manifest.root_is_purelib));
  write_texts(writer, manifest.directories);
  write_files(writer, manifest.files);
  write_entry_points(writer, manifest.entry_points);
  write_texts(writer, manifest.warnings);
  return seal(writer);
}

std::optional<ReadManifest> read_manifest(std::string_view bytes) {
  const auto body = unseal(bytes, k_manifest_magic);
  if (!body) {
    return std::nullopt;
  }
  ByteReader reader(*body);
  const std::string_view name_text = reader.text();
  const auto name = spec::PackageName::parse(name_text);
  const auto version = spec::Version::try_parse(reader.text());
  if (!name || !version) {
    return std::nullopt;
  }
  ReadManifest read;
  read.identity = {.name = *name, .version = *version, .archive_digest = read_digest(reader)};
  read.identity.archive_bytes = reader.number<std::uint64_t>();
  read.manifest.dist_info = reader.text();
  read.manifest.data_directory = reader.text();
  read.manifest.root_is_purelib = reader.number<std::uint8_t>() != 0;
  read.manifest.directories = read_texts(reader);
  read.manifest.files = read_files(reader);
  read.manifest.entry_points = read_entry_points(reader);
  read.manifest.warnings = read_texts(reader);
  if (!reader.ok() || !reader.at_end()) {
    return std::nullopt;
  }
  return read;
}

std::string write_stamp(const spec::WheelManifest& manifest, std::string_view boot_id) {
  ByteWriter writer;
  writer.raw(k_stamp_magic);
  writer.text(boot_id);
  writer.number(static_cast<std::uint32_t>(manifest.files.size()));
  for (const spec::ManifestFile& file : manifest.files) {
    writer.number(file.mtime_ns);
  }
  return seal(writer);
}

bool apply_stamp(std::string_view bytes, std::string_view boot_id, spec::WheelManifest& manifest) {
  const auto body = unseal(bytes, k_stamp_magic);
  if (!body) {
    return false;
  }
  ByteReader reader(*body);
  if (reader.text() != boot_id || reader.count(sizeof(std::int64_t)) != manifest.files.size()) {
    return false;
  }
  for (spec::ManifestFile& file : manifest.files) {
    file.mtime_ns = reader.number<std::int64_t>();
  }
  return reader.ok() && reader.at_end();
}

}  // namespace axle::fetch
