#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "model/measurement.hpp"

/// Helpers of the JSON reports.
namespace poolprobe {

/// As indented text, in ASCII only: a C1 control in a server's text would otherwise reach a terminal
/// on which this is printed. Lists of numbers, and of pairs of them, take one line: a histogram has many.
[[nodiscard]] std::string json_text(nlohmann::ordered_json const&);

/// A figure to so many decimals: more digits are noise and make diffs longer. Null where it is not finite:
/// JSON has no infinity.
[[nodiscard]] nlohmann::ordered_json json_figure(double, int decimals = 3);

template <class Value>
[[nodiscard]] nlohmann::ordered_json or_null(std::optional<Value> const& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

[[nodiscard]] nlohmann::ordered_json json_of(measurement const&);
[[nodiscard]] nlohmann::ordered_json json_of(bench_info const&);

}  // namespace poolprobe
