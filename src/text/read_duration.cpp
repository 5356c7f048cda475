#include "text/read_duration.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace poolprobe {
namespace {

struct unit {
  std::string_view name;
  double seconds;
};
constexpr std::array units{unit{"", 1},  unit{"h", 3600},  unit{"min", 60}, unit{"m", 60},
                           unit{"s", 1}, unit{"ms", 1e-3}, unit{"us", 1e-6}};

}  // namespace

std::optional<std::chrono::duration<double>> read_duration(std::string_view text) {
  double number = 0;
  auto const [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || !std::isfinite(number) || number < 0) return std::nullopt;
  auto const name = text.substr(static_cast<std::size_t>(end - text.data()));
  auto const* found =
      std::find_if(units.begin(), units.end(), [name](unit const& u) { return u.name == name; });
  if (found == units.end()) return std::nullopt;
  return std::chrono::duration<double>(number * found->seconds);
}

std::string duration_text(double seconds) {
  if (seconds == 0) return "0";
  for (auto const& one : units) {
    if (one.name.empty() || one.name == "m") continue;
    auto const number = std::round(seconds / one.seconds);
    if (number >= 1 && std::abs(number * one.seconds - seconds) < one.seconds * 1e-6)
      return std::to_string(static_cast<long long>(number)) + std::string(one.name);
  }
  return std::to_string(seconds) + "s";
}

}  // namespace poolprobe
