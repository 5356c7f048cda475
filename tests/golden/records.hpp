#pragma once

#include <string_view>
#include <vector>

#include "model/plan.hpp"
#include "model/run_record.hpp"

/// Runs as the real program would record them, made up of what the poolers were seen to answer.
namespace poolprobe::golden {

/// PgBouncer 1.18, transaction mode: everything required breaks.
[[nodiscard]] run_record failing();
/// PgBouncer 1.26, transaction mode, asyncpg named by the text: passes, and what is not required breaks.
[[nodiscard]] run_record passing();
/// No pooler: all works.
[[nodiscard]] run_record direct();
/// A pool of one server connection: the hand-over cannot be forced.
[[nodiscard]] run_record pool_of_one();
/// PgBouncer 1.18 again, with a SQLAlchemy URL: the driver breaks, and one of its configurations mends it.
[[nodiscard]] run_record driver_breaks();
/// PgBouncer again, with DBD::Pg: a commit is reported and nothing is kept, and a configuration mends it.
[[nodiscard]] run_record driver_loses();
/// pgx in two generations that fare alike: they work, with a caveat, and a cursor breaks if it is used.
[[nodiscard]] run_record driver_with_caveat();
/// The same with --require errors,cursors,batches.
[[nodiscard]] run_record errors_required();
/// SQLAlchemy on asyncpg, whose older generation breaks where the newer one works.
[[nodiscard]] run_record driver_generations();
/// PgBouncer 1.18 again, all drivers asked for and none named.
[[nodiscard]] run_record all_drivers_checked();
/// A connection text that is only looked at.
[[nodiscard]] run_record offline();
/// Ctrl-C in the middle, with things left behind.
[[nodiscard]] run_record interrupted();
/// A server whose every text tries to drive the terminal.
[[nodiscard]] run_record hostile();

/// An application on asyncpg that does much of what it should not, watched by trace.
[[nodiscard]] run_record traced();
/// psycopg2, watched through a command that failed.
[[nodiscard]] run_record traced_calm();
/// DBD::Pg, whose COMMIT is answered by ROLLBACK.
[[nodiscard]] run_record traced_loses();
/// Statements and names that try to drive the terminal.
[[nodiscard]] run_record traced_hostile();

/// Three strategies with 1 and 8 clients, here and 20 ms away, through PgBouncer and without it; one breaks.
[[nodiscard]] run_record benched();
/// A strategy whose commit is answered by ROLLBACK: one where nothing else was met, and one after an error.
[[nodiscard]] run_record bench_loses();
/// Ctrl-C in the middle of one shard of an open loop.
[[nodiscard]] run_record bench_interrupted();
/// Names that try to drive the terminal, a spreadsheet and a page of Markdown.
[[nodiscard]] run_record bench_hostile();

/// What --dry-run lists, of every kind something.
[[nodiscard]] plan listed();

/// The findings of a healthy server, in the order of the probe registry; the parts of which runs are made.
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
