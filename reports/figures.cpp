#include "reports/figures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace poolprobe {
namespace {

/// Three significant digits; from 1000 on, all digits before the point.
std::string three_digits(double value) {
  auto const size = std::abs(value);
  return fmt::format("{:.{}f}", value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

std::string with_decimals(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

/// More decimals near 1, where two would hide the difference.
int decimals_for(double difference) { return std::abs(difference) < 0.00995 ? 3 : 2; }

constexpr std::array figures{
    named_figure{"seconds", &measurement::seconds},
    named_figure{"ops_per_s", &measurement::ops_per_s},
    named_figure{"p50_us", &measurement::p50_us},
    named_figure{"p90_us", &measurement::p90_us},
    named_figure{"p99_us", &measurement::p99_us},
    named_figure{"p999_us", &measurement::p999_us},
    named_figure{"max_us", &measurement::max_us},
    named_figure{"round_trips", &measurement::round_trips},
    named_figure{"messages_sent", &measurement::messages_sent},
    named_figure{"messages_received", &measurement::messages_received},
    named_figure{"bytes_sent", &measurement::bytes_sent},
    named_figure{"bytes_received", &measurement::bytes_received},
    named_figure{"cpu_us_per_op", &measurement::cpu_us_per_op},
    named_figure{"cpu_user_us_per_op", &measurement::cpu_user_us_per_op},
    named_figure{"connect_ms", &measurement::connect_ms},
};

}  // namespace

std::span<named_figure const> named_figures() { return figures; }

std::string latency_text(double microseconds, bool ascii) {
  if (!std::isfinite(microseconds)) return "?";
  if (microseconds < 999.5) return three_digits(microseconds) + (ascii ? " us" : " µs");
  if (microseconds < 999.5e3) return three_digits(microseconds / 1e3) + " ms";
  return three_digits(microseconds / 1e6) + " s";
}

std::string rate_text(double per_second) {
  return std::isfinite(per_second) ? three_digits(per_second) : "?";
}

std::string plain_number(double value) {
  if (!std::isfinite(value)) return "?";
  auto text = fmt::format("{:.3f}", value);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string times_text(double times) { return with_decimals(times, decimals_for(times - 1)); }

std::string interval_text(ratio const& found) {
  auto const decimals = std::max(decimals_for(*found.low - 1), decimals_for(*found.high - 1));
  return fmt::format("{} to {}", with_decimals(*found.low, decimals), with_decimals(*found.high, decimals));
}

std::string ratio_text(ratio const& found, bool ascii) {
  if (!found.has_interval()) return times_text(found.times);
  if (found.scattered()) return fmt::format("{} {} ?", times_text(found.times), ascii ? "+-" : "±");
  auto const half = (*found.high - *found.low) / 2;
  auto const decimals = decimals_for(half);
  return fmt::format("{} {} {}", with_decimals(found.times, decimals), ascii ? "+-" : "±",
                     with_decimals(half, decimals));
}

namespace {

std::string_view status_word(measurement_status status) {
  switch (status) {
    case measurement_status::breaks:
      return "breaks";
    case measurement_status::wrong_answer:
      return "wrong answer";
    case measurement_status::loses:
      return "loses a commit";
    default:
      return "not measured";
  }
}

}  // namespace

std::string short_status(measurement_status status) {
  return status == measurement_status::wrong_answer ? "wrong" : std::string(word(status));
}

std::string status_text(measurement const& m) {
  if (has_figures(m)) return m.summary.empty() ? "works" : "not told";
  // The number and the code are those of the first failure, which need not be the gravest.
  if (m.status == measurement_status::wrong_answer && m.sqlstate) {
    auto first = m;
    first.status = measurement_status::breaks;
    return status_text(first) + ", then wrong answers";
  }
  if (m.status == measurement_status::loses && m.sqlstate) {
    auto const when = m.broke_at > 0 ? fmt::format("at execution {}", m.broke_at) : "before any query";
    return fmt::format("loses a commit; the first error {} ({})", when, *m.sqlstate);
  }
  std::string text(status_word(m.status));
  if (m.broke_at > 0) text += fmt::format(" at execution {}", m.broke_at);
  if (m.broke_at == 0 && m.status == measurement_status::breaks) text += " before any query";
  if (m.sqlstate) text += fmt::format(" ({})", *m.sqlstate);
  return text;
}

std::string group_text(comparison_group const& group, bool ascii) {
  auto text = fmt::format("{} client{}, ", group.clients, group.clients == 1 ? "" : "s");
  text += group.rtt_ms > 0 ? plain_number(group.rtt_ms) + " ms of round-trip time added"
                           : "no added round-trip time";
  if (group.effective_rtt_ms > 0)
    text += " (measured " + latency_text(group.effective_rtt_ms * 1000, ascii) + ")";
  return text;
}

}  // namespace poolprobe
