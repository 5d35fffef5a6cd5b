// SPDX-License-Identifier: MIT OR Apache-2.0
// fetch/credentials: which secret belongs to which URL (reliability K05–K08, K10).
#include "fetch/credentials.hpp"

#include <optional>
#include <string>
#include <vector>

#include "base/fs.hpp"
#include "tests/support/catch.hpp"
#include "tests/unit/fetch/http_fixture.hpp"

namespace axle::fetch {
namespace {

using ReachedBy = CredentialStore::ReachedBy;
using Found = std::optional<UrlCredentials>;

struct Folder {
  TemporaryDirectory directory = std::move(*TemporaryDirectory::create("/tmp", "axle-credentials-"));
  [[nodiscard]] std::string write(const std::string& name, std::string_view text, std::uint32_t mode = 0600) const {
    const std::string path = join_path(directory.path(), name);
    REQUIRE(replace_file(path, text, mode).has_value());
    return path;
  }
};

TEST_CASE("a scope covers its folder, never a sibling, another host, port or scheme", "[fetch][credentials]") {
  CredentialOptions options;
  options.scoped = {{url_of("https://index.example/team/simple"), {"u", "p"}}};
  CredentialStore store(options, null_log());
  const Found own = UrlCredentials{"u", "p"};
  CHECK(store.find_for_first_try(url_of("https://index.example/team/simple")) == own);
  CHECK(store.find_for_first_try(url_of("https://index.example/team/simple/foo/")) == own);
  for (const char* other :
       {"https://index.example/team/simple-other/", "https://index.example/team/", "https://index.example/",
        "http://index.example/team/simple/", "https://index.example:8443/team/simple/",
        "https://sub.index.example/team/simple/", "https://index.example.evil.example/team/simple/"}) {
    CAPTURE(other);
    CHECK(store.find_for_first_try(url_of(other)) == std::nullopt);
  }
}

TEST_CASE("the longest scope wins, and what a URL holds itself comes first", "[fetch][credentials]") {
  CredentialOptions options;
  options.scoped = {{url_of("https://index.example/"), {"root", "1"}},
                    {url_of("https://index.example/a/"), {"a", "2"}}};
  CredentialStore store(options, null_log());
  CHECK(store.find_for_first_try(url_of("https://index.example/a/b")) == UrlCredentials{"a", "2"});
  CHECK(store.find_for_first_try(url_of("https://index.example/b")) == UrlCredentials{"root", "1"});
  CHECK(store.find_for_first_try(url_of("https://x:y@index.example/a/b")) == UrlCredentials{"x", "y"});
}

TEST_CASE("after a refusal the only scope of the origin helps, two scopes do not", "[fetch][credentials]") {
  CredentialOptions options;
  options.scoped = {{url_of("https://one.example/simple/"), {"u", "p"}},
                    {url_of("https://two.example/a/"), {"a", "1"}},
                    {url_of("https://two.example/b/"), {"b", "2"}}};
  CredentialStore store(options, null_log());
  CHECK(store.find_after_refusal(url_of("https://one.example/files/x"), ReachedBy::user) == UrlCredentials{"u", "p"});
  CHECK(store.find_for_first_try(url_of("https://one.example/files/y")) == UrlCredentials{"u", "p"});
  CHECK(store.find_after_refusal(url_of("https://two.example/files/x"), ReachedBy::user) == std::nullopt);
}

TEST_CASE("netrc answers after a refusal; its default is not for hosts that a redirect chose", "[fetch][credentials]") {
  const Folder folder;
  CredentialOptions options;
  options.netrc_path = folder.write("netrc", "machine a.example login u password p\ndefault login d password q\n");
  CredentialStore store(options, null_log());
  CHECK(store.find_for_first_try(url_of("https://a.example/")) == std::nullopt);
  CHECK(store.find_after_refusal(url_of("https://a.example/"), ReachedBy::redirect) == UrlCredentials{"u", "p"});
  CHECK(store.find_after_refusal(url_of("https://b.example/"), ReachedBy::redirect) == std::nullopt);
  CHECK(store.find_after_refusal(url_of("https://b.example/"), ReachedBy::user) == UrlCredentials{"d", "q"});
}

TEST_CASE("a user name alone is completed from netrc", "[fetch][credentials]") {
  const Folder folder;
  CredentialOptions options;
  options.netrc_path =
      folder.write("netrc", "machine a.example login u password 1 machine a.example login v password 2\n");
  CredentialStore store(options, null_log());
  CHECK(store.find_for_first_try(url_of("https://v@a.example/")) == UrlCredentials{"v", "2"});
  CHECK(store.find_for_first_try(url_of("https://token@a.example/")) == UrlCredentials{"token", ""});
}

TEST_CASE("the keyring program is asked once, with its arguments as they are", "[fetch][credentials]") {
  const Folder folder;
  CredentialOptions options;
  options.keyring_program = folder.write(
      "keyring",
      "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$LOG\"\n[ \"$2\" = a.example ] || exit 1\nprintf 'se cret\\n'\n", 0700);
  const std::string log_path = join_path(folder.directory.path(), "log");
  options.keyring_environment = {"LOG=" + log_path};
  CredentialStore store(options, null_log());
  const Url url = url_of("https://u@a.example/simple/foo/");
  CHECK(store.may_block(url));
  CHECK(store.find_for_first_try(url) == UrlCredentials{"u", "se cret"});
  CHECK_FALSE(store.may_block(url));
  CHECK(store.find_for_first_try(url) == UrlCredentials{"u", "se cret"});
  const Result<std::string> asked = read_file(log_path, 1024);
  REQUIRE(asked.has_value());
  CHECK(*asked == "get https://a.example/simple/foo/ u\nget a.example u\n");
}

TEST_CASE("a keyring program that hangs, floods or fails costs no more than its limits", "[fetch][credentials]") {
  const Folder folder;
  for (const char* body : {"sleep 60", "head -c 10000000 /dev/zero", "echo secret >&2; exit 1"}) {
    CredentialOptions options;
    options.keyring_program = folder.write("keyring", std::string("#!/bin/sh\n") + body + "\n", 0700);
    options.keyring_environment = {"PATH=/usr/bin:/bin"};
    options.keyring_timeout = Milliseconds(100);
    CredentialStore store(options, null_log());
    const auto begin = std::chrono::steady_clock::now();
    CHECK(store.find_for_first_try(url_of("https://u@a.example/")) == UrlCredentials{"u", ""});
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  }
}

}  // namespace
}  // namespace axle::fetch
