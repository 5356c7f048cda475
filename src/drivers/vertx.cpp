#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr startup_setting startup[] = {{"extra_float_digits", "2"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "cachePreparedStatements=false (default)",
     .why = "the unnamed statement is parsed and bound in different Syncs",
     .script = "P() D(S) S | B E S",
     .startup = startup},
    {.id = "cached",
     .setting = "cachePreparedStatements=true",
     .code = "new PgConnectOptions().setCachePreparedStatements(true)",
     .effect = effect::trap,
     .why = "names every query",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = {naming::per_connection, "{:07X}", 0},
     .release = {statement_release::when::evicted, "C(S {}) S"},
     .startup = startup},
    {.id = "layer7",
     .setting = "useLayer7Proxy=true",
     .code = "new PgConnectOptions().setUseLayer7Proxy(true)",
     .url = "postgresql://...?useLayer7Proxy=true",
     .effect = effect::mends,
     .why = "Parse goes again with Bind; extra_float_digits must still be let through",
     .script = "P() D(S) S | P() B E S",
     .startup = startup},
};

}  // namespace

/// Unnamed and split over two Syncs, unless it is told of a proxy.
extern constexpr driver vertx{
    .id = "vertx",
    .name = "Vert.x PostgreSQL client",
    .language = "Java",
    .configs = configs,
    .source = "eclipse-vertx/vertx-sql-client, vertx-pg-client PgConnectOptions.java and its codec",
};

}  // namespace poolprobe::drivers
