// SPDX-License-Identifier: MIT OR Apache-2.0
// Tells apart: no algorithm, an unknown one, the wrong number of digits, other characters.
#include "project/hash_text.hpp"

#include <optional>

#include "base/digest.hpp"
#include "base/format.hpp"
#include "base/text.hpp"

namespace axle::project {

std::string explain_bad_hash(std::string_view expanded, std::string_view written) {
  const std::size_t colon = expanded.find_first_of(":=");
  if (colon == std::string_view::npos) {
    return format("`{}` is not a hash of the form `sha256:…`", to_printable(written));
  }
  const std::string_view name = expanded.substr(0, colon);
  const std::string_view digits = expanded.substr(colon + 1);
  const auto algorithm = parse_hash_algorithm(name);
  if (!algorithm) {
    return format(
        "`{}` in `{}` is not a known hash algorithm; expected `sha256`, `sha384`, `sha512` or another that "
        "indexes use",
        to_printable(written.substr(0, written.find_first_of(":="))), to_printable(written));
  }
  const std::size_t wanted = Hasher(*algorithm).finish_hex().size();
  if (digits.size() != wanted) {
    return format("the digest in `{}` has {} characters; {} has {} hexadecimal digits", to_printable(written),
                  count_code_points(digits), to_string(*algorithm), wanted);
  }
  return format("the digest in `{}` has characters other than hexadecimal digits", to_printable(written));
}

}  // namespace axle::project
