#include "drivers/driver.hpp"
#include "drivers/psycopg_generations.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view named = "P({}) D(S) H | B E S afterwards B E S";
constexpr std::string_view unnamed = "P() D(S) H | P() B E S afterwards P() B E S";
/// The first queries of the engine, before any migration.
constexpr std::string_view asks_named = "Q(BEGIN) 4 x [P({}) D(S) H | B E S] Q(ROLLBACK)";
constexpr std::string_view asks_unnamed = "Q(BEGIN) 4 x [P() D(S) H | P() B E S] Q(ROLLBACK)";
constexpr std::string_view asks_types =
    "2 x [P() D(S) H | P() B E S] Q(BEGIN) 4 x [P({}) D(S) H | B E S] Q(ROLLBACK)";
constexpr std::string_view asks_by_psycopg = "Q(BEGIN) 5 x [Q] P() B D(P) E S Q Q(ROLLBACK)";
constexpr statement_names names{naming::per_process, "__asyncpg_stmt_{:x}__", 1};
constexpr transaction_control blocks{.always = true};

constexpr driver_config on_psycopg = psycopg::newest_generation(
    {.id = "psycopg",
     .setting = "env.py as its template has it, on psycopg",
     .why = "a new connection for each run: a query is named only where a run executes it six times",
     .script = psycopg::promoted,
     .names = psycopg::names,
     .transaction = blocks,
     .connect = asks_by_psycopg,
     .proved = "Alembic 1.20.1 with SQLAlchemy 2.1.9 and psycopg 3.3.9"});

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "env.py as its template has it, on asyncpg",
     .why =
         "it makes an engine of its own with NullPool: the application's connect_args do not reach it, and "
         "every run begins with the same names",
     .script = named,
     .names = names,
     .transaction = blocks,
     .connect = asks_named,
     .proved = "Alembic 1.20.1 with SQLAlchemy 2.1.9 and asyncpg 0.32.0"},
    {.id = "no-cache",
     .setting = "statement_cache_size=0 in connect_args of env.py (asyncpg 0.31 or later)",
     .code = "async_engine_from_config(..., connect_args={\"statement_cache_size\": 0})",
     .since = "SQLAlchemy 2.0.21 with asyncpg 0.31",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = unnamed,
     .transaction = blocks,
     .connect = asks_unnamed,
     .proved = "Alembic 1.20.1 with SQLAlchemy 2.1.9 and asyncpg 0.32.0",
     .holds_for = {"asyncpg", "0.31", ""}},
    {.id = "no-cache-old",
     .setting = "statement_cache_size=0 in connect_args of env.py (asyncpg before 0.31)",
     .code = "async_engine_from_config(..., connect_args={\"statement_cache_size\": 0})",
     .effect = effect::trap,
     .why = "conn.prepare(), through which SQLAlchemy does everything, names its statements all the same",
     .script = named,
     .names = names,
     .transaction = blocks,
     .connect = asks_types,
     .proved = "Alembic 1.16.5 with SQLAlchemy 2.0.52 and asyncpg 0.30.0",
     .holds_for = {"asyncpg", "", "0.31"},
     .generation_of = "no-cache"},
    on_psycopg,
    psycopg::older_generation(
        on_psycopg, "psycopg-old-libpq",
        "env.py as its template has it, on psycopg (before 3.2, or on a libpq before 17)",
        psycopg::why_promoted),
    {.id = "psycopg-none",
     .setting = "prepare_threshold=None in connect_args of env.py",
     .code = "engine_from_config(..., connect_args={\"prepare_threshold\": None})",
     .since = "psycopg 3.1",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = psycopg::unnamed,
     .transaction = blocks,
     .connect = asks_by_psycopg,
     .proved = "Alembic 1.20.1 with SQLAlchemy 2.1.9 and psycopg 3.3.9"},
};

}  // namespace

/// Sends what its SQLAlchemy engine sends. The template makes an engine of its own.
extern constexpr driver alembic{
    .id = "alembic",
    .name = "Alembic",
    .language = "Python",
    .configs = configs,
    .source = "sqlalchemy/alembic, alembic/templates/async/env.py and alembic/templates/generic/env.py",
    .unknown_key = unknown_key::refused,
    .note =
        "DDL, advisory locks and SET belong to a session: a direct connection or one in session mode "
        "serves migrations better.",
};

}  // namespace poolprobe::drivers
