#include "drivers/driver.hpp"
#include "drivers/psycopg_generations.hpp"

namespace poolprobe::drivers {
namespace {

/// The first connection of an engine asks for version, schema and settings, and for a type in a savepoint.
constexpr std::string_view asks = "Q(BEGIN) 5 x [Q] P() B D(P) E S Q Q(ROLLBACK)";
constexpr std::string_view asks_named =
    "Q(BEGIN) 4 x [P({}) S | B D(P) E S] Q P({}) S | B D(P) E S Q Q(ROLLBACK) Q(DEALLOCATE ALL)";
constexpr transaction_control blocks{.always = true};

constexpr driver_config usual = psycopg::newest_generation(
    {.id = "",
     .setting = "prepare_threshold=5 (default)",
     .why = "a query is named when it is executed for the sixth time",
     .script = psycopg::promoted,
     .names = psycopg::names,
     .transaction = blocks,
     .connect = asks,
     .proved = "SQLAlchemy 2.0.52 with psycopg 3.2.3 and 2.1.9 with psycopg 3.3.9"});
constexpr driver_config zero =
    psycopg::newest_generation({.id = "zero",
                                .setting = "prepare_threshold=0 in connect_args",
                                .code = "create_engine(url, connect_args={\"prepare_threshold\": 0})",
                                .effect = effect::trap,
                                .why = "prepares at the first execution: the opposite of None",
                                .script = psycopg::at_once,
                                .names = psycopg::names,
                                .transaction = blocks,
                                .connect = asks_named,
                                .proved = "SQLAlchemy 2.0.52 with psycopg 3.2.3"});

constexpr driver_config configs[] = {
    usual,
    psycopg::older_generation(usual, "old-libpq",
                              "prepare_threshold=5 (psycopg before 3.2, or libpq before 17)",
                              psycopg::why_promoted),
    {.id = "none",
     .setting = "prepare_threshold=None in connect_args",
     .code = "create_engine(url, connect_args={\"prepare_threshold\": None})",
     .since = "SQLAlchemy 2.0 with psycopg 3.1",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = psycopg::unnamed,
     .transaction = blocks,
     .connect = asks,
     .proved = "SQLAlchemy 2.0.52 with psycopg 3.2.3"},
    zero,
    psycopg::older_generation(zero, "zero-old-libpq",
                              "prepare_threshold=0 in connect_args (psycopg before 3.2, or libpq before 17)",
                              psycopg::why_at_once),
    {.id = "null-pool",
     .setting = "poolclass=NullPool",
     .code = "create_engine(url, poolclass=NullPool)",
     .effect = effect::trap,
     .why = "a new connection counts executions anew, so that nothing is named as long as none executes "
            "the same query six times; one that does clashes",
     .script = psycopg::unnamed,
     .transaction = blocks,
     .connect = asks,
     .proved = "SQLAlchemy 2.0.52 with psycopg 3.2.3"},
    {.id = "null-pool-repeat",
     .setting = "poolclass=NullPool, a query six times in one transaction",
     .code = "create_engine(url, poolclass=NullPool)",
     .effect = effect::trap,
     .why = "the sixth execution is named, and the name stays on the pooler's server connection, where the "
            "next connection that comes so far clashes with it",
     .script = "5 x [P() B D(P) E S] P({}) S | B D(P) E S",
     .names = psycopg::names,
     .transaction = blocks,
     .connect = asks},
};

}  // namespace

/// Sends what psycopg sends, in a transaction block unless the program asks for autocommit.
extern constexpr driver sqlalchemy_psycopg{
    .id = "sqlalchemy-psycopg",
    .name = "SQLAlchemy on psycopg 3",
    .language = "Python",
    .configs = configs,
    .source = "sqlalchemy/sqlalchemy 2.0.52, lib/sqlalchemy/dialects/postgresql/psycopg.py",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
