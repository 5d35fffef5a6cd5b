// SPDX-License-Identifier: MIT OR Apache-2.0
// Tables of keys.
//
// Source:  uv 0.13.8, whose error about an unknown key of uv.toml lists all that it knows.
#include "cli/config_keys.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "base/format.hpp"
#include "base/text.hpp"
#include "cli/args/option.hpp"
#include "cli/args/similar.hpp"

namespace axle::cli {
namespace {

/// Tables of projects, which other commands of the family own: no mistake in axle's files either.
constexpr auto k_foreign_tables = std::to_array<std::string_view>({
    "sources",
    "workspace",
    "pip",
    "index",
    "dev-dependencies",
    "dependency-groups",
    "build-backend",
    "package",
    "managed",
    "environments",
});

constexpr auto k_lists =
    std::to_array<std::string_view>({"constraint-dependencies", "override-dependencies", "exclude-dependencies"});

/// Known to uv, and not read here yet.
constexpr auto k_uv_top = std::to_array<std::string_view>({
    "required-version",
    "system-certs",
    "native-tls",
    "preview",
    "preview-features",
    "python-downloads",
    "concurrent-downloads",
    "concurrent-builds",
    "concurrent-installs",
    "http-proxy",
    "https-proxy",
    "no-proxy",
    "fork-strategy",
    "dependency-metadata",
    "config-settings",
    "config-settings-package",
    "no-build-isolation",
    "require-build-hashes",
    "no-build-isolation-package",
    "extra-build-dependencies",
    "extra-build-variables",
    "no-build",
    "no-build-package",
    "no-binary",
    "no-binary-package",
    "torch-backend",
    "python-install-mirror",
    "pypy-install-mirror",
    "graalpy-install-mirror",
    "pyodide-install-mirror",
    "python-downloads-json-url",
    "publish-url",
    "trusted-publishing",
    "check-url",
    "add-bounds",
    "audit",
    "cache-keys",
    "build-constraint-dependencies",
    "required-environments",
    "minimum-libc-version",
    "conflicts",
    "default-groups",
});

constexpr auto k_uv_pip = std::to_array<std::string_view>({
    "no-build",
    "no-build-isolation",
    "require-build-hashes",
    "no-build-isolation-package",
    "extra-build-dependencies",
    "extra-build-variables",
    "extra",
    "all-extras",
    "no-extra",
    "group",
    "fork-strategy",
    "dependency-metadata",
    "output-file",
    "no-strip-markers",
    "config-settings",
    "config-settings-package",
    "universal",
    "verify-hashes",
    "torch-backend",
});

constexpr auto k_index = std::to_array<std::string_view>({
    "name",
    "url",
    "default",
    "explicit",
    "format",
    "publish-url",
    "cache-control",
    "origin",
});

/// Of an index, what nobody reads yet though something else would be installed, or sent.
constexpr auto k_unread_index = std::to_array<std::string_view>({
    "authenticate",
    "ignore-error-codes",
    "exclude-newer",
});

/// Of uv's keys those with which uv would install something else, or from elsewhere.
constexpr auto k_consequential = std::to_array<std::string_view>({
    "http-proxy",
    "https-proxy",
    "no-proxy",
    "dependency-metadata",
    "no-binary",
    "no-binary-package",
    "torch-backend",
    "extra",
    "all-extras",
    "no-extra",
    "group",
});

template <std::size_t size>
bool holds(const std::array<std::string_view, size>& keys, std::string_view key) {
  return std::ranges::find(keys, key) != keys.end();
}

bool is_of_uv(std::string_view key, KeyTable table) {
  return table == KeyTable::top ? holds(k_uv_top, key) : table == KeyTable::pip && holds(k_uv_pip, key);
}

/// What may stand in the table and has an effect.
std::vector<std::string> keys_of(KeyTable table) {
  if (table == KeyTable::index) {
    return {k_index.begin(), k_index.end()};
  }
  constexpr std::string_view k_pip = "pip.";
  std::vector<std::string> keys;
  for (const OptionRow& row : option_rows()) {
    const std::string_view key = row.key;
    const bool below_pip = key.starts_with(k_pip);
    if (!key.empty() && (table == KeyTable::pip || !below_pip)) {
      keys.emplace_back(below_pip ? key.substr(k_pip.size()) : key);
    }
  }
  if (table == KeyTable::top) {
    keys.insert(keys.end(), k_lists.begin(), k_lists.end());
    keys.insert(keys.end(), k_foreign_tables.begin(), k_foreign_tables.end());
  }
  return keys;
}

std::string_view prefix_of(KeyTable table) {
  return table == KeyTable::top ? "" : table == KeyTable::pip ? "pip." : "index.";
}

}  // namespace

std::optional<std::string> unread_key_warning(std::string_view key, KeyTable table, bool is_uv, std::string_view file) {
  // Silence would let a package come from another index than the one that it was sent to.
  if (table == KeyTable::top && key == "sources" && !file.ends_with("/pyproject.toml")) {
    return format("`sources` in `{}` has no effect: it is read from `[tool.{}.sources]` in a pyproject.toml", file,
                  is_uv ? "uv" : "axle");
  }
  if ((table == KeyTable::top && holds(k_foreign_tables, key)) || (table == KeyTable::index && holds(k_index, key))) {
    return std::nullopt;
  }
  const std::string_view prefix = prefix_of(table);
  if (table == KeyTable::index && holds(k_unread_index, key)) {
    return format("`{}{}` in `{}` has no effect yet", prefix, key, file);
  }
  if (is_uv && is_of_uv(key, table)) {
    return holds(k_consequential, key) ? std::optional(format("`{}{}` in `{}` has no effect yet", prefix, key, file))
                                       : std::nullopt;
  }
  const std::optional<std::string> near = find_similar(key, keys_of(table));
  return format("unknown key `{}{}` in `{}`{}", prefix, shorten(to_printable(key), 80), file,
                near ? format("; did you mean `{}{}`?", prefix, *near) : "");
}

}  // namespace axle::cli
