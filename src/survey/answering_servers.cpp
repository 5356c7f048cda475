// Which PostgreSQL servers answer: by the time of their start, and as a primary or a standby. A pooler may
// spread its server connections over several, or send what only reads to a standby.
#include "survey/observe.hpp"
#include "survey/server_question.hpp"
#include "survey/signal_predicates.hpp"
#include "testbed/pending.hpp"

namespace poolprobe {
namespace {

/// What only reads, and the same as a write to whoever reads SQL: without a table nothing is locked. On a
/// standby it is always on. Pgpool-II sends pg_is_in_recovery() to the primary, whatever is around it.
constexpr auto reads = "select current_setting('transaction_read_only')";
constexpr auto looks_like_write = "select current_setting('transaction_read_only') for update";

bool is_standby(client& who, char const* sql) {
  auto const told = who.run("P() B E S", testbed::unnamed(sql));
  return told.ok() && told.value() == "on";
}

}  // namespace

statement ask_server() {
  return testbed::unnamed(
      "select round(extract(epoch from clock_timestamp() - backend_start) * 1000)::bigint"
      ", to_char(pg_postmaster_start_time() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
      ", pg_is_in_recovery(), current_database()"
      " from pg_stat_activity where pid = pg_backend_pid()");
}

void note_server(wire::row const& told, signals& seen) {
  constexpr std::size_t columns = 4;
  if (told.size() != columns || !told[1]) return;
  seen.servers.insert({*told[1], told[2] == "t", told[3].value_or("")});
}

void observe_servers(testbed& on, signals& seen) {
  auto& a = on.client("A");
  auto& b = on.client("B");
  if (!a.ready() || !b.ready()) return;
  auto const of_a = a.post("P() B E S", ask_server());
  auto const of_b = b.post("P() B E S", ask_server());
  for (auto const& told : {of_a.receive(), of_b.receive()}) {
    for (auto const& row : told.answer.rows) note_server(row, seen);
  }
}

void observe_read_splitting(testbed& on, signals& seen) {
  for (auto const* label : {"A", "B"}) {
    auto& who = on.client(label);
    if (!who.ready() || !is_standby(who, reads)) continue;
    seen.splits_reads = who.ready() && !is_standby(who, looks_like_write);
    return;
  }
}

}  // namespace poolprobe
