// SPDX-License-Identifier: MIT OR Apache-2.0
// Requirements files with what they include, and reliability Q18–Q24. Files live in a table, not on disk.
#include "project/requirements_file.hpp"

#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "tests/support/catch.hpp"

namespace axle::project {
namespace {

using Files = std::map<std::string, std::string>;

struct ReadFile {
  RequirementsFile file;
  std::vector<std::string> warnings;
};

Result<ReadFile> read_with_warnings(const Files& files, const std::string& location) {
  std::vector<std::string> warnings;
  RequirementsContext context;
  context.working_directory = "/project";
  context.lookup = [](std::string_view name) -> std::optional<std::string> {
    if (name == "TOKEN") {
      return "s3cret";
    }
    return name == "EVIL" ? std::optional<std::string>("1 --hash=sha256:00 # x") : std::nullopt;
  };
  context.load = [&](const std::string& path) -> Result<std::string> {
    const auto found = files.find(path);
    return found == files.end() ? fail(ErrorCode::not_found, path + " is missing") : Result<std::string>(found->second);
  };
  context.warn = [&](std::string message) { warnings.push_back(std::move(message)); };
  TRY_ASSIGN(RequirementsFile file, read_requirements_file(location, context));
  return ReadFile{std::move(file), std::move(warnings)};
}

Result<RequirementsFile> read(const Files& files, const std::string& location = "r.txt") {
  TRY_ASSIGN(ReadFile read, read_with_warnings(files, location));
  CHECK(read.warnings.empty());
  return std::move(read.file);
}

Result<RequirementsFile> read_text(const std::string& text) {
  return read({{"/project/r.txt", text}});
}

/// The whole chain with its places, as a terminal shows it.
std::string failure_of(const Result<RequirementsFile>& file) {
  REQUIRE_FALSE(file);
  std::string out;
  for (const Error* error = &file.error(); error != nullptr; error = error->cause()) {
    out += out.empty() ? "" : "\n";
    if (error->where() && !error->message().contains(format("`{}`", error->where()->file))) {
      out += format("{}:{}: ", error->where()->file, error->where()->line);
    }
    out += error->message();
  }
  return out;
}

std::vector<std::string> names_of(const std::vector<RequirementEntry>& entries) {
  std::vector<std::string> out;
  for (const RequirementEntry& entry : entries) {
    const auto* requirement = std::get_if<spec::Requirement>(&entry.what);
    out.push_back(format("{}:{} {}", entry.origin, entry.line, requirement ? requirement->to_string() : "other"));
  }
  return out;
}

using Texts = std::vector<std::string>;

Texts texts_of(const std::vector<Url>& urls) {
  Texts texts;
  for (const Url& url : urls) {
    texts.push_back(url.to_request());
  }
  return texts;
}

TEST_CASE("reading ends between two lines when it is to stop", "[project][requirements]") {
  std::stop_source stop;
  RequirementsContext context;
  context.working_directory = "/project";
  context.lookup = [&](std::string_view) -> std::optional<std::string> {
    stop.request_stop();
    return "1.0";
  };
  context.load = [](const std::string&) -> Result<std::string> { return "foo==${VERSION}\nnot a requirement\n"; };
  context.stop = stop.get_token();
  const auto file = read_requirements_file("r.txt", context);
  REQUIRE_FALSE(file);
  CHECK(file.error().code() == ErrorCode::cancelled);
}

TEST_CASE("requirements keep their order and origin", "[project][requirements_file]") {
  const auto file =
      read_text("# head\nfoo==1.0 # why\n\nbar[x]>=2 ; python_version > '3'\n./baz-1-py3-none-any.whl\n-e .\n");
  REQUIRE(file);
  CHECK(names_of(file->requirements) ==
        Texts{"r.txt:2 foo==1.0", "r.txt:4 bar[x]>=2 ; python_version > \"3\"", "r.txt:5 other", "r.txt:6 other"});
  CHECK(std::get<UnsupportedReference>(file->requirements[3].what).kind == UnsupportedReference::Kind::editable);
  CHECK(file->constraints.empty());
}

TEST_CASE("hashes of a pinned requirement are read", "[project][requirements_file]") {
  const std::string digest(64, 'a');
  const auto file = read_text("foo==1.0 \\\n    --hash=sha256:" + digest +
                              " \\\n    --hash=sha512:" + std::string(128, 'b') + "\n    # via bar\n");
  REQUIRE(file);
  CHECK(file->requirements[0].hashes ==
        std::vector<Hash>{{HashAlgorithm::sha256, digest}, {HashAlgorithm::sha512, std::string(128, 'b')}});
}

TEST_CASE("options are collected", "[project][requirements_file]") {
  const auto file = read_text(
      "-i https://index.example/simple\n--extra-index-url https://b.example/\n--extra-index-url=https://c.example/\n"
      "--find-links ./links\n-f https://files.example/all.html\n--no-binary :all:\n--only-binary=foo,bar\n--no-index\n"
      "--require-hashes\n--pre\n");
  REQUIRE(file);
  CHECK(file->index_url->url.to_request() == "https://index.example/simple");
  CHECK(texts_of(file->extra_index_urls) == Texts{"https://b.example/", "https://c.example/"});
  CHECK(texts_of(file->find_links) == Texts{"file:///project/links", "https://files.example/all.html"});
  CHECK(file->no_binary == Texts{":all:"});
  CHECK(file->only_binary == Texts{"foo,bar"});
  CHECK(file->no_index);
  CHECK(file->require_hashes);
  CHECK(file->pre);
}

TEST_CASE("options that have no effect in a file are told", "[project][requirements_file]") {
  const auto told = read_with_warnings({{"/project/r.txt", "-r s.txt\n--use-feature x\n--prefer-binary\n"},
                                        {"/project/s.txt", "a\n--trusted-host index.example\n"}},
                                       "r.txt");
  REQUIRE(told);
  CHECK(told->warnings == Texts{"s.txt:2: `--trusted-host` is ignored; give it on the command line instead",
                                "r.txt:2: `--use-feature` is ignored", "r.txt:3: `--prefer-binary` is ignored"});
}

TEST_CASE("a lock is no requirements file, included or not", "[project][requirements_file]") {
  CHECK(failure_of(read({{"/project/pylock.toml", ""}}, "pylock.toml")) ==
        "`pylock.toml` is a lock file, not a requirements file");
  CHECK(failure_of(read({{"/project/r.txt", "a\n-c pylock.dev.toml\n"}, {"/project/pylock.dev.toml", ""}}, "r.txt")) ==
        "r.txt:2: cannot read the included file\n`pylock.dev.toml` is a lock file, not a requirements file");
}

TEST_CASE("a second index in the place of the default is refused, the same one again is not",
          "[project][requirements_file]") {
  const std::string first = "-i https://u:secret@index.example/simple\n";
  CHECK(failure_of(read_text(first + "--pypi-url https://index.example/simple\n")) ==
        "r.txt:2: `--index-url` is given twice: `https://u:****@index.example/simple` and "
        "`https://index.example/simple`");
  CHECK(read_text(first + first).has_value());
}

TEST_CASE("a TOML file is no requirements file", "[project][requirements_file]") {
  CHECK(failure_of(read({{"/project/my-pyproject.toml", "[project]\n"}}, "my-pyproject.toml")) ==
        "`my-pyproject.toml` is not a requirements file; of TOML files, only `pyproject.toml` and locks are read: "
        "`pylock.toml`, and `pylock.NAME.toml` where NAME has no dot");
}

TEST_CASE("included files are read in place, relative to the file that names them", "[project][requirements_file]") {
  const auto file = read({{"/project/r.txt", "a\n-r sub/s.txt\nz\n"},
                          {"/project/sub/s.txt", "b\n-c ../c.txt\n-f links\n-f FILE:more\n-r t.txt\n"},
                          {"/project/sub/t.txt", "./d-1-py3-none-any.whl\n"},
                          {"/project/c.txt", "pin==1\n-r more.txt\n"},
                          {"/project/more.txt", "pin2==2\n"}});
  REQUIRE(file);
  CHECK(names_of(file->requirements) == Texts{"r.txt:1 a", "sub/s.txt:1 b", "sub/t.txt:1 other", "r.txt:3 z"});
  CHECK(names_of(file->constraints) == Texts{"sub/../c.txt:1 pin==1", "sub/../more.txt:1 pin2==2"});
  CHECK(std::get<WheelReference>(file->requirements[2].what).url.to_request() ==
        "file:///project/sub/d-1-py3-none-any.whl");
  CHECK(texts_of(file->find_links) == Texts{"file:///project/sub/links", "file:///project/sub/more"});
}

TEST_CASE("standard input and URLs are asked of the loader", "[project][requirements_file]") {
  CHECK(names_of(read({{"-", "foo\n"}}, "-")->requirements) == Texts{"-:1 foo"});
  const auto remote = read({{"https://h.example/a/r.txt", "-r s.txt\n-r ../t.txt\n"},
                            {"https://h.example/a/s.txt", "foo\n"},
                            {"https://h.example/t.txt", "bar\n"}},
                           "https://h.example/a/r.txt");
  REQUIRE(remote);
  CHECK(names_of(remote->requirements) == Texts{"s.txt:1 foo", "../t.txt:1 bar"});
}

TEST_CASE("one file may be included twice", "[project][requirements_file]") {
  CHECK(read({{"/project/r.txt", "-r s.txt\n-r s.txt\n"}, {"/project/s.txt", "foo\n"}})->requirements.size() == 2);
}

TEST_CASE("what is wrong is found in the file, however lines were joined", "[project][requirements_file]") {
  const auto place_of = [](const std::string& text) {
    const auto refused = read_text(text);
    const SourcePlace place = refused ? SourcePlace{} : refused.error().where().value_or(SourcePlace{});
    return format("{}:{}:{}", place.file, place.line, place.column);
  };
  CHECK(place_of("  foo bar\n") == "r.txt:1:7");
  CHECK(place_of("ok\n\tfoo >= 1.0, \\\n    << 2\n") == "r.txt:3:5");
  CHECK(place_of("\\\n  \\\n foo bar") == "r.txt:3:6");
  CHECK(place_of("ü @ bar") == "r.txt:1:1");
  CHECK(place_of("ok; python_version > '3' and \\\n nonsense") == "r.txt:2:2");
  CHECK(place_of("  ${UNKNOWN}x") == "r.txt:1:3");
  CHECK(place_of("foo==1 \\\n --hash=sha256:1 \\\n  --nonsense") == "r.txt:3:3");
  CHECK(place_of("--no-index --nonsense") == "r.txt:1:12");
  CHECK(place_of(" --index-url") == "r.txt:1:2");
  CHECK(place_of("--pre \\\n --no-index=1") == "r.txt:2:2");
  // The file does not say what a variable does: the line is told, and where it begins.
  CHECK(place_of("  ${FILE} bar") == "r.txt:1:3");
}

TEST_CASE("a malformed requirement is shown with file, line and caret", "[project][requirements_file]") {
  CHECK(failure_of(read_text("ok\nflask[async >=1\n")) ==
        "r.txt:2: cannot parse the requirement\n"
        "expected `,` or `]` after an extra, found `>`\n"
        "flask[async >=1\n"
        "            ^");
}

TEST_CASE("Q18: files that include each other are refused with the cycle", "[project][requirements_file]") {
  CHECK(failure_of(read_text("-r r.txt\n")) ==
        "r.txt:1: cannot read the included file\n"
        "requirements files include each other: `r.txt` → `r.txt`");
  CHECK(failure_of(read({{"/project/r.txt", "-r a.txt\n"},
                         {"/project/a.txt", "\n-c ./b.txt\n"},
                         {"/project/b.txt", "-r ../project/a.txt\n"}})) ==
        "./b.txt:1: cannot read the included file\n"
        "requirements files include each other: `a.txt` → `./b.txt` → `a.txt`");
}

TEST_CASE("Q18: a cycle through a link is one", "[project][requirements_file]") {
  const auto folder = TemporaryDirectory::create("/tmp", "axle-test").value();
  const auto directory = Directory::open(folder.path()).value();
  REQUIRE(directory.write_file("r.txt", "-r link.txt\n"));
  REQUIRE(directory.make_symlink("link.txt", "r.txt"));
  RequirementsContext context;
  context.working_directory = folder.path();
  context.lookup = [](std::string_view) { return std::nullopt; };
  context.load = [](const std::string& path) { return read_file(path, 1000); };
  CHECK(failure_of(read_requirements_file("r.txt", context)) ==
        "r.txt:1: cannot read the included file\n"
        "requirements files include each other: `r.txt` → `r.txt`");
}

TEST_CASE("Q18: a chain of a thousand files is refused", "[project][requirements_file]") {
  Files files = {{"/project/r.txt", "-r 0.txt\n"}};
  for (int i = 0; i < 1000; ++i) {
    files[format("/project/{}.txt", i)] = format("-r {}.txt\n", i + 1);
  }
  CHECK(failure_of(read(files)) ==
        "62.txt:1: cannot read the included file\n"
        "requirements files include each other more than 64 deep");
}

TEST_CASE("Q18: files that double at every step are refused", "[project][requirements_file]") {
  Files files = {{"/project/r.txt", "-r 0.txt\n"}, {"/project/40.txt", ""}};
  for (int i = 0; i < 40; ++i) {
    files[format("/project/{}.txt", i)] = format("-r {0}.txt\n-r {0}.txt\n", i + 1);
  }
  CHECK(failure_of(read(files)).ends_with("requirements files may have 64.0MiB and 1000 files in all"));
}

TEST_CASE("Q19: a file from the network cannot name local files", "[project][requirements_file]") {
  for (const std::string line :
       {"-r /etc/passwd", "-r file:///etc/passwd", "-c /etc/passwd", "./x-1-py3-none-any.whl",
        "file:///x-1-py3-none-any.whl", "x @ file:///x-1-py3-none-any.whl", "x @ ./x-1-py3-none-any.whl",
        "dist/x-1-py3-none-any.whl", "<p>no/page</p>", "../x", "x-1.tar.gz", "--find-links ./links", "-f file:///links",
        "--index-url /simple", "--extra-index-url file:///simple"}) {
    INFO(line);
    const auto file =
        read({{"https://h.example/r.txt", line + "\n"}, {"/etc/passwd", "root\n"}}, "https://h.example/r.txt");
    CHECK_THAT(failure_of(file), ContainsSubstring("a file from the network must not name the local `"));
  }
}

TEST_CASE("Q20: options in comments are comments", "[project][requirements_file]") {
  const auto file = read_text("foo # --index-url https://evil.example/\n# --index-url https://evil.example/\n");
  CHECK_FALSE(file->index_url);
  CHECK(file->requirements.size() == 1);
}

TEST_CASE("Q22: the value of a variable is never an option", "[project][requirements_file]") {
  const auto file = read_text("--index-url https://u:${TOKEN}@index.example/\n");
  CHECK(file->index_url->url.to_secret_text() == "https://u:s3cret@index.example/");
  const auto evil = read_text("foo==${EVIL}\n");
  REQUIRE_FALSE(evil);
  CHECK(evil.error().message() == "cannot parse the requirement");
}

TEST_CASE("Q23: malformed hashes are refused", "[project][requirements_file]") {
  CHECK(failure_of(read_text("a\nfoo==1 --hash=sha256:short\n")) ==
        "r.txt:2: the digest in `sha256:short` has 5 characters; sha256 has 64 hexadecimal digits");
  CHECK(failure_of(read_text("foo==1 --hash=sha256:${TOKEN}\n")) ==
        "r.txt:1: the digest in `sha256:${TOKEN}` has 6 characters; sha256 has 64 hexadecimal digits");
  CHECK(failure_of(read_text("foo==1 --hash=${TOKEN}\n")) ==
        "r.txt:1: `${TOKEN}` is not a hash of the form `sha256:…`");
  CHECK(failure_of(read_text("foo==1 --hash=${TOKEN}:00\n")) ==
        "r.txt:1: `${TOKEN}` in `${TOKEN}:00` is not a known hash algorithm; expected `sha256`, `sha384`, `sha512` or "
        "another that indexes use");
  CHECK(failure_of(read_text("foo==1 --hash=md9:abc\n")) ==
        "r.txt:1: `md9` in `md9:abc` is not a known hash algorithm; expected `sha256`, `sha384`, `sha512` or another "
        "that "
        "indexes use");
}

TEST_CASE("Q24: files that are no text are refused", "[project][requirements_file]") {
  CHECK(failure_of(read_text(std::string("\xff\xfe\146\0", 4))) == "`r.txt` is a text in UTF-16");
  CHECK(failure_of(read_text(std::string("\xfe\xff\0\146", 4))) == "`r.txt` is a text in UTF-16");
  CHECK(failure_of(read_text(std::string("foo\n\0bar", 8))) == "`r.txt` is not a text: line 2 holds a NUL byte");
  CHECK(failure_of(read_text("foo\n\xe9t\xe9")) == "`r.txt` is not a text in UTF-8");
  CHECK(failure_of(read_text(std::string(64 * 1024 * 1024 + 1, '\n'))) ==
        "requirements files may have 64.0MiB and 1000 files in all");
}

TEST_CASE("missing files are told with who named them", "[project][requirements_file]") {
  CHECK(failure_of(read({}, "nope.txt")) == "File not found: `nope.txt`");
  CHECK(failure_of(read_text("\n-r nope.txt\n")) ==
        "r.txt:2: cannot read the included file\nFile not found: `nope.txt`");
}

TEST_CASE("files are read by the schemes of other places only, and others are named", "[project][requirements_file]") {
  for (const std::string scheme : {"ftp", "git+https", "s3", "ssh"}) {
    const std::string url = scheme + "://u:hidden@h.example/r.txt";
    const std::string reason = format(
        "the scheme `{0}` of `{0}://u:****@h.example/r.txt` is not supported; a URL begins with `https:`, `http:` or "
        "`file:`",
        scheme);
    CHECK(failure_of(read({}, url)) == reason);
    CHECK(failure_of(read_text("-r " + url + "\n")) == "r.txt:1: cannot read the included file\n" + reason);
    const std::string fetched = "https://h.example/r.txt";
    CHECK(failure_of(read({{fetched, "-c " + url + "\n"}}, fetched)) ==
          fetched + ":1: cannot read the included file\n" + reason);
  }
}

TEST_CASE("options that are wrong are refused with their line", "[project][requirements_file]") {
  CHECK(failure_of(read_text("--frobnicate\n")) == "r.txt:1: unknown option `--frobnicate`");
  CHECK(failure_of(read_text("a\n--index-url\n")) == "r.txt:2: `--index-url` must be followed by an argument");
  CHECK(failure_of(read_text("--no-binary foo bar\n")) ==
        "r.txt:1: `foo bar` is not a value of `--no-binary`: expected `:all:`, `:none:` or names of packages");
  CHECK(failure_of(read_text("-r a.txt -r b.txt\n")) == "r.txt:1: a line can include one file only");
  CHECK(failure_of(read_text("foo --global-option=x\n")) == "r.txt:1: expected `--hash`, found `--global-option=x`");
}

TEST_CASE("origins and messages hide credentials", "[project][requirements_file]") {
  const std::string url = "https://user:hidden@h.example/r.txt";
  CHECK(read({{url, "foo\n"}}, url)->requirements[0].origin == "https://user:****@h.example/r.txt");
  CHECK_THAT(failure_of(read({}, url)), !ContainsSubstring("hidden"));
  CHECK_THAT(failure_of(read({{url, "foo bar\n"}}, url)), !ContainsSubstring("hidden"));
}

}  // namespace
}  // namespace axle::project
