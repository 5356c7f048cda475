#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view named = "P({}) D(S) H | B E S afterwards B E S";
constexpr std::string_view unnamed = "P() D(S) H | P() B E S";
constexpr std::string_view unnamed_kept = "P() D(S) H | P() B E S afterwards P() B E S";
constexpr statement_names names{naming::per_process, "__asyncpg_stmt_{:x}__", 1};
constexpr statement_release release{statement_release::when::evicted, "C(S {}) S"};
/// Cursors are named in every version and with every setting; executemany shares the statement of its query.
constexpr driver_feature features[] = {{.group = feature_group::cursors,
                                        .use = "connection.cursor(query)",
                                        .script = "P({}) D(S) H | B E(2) S E(2) S C(P) S",
                                        .in_block = true,
                                        .names = names},
                                       {.group = feature_group::batches,
                                        .use = "connection.executemany(query, args)",
                                        .script = "P({}) D(S) H | B E B E B E S afterwards B E B E B E S"}};
constexpr driver_feature unnamed_features[] = {{.group = feature_group::cursors,
                                                .use = "connection.cursor(query)",
                                                .script = "P({}) D(S) H | B E(2) S E(2) S C(P) S",
                                                .in_block = true,
                                                .names = names},
                                               {.group = feature_group::batches,
                                                .use = "connection.executemany(query, args)",
                                                .script = "P() D(S) H | P() B E B E B E S"}};
constexpr driver_feature before_029_features[] = {{.group = feature_group::cursors,
                                                   .use = "connection.cursor(query)",
                                                   .script = "P({}) D(S) H | B E(2) S E(2) S",
                                                   .in_block = true,
                                                   .names = names},
                                                  {.group = feature_group::batches,
                                                   .use = "connection.executemany(query, args)",
                                                   .script = "P() D(S) H | B E B E B E S"}};
constexpr std::string_view pool_release =
    "SELECT pg_advisory_unlock_all(); CLOSE ALL; UNLISTEN *; RESET ALL;";
constexpr startup_setting from_url[] = {{"statement_cache_size", "0", false}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "statement_cache_size=100 (default)",
     .why = "every statement is named from its first use, from a counter of the process",
     .script = named,
     .names = names,
     .release = release,
     .proved = "asyncpg 0.30.0 and 0.32.0",
     .features = features,
     .give_back = pool_release},
    {.id = "no-cache",
     .setting = "statement_cache_size=0",
     .code = "asyncpg.connect(dsn, statement_cache_size=0), create_pool likewise",
     .since = "asyncpg 0.29",
     .effect = effect::fixes,
     .why = "no statement is named; cursors still are",
     .script = unnamed,
     .proved = "asyncpg 0.30.0 and 0.32.0",
     .features = unnamed_features,
     .give_back = pool_release,
     .holds_for = {"asyncpg", "0.29", ""}},
    {.id = "no-cache-prepare",
     .setting = "statement_cache_size=0 and conn.prepare()",
     .code = "statement = await connection.prepare(query)",
     .since = "asyncpg 0.31",
     .effect = effect::fixes,
     .why = "conn.prepare() names nothing either; its statement is parsed again with each Bind",
     .script = unnamed_kept,
     .source = "MagicStack/asyncpg 0.31.0, asyncpg/connection.py; traffic of asyncpg 0.32.0",
     .features = unnamed_features,
     .give_back = pool_release,
     .holds_for = {"asyncpg", "0.31", ""}},
    {.id = "no-cache-old",
     .setting = "statement_cache_size=0 and conn.prepare() (asyncpg before 0.31)",
     .code = "statement = await connection.prepare(query)",
     .effect = effect::trap,
     .why = "conn.prepare() names its statements all the same, and SQLAlchemy uses nothing else",
     .script = named,
     .names = names,
     .release = release,
     .proved = "asyncpg 0.30.0",
     .features = unnamed_features,
     .give_back = pool_release,
     .holds_for = {"asyncpg", "", "0.31"},
     .generation_of = "no-cache-prepare"},
    {.id = "no-cache-before-0.29",
     .setting = "statement_cache_size=0 (asyncpg before 0.29)",
     .code = "asyncpg.connect(dsn, statement_cache_size=0), create_pool likewise",
     .why =
         "no statement is named; after a cursor one that is closed parts the unnamed statement from its Bind",
     .script = "P() D(S) H | B E S",
     .source = "traffic of asyncpg 0.28.0",
     .features = before_029_features,
     .give_back = pool_release,
     .holds_for = {"asyncpg", "", "0.29"},
     .generation_of = "no-cache"},
    {.id = "url-cache",
     .setting = "?statement_cache_size=0",
     .url = "postgresql://...?statement_cache_size=0",
     .effect = effect::trap,
     .why = "asyncpg sends a key that it does not know as a startup parameter; it takes this one as an "
            "argument only",
     .script = named,
     .names = names,
     .release = release,
     .startup = from_url,
     .source = "asyncpg/connect_utils.py"},
};

}  // namespace

/// Names every statement from its first use, from a counter that all connections of the process share.
extern constexpr driver asyncpg{
    .id = "asyncpg",
    .name = "asyncpg",
    .language = "Python",
    .configs = configs,
    .source = "MagicStack/asyncpg 0.31.0, asyncpg/connection.py and asyncpg/protocol/protocol.pyx",
    .unknown_key = unknown_key::startup,
    .note =
        "The first use of an enum, a domain or a composite type asks the catalogue between Parse and Bind, "
        "with Syncs of its own: outside a transaction block that use is not safe, whatever the setting.",
};

}  // namespace poolprobe::drivers
