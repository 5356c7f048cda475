#include "trace/unique_name.hpp"

#include <algorithm>

namespace poolprobe::trace {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// A UUID of version 4, which is all random (RFC 9562).
bool is_random_uuid(std::string_view text) {
  constexpr std::string_view form = "xxxxxxxx-xxxx-4xxx-vxxx-xxxxxxxxxxxx";
  constexpr std::string_view variants = "89abAB";
  if (text.size() < form.size()) return false;
  for (std::size_t i = 0; i < form.size(); ++i) {
    auto const fits = form[i] == 'x'   ? is_hex(text[i])
                      : form[i] == 'v' ? variants.find(text[i]) != variants.npos
                                       : text[i] == form[i];
    if (!fits) return false;
  }
  return true;
}

/// How often letters and digits take turns.
int turns_in(std::string_view text) {
  int turns = 0;
  for (std::size_t i = 1; i < text.size(); ++i) turns += is_digit(text[i]) != is_digit(text[i - 1]) ? 1 : 0;
  return turns;
}

/// Ten to twelve letters and digits, well mixed, and a counter.
bool looks_random(std::string_view name) {
  constexpr std::size_t shortest = 10;
  constexpr std::size_t longest = 12;
  auto const beginning = name.find_last_not_of("0123456789") + 1;
  return name.size() > shortest && beginning <= longest && turns_in(name.substr(0, shortest)) > 2;
}

}  // namespace

bool is_unique_name(std::string_view name, bool expected) {
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (is_random_uuid(name.substr(at))) return true;
  }
  constexpr std::size_t shortest = 7;
  auto const of_both =
      std::all_of(name.begin(), name.end(), [](char c) { return is_digit(c) || is_small(c); });
  if (!of_both || name.size() < shortest || !is_digit(name.back())) return false;
  return expected || looks_random(name);
}

}  // namespace poolprobe::trace
