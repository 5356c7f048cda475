#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view named_each_time = "P({}) D(S) H | B E S";
constexpr std::string_view unnamed = "P() D(S) H | P() B E S";
constexpr statement_names names{naming::per_process, "__asyncpg_stmt_{:x}__", 1};
constexpr transaction_control blocks{.always = true};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "env.py as its template has it, on asyncpg",
     .why = "it makes an engine of its own with NullPool: the application's connect_args do not reach it",
     .script = named_each_time,
     .names = names,
     .transaction = blocks},
    {.id = "no-cache",
     .setting = "statement_cache_size=0 in connect_args of env.py",
     .code = "async_engine_from_config(..., connect_args={\"statement_cache_size\": 0})",
     .since = "SQLAlchemy 2.0.21 with asyncpg 0.31",
     .effect = effect::mends,
     .why = "no statement is named",
     .script = unnamed,
     .transaction = blocks},
    {.id = "no-cache-old",
     .setting = "statement_cache_size=0 in connect_args of env.py (asyncpg before 0.31)",
     .code = "async_engine_from_config(..., connect_args={\"statement_cache_size\": 0})",
     .effect = effect::trap,
     .why = "conn.prepare(), through which SQLAlchemy does everything, names its statements all the same",
     .script = named_each_time,
     .names = names,
     .transaction = blocks},
    {.id = "psycopg",
     .setting = "env.py as its template has it, on psycopg",
     .why = "a new connection for each run: a query is named only where a migration executes it six times",
     .script = "5 x [P() B D(P) E S] then P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::per_connection, "_pg3_{}", 0},
     .transaction = blocks},
    {.id = "psycopg-none",
     .setting = "prepare_threshold=None in connect_args of env.py",
     .code = "engine_from_config(..., connect_args={\"prepare_threshold\": None})",
     .since = "psycopg 3.1",
     .effect = effect::mends,
     .why = "no statement is named",
     .script = "P() B D(P) E S",
     .transaction = blocks},
};

}  // namespace

/// Sends what its engine sends; the template's engine is its own.
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
