#include "probes/support/startup_look.hpp"

#include <fmt/format.h>

#include <charconv>

namespace poolprobe {
namespace {

std::optional<std::string> column(step_result const& seen, std::size_t index) {
  auto const& rows = seen.answer.rows;
  return rows.size() == 1 && index < rows.front().size() ? rows.front()[index] : std::nullopt;
}

}  // namespace

statement look(startup_parameter const& p) {
  return testbed::unnamed(
      "select current_setting($1, true), s.reset_val, s.source = 'client',"
      " (select max(virtualtransaction) from pg_locks"
      " where pid = pg_backend_pid() and locktype = 'virtualxid')"
      " from (select) as here left join pg_settings as s on lower(s.name) = lower($1)",
      {p.setting});
}

look_result look_at(testbed const& on, step_result const& answer, startup_parameter const& p,
                    std::string const& expected) {
  if (!answer.ok() || answer.answer.rows.size() != 1) {
    auto failed = on.expect(answer).accepted().otherwise({});
    failed.outcome = outcome::unknown;
    return {std::move(failed), false, false, {}, {}};
  }
  if (answer.simulated) return {{outcome::works, {}, expected, {}}, true, true, p.effect, {}};
  look_result result{
      {outcome::works, {}, expected, {}}, true, column(answer, 2) == "t", answer.value(), column(answer, 1)};
  auto& seen = result.seen;
  auto const got = fmt::format("client C got {} on server connection {}", result.value.value_or("nothing"),
                               answer.backend.value_or(0));
  seen.observed = "in effect: " + got;
  if (result.value == p.effect) {
    if (result.value == result.normal && !result.ours) {
      seen = unknown("it is the server's default as well: " + got);
    }
  } else if (result.value && result.value->find(on.nonce()) != std::string::npos) {
    // Odyssey quotes the whole search_path, which turns it into the name of one schema.
    seen.outcome = outcome::breaks;
    seen.observed = "in effect, but not as it was given: " + got;
  } else {
    auto const dropped = result.value == result.normal;
    result.present = false;
    seen.outcome = dropped ? outcome::breaks : outcome::unknown;
    seen.observed = dropped ? "accepted and dropped: " + got : got + ", which says nothing about this";
  }
  return result;
}

std::optional<long long> transaction_of(step_result const& seen) {
  auto const text = column(seen, 3).value_or("");
  auto const slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  long long number = 0;
  auto const end = text.data() + text.size();
  auto const read = std::from_chars(text.data() + slash + 1, end, number);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

probe_result lost_again(probe_result seen) {
  if (seen.outcome == outcome::breaks) seen.observed = "in effect only once; then " + seen.observed;
  return seen;
}

}  // namespace poolprobe
