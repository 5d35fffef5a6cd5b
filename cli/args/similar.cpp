// SPDX-License-Identifier: MIT OR Apache-2.0
// Distance of words.
//
// Source:  optimal string alignment: Levenshtein's distance with swaps of neighbours, none of which is edited again.
#include "cli/args/similar.hpp"

#include <algorithm>
#include <vector>

namespace axle::cli {
namespace {

/// Words of hostile length are like nothing.
constexpr std::size_t k_word_limit = 64;
/// Fewer letters than these are the beginning of too much.
constexpr std::size_t k_shortest_beginning = 3;

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> rows(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        rows[i][j] = i + j;
        continue;
      }
      const std::size_t changed = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      rows[i][j] = std::min({rows[i - 1][j] + 1, rows[i][j - 1] + 1, changed});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        rows[i][j] = std::min(rows[i][j], rows[i - 2][j - 2] + 1);
      }
    }
  }
  return rows[a.size()][b.size()];
}

std::string_view without_dashes(std::string_view word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

}  // namespace

std::optional<std::string> find_similar(std::string_view typed, std::span<const std::string> candidates) {
  const std::string_view word = without_dashes(typed);
  if (word.empty() || word.size() > k_word_limit) {
    return std::nullopt;
  }
  std::optional<std::string> best;
  std::size_t best_distance = word.size() / 3 + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t edits = distance(word, without_dashes(candidate));
    if (edits < best_distance) {
      best = candidate;
      best_distance = edits;
    }
  }
  if (best || word.size() < k_shortest_beginning) {
    return best;
  }
  for (const std::string& candidate : candidates) {
    if (without_dashes(candidate).starts_with(word) && (!best || candidate.size() < best->size())) {
      best = candidate;
    }
  }
  return best;
}

}  // namespace axle::cli
