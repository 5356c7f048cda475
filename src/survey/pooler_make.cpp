// Questions that tell who made a pooler which nothing else has named. Each is an error in somebody's log, so
// they are asked one after the other, and only until one is answered.
#include "survey/observe.hpp"
#include "survey/pooler_layers.hpp"
#include "survey/product_rules.hpp"
#include "survey/signal_readings.hpp"
#include "survey/version_range.hpp"

namespace poolprobe {
namespace {

/// Pgpool-II, PgDog and PgCat answer these themselves, in the simple protocol (Pgpool-II documentation, "SHOW
/// POOL_VERSION"; PgDog and PgCat sources). Anybody else's server refuses them.
void show(testbed& on, signals& seen, std::string const& what) {
  auto const told = on.client("A").run("Q", testbed::unnamed("show " + what));
  if (!told.ok() || told.simulated || told.answer.rows.empty()) return;
  seen.own_answers.push_back({"show " + what, told.answer.rows.front().empty()
                                                  ? std::string()
                                                  : told.answer.rows.front().front().value_or("")});
}

/// Whoever keeps track of statements answers this himself; some close the connection over it.
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

/// It answers who it is, and no error comes of it.
void observe_pgpool(testbed& on, signals& seen) {
  if (seen.own_answers.empty() && !seen.query_refusal) show(on, seen, "pool_version");
}

/// The words for a refused option tell most. Where they leave the years before 1.20 open, an unknown database
/// does more; where options are let through, a newer protocol.
void observe_version(testbed& on, signals& seen) {
  if (seen.announced && !is_passed_on(seen)) return;
  if (pgbouncer_range(seen).ends_with("< 1.20")) observe_unknown_database(on, seen);
  if (!refused_by_pgbouncer(seen.unknown_option)) observe_newer_protocol(on, seen);
}

}  // namespace poolprobe
