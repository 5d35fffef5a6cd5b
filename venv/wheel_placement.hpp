// SPDX-License-Identifier: MIT OR Apache-2.0
// Where each file of the wheels goes, and who gets a path that several want.
//
// Rules:   binary-distribution-format (`.data` keys); reliability F35: a file against a folder is refused before any
//          write; one path with two contents goes to the later name, with a warning; equal contents are one file.
//          F34: on a file system that folds case, names that differ only by case are refused.
// Speed:   only files in folders that several wheels use, and files out of `.data`, are compared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/warning_sink.hpp"
#include "spec/artifact.hpp"
#include "venv/install_scheme.hpp"
#include "venv/script_launcher.hpp"

namespace axle::venv {

/// A file whose text is made here: launchers, rewritten scripts.
struct GeneratedFile {
  std::string target;  ///< below the root
  std::string text;
  bool executable = false;
};

/// A file of `.data` that is linked, to a place of its own.
struct MappedFile {
  std::uint32_t file = 0;  ///< index in the manifest
  std::string target;      ///< below the root
};

struct WheelPlacement {
  const spec::UnpackedWheel* wheel = nullptr;
  const spec::PinnedArtifact* artifact = nullptr;
  std::string site;                      ///< purelib or platlib, below the root
  std::vector<std::uint32_t> plain;      ///< manifest indexes that go to site/PATH, in order
  std::vector<std::string> directories;  ///< below `site`, parents first
  std::vector<MappedFile> mapped;
  std::vector<GeneratedFile> generated;
  /// By manifest index: 1 when another wheel puts this file there. Empty when none is.
  std::vector<std::uint8_t> left_out;
  /// Generated files that another wheel's file replaces.
  std::vector<std::uint8_t> generated_left_out;
  /// RECORD rows that describe another wheel's file at the same path: (manifest index, digest, size).
  struct Substitute {
    std::uint32_t file = 0;
    Sha256 digest;
    std::uint64_t size_bytes = 0;
  };
  std::vector<Substitute> substitutes;

  [[nodiscard]] bool is_left_out(std::uint32_t file) const { return !left_out.empty() && left_out[file] != 0; }
};

/// Splits the manifest: plain files, files out of `.data`, generated files. Reads scripts of the wheel.
/// Errors: bad_wheel (unknown `.data` key, a reserved name), damaged sources are left to the link step.
[[nodiscard]] Result<WheelPlacement> place_wheel(const spec::UnpackedWheel& wheel, const spec::PinnedArtifact& artifact,
                                                 const InstallTarget& target, const ScriptStart& start);

/// Settles paths that several placements want. `placements` are sorted by name.
/// Errors: file_conflict naming both.
[[nodiscard]] Result<void> settle_owners(std::vector<WheelPlacement>& placements, bool folds_case,
                                         WarningSink& warnings);

/// `a/b` below `c` as RECORD names it: relative to the site folder, with `..` where it has to.
[[nodiscard]] std::string record_path(std::string_view site, std::string_view target);

}  // namespace axle::venv
