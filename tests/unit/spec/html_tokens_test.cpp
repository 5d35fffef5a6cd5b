// SPDX-License-Identifier: MIT OR Apache-2.0
// The HTML scanner: tags, attributes in every quoting, entities.
#include "spec/html_tokens.hpp"

#include "tests/support/catch.hpp"

namespace axle::spec {
namespace {

std::vector<std::string> tags_of(std::string_view text) {
  std::vector<std::string> out;
  for (HtmlTokens tokens(text); tokens.next();) {
    out.push_back(tokens.tag());
  }
  return out;
}

using Texts = std::vector<std::string>;

TEST_CASE("start tags come in order", "[spec][html_tokens]") {
  CHECK(tags_of("<HTML><p>a < b</p><br/><a\nhref=x></a>") == Texts{"html", "p", "br", "a"});
  CHECK(tags_of("<!DOCTYPE html><?xml?><![CDATA[<i>]]><!----><b><!--><i><!-- <u> --><s>") == Texts{"b", "i", "s"});
  CHECK(tags_of("").empty());
  CHECK(tags_of("<").empty());
  CHECK(tags_of("<a").empty());
  CHECK(tags_of("<<a>").size() == 1);
  CHECK(tags_of("<!-- never closed <a>").empty());
}

TEST_CASE("attributes are read in every quoting", "[spec][html_tokens]") {
  HtmlTokens tokens("<a HREF=\"x y\" b='1>2' c=3 d e = f g=/h/ i=\"\" href=second>");
  REQUIRE(tokens.next());
  CHECK(*tokens.find("href") == "x y");
  CHECK(*tokens.find("b") == "1>2");
  CHECK(*tokens.find("c") == "3");
  CHECK(*tokens.find("d") == "");
  CHECK(*tokens.find("e") == "f");
  CHECK(*tokens.find("g") == "/h/");
  CHECK(*tokens.find("i") == "");
  CHECK(tokens.find("j") == nullptr);
  CHECK_FALSE(tokens.next());
}

TEST_CASE("attributes that never end take the tag with them", "[spec][html_tokens]") {
  CHECK(tags_of("<a href=\"x>").empty());
  CHECK(tags_of("<a href=").empty());
  CHECK(tags_of("<a href").empty());
}

TEST_CASE("raw text ends at its own end tag", "[spec][html_tokens]") {
  CHECK(tags_of("<script></b><i></SCRIPT><b>") == Texts{"script", "b"});
  CHECK(tags_of("<style><i>") == Texts{"style"});
}

TEST_CASE("entities are decoded", "[spec][html_tokens]") {
  CHECK(decode_html_entities("&lt;&gt;&amp;&quot;&apos;&#43;&#x2B;&#X2b;&plus;") == "<>&\"'++++");
  CHECK(decode_html_entities("&#233;&#8364;&#x1F600;") == "é€😀");
  CHECK(decode_html_entities("&#0;&#xD800;&#x110000;&#99999999;") == "\uFFFD\uFFFD\uFFFD\uFFFD");
  CHECK(decode_html_entities("&amp;gt;") == "&gt;");
  CHECK(decode_html_entities("a&b=c&unknown;&;&#;&#x;&#1a;& amp;") == "a&b=c&unknown;&;&#;&#x;&#1a;& amp;");
}

}  // namespace
}  // namespace axle::spec
