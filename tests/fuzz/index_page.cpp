// SPDX-License-Identifier: MIT OR Apache-2.0
// Fuzz target: index pages as JSON, as HTML, as a flat list, and in our binary form from foreign bytes.
#include "spec/index_page.hpp"

#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using axle::fuzz::require;
  const std::string_view text = axle::fuzz::text_of(data, size);
  static const auto url = axle::Url::parse("https://index.example/simple/foo/");
  static const auto project = axle::spec::PackageName::parse("foo");
  for (const auto& page :
       {axle::spec::parse_index_json(text, *url, *project), axle::spec::parse_index_html(text, *url, *project),
        axle::spec::IndexPage::open(std::string(text))}) {
    if (page) {
      for (std::size_t file = 0; file < page->file_count(); ++file) {
        require(page->file(file).file_name == page->file_name(file), "both views name one file");
      }
      require(axle::spec::IndexPage::open(page->bytes()).has_value(), "what was made can be opened");
    }
  }
  static_cast<void>(axle::spec::parse_flat_html(text, *url));
  return 0;
}
