#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_feature features[] = {{.group = feature_group::cursors,
                                        .use = "query.stream(2)",
                                        .script = "P() B D(P) H E(2) H | E(2) H | E(2) H | C(P) S"}};
constexpr driver_feature postgres_js_features[] = {{.group = feature_group::cursors,
                                                    .use = "query.stream(2)",
                                                    .script = "P() D(S) H | B E(2) H | E(2) H | E(2) H | S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "PostgresDialect (default)",
     .why = "unnamed statements in one Sync, as node-postgres sends them",
     .script = "P() B D(P) E S",
     .proved = "Kysely 0.28.8 on pg 8.23.0",
     .features = features},
    {.id = "postgres-js",
     .setting = "PostgresJSDialect",
     .code = "new PostgresJSDialect({ postgres: postgres(url) })",
     .why = "no query is named, and BEGIN and COMMIT are simple queries; only postgres.js' question for "
            "types is named",
     .script = "P() D(S) H | B E S",
     .names = {naming::random, "{}"},
     .connect = "P({}) D(S) B E S",
     .proved = "Kysely 0.28.8 on postgres.js 3.4.9",
     .features = postgres_js_features,
     .text_read_by = "postgres-js"},
};

}  // namespace

/// On node-postgres or on postgres.js; it names nothing itself.
extern constexpr driver kysely{
    .id = "kysely",
    .name = "Kysely",
    .language = "JavaScript",
    .configs = configs,
    .source = "kysely-org/kysely 0.28.8, src/dialect/postgres, and kysely-org/kysely-postgres-js 3.0.0",
    .unknown_key = unknown_key::ignored,
    .text_read_by = "node-postgres",
};

}  // namespace poolprobe::drivers
