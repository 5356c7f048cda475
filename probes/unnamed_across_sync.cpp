// An unnamed statement lasts until the next Parse without a name on the same session (protocol, "Extended
// Query"). Behind a pooler the session is not ours between two Syncs, so a driver that waits after Parse
// loses.
#include <fmt/format.h>

#include "probes/probes.hpp"

namespace poolprobe {
namespace {

/// Any client of the pool may leave its unnamed statement for A, and A would execute it. So many parameters
/// that no real statement takes as many: Bind then fails, and nothing of a stranger's is ever executed.
constexpr int guard = 61;

statement guarded(std::string_view answer) {
  auto const sql = [answer](std::string_view values) {
    return fmt::format("select '{}' where cardinality(array[{}]::text[]) = {}", answer, values, guard);
  };
  std::string values = "$1";
  for (int i = 2; i <= guard; ++i) values += fmt::format(",${}", i);
  auto result = stage::unnamed(sql(values), std::vector<std::string>(guard, "x"));
  result.shown = sql(fmt::format("$1,...,${}", guard));
  return result;
}

}  // namespace

observation unnamed_across_sync(stage& on) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  auto const mine = guarded("parsed by A");
  a.run("P() S", mine);
  auto held = on.hold(b, a);
  b.run("P() B E S", guarded("parsed by B"));
  return held.expect(a.run("B E S", mine))
      .row("parsed by A")
      .otherwise({{"26000", outcome::breaks}, {"08P01", outcome::breaks, "bind message supplies"}});
}

}  // namespace poolprobe
