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
  WarningSink warnings;
  CredentialStore store(options, null_log(), warnings);
  const Found own = UrlCredentials{"u", "p"};
  CHECK(store.find_for_first_try(url_of("https://index.example/team/simple"), ReachedBy::user) == own);
  CHECK(store.find_for_first_try(url_of("https://index.example/team/simple/foo/"), ReachedBy::user) == own);
  for (const char* other :
       {"https://index.example/team/simple-other/", "https://index.example/team/", "https://index.example/",
        "http://index.example/team/simple/", "https://index.example:8443/team/simple/",
        "https://sub.index.example/team/simple/", "https://index.example.evil.example/team/simple/"}) {
    CAPTURE(other);
    CHECK(store.find_for_first_try(url_of(other), ReachedBy::user) == std::nullopt);
  }
}

TEST_CASE("the longest scope wins, and what a URL holds itself comes first", "[fetch][credentials]") {
  CredentialOptions options;
  options.scoped = {{url_of("https://index.example/"), {"root", "1"}},
                    {url_of("https://index.example/a/"), {"a", "2"}}};
  WarningSink warnings;
  CredentialStore store(options, null_log(), warnings);
  CHECK(store.find_for_first_try(url_of("https://index.example/a/b"), ReachedBy::user) == UrlCredentials{"a", "2"});
  CHECK(store.find_for_first_try(url_of("https://index.example/b"), ReachedBy::user) == UrlCredentials{"root", "1"});
  CHECK(store.find_for_first_try(url_of("https://x:y@index.example/a/b"), ReachedBy::user) == UrlCredentials{"x", "y"});
}

TEST_CASE("after a refusal the only scope of the origin helps, two scopes do not", "[fetch][credentials]") {
  CredentialOptions options;
  options.scoped = {{url_of("https://one.example/simple/"), {"u", "p"}},
                    {url_of("https://two.example/a/"), {"a", "1"}},
                    {url_of("https://two.example/b/"), {"b", "2"}}};
  WarningSink warnings;
  CredentialStore store(options, null_log(), warnings);
  CHECK(store.find_after_refusal(url_of("https://one.example/files/x"), ReachedBy::redirect) == std::nullopt);
  CHECK(store.find_after_refusal(url_of("https://one.example/files/x"), ReachedBy::user) == UrlCredentials{"u", "p"});
  CHECK(store.find_after_refusal(url_of("https://two.example/files/x"), ReachedBy::user) == std::nullopt);
}

TEST_CASE("what a refusal taught holds for that sibling folder, and not for redirects", "[fetch][credentials]") {
  CredentialOptions options;
  options.scoped = {{url_of("https://a.example/team/simple"), {"u", "p"}}};
  WarningSink warnings;
  CredentialStore store(options, null_log(), warnings);
  const auto first_try = [&](const char* url, ReachedBy reached_by = ReachedBy::user) {
    return store.find_for_first_try(url_of(url), reached_by);
  };
  REQUIRE(store.find_after_refusal(url_of("https://a.example/team/files/ab/x.whl"), ReachedBy::user));
  CHECK(first_try("https://a.example/team/files/cd/y.whl") == UrlCredentials{"u", "p"});
  CHECK(first_try("https://a.example/team/files/cd/y.whl", ReachedBy::redirect) == std::nullopt);
  for (const char* other : {"https://a.example/team/files-of-others/x", "https://a.example/team/x",
                            "https://a.example/other/files/x", "https://a.example/"}) {
    CAPTURE(other);
    CHECK(first_try(other) == std::nullopt);
  }
}

TEST_CASE("netrc answers after a refusal; its default is not for hosts that a redirect chose", "[fetch][credentials]") {
  const Folder folder;
  CredentialOptions options;
  options.netrc_path = folder.write("netrc", "machine a.example login u password p\ndefault login d password q\n");
  WarningSink warnings;
  CredentialStore store(options, null_log(), warnings);
  CHECK(store.find_for_first_try(url_of("https://a.example/"), ReachedBy::user) == std::nullopt);
  CHECK(store.find_after_refusal(url_of("https://a.example/"), ReachedBy::redirect) == UrlCredentials{"u", "p"});
  CHECK(store.find_after_refusal(url_of("https://b.example/"), ReachedBy::redirect) == std::nullopt);
  CHECK(store.find_after_refusal(url_of("https://b.example/"), ReachedBy::user) == UrlCredentials{"d", "q"});
}

TEST_CASE("a user name alone is completed from netrc", "[fetch][credentials]") {
  const Folder folder;
  CredentialOptions options;
  options.netrc_path =
      folder.write("netrc", "machine a.example login u password 1 machine a.example login v password 2\n");
  WarningSink warnings;
  CredentialStore store(options, null_log(), warnings);
  CHECK(store.find_for_first_try(url_of("https://v@a.example/"), ReachedBy::user) == UrlCredentials{"v", "2"});
  CHECK(store.find_for_first_try(url_of("https://token@a.example/"), ReachedBy::user) == UrlCredentials{"token", ""});
}

