// COPY answers with its own messages instead of rows, or waits for data (protocol, "COPY Operations"), and a
// pooler must pass both on. COPY FROM STDIN needs a table to copy into, which a check creates only when
// allowed to.
#include <fmt/format.h>

#include <algorithm>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"

namespace poolprobe::probes {
namespace {

constexpr std::size_t lines = 1000;
constexpr std::size_t messages = 10;

probe_result copy_out(testbed const& on, client& a) {
  auto const seen = a.run(
      "P() B E S", testbed::unnamed(fmt::format("copy (select generate_series(1, {})) to stdout", lines)));
  if (!seen.ok()) return on.expect(seen).accepted().otherwise({});
  auto const& got = seen.answer.copied;
  auto const expected = fmt::format("client A gets the lines 1 to {}", lines);
  for (std::size_t i = 0; !seen.simulated && i < std::max(lines, got.size()); ++i) {
    auto const line = i < got.size() ? got[i] : "";
    if (i < lines && line == fmt::format("{}\n", i + 1)) continue;
    return {outcome::wrong_answer,
            {},
            expected,
            fmt::format("client A got {} lines, and number {} is wrong", got.size(), i + 1)};
  }
  return {outcome::works, {}, expected, fmt::format("client A got {} lines", lines)};
}

/// A table that lasts as long as its transaction, which Flush keeps open. Without BEGIN, so that the test
/// works in statement mode too.
step_result make_table(client& a, std::string const& name) {
  return a.run("P() B E H",
               testbed::unnamed(fmt::format("create temporary table {} (line text) on commit drop", name)));
}

statement copy_into(std::string const& table, std::string data) {
  auto copy = testbed::unnamed(fmt::format("copy {} from stdin", table));
  copy.data = std::move(data);
  return copy;
}

probe_result copy_and_count(testbed const& on, client& a, std::string const& table) {
  std::string some;
  for (std::size_t i = 0; i < lines / messages; ++i) some += fmt::format("line {}\n", i);
  auto const copied = a.run(fmt::format("P() B E | {} x [d] c H", messages), copy_into(table, some));
  if (!copied.ok()) return on.expect(copied).accepted().otherwise({});
  auto const counted = a.run("P() B E S", testbed::unnamed("select count(*) from " + table));
  return on.expect(counted).row(std::to_string(lines)).otherwise({});
}

/// When a client ends its COPY with CopyFail it gets an error, and the whole transaction is rolled back.
probe_result break_off(testbed& on, client& a) {
  auto const table = on.fresh_name();
  auto const made = make_table(a, table);
  if (!made.ok()) return on.expect(made).accepted().otherwise({});
  auto const seen = a.run("P() B E | d f S", copy_into(table, "broken off"));
  return on.expect(seen).refused("57014").otherwise({});
}

/// `skipped` where the test is not allowed, or temporary tables are not possible.
probe_result copy_in(testbed& on, client& a) {
  if (!on.allowed.ddl) return {outcome::skipped, {}, {}, "it needs --allow-ddl"};
  if (on.allowed.passive) return {outcome::skipped, {}, {}, "breaking it off is an error (--passive)"};
  auto const table = on.fresh_name();
  auto const made = make_table(a, table);
  if (!made.ok()) {
    a.run("S");
    return {outcome::skipped, {}, {}, made.text()};
  }
  auto seen = copy_and_count(on, a, table);
  return seen.outcome == outcome::works ? break_off(on, a) : seen;
}

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto seen = copy_out(on, a);
  if (seen.outcome != outcome::works) return seen;
  auto const in = copy_in(on, a);
  auto const tried = in.outcome != outcome::skipped;
  if (tried && in.outcome != outcome::works) return in;
  auto const after = on.expect(a.run("P() B E S", testbed::unnamed("select 42"))).row("42").otherwise({});
  if (after.outcome != outcome::works) return after;
  if (tried) seen.expected += fmt::format(", sends {}, and breaks a COPY off", lines);
  seen.observed += tried ? fmt::format(", sent {}, broke a COPY off, and its next query is answered", lines)
                         : ", and its next query is answered; COPY FROM STDIN was not tried: " + in.observed;
  return seen;
}

}  // namespace

extern constexpr probe copy{
    .code = "PP404",
    .id = "protocol/copy",
    .feature = "COPY",
    .requirement = "COPY delivers every line",
    .holds = "COPY TO STDOUT works",
    .fails = "COPY does not work",
    .fixes = broken_fixes,
    .needs = needs::one_client,
    .side_effects = side_effects::nothing,
    .observe = observe,
};

}  // namespace poolprobe::probes
