// SPDX-License-Identifier: MIT OR Apache-2.0
// `index`: magic with format version, boot id, the files, a checksum at the end.
#include "venv/bytecode_index.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/byte_codec.hpp"
#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/rel_path.hpp"

namespace axle::venv {
namespace {

constexpr std::string_view k_index_file = "index";
constexpr std::string_view k_magic = "AXLEPYC2";
constexpr std::uint64_t k_index_limit_bytes = 64ULL * 1024 * 1024;
constexpr std::uint64_t k_file_limit_bytes = 1024ULL * 1024 * 1024;

/// Magic number (4 bytes), flags (4), time of the source (4), its size (4).
std::uint32_t source_time_in(std::string_view code) {
  constexpr std::size_t k_time_at = 8;
  return ByteReader(code.substr(std::min(k_time_at, code.size()))).number<std::uint32_t>();
}

/// The file as it is now; nothing when it is not there.
Result<std::optional<BytecodeFile>> look_at(const Directory& folder, const std::string& path) {
  TRY_ASSIGN(const auto status, folder.status(path));
  if (!status) {
    return std::nullopt;
  }
  TRY_ASSIGN(const std::string bytes, folder.read_file(path, k_file_limit_bytes));
  return BytecodeFile{.path = path,
                      .size_bytes = bytes.size(),
                      .mtime_ns = status->mtime_ns,
                      .checksum = checksum64(bytes),
                      .source_time = source_time_in(bytes)};
}

std::string pack(const std::vector<BytecodeFile>& files) {
  ByteWriter writer;
  writer.raw(k_magic);
  writer.text(read_boot_id());
  writer.number(static_cast<std::uint32_t>(files.size()));
  for (const BytecodeFile& file : files) {
    writer.text(file.path);
    writer.number(file.size_bytes);
    writer.number(file.mtime_ns);
    writer.number(file.checksum);
    writer.number(file.source_time);
  }
  std::string bytes = writer.take();
  const std::uint64_t sum = checksum64(bytes);
  writer.raw(bytes);
  writer.number(sum);
  return writer.take();
}

struct Index {
  std::string boot_id;
  std::vector<BytecodeFile> files;
};

std::optional<Index> unpack(std::string_view bytes) {
  constexpr std::size_t k_least_bytes = 2 * sizeof(std::uint32_t) + 3 * sizeof(std::uint64_t);
  if (bytes.size() < k_magic.size() + sizeof(std::uint64_t) || !bytes.starts_with(k_magic)) {
    return std::nullopt;
  }
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof(std::uint64_t));
  if (ByteReader(bytes.substr(body.size())).number<std::uint64_t>() != checksum64(body)) {
    return std::nullopt;
  }
  ByteReader reader(body.substr(k_magic.size()));
  Index index{.boot_id = std::string(reader.text()), .files = {}};
  index.files.resize(reader.count(k_least_bytes));
  for (BytecodeFile& file : index.files) {
    file.path = reader.text();
    file.size_bytes = reader.number<std::uint64_t>();
    file.mtime_ns = reader.number<std::int64_t>();
    file.checksum = reader.number<std::uint64_t>();
    file.source_time = reader.number<std::uint32_t>();
    if (!RelPath::parse(file.path)) {
      return std::nullopt;
    }
  }
  return reader.ok() && reader.at_end() ? std::optional(std::move(index)) : std::nullopt;
}

/// Whether all files are what they were; takes over the times that they have now.
bool matches(const Directory& folder, std::vector<BytecodeFile>& files) {
  for (BytecodeFile& file : files) {
    const auto now = look_at(folder, file.path);
    if (!now || !*now || (*now)->size_bytes != file.size_bytes || (*now)->checksum != file.checksum) {
      return false;
    }
    file.mtime_ns = (*now)->mtime_ns;
  }
  return true;
}

}  // namespace

std::uint32_t source_time_of(std::int64_t mtime_ns) {
  constexpr std::int64_t k_second_ns = 1'000'000'000;
  // int(os.stat(path).st_mtime): the sum is a double, which may round up to the next second.
  const std::int64_t whole = mtime_ns / k_second_ns;
  const double seconds = static_cast<double>(whole) + 1e-9 * static_cast<double>(mtime_ns % k_second_ns);
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(seconds));
}

Result<void> write_bytecode_index(const Directory& folder, const std::set<std::string>& paths) {
  std::vector<BytecodeFile> files;
  for (const std::string& path : paths) {
    TRY_ASSIGN(auto file, look_at(folder, path));
    if (!file) {
      return fail(ErrorCode::not_found, format("`{}` is gone", path));
    }
    files.push_back(std::move(*file));
  }
  return folder.write_file(k_index_file, pack(files));
}

std::optional<std::vector<BytecodeFile>> read_bytecode_index(const Directory& folder) {
  const auto bytes = folder.read_file(k_index_file, k_index_limit_bytes);
  auto index = bytes ? unpack(*bytes) : std::nullopt;
  if (!index) {
    return std::nullopt;
  }
  if (index->boot_id != read_boot_id()) {
    if (!matches(folder, index->files)) {
      return std::nullopt;
    }
    // A cache that cannot be written is read through again by the next command, which is slow but right.
    static_cast<void>(folder.replace_file(k_index_file, pack(index->files)));
  }
  return std::move(index->files);
}

}  // namespace axle::venv
