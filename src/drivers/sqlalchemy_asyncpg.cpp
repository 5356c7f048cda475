#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view named = "P({}) D(S) H | B E S afterwards B E S";
constexpr std::string_view named_each_time = "P({}) D(S) H | B E S";
constexpr std::string_view unnamed = "P() D(S) H | P() B E S afterwards P() B E S";
/// The statement that was dropped last is closed with a Sync when the next one has been described.
constexpr std::string_view closed_between = "P({}) D(S) H | C(S {previous}) S | B({}) E S";

/// The first connection of an engine asks for version, schema and settings, in a block.
constexpr std::string_view asks_named = "Q(BEGIN) 4 x [P({}) D(S) H | B E S] Q(ROLLBACK)";
constexpr std::string_view asks_closing =
    "Q(BEGIN) P({}) D(S) H | B E S 3 x [P({}) D(S) H | C(S {previous}) S | B({}) E S] Q(ROLLBACK)";
constexpr std::string_view asks_unnamed = "Q(BEGIN) 4 x [P() D(S) H | P() B E S] Q(ROLLBACK)";
/// asyncpg before 0.31 looks up two types in its own catalogue queries besides, on every connection.
constexpr std::string_view asks_types_named =
    "P({}) D(S) H | B E S P({}) D(S) H | C(S {previous}) S | B({}) E S "
    "Q(BEGIN) P({}) D(S) H | C(S {previous}) S | B({}) E S 3 x [P({}) D(S) H | B E S] Q(ROLLBACK)";
constexpr std::string_view asks_types_unnamed =
    "2 x [P() D(S) H | P() B E S] Q(BEGIN) 4 x [P({}) D(S) H | B E S] Q(ROLLBACK)";

constexpr statement_names names{naming::per_process, "__asyncpg_stmt_{:x}__", 1};
constexpr statement_names random_names{naming::random, "__asyncpg_{}__"};
constexpr statement_release release{statement_release::when::evicted, "C(S {}) S"};
constexpr transaction_control blocks{.always = true};
/// A stream binds its portal in a Sync of its own; many rows share asyncpg's own statement.
constexpr std::string_view use_of_stream = "connection.stream(query)";
constexpr std::string_view use_of_many = "connection.execute(query, [row, row, row])";
constexpr driver_feature named_many{.group = feature_group::batches,
                                    .use = use_of_many,
                                    .script = "P({}) D(S) H | B E B E B E S afterwards B E B E B E S"};
constexpr driver_feature features[] = {{.group = feature_group::cursors,
                                        .use = use_of_stream,
                                        .script = "P({}) D(S) H | B S E(50) S afterwards B S E(50) S",
                                        .in_block = true},
                                       named_many};
constexpr driver_feature unnamed_features[] = {
    {.group = feature_group::cursors,
     .use = use_of_stream,
     .script = "P() D(S) H | P() B S E(50) S",
     .in_block = true},
    {.group = feature_group::batches, .use = use_of_many, .script = "P() D(S) H | P() B E B E B E S"}};
constexpr driver_feature each_time_features[] = {
    {.group = feature_group::cursors,
     .use = use_of_stream,
     .script = "P({}) D(S) H | B S E(50) S",
     .in_block = true},
    {.group = feature_group::batches, .use = use_of_many, .script = "P({}) D(S) H | B E B E B E S"}};
/// Many at once are asyncpg's own executemany, which does not ask for a name.
constexpr driver_feature name_func_features[] = {
    {.group = feature_group::cursors,
     .use = use_of_stream,
     .script = "P({}) D(S) H | B S E(50) S afterwards B S E(50) S",
     .in_block = true},
    {.group = feature_group::batches, .use = use_of_many, .script = named_many.script, .names = names}};
