// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: URLs, JSON and TOML documents.
#include "base/json_doc.hpp"
#include "base/toml_doc.hpp"
#include "base/url.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  const auto url = axle::Url::parse(text);
  if (url) {
    require(axle::Url::parse(url->to_secret_text()) == *url, "a printed URL can be read");
    require(axle::Url::parse(url->to_request()) == url->without_credentials().without_fragment(),
            "and so can one without its credentials");
  }
  static_cast<void>(axle::JsonDoc::parse(text));
  static_cast<void>(axle::parse_toml(text, "fuzz.toml"));
  return 0;
}
