// SPDX-License-Identifier: MIT OR Apache-2.0
// Local headers, central directory and end record; no zip64, no descriptors.
#include "tests/support/zip_writer.hpp"

#include <span>
#include <utility>

#include "base/inflate.hpp"
#include "tests/support/deflate.hpp"

namespace axle::test {
namespace {

constexpr std::uint32_t k_dos_time = 0x5821'0000;  // 2024-01-01 00:00:00

void put_u16(std::string& out, std::size_t value) {
  out += static_cast<char>(value & 0xffU);
  out += static_cast<char>((value >> 8U) & 0xffU);
}

void put_u32(std::string& out, std::size_t value) {
  put_u16(out, value & 0xffffU);
  put_u16(out, (value >> 16U) & 0xffffU);
}

}  // namespace

void ZipWriter::add(std::string_view path, std::string_view data, ZipMethod method, std::uint32_t mode) {
  const std::string packed = method == ZipMethod::deflated ? deflate_raw(data) : std::string(data);
  std::string fields;  // what both headers have in common
  put_u16(fields, 20);
  put_u16(fields, 0);
  put_u16(fields, method == ZipMethod::deflated ? 8 : 0);
  put_u32(fields, k_dos_time);
  put_u32(fields, crc32_of(std::as_bytes(std::span(data))));
  put_u32(fields, packed.size());
  put_u32(fields, data.size());
  put_u16(fields, path.size());
  put_u16(fields, 0);  // extra field

  directory_ += "PK\x01\x02";
  put_u16(directory_, 0x0314);  // made by Unix
  directory_ += fields;
  put_u16(directory_, 0);  // comment
  put_u16(directory_, 0);  // disk
  put_u16(directory_, 0);  // internal attributes
  put_u32(directory_, static_cast<std::size_t>(mode) << 16U);
  put_u32(directory_, entries_.size());
  directory_ += path;

  entries_ += "PK\x03\x04";
  entries_ += fields;
  entries_ += path;
  entries_ += packed;
  ++count_;
}

std::string ZipWriter::finish() {
  std::string out = std::move(entries_);
  const std::size_t directory_offset = out.size();
  const std::size_t directory_bytes = directory_.size();
  out += directory_;
  out += "PK\x05\x06";
  put_u32(out, 0);  // disks
  put_u16(out, count_);
  put_u16(out, count_);
  put_u32(out, directory_bytes);
  put_u32(out, directory_offset);
  put_u16(out, 0);  // comment
  entries_.clear();
  directory_.clear();
  count_ = 0;
  return out;
}

}  // namespace axle::test
