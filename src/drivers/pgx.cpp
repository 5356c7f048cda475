#include "drivers/driver.hpp"
#include "drivers/pgx_modes.hpp"

namespace poolprobe::drivers {
namespace {

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
constexpr startup_setting v4_key[] = {{"statement_cache_mode", "describe", false}};

constexpr driver_config seen(driver_config of, std::string_view code,
                             std::span<driver_feature const> features) {
  of.code = code;
  of.features = features;
  of.proved = "pgx 5.10.0";
  return of;
}

constexpr driver_config before_5_8 = [] {
  auto of = pgx_modes::before_5_8(pgx_modes::cache_statement, "before-5.8",
                                  "default_query_exec_mode=cache_statement (pgx before 5.8)");
  of.features = named_batch;
  of.source = "jackc/pgx v5.7.6, conn.go";
  return of;
}();
constexpr driver_config v4_url = [] {
  auto of = pgx_modes::cache_statement;
  of.id = "v4-url";
  of.setting = "statement_cache_mode=describe";
  of.url = "postgres://...?statement_cache_mode=describe";
  of.effect = effect::trap;
  of.why = "pgx v4's key: pgx v5 sends it as a startup parameter";
  of.startup = v4_key;
  return of;
}();

constexpr driver_config configs[] = {
    seen(pgx_modes::since_5_8(pgx_modes::cache_statement), "", named_batch),
    before_5_8,
    seen(pgx_modes::exec, "config.DefaultQueryExecMode = pgx.QueryExecModeExec", unnamed_batch),
    seen(pgx_modes::cache_describe, "config.DefaultQueryExecMode = pgx.QueryExecModeCacheDescribe",
         described_batch),
    seen(pgx_modes::describe_exec, "config.DefaultQueryExecMode = pgx.QueryExecModeDescribeExec",
         described_batch),
    {.id = "simple",
     .setting = "default_query_exec_mode=simple_protocol",
     .code = "config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol",
     .url = "postgres://...?default_query_exec_mode=simple_protocol",
     .since = "pgx v5.0",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .transaction = pgx_modes::blocks,
     .proved = "pgx 5.10.0"},
    v4_url,
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
