#include "text/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// Lower case, without the separators that differ between languages.
std::string bare(std::string_view word) {
  std::string letters;
  for (char const c : word) {
    if (c == '_' || c == '-') continue;
    letters += lower_case(c);
  }
  return letters;
}

/// Levenshtein distance, one row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto const replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, std::span<std::string const> candidates) {
  constexpr std::size_t longest = 64, too_far = 3;
  if (word.size() > longest) return {};
  std::string best;
  auto least = too_far;
  auto const meant = bare(word);
  for (auto const& candidate : candidates) {
    // Two edits turn any three letters into any others.
    auto const edits = distance(meant, bare(candidate));
    if (edits < least && edits * 3 <= meant.size()) {
      least = edits;
      best = candidate;
    }
  }
  return best;
}

}  // namespace poolprobe
