#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr statement_names names{naming::per_process, "s{}", 0};

constexpr std::string_view use_of_cursor = "transaction.bind(&statement, ...), then query_portal";
constexpr std::string_view use_of_batch = "queries that are asked without waiting";
/// The statement of a portal has a name in every configuration.
constexpr driver_feature cursor{.group = feature_group::cursors,
                                .use = use_of_cursor,
                                .script = "P({}) D(S) S | B S E(2) S E(2) S E(2) S C(P) S C(S {}) S",
                                .in_block = true,
                                .names = names};
constexpr driver_feature features[] = {cursor};
constexpr driver_feature prepared_features[] = {
    {.group = feature_group::cursors,
     .use = use_of_cursor,
     .script = "P({}) D(S) S | B S E(2) S E(2) S E(2) S C(P) S afterwards B S E(2) S E(2) S E(2) S C(P) S",
     .in_block = true},
    {.group = feature_group::batches,
     .use = use_of_batch,
     .script = "P({}) D(S) S | B E S B E S B E S afterwards B E S B E S B E S"}};
constexpr driver_feature typed_features[] = {cursor,
                                             {.group = feature_group::batches,
                                              .use = use_of_batch,
                                              .script = "P() B D(S) E S P() B D(S) E S P() B D(S) E S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "client.query",
     .why = "each query is prepared, executed and closed, in three Syncs",
     .script = "P({}) D(S) S | B E S | C(S) S",
     .names = names,
     .proved = "tokio-postgres 0.7.13",
     .features = features},
    {.id = "prepared",
     .setting = "client.prepare",
     .code = "let statement = client.prepare(sql).await?",
     .effect = effect::trap,
     .why = "the statement is kept for later transactions",
     .script = "P({}) D(S) S | B E S afterwards B E S",
     .names = names,
     .release = {statement_release::when::disconnect, "C(S {}) S"},
     .proved = "tokio-postgres 0.7.13",
     .features = prepared_features},
    {.id = "typed",
     .setting = "client.query_typed",
     .code = "client.query_typed(sql, &[(&value, Type::INT4)]).await?",
     .since = "tokio-postgres 0.7.11",
     .effect = effect::fixes,
     .why = "no statement is named, one Sync for each query",
     .script = "P() B D(S) E S",
     .proved = "tokio-postgres 0.7.13",
     .features = typed_features,
     .holds_for = {"tokio-postgres", "0.7.11", ""}},
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
    .unasked_answer = "unexpected message from server",
};

}  // namespace poolprobe::drivers