TEST_CASE("a netrc file that cannot be read, or that others can read, is told", "[fetch][credentials]") {
  const Folder folder;
  const auto warnings_of = [](const std::string& path) {
    CredentialOptions options;
    options.netrc_path = path;
    WarningSink warnings;
    CredentialStore store(options, null_log(), warnings);
    static_cast<void>(store.find_for_first_try(url_of("https://u@a.example/"), ReachedBy::user));
    const std::vector<std::string> told = warnings.take();
    return told.empty() ? std::string() : told.front();
  };
  const char* text = "machine a.example login u password p\n";
  CHECK(warnings_of(folder.write("good", text)) == "");
  CHECK(warnings_of(join_path(folder.directory.path(), "missing")) == "");
  const std::string open = folder.write("open", text, 0644);
  CHECK(warnings_of(open) == "the passwords in `" + open + "` can be read by others; `chmod 600` it");
  const std::string broken = folder.write("broken", "machine a.example\nlogin u pasword p\n");
  CHECK(warnings_of(broken) == "invalid netrc file `" + broken + "` at line 2: unknown keyword; the file is not used");
}

/// Asks what is open, as the network thread has a worker do.
Found find_with_answer(CredentialStore& store, const Url& url) {
  if (const auto question = store.find_question(url)) {
    store.answer(*question);
  }
  CHECK_FALSE(store.find_question(url));
  return store.find_for_first_try(url, ReachedBy::user);
}

TEST_CASE("the keyring program is asked once, for the index without its query, then for the host",
          "[fetch][credentials]") {
  const Folder folder;
  CredentialOptions options;
  options.scoped = {{url_of("https://a.example/simple/"), {"u", ""}}};
  options.keyring_program = folder.write(
      "keyring",
      "#!/bin/sh\nprintf '%s\\n' \"$*\" >> \"$LOG\"\n[ \"$2\" = a.example ] || exit 1\nprintf ' se cret \\n'\n", 0700);
  const std::string log_path = join_path(folder.directory.path(), "log");
  options.keyring_environment = {"LOG=" + log_path};
  WarningSink warnings;
  CredentialStore store(options, null_log(), warnings);
  const Found own = UrlCredentials{"u", " se cret "};
  CHECK(store.find_for_first_try(url_of("https://a.example/simple/foo/"), ReachedBy::user) == UrlCredentials{"u", ""});
  CHECK(find_with_answer(store, url_of("https://a.example/simple/foo/?token=1")) == own);
  CHECK(find_with_answer(store, url_of("https://u@a.example/simple/bar/")) == own);
  CHECK(find_with_answer(store, url_of("https://v@a.example/files/x?token=1")) == UrlCredentials{"v", " se cret "});
  const Result<std::string> asked = read_file(log_path, 1024);
  REQUIRE(asked.has_value());
  CHECK(*asked ==
        "get https://a.example/simple/ u\nget a.example u\nget https://a.example/files/x v\nget a.example v\n");
}

TEST_CASE("the keyring is asked for the only scope of an origin after a refusal, too", "[fetch][credentials]") {
  const Folder folder;
  CredentialOptions options;
  options.scoped = {{url_of("https://a.example/simple/"), {"u", ""}}};
  options.keyring_program = folder.write("keyring", "#!/bin/sh\necho secret\n", 0700);
  WarningSink warnings;
  CredentialStore store(options, null_log(), warnings);
  const Url url = url_of("https://a.example/files/x");
  CHECK_FALSE(store.find_question(url));
  CHECK_FALSE(store.find_question_after_refusal(url, ReachedBy::redirect));
  const auto question = store.find_question_after_refusal(url, ReachedBy::user);
  REQUIRE(question);
  store.answer(*question);
  CHECK_FALSE(store.find_question_after_refusal(url, ReachedBy::user));
  CHECK(store.find_after_refusal(url, ReachedBy::user) == UrlCredentials{"u", "secret"});
}

TEST_CASE("a keyring program that hangs, floods or fails costs no more than its limits", "[fetch][credentials]") {
  const Folder folder;
  for (const char* body : {"sleep 60", "head -c 10000000 /dev/zero", "echo secret >&2; exit 1"}) {
    CredentialOptions options;
    options.keyring_program = folder.write("keyring", std::string("#!/bin/sh\n") + body + "\n", 0700);
    options.keyring_environment = {"PATH=/usr/bin:/bin"};
    options.keyring_timeout = Milliseconds(100);
    WarningSink warnings;
    CredentialStore store(options, null_log(), warnings);
    const auto begin = std::chrono::steady_clock::now();
    CHECK(find_with_answer(store, url_of("https://u@a.example/")) == UrlCredentials{"u", ""});
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  }
}

}  // namespace
}  // namespace axle::fetch
