#include "text/typed_word.hpp"

#include <algorithm>

namespace poolprobe {
namespace {

bool is_word_character(char c) {
  constexpr std::string_view others = "._:/,+-";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         others.find(c) != std::string_view::npos;
}

}  // namespace

std::string quoted_if_safe(std::string_view typed) {
  constexpr std::size_t longest = 40;
  auto const is_plain = std::all_of(typed.begin(), typed.end(), is_word_character);
  auto const is_url = typed.find("//") != std::string_view::npos;
  if (typed.empty() || typed.size() > longest || !is_plain || is_url) return {};
  return '"' + std::string(typed) + '"';
}

std::string naming(std::string_view what, std::string_view typed) {
  auto const quoted = quoted_if_safe(typed);
  if (!quoted.empty()) return std::string(what) + " " + quoted;
  return std::string(what.ends_with(':') ? what.substr(0, what.size() - 1) : what);
}

std::string instead_of(std::string_view wanted, std::string_view typed) {
  auto const quoted = quoted_if_safe(typed);
  return std::string(wanted) + (quoted.empty() ? "" : ", not " + quoted);
}

std::string did_you_mean(std::span<std::string const> meant) {
  if (meant.empty()) return {};
  std::string text = "did you mean ";
  for (std::size_t i = 0; i < meant.size(); ++i)
    text += (i == 0 ? "" : i + 1 == meant.size() ? " or " : ", ") + meant[i];
  return text + "?";
}

}  // namespace poolprobe
