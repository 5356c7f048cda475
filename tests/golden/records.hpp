#pragma once

#include <string_view>
#include <vector>

#include "model/plan.hpp"
#include "model/run_record.hpp"
#include "model/run_set.hpp"

/// Runs as the real program would record them, put together from real answers of the poolers.
namespace poolprobe::golden {

/// PgBouncer 1.18, transaction mode: every requirement breaks.
[[nodiscard]] run_record failing();
/// PgBouncer 1.26, transaction mode, with a URL that names asyncpg: compatible; only what is not required
/// breaks.
[[nodiscard]] run_record passing();
/// As `failing`, behind a balancer before two poolers that differ; clients are pinned there.
[[nodiscard]] run_record balanced();
/// No pooler: everything works.
[[nodiscard]] run_record direct();
/// A pool of one server connection: a handover cannot be forced.
[[nodiscard]] run_record pool_of_one();
/// PgBouncer 1.18 with a SQLAlchemy URL: the driver breaks, and one of its configurations fixes it.
[[nodiscard]] run_record driver_breaks();
/// PgBouncer with DBD::Pg: a commit is reported and nothing is kept, and a configuration fixes it.
[[nodiscard]] run_record driver_loses();
/// pgx in two generations that fare alike: they work, with a caveat, and a cursor breaks if it is used.
[[nodiscard]] run_record driver_with_caveat();
/// The same with --require errors,cursors,batches.
[[nodiscard]] run_record errors_required();
/// SQLAlchemy on asyncpg, whose older generation breaks where the newer one works.
[[nodiscard]] run_record driver_generations();
/// PgBouncer 1.18 again; all drivers were requested and the URL names none.
[[nodiscard]] run_record all_drivers_checked();
/// A connection text that is only read, without connecting.
[[nodiscard]] run_record offline();
/// Ctrl-C in the middle of a run, with things left behind.
[[nodiscard]] run_record interrupted();
/// A server that puts terminal control sequences into every text.
[[nodiscard]] run_record hostile();

/// The same runs with as many findings as the real program has, for the first screen.
[[nodiscard]] run_record whole_failing();
[[nodiscard]] run_record whole_passing();
[[nodiscard]] run_record whole_driver_breaks();
[[nodiscard]] run_record whole_driver_works();
/// --require-driver: one breaks, one works.
[[nodiscard]] run_record two_drivers();
/// --drivers behind a pooler where named prepared statements work.
[[nodiscard]] run_record drivers_listed();
/// A run that reached a bound and could not remove all.
[[nodiscard]] run_record left_behind();
/// A host where nobody listens.
[[nodiscard]] run_record unreachable_host();
/// A host whose name is longer than a line.
[[nodiscard]] run_record long_host();
/// That host with a driver that breaks, without a connection, and as the place of a benchmark.
[[nodiscard]] run_record long_host_driver();
[[nodiscard]] run_record long_host_unreachable();
[[nodiscard]] run_record bench_long_host();
/// A password that PostgreSQL, or something that does not mean well, has refused.
[[nodiscard]] run_record password_refused();
[[nodiscard]] run_record refused_by_hostile();
/// A connection text that a linter has nothing against, and one with something that poolers refuse.
[[nodiscard]] run_record linted();
[[nodiscard]] run_record linted_wrong();

/// An application on asyncpg with many hazards, watched by trace.
[[nodiscard]] run_record traced();
/// psycopg2, watched through a command that failed.
[[nodiscard]] run_record traced_calm();
/// pgx, which parses a refused name again, for a pooler that keeps track.
[[nodiscard]] run_record traced_caveat();
/// A command that never connected.
[[nodiscard]] run_record traced_nobody();
/// DBD::Pg, whose COMMIT is answered by ROLLBACK.
[[nodiscard]] run_record traced_loses();
/// Statements and names with terminal control sequences.
[[nodiscard]] run_record traced_hostile();

/// Three strategies with 1 and 8 clients, at 0 and 20 ms, through PgBouncer and directly; one breaks.
[[nodiscard]] run_record benched();
/// A strategy whose commit is answered by ROLLBACK: once without another error, and once after one.
[[nodiscard]] run_record bench_loses();
/// Ctrl-C in the middle of one shard of an open loop.
[[nodiscard]] run_record bench_interrupted();
/// Names that try to control a terminal, a spreadsheet and a page of Markdown.
[[nodiscard]] run_record bench_hostile();

/// A connection text with three hosts: PgBouncer 1.18 breaks, PgBouncer 1.26 works, nobody listens at the
/// third.
[[nodiscard]] run_set hosts();
/// Runs of every kind whose texts and hosts try to control whatever shows them.
[[nodiscard]] run_set hosts_hostile();

/// What --dry-run lists, with every kind of entry.
[[nodiscard]] plan listed();

/// The findings of a healthy server, in the order of the probe registry; runs are made from them.
[[nodiscard]] std::vector<finding> all_work();
[[nodiscard]] finding& by_code(run_record&, std::string_view code);

/// asyncpg on PgBouncer 1.18, in all its scenarios.
[[nodiscard]] driver_result broken_driver();

/// DBD::Pg, whose commit returns without an error and keeps nothing.
[[nodiscard]] driver_result losing_driver();

[[nodiscard]] finding duplicate_name_breaks();
[[nodiscard]] finding lost_statement_breaks();
[[nodiscard]] finding foreign_statement_answers();
[[nodiscard]] finding unnamed_answers();
[[nodiscard]] finding set_leaks();

}  // namespace poolprobe::golden
