// SPDX-License-Identifier: MIT OR Apache-2.0
// PEP 440 versions: parse, normalise, compare, print.
//
// Spec:    version-specifiers (PEP 440). Order: .devN < aN < bN < rcN < final < +local < .postN, epochs above all.
// Form:    a packed 64-bit key whose integer order is the order of versions (16 bits first part, 3 x 8 bits, 4 bits
//          suffix kind, 20 bits number; resolver.md 7.4), and the full form out of line where it does not fit.
//          Two packed versions compare by one integer comparison. The exact layout stands in spec/version_order.hpp.
// In full: epochs, locals, two suffixes (1.0a1.dev2), a first part above 65535, a later one above 255, a fifth part
//          that is not 0, a suffix number above 1048575, more than 255 parts.
// Text:    prints normalised, but keeps the number of release parts (1.0 stays 1.0); equality ignores trailing zeros.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.hpp"

namespace axle::spec {

enum class PreKind : std::uint8_t { alpha, beta, rc };

/// One part of a local version: numbers above text (PEP 440).
using LocalPart = std::variant<std::string, std::uint64_t>;

/// A version in full. `release` has at least one part.
struct VersionParts {
  std::uint64_t epoch = 0;
  std::vector<std::uint64_t> release;
  struct Pre {
    PreKind kind = PreKind::alpha;
    std::uint64_t number = 0;
    bool operator==(const Pre&) const = default;
  };
  std::optional<Pre> pre;
  std::optional<std::uint64_t> post;
  std::optional<std::uint64_t> dev;
  std::vector<LocalPart> local;
};

class Version {
 public:
  /// `0`.
  Version();
  /// Strict but for what PEP 440 normalises (v1, 1.0-1, 1.0RC1, blanks around). Numbers over 20 digits and texts over
  /// 4 KiB are refused. Errors: bad_version "`1..0` is not a valid version".
  [[nodiscard]] static Result<Version> parse(std::string_view text);
  /// The same without an error value, for hot paths.
  [[nodiscard]] static std::optional<Version> try_parse(std::string_view text);
  /// For literals; ASSERTs.
  [[nodiscard]] static Version of(std::string_view text);
  [[nodiscard]] static Version from_parts(VersionParts parts);

  [[nodiscard]] VersionParts parts() const;
  /// Normalised text.
  [[nodiscard]] std::string to_string() const;
  /// The packed key, or 0 when only the full form is exact; no packed version has the key 0. Equal keys mean equal
  /// versions.
  [[nodiscard]] std::uint64_t packed_key() const { return full_ ? 0 : key_; }
  /// A key for every version: a < b implies a.order_key() <= b.order_key(), and equal versions have equal keys. Exact
  /// when both are packed; otherwise equal keys say nothing.
  [[nodiscard]] std::uint64_t order_key() const { return key_; }
  /// How many release parts a packed version prints.
  [[nodiscard]] std::uint8_t packed_release_count() const { return release_count_; }
  /// The version of a packed key that was stored (cache files). Any key is safe to print and to compare; only one that
  /// came from packed_key() means something.
  [[nodiscard]] static Version from_packed(std::uint64_t key, std::uint8_t release_count);

  [[nodiscard]] bool is_prerelease() const;  ///< pre or dev
  [[nodiscard]] bool is_postrelease() const;
  [[nodiscard]] bool is_devrelease() const;
  [[nodiscard]] bool has_local() const;
  [[nodiscard]] std::uint64_t epoch() const;
  [[nodiscard]] std::vector<std::uint64_t> release() const;
  /// Epoch and release only.
  [[nodiscard]] Version base_version() const;

  [[nodiscard]] bool operator==(const Version& other) const;
  [[nodiscard]] std::strong_ordering operator<=>(const Version& other) const;
  [[nodiscard]] std::size_t hash() const;

 private:
  friend struct OrderView;
  Version(std::uint64_t key, std::uint8_t release_count) : key_(key), release_count_(release_count) {}

  std::uint64_t key_ = 0;
  std::uint8_t release_count_ = 1;  ///< parts to print when packed
  std::shared_ptr<const VersionParts> full_;
};

}  // namespace axle::spec

template <>
struct std::hash<axle::spec::Version> {
  std::size_t operator()(const axle::spec::Version& version) const noexcept { return version.hash(); }
};
