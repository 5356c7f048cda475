#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr startup_setting startup[] = {{"extra_float_digits", "2"}};

constexpr startup_setting date_style{"DateStyle", "ISO"};

constexpr statement_names names{naming::per_connection, "{:07X}", 0};
constexpr transaction_control blocks{.reports_rollback = true};
/// Cursors are statements that the program prepares: named with every setting.
constexpr driver_feature cursor{.group = feature_group::cursors,
                                .use = "connection.prepare(query), then cursor()",
                                .script = "P({}) D(S) S | B E(2) S E(2) S E(2) S C(P) S C(S {}) S",
                                .in_block = true,
                                .names = names};
constexpr std::string_view use_of_batch = "preparedQuery(query).executeBatch(tuples)";
constexpr driver_feature features[] = {
    cursor, {.group = feature_group::batches, .use = use_of_batch, .script = "P() D(S) S | B E B E B E S"}};
constexpr driver_feature cached_features[] = {
    cursor,
    {.group = feature_group::batches,
     .use = use_of_batch,
     .script = "P({}) D(S) S | B E B E B E S afterwards B E B E B E S"}};
constexpr driver_feature layer7_features[] = {
    cursor,
    {.group = feature_group::batches, .use = use_of_batch, .script = "P() D(S) S | P() B E B E B E S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "cachePreparedStatements=false (default)",
     .why = "the unnamed statement is parsed and bound in different Syncs",
     .script = "P() D(S) S | B E S",
     .transaction = blocks,
     .startup = startup,
     .respelled = date_style,
     .proved = "vertx-pg-client 5.0.12",
     .features = features},
    {.id = "cached",
     .setting = "cachePreparedStatements=true",
     .code = "new PgConnectOptions().setCachePreparedStatements(true)",
     .effect = effect::trap,
     .why = "names every query",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .transaction = blocks,
     .release = {statement_release::when::evicted, "C(S {}) S"},
     .startup = startup,
     .respelled = date_style,
     .proved = "vertx-pg-client 5.0.12",
     .features = cached_features},
    {.id = "layer7",
     .setting = "useLayer7Proxy=true",
     .code = "new PgConnectOptions().setUseLayer7Proxy(true)",
     .effect = effect::fixes,
     .why = "Parse goes again with Bind; extra_float_digits must still be let through",
     .script = "P() D(S) S | P() B E S",
     .transaction = blocks,
     .startup = startup,
     .respelled = date_style,
     .proved = "vertx-pg-client 5.0.12",
     .features = layer7_features},
};

}  // namespace

/// Unnamed and split over two Syncs, unless useLayer7Proxy is set.
extern constexpr driver vertx{
    .id = "vertx",
    .name = "Vert.x PostgreSQL client",
    .language = "Java",
    .configs = configs,
    .source = "eclipse-vertx/vertx-sql-client, vertx-pg-client PgConnectOptions.java and its codec",
    .unknown_key = unknown_key::ignored,
    .note =
        "It logs in with DateStyle=ISO, which the server spells ISO, MDY. PgBouncer 1.18 takes these for "
        "different and sends a SET "
        "before every query, which takes the unnamed statement away: by default each query outside a block "
        "fails with 26000, "
        "even where no other client is.",
};

}  // namespace poolprobe::drivers
