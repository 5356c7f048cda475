#include "conninfo/setting.hpp"

#include <algorithm>
#include <array>

#include "model/fatal.hpp"
#include "text/ascii.hpp"

namespace poolprobe {

std::string value_of(parameter_list const& parameters, std::string_view key) {
  auto const found =
      std::find_if(parameters.begin(), parameters.end(), [key](auto const& p) { return p.first == key; });
  return found == parameters.end() ? std::string() : found->second;
}

bool sounds_secret(std::string_view key) {
  auto const lower = lower_case(key);
  constexpr std::array<std::string_view, 4> words{"password", "secret", "token", "key"};
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

void refuse(std::string message, std::string hint) {
  throw fatal{exit_code::usage, std::move(message), std::move(hint)};
}

}  // namespace poolprobe
