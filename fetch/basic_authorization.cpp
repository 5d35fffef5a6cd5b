// SPDX-License-Identifier: MIT OR Apache-2.0
// Base64 with padding (RFC 4648 §4), as Basic credentials need it.
#include "fetch/basic_authorization.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace axle::fetch {
namespace {

constexpr std::string_view k_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string to_padded_base64(std::string_view data) {
  std::string out;
  for (std::size_t at = 0; at < data.size(); at += 3) {
    const std::size_t have = std::min<std::size_t>(3, data.size() - at);
    std::uint32_t group = 0;
    for (std::size_t byte = 0; byte < 3; ++byte) {
      group = (group << 8U) | (byte < have ? static_cast<unsigned char>(data[at + byte]) : 0U);
    }
    for (std::size_t digit = 0; digit < 4; ++digit) {
      out += digit <= have ? k_alphabet[(group >> (18U - 6U * digit)) & 0x3fU] : '=';
    }
  }
  return out;
}

}  // namespace

std::string basic_authorization(const UrlCredentials& credentials) {
  return "Basic " + to_padded_base64(credentials.user + ":" + credentials.password);
}

}  // namespace axle::fetch
