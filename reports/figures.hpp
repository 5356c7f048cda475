#pragma once

#include <span>
#include <string>
#include <string_view>

#include "model/measurement.hpp"
#include "reports/strategy_ratios.hpp"

/// Figures of a benchmark for readers: three significant digits, with their unit.
namespace poolprobe {

/// A figure of a measurement by the name that it has in files.
struct named_figure {
  std::string_view name;
  double measurement::*value;
};
/// All of them, in the order of the files. None is shown for a strategy that did not work.
[[nodiscard]] std::span<named_figure const> named_figures();

/// "812 µs", "1.24 ms", "12.4 s"; with `ascii` "us". "?" for what is not finite.
[[nodiscard]] std::string latency_text(double microseconds, bool ascii);

/// Operations a second: "12345", "48.7".
[[nodiscard]] std::string rate_text(double per_second);

/// Seconds, milliseconds or a count as they were given, without zeros at the end.
[[nodiscard]] std::string plain_number(double value);

/// "1.13", with three decimals within a hundredth of 1.
[[nodiscard]] std::string times_text(double times);

/// "0.97 to 1.08": the ends of the interval, which must be there.
[[nodiscard]] std::string interval_text(ratio const&);

/// "1.13 ± 0.05": half the width of the 95 % interval; only "1.13" where there is none.
[[nodiscard]] std::string ratio_text(ratio const&, bool ascii);

/// The status of a strategy in one word, for a table: "breaks", "wrong", "loses", "error".
[[nodiscard]] std::string short_status(measurement_status);

/// "works", "not told", "breaks at execution 6 (26000)", "wrong answer at execution 2",
/// "breaks at execution 1 (42P05), then wrong answers", "not measured".
[[nodiscard]] std::string status_text(measurement const&);

/// "8 clients, 20 ms of round-trip time added (measured 20.1 ms)"
[[nodiscard]] std::string group_text(comparison_group const&, bool ascii);

}  // namespace poolprobe
