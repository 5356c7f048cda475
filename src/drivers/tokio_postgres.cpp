#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr statement_names names{naming::per_process, "s{}", 0};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "client.query",
     .why = "each query is prepared, executed and closed, in three Syncs",
     .script = "P({}) D(S) S | B E S | C(S) S",
     .names = names,
     .proved = "tokio-postgres 0.7.13"},
    {.id = "prepared",
     .setting = "client.prepare",
     .code = "let statement = client.prepare(sql).await?",
     .effect = effect::trap,
     .why = "the statement is kept for later transactions",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .release = {statement_release::when::disconnect, "C(S {}) S"},
     .proved = "tokio-postgres 0.7.13"},
    {.id = "typed",
     .setting = "client.query_typed",
     .code = "client.query_typed(sql, &[(&value, Type::INT4)]).await?",
     .since = "tokio-postgres 0.7.11",
     .effect = effect::mends,
     .why = "no statement is named, one Sync for each query",
     .script = "P() B D(S) E S",
     .proved = "tokio-postgres 0.7.13"},
};

}  // namespace

/// Names come from a counter of the process that begins at 0, so that every process has an s0.
extern constexpr driver tokio_postgres{
    .id = "tokio-postgres",
    .name = "tokio-postgres",
    .language = "Rust",
    .configs = configs,
    .source = "sfackler/rust-postgres e1cd6be (tokio-postgres 0.7.13), prepare.rs and query.rs",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
