#include "drivers/fill_in_settings.hpp"

#include <algorithm>
#include <stdexcept>

#include "drivers/driver.hpp"

namespace poolprobe {
namespace {

/// Matches "pgjdbc:threshold-0", and not other braces, which occur in programs and settings.
bool is_id(std::string_view word) {
  auto const fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':';
  };
  return std::count(word.begin(), word.end(), ':') == 1 && std::all_of(word.begin(), word.end(), fits);
}

std::string_view setting_of(std::string_view id) {
  auto const* const config = find_driver(id).config;
  if (config == nullptr) throw std::logic_error("no such configuration: " + std::string(id));
  if (config->effect != effect::fixes) throw std::logic_error("it is not a fix: " + std::string(id));
  return config->setting;
}

}  // namespace

std::string with_settings(std::string_view text) {
  std::string filled;
  for (;;) {
    auto const open = text.find('{');
    auto const close = text.find('}', open);
    if (close == std::string_view::npos) return filled.append(text);
    auto const word = text.substr(open + 1, close - open - 1);
    if (is_id(word)) {
      filled.append(text.substr(0, open)).append(setting_of(word));
      text.remove_prefix(close + 1);
    } else {
      filled.append(text.substr(0, open + 1));
      text.remove_prefix(open + 1);
    }
  }
}

}  // namespace poolprobe
