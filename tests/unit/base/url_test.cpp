// SPDX-License-Identifier: MIT OR Apache-2.0
// URLs: what is accepted and in which form, what is refused and why, references, secrets.
#include "base/url.hpp"
#include "base/url_tokens.hpp"

#include "tests/support/catch.hpp"

namespace axle {
namespace {

Url url(std::string_view text) {
  auto parsed = Url::parse(text);
  CAPTURE(text, parsed.has_value() ? "" : parsed.error().message());
  REQUIRE(parsed.has_value());
  return *std::move(parsed);
}

TEST_CASE("URLs come out in one normal form", "[base][url]") {
  const auto [text, normal] = GENERATE(table<std::string, std::string>({
      {"https://index.example", "https://index.example/"},
      {"HTTPS://Index.EXAMPLE:443/Simple/", "https://index.example/Simple/"},
      {"http://index.example:80", "http://index.example/"},
      {"http://index.example:8080/a", "http://index.example:8080/a"},
      {"http://index.example:/a", "http://index.example/a"},
      {"https://files.example/a b/\xc3\xa9.whl", "https://files.example/a%20b/%C3%A9.whl"},
      {"https://files.example/a+b-1.0+cu%2b1.whl", "https://files.example/a+b-1.0+cu%2b1.whl"},
      {"https://files.example/100%.whl", "https://files.example/100%25.whl"},
      {"https://files.example/a/./b/../c", "https://files.example/a/c"},
      {"https://files.example/../../c/..", "https://files.example/"},
      {"https://files.example/a//b", "https://files.example/a//b"},
      {"https://files.example/a?x=1&y=<2>", "https://files.example/a?x=1&y=%3C2%3E"},
      {"https://files.example?x=1", "https://files.example/?x=1"},
      {"http://[::1]:8080/", "http://[::1]:8080/"},
      {"http://[0:0:0:0:0:0:0:1]/", "http://[::1]/"},
      {"http://127.0.0.1:5000/x", "http://127.0.0.1:5000/x"},
      {"http://my_host/x", "http://my_host/x"},
      {"file:///tmp/a b", "file:///tmp/a%20b"},
      {"file:/tmp/a", "file:///tmp/a"},
      {"file://localhost/tmp/a", "file:///tmp/a"},
      {"git+https://git.example/a/b.git@v1.0", "git+https://git.example/a/b.git@v1.0"},
      {"https://h.example#@evil.example", "https://h.example/"},
  }));
  CHECK(url(text).to_request() == normal);
  CHECK(url(normal).to_request() == normal);
}

TEST_CASE("two URLs of one file differ in their fragments at most", "[base][url]") {
  const Url plain = url("https://files.example/a.whl?x=1");
  CHECK(plain.is_same_file(url("https://FILES.example:443/a.whl?x=1#sha256=00")));
  for (const char* other :
       {"http://files.example/a.whl?x=1", "https://file.example/a.whl?x=1", "https://files.example:1/a.whl?x=1",
        "https://files.example/b.whl?x=1", "https://files.example/a.whl", "https://me@files.example/a.whl?x=1"}) {
    CAPTURE(other);
    CHECK_FALSE(plain.is_same_file(url(other)));
  }
}

TEST_CASE("URLs that cannot be used are refused with the reason", "[base][url]") {
  const auto [text, message] = GENERATE(table<std::string, std::string>({
      {"", "invalid URL ``: it has no scheme such as `https://`"},
      {"index.example/simple", "invalid URL `index.example/simple`: it has no scheme such as `https://`"},
      {"https:index.example", "invalid URL `https:index.example`: `//` must follow the scheme"},
      {"https:///simple", "invalid URL `https:///simple`: it has no host"},
      {"https://a b/", "invalid URL `https://a b/`: the host has a character that no host name has"},
      {"https://a..b/", "invalid URL `https://a..b/`: the host is not a host name"},
      {"https://h:0/", "invalid URL `https://h:0/`: the port is not a number from 1 to 65535"},
      {"https://h:65536/", "invalid URL `https://h:65536/`: the port is not a number from 1 to 65535"},
      {"https://h:x/", "invalid URL `https://h:x/`: the port is not a number from 1 to 65535"},
      {"http://127.1/", "invalid URL `http://127.1/`: the host is a number but not an IPv4 address of four parts"},
      {"http://0x7f000001/",
       "invalid URL `http://0x7f000001/`: the host is a number but not an IPv4 address of four parts"},
      {"http://[::1/", "invalid URL `http://[::1/`: the address in brackets is not an IPv6 address"},
      {"https://ex\xc3\xa4mple/",
       "invalid URL `https://ex\xc3\xa4mple/`: the host has non-ASCII characters; write it in its `xn--` form"},
      {"https://h\\evil/", "invalid URL `https://h\\evil/`: it has a backslash"},
      {"https://h/\r\nX: y", "invalid URL `https://h/\\x0d\\x0aX: y`: it has a control character"},
      {"file://server/share",
       "invalid URL `file://server/share`: a file URL starts with `file:///`; other hosts cannot be read"},
      {"file:relative", "invalid URL `file:relative`: the path of a file URL is not absolute"},
      {"htp:/x?token=SECRET", "invalid URL `htp:/x…`: `//` must follow the scheme"},
  }));
  const auto parsed = Url::parse(text);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().message() == message);
  CHECK(parsed.error().code() == ErrorCode::bad_url);
}

TEST_CASE("ambiguous credentials are refused and never echoed", "[base][url]") {
  const auto* text = GENERATE("https://user/na:SECRET@pass@h/", "https://user:SEC@RET@h/", "https://user:SEC/RET@h/",
                              "https://user:SEC?RET@h/", "https://user:SEC#RET@h/", "https://h\\@SECRET/",
                              "https://u:SECRET%0d%0aX@h/", "https://u:SECRET@h:x/", "https:u:SECRET@h");
  CAPTURE(text);
  const auto parsed = Url::parse(text);
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().message().find("SEC") == std::string::npos);
  CHECK(parsed.error().message().find("RET") == std::string::npos);
}

