#include "drivers/engine/package_version.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "drivers/engine/driver_config.hpp"
#include "text/ascii.hpp"
#include "text/split.hpp"

namespace poolprobe {
namespace {

constexpr std::size_t most_digits = 9;

std::optional<int> number_of(std::string_view text) {
  int value = 0;
  auto const end = text.data() + text.size();
  if (text.empty() || text.size() > most_digits || text.front() == '-') return std::nullopt;
  auto const read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return value;
}

std::optional<std::vector<int>> numbers_of(std::string_view version) {
  if (version.starts_with('v')) version.remove_prefix(1);
  std::vector<int> numbers;
  for (auto const part : split(version, '.')) {
    auto const number = number_of(part);
    if (!number) return std::nullopt;
    numbers.push_back(*number);
  }
  while (!numbers.empty() && numbers.back() == 0) numbers.pop_back();
  return numbers;
}

validity validity_of(version_range const& range, std::span<named_version const> named) {
  auto const found = std::find_if(named.begin(), named.end(), [&range](named_version const& one) {
    return is_of_package(range, one.package);
  });
  if (found == named.end()) return validity::open;
  return holds_at(range, found->version) ? validity::yes : validity::no;
}

}  // namespace

bool is_package_version(std::string_view version) { return numbers_of(version).has_value(); }

bool is_older(std::string_view a, std::string_view b) {
  auto const left = numbers_of(a).value_or(std::vector<int>{});
  auto const right = numbers_of(b).value_or(std::vector<int>{});
  return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end());
}

bool holds_at(version_range const& range, std::string_view version) {
  if (!range.from.empty() && is_older(version, range.from)) return false;
  return range.before.empty() || is_older(version, range.before);
}

bool is_of_package(version_range const& range, std::string_view package) {
  return !range.package.empty() && same_letters(range.package, package);
}

validity validity_at(driver_config const& config, std::span<named_version const> named) {
  if (config.holds_for.package.empty()) return validity::yes;
  auto const first = validity_of(config.holds_for, named);
  if (config.holds_also.package.empty()) return first;
  auto const second = validity_of(config.holds_also, named);
  return config.generation_of ? std::max(first, second) : std::min(first, second);
}

std::string example_before(std::string_view boundary) {
  auto const dot = boundary.rfind('.');
  auto const last = boundary.substr(dot == boundary.npos ? 0 : dot + 1);
  auto const number = number_of(last);
  if (!number || *number == 0) return {};
  return std::string(boundary.substr(0, boundary.size() - last.size())) + std::to_string(*number - 1);
}

}  // namespace poolprobe
