// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: files of the cache from foreign bytes. Checksums are made right first, so that what lies behind them
// is reached: they find damage, they do not keep anybody out.
#include <cstring>
#include <span>
#include <string>

#include "base/digest.hpp"
#include "fetch/cache_block.hpp"
#include "fetch/manifest_file.hpp"
#include "spec/index_page.hpp"
#include "spec/index_page_layout.hpp"
#include "spec/metadata.hpp"
#include "tests/fuzz/input.hpp"

namespace {

using axle::fetch::CacheFileKind;
using axle::fuzz::require;

void attack_block(std::string_view text) {
  for (const auto kind : {CacheFileKind::page, CacheFileKind::metadata}) {
    std::string foreign(text);
    static_cast<void>(axle::fetch::unpack_cache_file(kind, foreign));
    axle::fetch::CacheBlock block;
    block.texts[0] = text.substr(0, text.size() / 2);
    block.texts[1] = text.substr(text.size() / 2);
    std::string file = axle::fetch::pack_cache_file(kind, text, block);
    const auto again = axle::fetch::unpack_cache_file(kind, file);
    require(again.has_value() && again->texts == block.texts, "a packed block is read again");
    require(file == text, "a packed block leaves its content");
  }
}

std::uint64_t checksum_of(std::string_view bytes) {
  return axle::checksum64(std::as_bytes(std::span(bytes)));
}

/// With the checksum behind it that manifests and stamps end with.
std::string ended(std::string bytes) {
  const std::uint64_t checksum = checksum_of(bytes);
  bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  return bytes;
}

void attack_manifest(std::string_view text) {
  if (auto read = axle::fetch::read_manifest(ended("AXLEMAN2" + std::string(text)))) {
    const auto again = axle::fetch::read_manifest(axle::fetch::write_manifest(read->identity, read->manifest));
    require(again.has_value(), "a written manifest is read again");
    static_cast<void>(axle::fetch::apply_stamp(ended("AXLESTA1" + std::string(text)), "boot", read->manifest));
    require(axle::fetch::apply_stamp(axle::fetch::write_stamp(read->manifest, "boot"), "boot", read->manifest),
            "a written stamp is read again");
  }
}

/// The page with magic, schema and both checksums as they ought to be.
std::string sealed(std::string_view text) {
  using axle::spec::PageHeader;
  std::string page(text);
  PageHeader header;
  if (page.size() < sizeof(header)) {
    return page;
  }
  std::memcpy(&header, page.data(), sizeof(header));
  header.magic = axle::spec::k_page_magic;
  header.schema = axle::spec::k_page_schema;
  const std::uint64_t hot = axle::spec::PageTables(header).texts + header.texts_size;
  if (hot < page.size()) {
    header.cold_size = page.size() - hot;
    header.cold_checksum = checksum_of(std::string_view(page).substr(hot));
  }
  std::memcpy(page.data(), &header, sizeof(header));
  const std::size_t from = axle::spec::k_page_checked_from;
  header.hot_checksum = checksum_of(std::string_view(page).substr(from, hot - from));
  std::memcpy(page.data(), &header, sizeof(header));
  return page;
}

/// The first 16 bytes of stored metadata, as far as they are always the same; the checksum is of all that follows.
std::string sealed_metadata(std::string_view text) {
  std::string bytes("AXDM\1\0\0\0", 8);
  const std::uint64_t checksum = checksum_of(text);
  bytes.append(reinterpret_cast<const char*>(&checksum), sizeof checksum);
  return bytes.append(text);
}

void attack_metadata(std::string_view text) {
  const auto metadata = axle::spec::DependencyMetadata::open(sealed_metadata(text));
  if (!metadata) {
    return;
  }
  for (std::size_t i = 0; i < metadata->requirement_count(); ++i) {
    require(metadata->requirement(i).text.size() <= text.size(), "a view stays inside its bytes");
  }
}

void attack_page(std::string_view text) {
  const auto page = axle::spec::IndexPage::open(sealed(text));
  if (!page) {
    return;
  }
  for (std::size_t file = 0; file < page->file_count(); ++file) {
    static_cast<void>(page->file(file));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = axle::fuzz::text_of(data, size);
  attack_block(text);
  attack_manifest(text);
  attack_metadata(text);
  attack_page(text);
  return 0;
}
