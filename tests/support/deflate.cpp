// SPDX-License-Identifier: MIT OR Apache-2.0
// libdeflate, level 6: the same bytes on every run.
#include "tests/support/deflate.hpp"

#include <libdeflate.h>

#include <cstddef>
#include <memory>

namespace axle::test {
namespace {

using Compressor = std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)>;

Compressor make_compressor() {
  return {libdeflate_alloc_compressor(6), &libdeflate_free_compressor};
}

}  // namespace

std::string deflate_raw(std::string_view data) {
  const Compressor compressor = make_compressor();
  std::string out(libdeflate_deflate_compress_bound(compressor.get(), data.size()), '\0');
  out.resize(libdeflate_deflate_compress(compressor.get(), data.data(), data.size(), out.data(), out.size()));
  return out;
}

std::string gzip(std::string_view data) {
  const Compressor compressor = make_compressor();
  std::string out(libdeflate_gzip_compress_bound(compressor.get(), data.size()), '\0');
  out.resize(libdeflate_gzip_compress(compressor.get(), data.data(), data.size(), out.data(), out.size()));
  return out;
}

}  // namespace axle::test
