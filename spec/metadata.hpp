// SPDX-License-Identifier: MIT OR Apache-2.0
// Core metadata: what a distribution says of itself.
//
// Spec:    core-metadata 1.0 to 2.6 (a newer minor is read with a warning, a newer major refused: M06); header syntax
//          as Python's email parser reads it, UTF-8 only (M07), at most 16 MiB (M10); the body is the description.
// Two forms: CoreMetadata for people (`show`, `check`), and DependencyMetadata, the part that resolving reads, whose
//          bytes are the cache format itself: readable without parsing (design, *Decisions*).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "spec/name.hpp"
#include "spec/version.hpp"

namespace axle::spec {

struct CoreMetadata {
  std::string metadata_version;
  std::string name;     ///< as written
  std::string version;  ///< as written
  std::optional<std::string> requires_python;
  std::vector<std::string> requires_dist;
  std::vector<std::string> provides_extra;
  std::vector<std::string> dynamic;
  std::string summary;
  /// What is odd but usable: a minor version newer than we know (M06).
  std::vector<std::string> warnings;
};

/// Errors: bad_metadata, for example "M03: field `Name` is missing"; with place.line where a line is to blame. Only headers
/// must be UTF-8: descriptions in other encodings exist and are never read.
[[nodiscard]] Result<CoreMetadata> parse_metadata(std::string_view text);

/// A read-only view over the flat form. Copies share the bytes.
class DependencyMetadata {
 public:
  struct RequirementView {
    std::string_view name;        ///< normalised
    std::string_view extras;      ///< normalised, sorted, joined by ","
    std::string_view specifiers;  ///< as written (strict or repaired later, when interned)
    std::string_view url;
    std::string_view marker;  ///< as written
    std::string_view text;    ///< the whole Requires-Dist value, for messages
  };

  DependencyMetadata() = default;
  /// Checks bounds; never trusts counts. Errors: cache_damaged.
  [[nodiscard]] static Result<DependencyMetadata> open(std::string bytes);
  /// Builds the flat form of parsed metadata. Requirements that cannot even be split are kept as broken(): the
  /// version is then unusable, with that reason (reliability M05).
  [[nodiscard]] static DependencyMetadata make(const CoreMetadata& metadata);

  [[nodiscard]] const std::string& bytes() const { return *bytes_; }
  [[nodiscard]] std::string_view name() const;             ///< normalised
  [[nodiscard]] std::string_view version() const;          ///< as written
  [[nodiscard]] std::string_view requires_python() const;  ///< empty when absent
  [[nodiscard]] std::size_t requirement_count() const;
  [[nodiscard]] RequirementView requirement(std::size_t index) const;
  [[nodiscard]] std::size_t extra_count() const;
  [[nodiscard]] std::string_view extra(std::size_t index) const;  ///< normalised
  /// The first Requires-Dist that could not be split; empty when all could.
  [[nodiscard]] std::string_view broken() const;

 private:
  std::shared_ptr<const std::string> bytes_;
};

}  // namespace axle::spec