TEST_CASE("credentials are decoded and never part of a request", "[base][url]") {
  const Url with = url("https://us%40er:p%3A%2fw@h.example/a");
  REQUIRE(with.credentials().has_value());
  CHECK(with.credentials()->user == "us@er");
  CHECK(with.credentials()->password == "p:/w");
  CHECK(with.host() == "h.example");
  CHECK(with.to_request() == "https://h.example/a");
  CHECK(with.to_display() == "https://us%40er:****@h.example/a");
  CHECK(with.to_secret_text() == "https://us%40er:p%3A%2Fw@h.example/a");
  CHECK(with.without_credentials().to_secret_text() == "https://h.example/a");
  CHECK(with.without_credentials().with_credentials(*with.credentials()) == with);
}

TEST_CASE("what looks like credentials behind the host is encoded, so that it can be read without them",
          "[base][url]") {
  const auto [text, printed] = GENERATE(table<std::string, std::string>({
      {"https://u:p@h/a:b@c/simple/", "https://h/a:b%40c/simple/"},
      {"https://@h/a:b@c?d=e@f#g@h", "https://h/a:b%40c?d=e%40f#g%40h"},
      {"https://h/@scope/a?d=e:f@g", "https://h/@scope/a?d=e:f@g"},
      {"hs://@ur#:ri//@ur", "hs://ur#:ri//%40ur"},
      {"file:///a:b@c", "file:///a:b@c"},
  }));
  const Url plain = url(text).without_credentials();
  CHECK(plain.to_secret_text() == printed);
  CHECK(url(printed) == plain);
  const auto resolved = url("https://h/simple/").resolve("/a:b@c.whl");
  REQUIRE(resolved.has_value());
  CHECK(url(resolved->to_request()) == *resolved);
}

TEST_CASE("odd user names and passwords are taken as they are", "[base][url]") {
  const auto [text, user, password] = GENERATE(table<std::string, std::string, std::string>({
      {"https://u@h/", "u", ""},
      {"https://u:@h/", "u", ""},
      {"https://:p@h/", "", "p"},
      {"https://u:a:b@h/", "u", "a:b"},
      {"https://u:100%@h/", "u", "100%"},
      {"https://u:a%zz%41@h/", "u", "a%zzA"},
  }));
  CHECK(url(text).credentials() == UrlCredentials{user, password});
  CHECK_FALSE(url("https://@h/").credentials().has_value());
}

