#include "explain/translated_message.hpp"

#include <algorithm>
#include <optional>
#include <vector>

#include "explain/message_translations.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view varies = "...";

/// What stands in `line` for each "..." of `pattern`, perhaps nothing; nullopt where the line is another
/// message.
std::optional<std::vector<std::string>> parts_of(std::string_view line, std::string_view pattern) {
  std::vector<std::string> parts;
  auto end = std::min(pattern.find(varies), pattern.size());
  auto at = line.find(pattern.substr(0, end));
  if (at == std::string_view::npos) return std::nullopt;
  at += end;
  while (end < pattern.size()) {
    pattern.remove_prefix(end + varies.size());
    end = std::min(pattern.find(varies), pattern.size());
    auto const next = line.find(pattern.substr(0, end), at);
    constexpr std::size_t longest = 100;
    if (next == std::string_view::npos || next - at > longest) return std::nullopt;
    parts.emplace_back(line.substr(at, next - at));
    at = next + end;
  }
  return parts;
}

std::string filled(std::string_view english, std::vector<std::string> const& parts) {
  std::string text;
  std::size_t used = 0;
  while (!english.empty()) {
    if (!english.starts_with(varies)) {
      text += english.front();
      english.remove_prefix(1);
      continue;
    }
    text += used < parts.size() ? parts[used] : varies;
    ++used;
    english.remove_prefix(varies.size());
  }
  return text;
}

}  // namespace

std::string with_english(std::string_view text) {
  std::string all(text);
  for (auto const& row : message_translations()) {
    if (auto const parts = parts_of(text, row.translated)) all += "\n" + filled(row.english, *parts);
  }
  return all;
}

}  // namespace poolprobe
