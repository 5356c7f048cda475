#include "text/option_values.hpp"

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
constexpr std::array units{unit{"", 1},      unit{"s", 1},  unit{"ms", 1e-3},
                           unit{"us", 1e-6}, unit{"m", 60}, unit{"min", 60}};

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

}  // namespace poolprobe