constexpr driver_feature name_func_each_time_features[] = {{.group = feature_group::cursors,
                                                            .use = use_of_stream,
                                                            .script = "P({}) D(S) H | B S E(50) S",
                                                            .in_block = true},
                                                           {.group = feature_group::batches,
                                                            .use = use_of_many,
                                                            .script = "P({}) D(S) H | B E B E B E S",
                                                            .names = names}};
constexpr startup_setting jit[] = {{"jit", "off"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "prepared_statement_cache_size=100 (default)",
     .why = "every statement is prepared under a name of asyncpg's",
     .script = named,
     .names = names,
     .transaction = blocks,
     .release = release,
     .connect = asks_named,
     .proved = "SQLAlchemy 2.1.9 with asyncpg 0.32.0",
     .features = features,
     .holds_for = {"asyncpg", "0.31", ""}},
    {.id = "no-cache",
     .setting = "statement_cache_size=0 in connect_args (asyncpg 0.31 or later)",
     .code = "create_async_engine(url, connect_args={\"statement_cache_size\": 0})",
     .since = "SQLAlchemy 2.0.21 with asyncpg 0.31",
     .effect = effect::fixes,
     .why = "no statement is named",
     .script = unnamed,
     .transaction = blocks,
     .connect = asks_unnamed,
     .proved = "SQLAlchemy 2.1.9 with asyncpg 0.32.0",
     .features = unnamed_features,
     .holds_for = {"asyncpg", "0.31", ""}},
    {.id = "url-cache",
     .setting = "prepared_statement_cache_size=0",
     .url = "postgresql+asyncpg://...?prepared_statement_cache_size=0",
     .since = "SQLAlchemy 1.4",
     .effect = effect::trap,
     .why = "empties SQLAlchemy's own cache; asyncpg still names every statement",
     .script = closed_between,
     .names = names,
     .transaction = blocks,
     .release = release,
     .connect = asks_closing,
     .proved = "SQLAlchemy 2.1.9 with asyncpg 0.32.0",
     .features = each_time_features},
    {.id = "old",
     .setting = "prepared_statement_cache_size=100 (asyncpg before 0.31)",
     .effect = effect::trap,
     .why = "asyncpg's own questions on a new connection are named too, and outside of any block",
     .script = named,
     .names = names,
     .transaction = blocks,
     .release = release,
     .connect = asks_types_named,
     .proved = "SQLAlchemy 2.0.52 with asyncpg 0.30.0",
     .features = features,
     .holds_for = {"asyncpg", "", "0.31"},
     .generation_of = ""},
    {.id = "no-cache-old",
     .setting = "statement_cache_size=0 in connect_args (asyncpg before 0.31)",
     .code = "create_async_engine(url, connect_args={\"statement_cache_size\": 0})",
     .effect = effect::trap,
     .why = "conn.prepare(), through which SQLAlchemy does everything, names its statements all the same",
     .script = named,
     .names = names,
     .transaction = blocks,
     .release = release,
     .connect = asks_types_unnamed,
     .proved = "SQLAlchemy 2.0.52 with asyncpg 0.30.0",
     .features = features,
     .holds_for = {"asyncpg", "", "0.31"},
     .generation_of = "no-cache"},
    {.id = "sqlalchemy-1.4",
     .setting = "prepared_statement_cache_size=100 (SQLAlchemy 1.4)",
     .effect = effect::trap,
     .why = "as SQLAlchemy 2.0 on asyncpg before 0.31; statement_cache_size=0 changes nothing of it",
     .script = named,
     .names = names,
     .transaction = blocks,
     .release = release,
     .connect = asks_types_named,
     .source = "traffic of SQLAlchemy 1.4.54 with asyncpg 0.28.0",
     .features = features,
     .holds_for = {"SQLAlchemy", "", "2.0"},
     .generation_of = ""},
    {.id = "null-pool",
     .setting = "poolclass=NullPool",
     .code = "create_async_engine(url, poolclass=NullPool)",
     .effect = effect::trap,
     .why = "every connection is new, but its names are those of any other process, and the pooler keeps the "
            "server connection that has them",
     .script = named_each_time,
     .names = names,
     .transaction = blocks,
     .connect = asks_named,
     .proved = "SQLAlchemy 2.1.9 with asyncpg 0.32.0",
     .features = each_time_features},
    {.id = "name-func",
     .setting = "prepared_statement_name_func",
     .code = "connect_args={\"prepared_statement_name_func\": lambda: f\"__asyncpg_{uuid4()}__\"}",
     .since = "SQLAlchemy 2.0.10",
     .effect = effect::trap,
     .why = "no two clients clash any more, but a cached statement still lives on one server connection only",
     .script = named,
     .names = random_names,
     .transaction = blocks,
     .release = release,
     .connect = asks_named,
     .proved = "SQLAlchemy 2.1.9 with asyncpg 0.32.0",
     .features = name_func_features},
    {.id = "name-func-null-pool",
     .setting = "prepared_statement_name_func and poolclass=NullPool",
     .code = "create_async_engine(url, poolclass=NullPool, connect_args={\"prepared_statement_name_func\": "
             "lambda: f\"__asyncpg_{uuid4()}__\"})",
     .since = "SQLAlchemy 2.0.10 with asyncpg 0.31",
     .effect = effect::fixes,
     .why = "random names that are used in one transaction only; they stay on the pooler's server "
            "connections, and it does not hold with isolation_level=\"AUTOCOMMIT\"",
     .script = named_each_time,
     .names = random_names,
     .transaction = blocks,
     .connect = asks_named,
     .proved = "SQLAlchemy 2.1.9 with asyncpg 0.32.0",
     .features = name_func_each_time_features,
     .holds_for = {"asyncpg", "0.31", ""}},
    {.id = "name-func-null-pool-old",
     .setting = "prepared_statement_name_func and poolclass=NullPool (asyncpg before 0.31)",
     .code = "create_async_engine(url, poolclass=NullPool, connect_args={\"prepared_statement_name_func\": "
             "lambda: f\"__asyncpg_{uuid4()}__\"})",
     .effect = effect::trap,
     .why = "asyncpg's own questions on each new connection are named by its counter, outside of any block",
     .script = named_each_time,
     .names = names,
     .transaction = blocks,
     .connect = asks_types_named,
     .source = "traffic of SQLAlchemy 2.0.52 with asyncpg 0.30.0; there the queries have random names",
     .features = name_func_each_time_features,
     .holds_for = {"asyncpg", "", "0.31"},
     .generation_of = "name-func-null-pool"},
    {.id = "jit-off",
     .setting = "server_settings={\"jit\": \"off\"}",
     .code = "create_async_engine(url, connect_args={\"statement_cache_size\": 0, \"server_settings\": "
             "{\"jit\": \"off\"}})",
     .effect = effect::trap,
     .why = "it goes into the startup packet, where PgBouncer refuses it unless ignore_startup_parameters "
            "lists jit, and then it has no effect",
     .script = unnamed,
     .transaction = blocks,
     .connect = asks_unnamed,
     .startup = jit,
     .proved = "SQLAlchemy 2.1.9 with asyncpg 0.32.0",
     .features = unnamed_features},
};

}  // namespace

/// Prepares explicitly through asyncpg, in a transaction block unless the program asks for autocommit.
extern constexpr driver sqlalchemy_asyncpg{
    .id = "sqlalchemy-asyncpg",
    .name = "SQLAlchemy on asyncpg",
    .language = "Python",
    .configs = configs,
    .source = "sqlalchemy/sqlalchemy 2.0.52, lib/sqlalchemy/dialects/postgresql/asyncpg.py",
    .unknown_key = unknown_key::refused,
    .note =
        "The first connection of an engine asks for version, schema and transaction isolation in the same "
        "way. pool_pre_ping changes nothing of all this.",
};

}  // namespace poolprobe::drivers
