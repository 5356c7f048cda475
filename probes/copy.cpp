// COPY TO STDOUT answers with its own messages instead of rows (protocol, "COPY Operations"), which a pooler
// must pass on. COPY FROM STDIN needs a table to copy into, and a check makes none.
#include <fmt/format.h>

#include <algorithm>

#include "probes/probes.hpp"

namespace poolprobe {
namespace {

constexpr std::size_t lines = 1000;

}  // namespace

observation copy(stage& on) {
  auto& a = on.client("A");
  auto const seen = a.run(
      "P() B E S", stage::unnamed(fmt::format("copy (select generate_series(1, {})) to stdout", lines)));
  if (!seen.ok()) return on.expect(seen).accepted().otherwise({});
  auto const& got = seen.answer.copied;
  auto const expected = fmt::format("client A gets the lines 1 to {}", lines);
  for (std::size_t i = 0; i < std::max(lines, got.size()); ++i) {
    auto const line = i < got.size() ? got[i] : "";
    if (i < lines && line == fmt::format("{}\n", i + 1)) continue;
    return {outcome::wrong_answer,
            {},
            expected,
            fmt::format("client A got {} lines, and number {} is wrong", got.size(), i + 1)};
  }
  auto after = on.expect(a.run("P() B E S", stage::unnamed("select 42"))).row("42").otherwise({});
  if (after.outcome != outcome::works) return after;
  return {outcome::works,
          {},
          expected,
          fmt::format("client A got {} lines, and its next query is answered", lines)};
}

}  // namespace poolprobe