TEST_CASE("people see neither passwords nor tokens", "[base][url]") {
  const auto [text, display] = GENERATE(table<std::string, std::string>({
      {"https://TOKEN@h/a", "https://****@h/a"},
      {"https://:pw@h/a", "https://:****@h/a"},
      {"git+ssh://git@h/a", "git+ssh://git@h/a"},
      {"https://h/a?token=T&x=1&X-Amz-Signature=S#sha256=00",
       "https://h/a?token=****&x=1&X-Amz-Signature=****#sha256=00"},
      {"https://h/a?sig=S&signed&monkey=1", "https://h/a?sig=****&signed&monkey=1"},
      {"https://h/a?&&x=1&&token=T&", "https://h/a?&&x=1&&token=****&"},
  }));
  CHECK(url(text).to_display() == display);
}

TEST_CASE("the origin tells scheme, host and port apart", "[base][url]") {
  CHECK(url("https://h/a").origin() == url("https://H:443/b").origin());
  CHECK(url("https://h/").origin() != url("http://h/").origin());
  CHECK(url("https://h/").origin() != url("https://h:8443/").origin());
  CHECK(url("https://h/").port() == 443);
  CHECK(url("http://h/").port() == 80);
  CHECK(url("file:///a").port() == 0);
}

TEST_CASE("references resolve as in RFC 3986, 5.4", "[base][url]") {
  const Url base = url("http://a/b/c/d;p?q");
  const auto [reference, target] = GENERATE(table<std::string, std::string>({
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g/"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q"},
      {";x", "http://a/b/c/;x"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {"..g", "http://a/b/c/..g"},
      {"./../g", "http://a/b/g"},
      {"g;x=1/../y", "http://a/b/c/y"},
      {"https://files.example/x", "https://files.example/x"},
      {" g \n", "http://a/b/c/g"},
      {"a b/\xc3\xa9", "http://a/b/c/a%20b/%C3%A9"},
      {"a+b", "http://a/b/c/a+b"},
  }));
  const auto resolved = base.resolve(reference);
  REQUIRE(resolved.has_value());
  CHECK(resolved->to_request() == target);
}

TEST_CASE("a reference keeps the credentials of its origin only", "[base][url]") {
  const Url base = url("https://u:p@h/simple/a/");
  CHECK(base.resolve("../../f.whl#sha256=00")->to_secret_text() == "https://u:p@h/f.whl#sha256=00");
  CHECK(base.resolve("https://files.example/f.whl")->to_secret_text() == "https://files.example/f.whl");
}

TEST_CASE("references with control characters or unknown form are refused", "[base][url]") {
  const Url base = url("https://h/simple/");
  CHECK(base.resolve("a\nb").error().message() == "invalid URL `a\\x0ab`: it has a control character");
  CHECK(base.resolve("javascript:x").error().message() == "invalid URL `javascript:x`: `//` must follow the scheme");
}

TEST_CASE("the file name is decoded but stays one name", "[base][url]") {
  CHECK(url("https://h/a/foo-1.0%2Bcu1-py3-none-any.whl#x").file_name() == "foo-1.0+cu1-py3-none-any.whl");
  CHECK(url("https://h/a/..%2Fevil").file_name() == "..%2Fevil");
  CHECK(url("https://h/a%00b").file_name() == "a%00b");
  CHECK(url("https://h/a/").file_name().empty());
}

TEST_CASE("paths and file URLs turn into each other", "[base][url]") {
  const auto* path = GENERATE("/tmp/a", "/tmp/a b#c?d%20e", "/tmp/\xc3\xa9\xff", "/");
  CHECK(Url::from_path(path).file_path().value() == path);
  CHECK(url(Url::from_path(path).to_request()).file_path().value() == path);
}

TEST_CASE("only file URLs have file paths", "[base][url]") {
  CHECK(url("https://u:p@h/a").file_path().error().message() == "`https://u:****@h/a` is not a file URL");
  CHECK(url("file:///a%00b").file_path().error().message() == "the path of `file:///a%00b` has a NUL byte");
}

