// SPDX-License-Identifier: MIT OR Apache-2.0
// cli/index_settings: order, names, relative paths and credentials of indexes.
#include "cli/index_settings.hpp"

#include <algorithm>

#include "tests/unit/cli/capture.hpp"

namespace axle::cli {
namespace {

using test::Variables;
using Values = std::vector<std::string>;

constexpr const char* k_default = "https://index.example/simple";

struct Resolved {
  Result<IndexSettings> indexes;
  std::vector<fetch::ScopedCredentials> credentials;
};

Resolved resolve(const Values& options, const Variables& variables = {}, const std::vector<ConfigLayer>& layers = {}) {
  Values arguments{"pip", "install"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  const ParsedArgs args = test::args_of(arguments);
  const EnvLookup environment = test::environment_of(variables);
  const OptionValues values(args, environment, layers);
  Resolved resolved{.indexes = resolve_indexes(values, "/work", k_default), .credentials = {}};
  if (resolved.indexes) {
    resolved.credentials = find_index_credentials(environment, *resolved.indexes);
  }
  return resolved;
}

std::string describe(const fetch::IndexLocation& location) {
  return (location.name.empty() ? "" : location.name + "=") + location.url.to_request();
}

Values describe(const std::vector<fetch::IndexLocation>& locations) {
  Values list;
  for (const fetch::IndexLocation& location : locations) {
    list.push_back(describe(location));
  }
  return list;
}

}  // namespace

TEST_CASE("--index comes before --extra-index-url, the default index is apart", "[cli][index_settings]") {
  const Resolved resolved =
      resolve({"--extra-index-url", "https://index.example/c", "--index", "https://index.example/a", "--index",
               "b=https://index.example/b", "--find-links", "/wheels"});
  REQUIRE(resolved.indexes);
  CHECK(describe(resolved.indexes->extra) ==
        Values{"https://index.example/a", "b=https://index.example/b", "https://index.example/c"});
  CHECK(describe(resolved.indexes->flat) == Values{"file:///wheels"});
  CHECK(resolved.indexes->flat.front().kind == fetch::IndexKind::flat);
  CHECK(describe(*resolved.indexes->base) == k_default);
  CHECK_FALSE(resolved.indexes->base_given);
}

TEST_CASE("--default-index beats --index-url, whatever place they come from", "[cli][index_settings]") {
  const auto base = [](const Values& options, const Variables& variables) {
    const Resolved resolved = resolve(options, variables);
    CHECK(resolved.indexes->base_given);
    return describe(*resolved.indexes->base);
  };
  CHECK(base({"-i", "https://index.example/a"}, {}) == "https://index.example/a");
  CHECK(base({"-i", "https://index.example/a", "--default-index", "https://index.example/b"}, {}) ==
        "https://index.example/b");
  CHECK(base({}, {{"UV_INDEX_URL", "https://index.example/c"}}) == "https://index.example/c");
}

TEST_CASE("--no-index leaves only --find-links", "[cli][index_settings]") {
  const Resolved resolved = resolve({"--no-index", "-i", "https://index.example/a", "--index",
                                     "https://index.example/b", "-f", "https://files.example/list.html"});
  CHECK(resolved.indexes->extra.empty());
  CHECK_FALSE(resolved.indexes->base);
  CHECK(describe(resolved.indexes->flat) == Values{"https://files.example/list.html"});
}

TEST_CASE("tables may name flat locations, --find-links may not", "[cli][index_settings]") {
  ConfigLayer layer{.origin = "/work/axle.toml", .values = {}};
  layer.values[OptionId::find_links] = {{.text = "mine=/wheels", .key = "index.url"},
                                        {.text = "a=b", .key = "find-links"}};
  layer.explicit_flats = {{.text = "own=/own", .key = "index.url"}};
  layer.explicit_indexes = {{.text = "far=https://index.example/far", .key = "index.url"}};
  const auto indexes = resolve({"--no-index"}, {}, {layer}).indexes;
  CHECK(describe(indexes->flat) == Values{"mine=file:///wheels", "file:///work/a=b", "own=file:///own"});
  CHECK(indexes->explicit_ones.empty());
  const std::vector<fetch::IndexLocation> locations = join_indexes(*indexes).locations;
  CHECK(describe(locations) == describe(indexes->flat));
  CHECK_FALSE(locations[0].is_explicit);
  CHECK(locations[2].is_explicit);
  CHECK(std::ranges::all_of(locations, [](const auto& at) { return at.kind == fetch::IndexKind::flat; }));
}

TEST_CASE("a place of an explicit flat index that is none is refused", "[cli][index_settings]") {
  ConfigLayer layer{.origin = "/work/axle.toml", .values = {}};
  layer.explicit_flats = {{.text = "own=ftp://index.example/own", .key = "index.url", .line = 4, .column = 7}};
  CHECK(test::message_of(resolve({}, {}, {layer}).indexes) ==
        "invalid value for `index.url`: the scheme `ftp` of `ftp://index.example/own` is not supported; a URL begins "
        "with "
        "`https:`, `http:` or `file:`");
}

TEST_CASE("a path is a folder below the working folder", "[cli][index_settings]") {
  CHECK(describe(resolve({"--index", "local=./simple"}).indexes->extra) == Values{"local=file:///work/simple"});
}

TEST_CASE("an equals sign inside a URL does not make a name", "[cli][index_settings]") {
  CHECK(describe(resolve({"--index", "https://index.example/?a=b"}).indexes->extra) ==
        Values{"https://index.example/?a=b"});
}

TEST_CASE("credentials of a named index come from its variables, AXLE_ before UV_", "[cli][index_settings]") {
  const Values options{"--index", "in-house.2=https://index.example/a/", "--index", "https://index.example/b/"};
  const Resolved both = resolve(options, {{"AXLE_INDEX_IN_HOUSE_2_USERNAME", "me"},
                                          {"AXLE_INDEX_IN_HOUSE_2_PASSWORD", "secret"},
                                          {"UV_INDEX_IN_HOUSE_2_USERNAME", "other"}});
  REQUIRE(both.credentials.size() == 1);
  CHECK(both.credentials.front().url.to_request() == "https://index.example/a/");
  CHECK(both.credentials.front().credentials == UrlCredentials{"me", "secret"});
  const Resolved twin = resolve(options, {{"UV_INDEX_IN_HOUSE_2_PASSWORD", "token"}});
  REQUIRE(twin.credentials.size() == 1);
  CHECK(twin.credentials.front().credentials == UrlCredentials{"", "token"});
  CHECK(resolve(options).credentials.empty());
}

TEST_CASE("credentials inside a URL hold for its index, the default one too", "[cli][index_settings]") {
  const Resolved resolved = resolve({"-i", "https://me:secret@index.example/a/"});
  REQUIRE(resolved.credentials.size() == 1);
  CHECK(resolved.credentials.front().url.to_secret_text() == "https://index.example/a/");
  CHECK(resolved.credentials.front().credentials == UrlCredentials{"me", "secret"});
}

TEST_CASE("a URL that is none is refused without its credentials", "[cli][index_settings]") {
  const auto indexes = resolve({"--index", "https://me:secret@:99999/"}).indexes;
  CHECK(indexes.error().code() == ErrorCode::bad_url);
  CHECK(test::message_of(indexes).find("secret") == std::string::npos);
}

}  // namespace axle::cli
