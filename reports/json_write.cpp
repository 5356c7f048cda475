#include "reports/json_write.hpp"

#include <algorithm>
#include <cmath>

namespace poolprobe {
namespace {

using json = nlohmann::ordered_json;

std::string compact(json const& value) { return value.dump(-1, ' ', true, json::error_handler_t::replace); }

bool is_row_of_numbers(json const& value) {
  return value.is_array() && std::all_of(value.begin(), value.end(), [](json const& one) {
           return one.is_number() || one.is_null() || is_row_of_numbers(one);
         });
}

std::string indented(json const& value, std::size_t depth) {
  if (!value.is_structured() || value.empty() || is_row_of_numbers(value)) return compact(value);
  auto const is_object = value.is_object();
  std::string text(1, is_object ? '{' : '[');
  auto const* separator = "\n";
  for (auto const& [key, one] : value.items()) {
    text.append(separator).append(depth + 2, ' ');
    if (is_object) text += compact(key) + ": ";
    text += indented(one, depth + 2);
    separator = ",\n";
  }
  return text.append(1, '\n').append(depth, ' ').append(1, is_object ? '}' : ']');
}

}  // namespace

std::string json_text(json const& document) { return indented(document, 0) + '\n'; }

json json_figure(double value, int decimals) {
  if (!std::isfinite(value)) return nullptr;
  auto const whole = std::pow(10.0, decimals);
  return std::round(value * whole) / whole + 0.0;
}

}  // namespace poolprobe
