#include "text/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "text/ascii.hpp"

namespace poolprobe {
namespace {

constexpr std::size_t longest = 64;

/// Lower case, without the separators that differ between languages.
std::string bare(std::string_view word) {
  std::string letters;
  for (char const c : word) {
    if (c == '_' || c == '-') continue;
    letters += lower_case(c);
  }
  return letters;
}

using row = std::vector<std::size_t>;

/// Levenshtein's distance in which two neighbours that have changed places are one edit (optimal string
/// alignment), a row at a time.
std::size_t distance(std::string_view a, std::string_view b) {
  row before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      auto const replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({replaced, last[j] + 1, now[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last.back();
}

/// More edits turn any letters into any others.
std::size_t forgiven(std::size_t letters) {
  constexpr std::size_t one_in = 3, most = 3;
  return std::min(letters / one_in, most);
}

struct near_word {
  std::string text;
  std::size_t edits;
};

/// Those that need no more edits than are forgiven, the likeliest first.
std::vector<near_word> near_words(std::string_view word, std::span<std::string const> candidates) {
  std::vector<near_word> found;
  auto const meant = bare(word);
  for (auto const& candidate : candidates) {
    auto const edits = distance(meant, bare(candidate));
    if (edits <= forgiven(meant.size())) found.push_back({candidate, edits});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](near_word const& a, near_word const& b) { return a.edits < b.edits; });
  return found;
}

bool begins_alike(std::string_view word, std::string_view candidate) {
  constexpr std::size_t telling = 3;  // fewer letters begin everything
  auto const a = bare(word), b = bare(candidate);
  return std::min(a.size(), b.size()) >= telling && (a.starts_with(b) || b.starts_with(a));
}

}  // namespace

std::string nearest(std::string_view word, std::span<std::string const> candidates) {
  if (word.size() > longest) return {};
  auto const found = near_words(word, candidates);
  return found.empty() ? std::string() : found.front().text;
}

std::vector<std::string> nearest_of(std::string_view word, std::span<std::string const> candidates,
                                    std::size_t most) {
  std::vector<std::string> all;
  if (word.size() > longest) return all;
  auto const add = [&](std::string const& one) {
    if (all.size() < most && std::find(all.begin(), all.end(), one) == all.end()) all.push_back(one);
  };
  auto const near = near_words(word, candidates);
  for (auto const& one : near) {
    auto const most_edits = near.front().edits == 0 ? 0 : near.front().edits + 1;
    if (one.edits <= most_edits) add(one.text);
  }
  if (!all.empty()) return all;
  for (auto const& one : candidates) {
    if (begins_alike(word, one)) add(one);
  }
  return all;
}

}  // namespace poolprobe
