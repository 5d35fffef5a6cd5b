// SPDX-License-Identifier: MIT OR Apache-2.0
// Writes the headers of a zip file exactly as told.
#include "tests/unit/fetch/hostile_zip.hpp"

#include <span>

#include "base/byte_codec.hpp"
#include "base/fs.hpp"
#include "base/inflate.hpp"
#include "fetch/wheel_archive.hpp"
#include "fetch/wheel_contents.hpp"
#include "tests/support/catch.hpp"

namespace axle::test {
namespace {

std::uint32_t crc_of(const HostileEntry& entry) {
  return entry.crc.value_or(crc32_of(std::as_bytes(std::span(entry.data))));
}

std::uint32_t length(const std::string& text) {
  return static_cast<std::uint32_t>(text.size());
}

void write_local(ByteWriter& out, const HostileEntry& entry) {
  const std::string& name = entry.local_name ? *entry.local_name : entry.name;
  out.raw("PK\3\4");
  out.number(std::uint16_t{20});
  out.number(entry.local_flags.value_or(entry.flags));
  out.number(entry.local_method.value_or(entry.method));
  out.number(std::uint32_t{0x58210000});
  out.number(entry.local_crc.value_or(crc_of(entry)));
  out.number(entry.local_compressed_size.value_or(entry.compressed_size.value_or(length(entry.data))));
  out.number(entry.local_size.value_or(entry.size.value_or(length(entry.data))));
  out.number(static_cast<std::uint16_t>(name.size()));
  out.number(static_cast<std::uint16_t>(entry.extra.size()));
  out.raw(name);
  out.raw(entry.extra);
  out.raw(entry.data);
  out.raw(entry.descriptor);
}

void write_central(ByteWriter& out, const HostileEntry& entry, std::uint32_t offset) {
  out.raw("PK\1\2");
  out.number(static_cast<std::uint16_t>((static_cast<unsigned>(entry.made_by) << 8U) | 20U));
  out.number(std::uint16_t{20});
  out.number(entry.flags);
  out.number(entry.method);
  out.number(std::uint32_t{0x58210000});
  out.number(crc_of(entry));
  out.number(entry.compressed_size.value_or(length(entry.data)));
  out.number(entry.size.value_or(length(entry.data)));
  out.number(static_cast<std::uint16_t>(entry.name.size()));
  out.number(static_cast<std::uint16_t>(entry.extra.size() + entry.central_extra.size()));
  out.number(std::uint16_t{0});
  out.number(entry.disk);
  out.number(std::uint16_t{0});
  out.number(entry.mode << 16U | entry.attributes);
  out.number(entry.central_offset.value_or(offset));
  out.raw(entry.name);
  out.raw(entry.extra);
  out.raw(entry.central_extra);
}

}  // namespace

std::string descriptor_of(std::uint32_t crc, std::uint32_t compressed, std::uint32_t size) {
  ByteWriter out;
  out.raw("PK\7\10");
  out.number(crc);
  out.number(compressed);
  out.number(size);
  return out.take();
}

std::string extra_field(std::uint16_t id, std::string_view data) {
  ByteWriter out;
  out.number(id);
  out.number(static_cast<std::uint16_t>(data.size()));
  out.raw(data);
  return out.take();
}

std::string HostileZip::bytes() const {
  std::string text = prefix;
  std::string directory;
  std::uint16_t count = 0;
  for (const HostileEntry& entry : entries) {
    const std::size_t start = text.size() - (shift_offsets ? 0 : prefix.size());
    ByteWriter local;
    if (entry.in_local) {
      write_local(local, entry);
    }
    text += local.take();
    if (entry.in_central) {
      ByteWriter central;
      write_central(central, entry, static_cast<std::uint32_t>(start));
      directory += central.take();
      ++count;
    }
  }
  text += gap;
  const std::size_t at = text.size() - (shift_offsets ? 0 : prefix.size());
  ByteWriter end;
  end.raw("PK\5\6");
  end.number(disk);
  end.number(std::uint16_t{0});
  end.number(entry_count.value_or(count));
  end.number(entry_count.value_or(count));
  end.number(length(directory));
  end.number(directory_offset.value_or(static_cast<std::uint32_t>(at)));
  end.number(comment_length.value_or(static_cast<std::uint16_t>(comment.size())));
  end.raw(comment);
  text += directory + end.take() + suffix;
  text.resize(text.size() - cut);
  return text;
}

std::string verdict_of(const std::string& bytes) {
  auto folder = TemporaryDirectory::create("/tmp", "axle-archive");
  REQUIRE(folder);
  const std::string path = folder->path() + "/evil-1.0-py3-none-any.whl";
  REQUIRE(replace_file(path, bytes));
  const auto file = FileReader::open(path);
  REQUIRE(file);
  const auto archive = fetch::read_archive(*file, "evil.whl");
  if (!archive) {
    return archive.error().message();
  }
  for (const fetch::ArchiveEntry& entry : archive->entries) {
    const auto text = fetch::read_entry(*file, entry, 1 << 20);
    if (!text) {
      return fetch::wheel_error("evil.whl", text.error().clone()).message();
    }
  }
  return {};
}

}  // namespace axle::test
