// SPDX-License-Identifier: MIT OR Apache-2.0
// The journal's text form.
#include "venv/change.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/format.hpp"
#include "base/fs.hpp"
#include "base/rel_path.hpp"
#include "base/text.hpp"

namespace axle::venv {
namespace {

constexpr std::string_view k_format = "axle-journal 1";
/// By Move::Kind.
constexpr std::array<std::string_view, 3> k_kinds = {"out", "in", "over"};
constexpr std::string_view k_dist_info = "dist-info";
constexpr std::string_view k_file = "file";

void put(std::string& text, std::string_view kind, std::string_view value) {
  text += kind;
  text += '\0';
  text += value;
  text += '\0';
}

std::unexpected<Error> damaged(std::string_view reason) {
  return fail(ErrorCode::recovery_failed, format("the journal of an interrupted change is damaged: {}", reason));
}

}  // namespace

std::string stage_path(std::string_view path) {
  return join_path(k_stage_folder, path);
}

std::string trash_path(std::size_t index) {
  return format("{}/{}", k_trash_folder, index);
}

std::string write_journal(const Journal& journal) {
  std::string text;
  put(text, "format", k_format);
  for (const std::string& label : journal.old_labels) {
    put(text, "old", label);
  }
  for (const std::string& label : journal.new_labels) {
    put(text, "new", label);
  }
  for (const Move& move : journal.moves) {
    put(text, k_kinds[static_cast<std::size_t>(move.kind)], move.path);
  }
  for (const std::string& dist_info : journal.dist_infos) {
    put(text, k_dist_info, dist_info);
  }
  for (const std::string& file : journal.files) {
    put(text, k_file, file);
  }
  put(text, "end", format("{}", journal.moves.size()));
  return text;
}

Result<Journal> parse_journal(std::string_view text) {
  std::vector<std::string_view> words = split(text, '\0');
  if (words.size() < 5 || words.size() % 2 == 0 || !words.back().empty() || words[0] != "format" ||
      words[1] != k_format) {
    return damaged("it is not a whole journal of this version");
  }
  Journal journal;
  bool ended = false;
  for (std::size_t i = 2; i + 1 < words.size(); i += 2) {
    const std::string_view kind = words[i];
    const std::string_view value = words[i + 1];
    if (ended) {
      return damaged("something follows its end");
    }
    const auto known = std::ranges::find(k_kinds, kind);
    const bool is_move = known != k_kinds.end();
    if ((is_move || kind == k_dist_info || kind == k_file) && RelPath::fault_of(value)) {
      return damaged("a path leads out of the environment");
    }
    if (is_move) {
      journal.moves.push_back({static_cast<Move::Kind>(known - k_kinds.begin()), std::string(value)});
    } else if (kind == "old" || kind == "new") {
      (kind == "old" ? journal.old_labels : journal.new_labels).emplace_back(value);
    } else if (kind == k_dist_info || kind == k_file) {
      (kind == k_file ? journal.files : journal.dist_infos).emplace_back(value);
    } else if (kind == "end") {
      ended = parse_decimal(value) == journal.moves.size();
    }
  }
  return ended ? Result<Journal>(std::move(journal)) : damaged("its end is missing");
}

}  // namespace axle::venv
