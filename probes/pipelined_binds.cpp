// Many Binds may be sent before one Sync; each is answered in turn, and after an error the server skips to
// the Sync (protocol, "Pipelining"). A pooler must count the answers that are still due.
#include <fmt/format.h>

#include "probes/fixes.hpp"
#include "probes/probe.hpp"
#include "testbed/pending.hpp"

namespace poolprobe::probes {
namespace {

constexpr int binds = 50;
constexpr int broken_at = 20;  // counted from 1; this one divides by zero

statement divisions(bool with_error) {
  auto result = testbed::unnamed("select 1000 + 100 / $1::int");
  for (int i = 1; i <= binds; ++i) {
    result.series.push_back({with_error && i == broken_at ? "0" : std::to_string(i)});
  }
  return result;
}

std::vector<std::string> quotients(int count) {
  std::vector<std::string> all;
  for (int i = 1; i <= count; ++i) all.push_back(std::to_string(1000 + 100 / i));
  return all;
}

/// The rows received so far answer the Binds sent so far, in order.
bool in_turn(step_result const& seen, int count) {
  if (seen.simulated) return true;
  std::vector<std::string> got;
  for (auto const& row : seen.answer.rows) got.push_back(row.empty() ? "" : row.front().value_or(""));
  return got == quotients(count);
}

probe_result mixed_up(step_result const& seen, int count) {
  return {outcome::wrong_answer,
          {},
          fmt::format("client A gets {} rows, in the order of its Binds", count),
          fmt::format("client A got {}, not the ones it asked for", seen.text())};
}

probe_result observe(testbed& on) {
  auto& a = on.client("A");
  auto const first = a.post("P() 50 x [B E] S", divisions(false));
  auto const second = a.post("P() 50 x [B E] S", divisions(true));
  auto const next = a.run("P() B E S", testbed::unnamed("select 42"));
  auto const all = first.receive();
  if (!all.ok()) return on.expect(all).accepted().otherwise({});
  if (!in_turn(all, binds)) return mixed_up(all, binds);

  auto const some = second.receive();
  if (some.ok() && !some.simulated) return mixed_up(some, broken_at - 1);
  auto broken = on.expect(some).refused("22012").otherwise({});
  if (broken.outcome != outcome::works) return broken;
  if (!in_turn(some, broken_at - 1)) return mixed_up(some, broken_at - 1);

  auto seen = on.expect(next).row("42").otherwise({});
  if (seen.outcome == outcome::works) {
    seen.observed =
        fmt::format("{} answers in turn; after an error in the middle {} more, and ", binds, broken_at - 1) +
        seen.observed;
  }
  return seen;
}

}  // namespace

extern constexpr probe pipelined_binds{
    .code = "PP402",
    .id = "protocol/pipeline",
    .feature = "pipelined Binds",
    .requirement = "many Binds before one Sync are answered in turn, also around an error",
    .holds = "pipelines are answered in turn",
    .fails = "pipelines are not answered in turn",
    .fixes = broken_fixes,
    .needs = needs::one_client,
    .side_effects = side_effects::log_line,
    .batchable = true,
    .observe = observe,
};

}  // namespace poolprobe::probes
