// SPDX-License-Identifier: MIT OR Apache-2.0
// project/hash_text: each way in which a digest can be none.
#include "project/hash_text.hpp"

#include "tests/support/catch.hpp"

namespace axle::project {

TEST_CASE("what is wrong with a digest is told as it was written", "[project][hash_text]") {
  const std::string zeros(64, '0');
  CHECK(explain_bad_hash("abc", "abc") == "`abc` is not a hash of the form `sha256:…`");
  CHECK(explain_bad_hash("crc32:00", "crc32:00") ==
        "`crc32` in `crc32:00` is not a known hash algorithm; expected `sha256`, `sha384`, `sha512` or another that "
        "indexes use");
  CHECK(explain_bad_hash("sha256=ab", "sha256=${X}") ==
        "the digest in `sha256=${X}` has 2 characters; sha256 has 64 hexadecimal digits");
  CHECK(explain_bad_hash("md5:" + zeros, "md5:${ZEROS}") ==
        "the digest in `md5:${ZEROS}` has 64 characters; md5 has 32 hexadecimal digits");
  CHECK(explain_bad_hash("sha256:x" + zeros.substr(1), "sha256:\x1b[0m") ==
        "the digest in `sha256:\\x1b[0m` has characters other than hexadecimal digits");
}

}  // namespace axle::project
