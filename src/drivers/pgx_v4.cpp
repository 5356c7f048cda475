#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

/// The first number is that of the connection in its process.
constexpr statement_names names{naming::per_connection, "lrupsc_1_{}", 0};
/// Sent before the statement that replaces it, inside a block as well.
constexpr statement_release release{statement_release::when::evicted, "Q(deallocate {})"};
constexpr transaction_control blocks{.reports_rollback = true};
constexpr driver_feature named_batch[] = {
    {.group = feature_group::batches,
     .use = "pgx.Batch",
     .script = "P({}) D(S) S | B D(P) E B D(P) E B D(P) E S afterwards B D(P) E B D(P) E B D(P) E S"}};
constexpr driver_feature described_batch[] = {
    {.group = feature_group::batches,
     .use = "pgx.Batch",
     .script = "P() D(S) S | P() B D(P) E P() B D(P) E P() B D(P) E S afterwards "
               "P() B D(P) E P() B D(P) E P() B D(P) E S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "statement_cache_mode=prepare (default)",
     .why = "every query is named from its first use, and deallocated by SQL when 512 others have come",
     .script = "P({}) D(S) S | B D(P) E S afterwards B D(P) E S",
     .names = names,
     .transaction = blocks,
     .release = release,
     .proved = "pgx 4.18.3",
     .features = named_batch},
    {.id = "describe",
     .setting = "statement_cache_mode=describe",
     .code = "stmtcache.New(conn, stmtcache.ModeDescribe, 512) in BuildStatementCache",
     .url = "postgres://...?statement_cache_mode=describe",
     .since = "pgx v4.3",
     .effect = effect::fixes,
     .why = "descriptions are kept, statements are not: parsed again with every Bind",
     .script = "P() D(S) S | P() B D(P) E S afterwards P() B D(P) E S",
     .transaction = blocks,
     .proved = "pgx 4.18.3",
     .features = described_batch},
    {.id = "simple",
     .setting = "PreferSimpleProtocol",
     .code = "config.PreferSimpleProtocol = true",
     .since = "pgx v4.0",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .transaction = blocks,
     .proved = "pgx 4.18.3"},
};

}  // namespace

/// Names from counters of the process and of the connection, so that all processes use the same ones.
extern constexpr driver pgx_v4{
    .id = "pgx-v4",
    .name = "pgx v4",
    .language = "Go",
    .configs = configs,
    .source = "jackc/pgx v4.18.3, conn.go, and jackc/pgconn v1.14.3, stmtcache/lru.go",
    .unknown_key = unknown_key::startup,
};

}  // namespace poolprobe::drivers
