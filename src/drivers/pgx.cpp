#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr statement_names names{naming::hash, "stmtcache_{}"};
constexpr statement_release release{statement_release::when::evicted, "C(S {}) S"};
/// From 5.8.0 on a name whose Parse failed is closed before it is parsed again.
constexpr failed_parse closed_first{.before_next = "C(S {}) S"};
constexpr transaction_control blocks{.reports_rollback = true};
constexpr driver_feature named_batch[] = {
    {.group = feature_group::batches,
     .use = "pgx.Batch",
     .script = "P({}) D(S) S | B E B E B E S afterwards B E B E B E S"}};
constexpr driver_feature unnamed_batch[] = {{.group = feature_group::batches,
                                             .use = "pgx.Batch",
                                             .script = "P() B D(P) E P() B D(P) E P() B D(P) E S"}};
constexpr driver_feature described_batch[] = {
    {.group = feature_group::batches,
     .use = "pgx.Batch",
     .script = "P() D(S) S | P() B D(P) E P() B D(P) E P() B D(P) E S"}};
constexpr startup_setting v4_url[] = {{"statement_cache_mode", "describe", false}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default_query_exec_mode=cache_statement (default)",
     .why = "every query is prepared under a hash of its text",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .transaction = blocks,
     .release = release,
     .proved = "pgx 5.10.0",
     .failed_parse = closed_first,
     .features = named_batch,
     .holds_for = {"pgx", "5.8", ""}},
    {.id = "before-5.8",
     .setting = "default_query_exec_mode=cache_statement (pgx before 5.8)",
     .why = "a name whose Parse failed is parsed again as it is",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .transaction = blocks,
     .release = release,
     .source = "jackc/pgx v5.7.6, conn.go",
     .features = named_batch,
     .holds_for = {"pgx", "5", "5.8"},
     .generation_of = ""},
    {.id = "exec",
     .setting = "default_query_exec_mode=exec",
     .code = "config.DefaultQueryExecMode = pgx.QueryExecModeExec",
     .url = "postgres://...?default_query_exec_mode=exec",
     .since = "pgx v5.0",
     .effect = effect::fixes,
     .why = "no statement is named, one Sync for each query",
     .script = "P() B D(P) E S",
     .transaction = blocks,
     .proved = "pgx 5.10.0",
     .features = unnamed_batch},
    {.id = "cache-describe",
     .setting = "default_query_exec_mode=cache_describe",
     .code = "config.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe",
     .url = "postgres://...?default_query_exec_mode=cache_describe",
     .since = "pgx v5.0",
     .effect = effect::fixes,
     .why = "descriptions are kept, statements are not: parsed again with every Bind",
     .script = "P() D(S) S | P() B D(P) E S afterwards P() B D(P) E S",
     .transaction = blocks,
     .proved = "pgx 5.10.0",
     .features = described_batch},
    {.id = "describe-exec",
     .setting = "default_query_exec_mode=describe_exec",
     .code = "config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec",
     .url = "postgres://...?default_query_exec_mode=describe_exec",
     .since = "pgx v5.0",
     .effect = effect::trap,
     .why = "the unnamed statement is parsed and bound in different Syncs, which no pooler supports",
     .script = "P() D(S) S | B E S",
     .transaction = blocks,
     .proved = "pgx 5.10.0",
     .features = described_batch},
    {.id = "simple",
     .setting = "default_query_exec_mode=simple_protocol",
     .code = "config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol",
     .url = "postgres://...?default_query_exec_mode=simple_protocol",
     .since = "pgx v5.0",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .transaction = blocks,
     .proved = "pgx 5.10.0"},
    {.id = "v4-url",
     .setting = "statement_cache_mode=describe",
     .url = "postgres://...?statement_cache_mode=describe",
     .effect = effect::trap,
     .why = "pgx v4's key: pgx v5 sends it as a startup parameter",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .transaction = blocks,
     .release = release,
     .startup = v4_url},
};

}  // namespace

/// The statement name is a hash of the SQL, so two clients clash over the same query only.
extern constexpr driver pgx{
    .id = "pgx",
    .name = "pgx v5",
    .language = "Go",
    .configs = configs,
    .source = "jackc/pgx v5.10.0, conn.go and internal/stmtcache/stmtcache.go",
    .unknown_key = unknown_key::startup,
    .earlier = {"pgx-v4", {"pgx", "", "5"}},
};

}  // namespace poolprobe::drivers
