// SPDX-License-Identifier: MIT OR Apache-2.0
// A change as data: the moves that make it visible, and the journal that lists them.
//
// Folder:  ROOT/.axle-change/{stage/…, trash/N, journal | committed}. `stage` mirrors the root; trash slots are
//          numbered by the move that fills them.
// Journal: records `kind NUL text NUL`: format, labels, moves, what they bring, `end NUL count NUL`. Written whole,
//          then renamed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace axle::venv {

inline constexpr std::string_view k_change_folder = ".axle-change";
inline constexpr std::string_view k_stage_folder = ".axle-change/stage";
inline constexpr std::string_view k_trash_folder = ".axle-change/trash";
inline constexpr std::string_view k_journal_file = ".axle-change/journal";
inline constexpr std::string_view k_committed_file = ".axle-change/committed";

/// One step. `path` is below the root, a file, link or folder.
struct Move {
  enum class Kind : std::uint8_t {
    out,   ///< from the root into trash slot INDEX
    in,    ///< from the stage into the root
    over,  ///< as in, over a file or link that is there; the old one is in trash slot INDEX
  };
  Kind kind = Kind::out;
  std::string path;
  bool operator==(const Move&) const = default;
};

struct Journal {
  std::vector<std::string> old_labels;  ///< `foo 1.0`: what is there when rolled back
  std::vector<std::string> new_labels;  ///< what is there when finished
  std::vector<Move> moves;
  std::vector<std::string> dist_infos{};  ///< of distributions that come in, below the root: their RECORDs list files
  std::vector<std::string> files{};       ///< in folders that come in, below the root, where no RECORD lists them
  bool operator==(const Journal&) const = default;
};

[[nodiscard]] std::string write_journal(const Journal& journal);
/// Errors: recovery_failed "the journal of an interrupted change is damaged: …"; every path is checked (RelPath).
[[nodiscard]] Result<Journal> parse_journal(std::string_view text);

/// Path of the staged form of `path`, and of trash slot `index`, below the root.
[[nodiscard]] std::string stage_path(std::string_view path);
[[nodiscard]] std::string trash_path(std::size_t index);

}  // namespace axle::venv
