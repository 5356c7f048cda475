// Questions that show who makes a pooler that nothing else has named. Each leaves an error in someone's log,
// so they are asked one after the other, and only until one is answered.
#include <fmt/format.h>

#include <algorithm>

#include "survey/observe.hpp"
#include "survey/pooler_layers.hpp"
#include "survey/product_rules.hpp"
#include "survey/signal_predicates.hpp"
#include "survey/version_range.hpp"

namespace poolprobe {
namespace {

/// Pgpool-II, PgDog and PgCat answer these themselves, in the simple protocol (Pgpool-II documentation, "SHOW
/// POOL_VERSION"; PgDog and PgCat sources). Behind any other pooler the server refuses them.
void show(testbed& on, signals& seen, std::string const& what) {
  auto const told = on.client("A").run("Q", testbed::unnamed("show " + what));
  if (!told.ok() || told.simulated || told.answer.rows.empty()) return;
  seen.own_answers.push_back({"show " + what, told.answer.rows.front().empty()
                                                  ? std::string()
                                                  : told.answer.rows.front().front().value_or("")});
}

/// A pooler that tracks statements answers this itself; some close the connection because of it.
void describe_unknown(testbed& on, signals& seen) {
  auto& c = on.client("C");
  auto const nobodys = on.named("");
  seen.unknown_statement = c.run("D(S {}) S", nobodys).answer.error;
  on.disconnect("C");
}

}  // namespace

void observe_make(testbed& on, signals& seen) {
  auto const asks = [&seen] { return !seen.query_refusal && product_of(seen) == "unknown"; };
  seen.asked_who = asks();
  if (seen.asked_who) show(on, seen, "pool_version");
  if (looks_direct(seen)) return;
  if (product_of(seen) == "unknown") observe_unknown_database(on, seen);
  if (product_of(seen) == "unknown") describe_unknown(on, seen);
  if (asks()) show(on, seen, "pgdog.shards");
  if (asks()) show(on, seen, "server role");
  if (product_of(seen) == "unknown") observe_newer_protocol(on, seen);
}

/// Pgpool-II answers with its version, so this causes no error. Its nodes: node_id, hostname, port, …, role,
/// … (Pgpool-II documentation, "SHOW POOL_NODES").
void observe_pgpool(testbed& on, signals& seen) {
  if (seen.query_refusal) return;
  if (seen.own_answers.empty()) show(on, seen, "pool_version");
  auto const told = on.client("A").run("Q", testbed::unnamed("show pool_nodes"));
  if (!told.ok() || told.simulated) return;
  for (auto const& row : told.answer.rows) {
    auto const is_role = [](auto const& value) { return value == "primary" || value == "standby"; };
    auto const role = std::find_if(row.begin(), row.end(), is_role);
    if (row.size() < 3 || role == row.end()) continue;
    seen.nodes.push_back(fmt::format("{}:{}, {}", row[1].value_or(""), row[2].value_or(""), role->value()));
  }
}

/// The text of the refused option says most about the version. Where it only says that the version is before
/// 1.20, an unknown database narrows it; where options are accepted, a newer protocol does.
void observe_version(testbed& on, signals& seen) {
  if (seen.announced && !is_passed_on(seen)) return;
  if (pgbouncer_range(seen).ends_with("< 1.20")) observe_unknown_database(on, seen);
  if (!refused_by_pgbouncer(seen.unknown_option)) observe_newer_protocol(on, seen);
}

}  // namespace poolprobe