TEST_CASE("segments are appended encoded", "[base][url]") {
  CHECK(url("https://h/simple?x=1#f").with_segment("a b", true).to_secret_text() == "https://h/simple/a%20b/?x=1");
  CHECK(url("https://h/simple/").with_segment("a/b", false).to_secret_text() == "https://h/simple/a%2Fb");
}

TEST_CASE("percent encoding is undone exactly once", "[base][url]") {
  CHECK(percent_decode("a%2520%41") == "a%20A");
  CHECK(percent_encode("a b/~%") == "a%20b%2F~%25");
  const auto* text = GENERATE("%", "%4", "%zz", "a%00b");
  CHECK_FALSE(percent_decode(text).has_value());
}

TEST_CASE("URLs inside foreign text lose their secrets", "[base][url]") {
  const auto [text, redacted] = GENERATE(table<std::string, std::string>({
      {"no url: a@b", "no url: a@b"},
      {"get 'https://u:S@h/a' failed", "get 'https://u:****@h/a' failed"},
      {"https://S@h https://u:S@i/?token=S", "https://****@h https://u:****@i/?token=****"},
      {"https://user/na:S@S@h/", "https://****@h/"},
      {"see https://h/a?b=1#c", "see https://h/a?b=1#c"},
      {"https://u:S@h/a,https://v:S@i/b", "https://u:****@h/a,https://v:****@i/b"},
      {"https://u:S@h/?token=S,https://v:S@i/?token=S",
       "https://u:****@h/?token=****"
       "****@i/?token=****"},
      {"/tmp/https:/u:S@h/a", "/tmp/https:/u:****@h/a"},
  }));
  CHECK(redact_urls(text) == redacted);
}

TEST_CASE("K04: what is written down has no parameters that plainly are secrets", "[base][url]") {
  const auto [url, kept] = GENERATE(table<std::string, std::string>({
      {"https://h.example/a.whl?token=x", "https://h.example/a.whl"},
      {"https://h.example/a.whl?x=1&X-Amz-Signature=y&z=2#sha256=0", "https://h.example/a.whl?x=1&z=2#sha256=0"},
      {"https://h.example/a.whl?token", "https://h.example/a.whl"},
      {"https://h.example/a.whl?private_token=x&sig=y&ACCESS-KEY=z&api.key=u&AWSAccessKeyId=v",
       "https://h.example/a.whl"},
      {"https://h.example/a.whl?X-Amz-Security-Token=x&X-Amz-Credential=y", "https://h.example/a.whl"},
      {"https://h.example/a.whl?key=1&policy=2&session=3", "https://h.example/a.whl?key=1&policy=2&session=3"},
      {"https://h.example/a.whl?tokenizer=x&monkey=1&secretary",
       "https://h.example/a.whl?tokenizer=x&monkey=1&secretary"},
      {"https://h.example/a.whl?x=token", "https://h.example/a.whl?x=token"},
      {"https://h.example/a.whl#a?token=x", "https://h.example/a.whl#a?token=x"},
      {"file:///a.whl", "file:///a.whl"},
  }));
  CHECK(without_tokens(url) == kept);
}

TEST_CASE("K02: a password with a blank that nobody encoded is hidden as a whole", "[base][url]") {
  const auto [text, redacted] = GENERATE(table<std::string, std::string>({
      {"a @ https://u:p ss@h.example/x", "a @ https://u:****@h.example/x"},
      {"a @ https://u:p 'q\" r@h.example/x b", "a @ https://u:****@h.example/x b"},
      {"a @ https://my u:pss@h.example/x", "a @ https://my u:****@h.example/x"},
      {"a @ https://u:12 34@h.example/x", "a @ https://u:****@h.example/x"},
      {"a @ https://u: pss@h.example/x", "a @ https://u:****@h.example/x"},
      {"a @ https://token pss@h.example/x", "a @ https://****@h.example/x"},
      {"`https://h.example:80` and me@x", "`https://h.example:80` and me@x"},
      {"https://h.example/ and me@x", "https://h.example/ and me@x"},
      {"https://h.example:p a/b@c", "https://h.example:p a/b@c"},
  }));
  CHECK(redact_urls(text) == redacted);
}

}  // namespace
}  // namespace axle
