#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr startup_setting startup[] = {{"extra_float_digits", "2"}};
constexpr retry_rule retry{"26000"};
constexpr transaction_control blocks{.reports_rollback = true};
/// The isolation level, and the types of extensions.
constexpr std::string_view asks = "Q(SHOW TRANSACTION ISOLATION LEVEL) Q(types)";
constexpr std::string_view use_of_cursor = "statement.fetchSize(2)", use_of_batch = "statement.add()";
constexpr driver_feature named_features[] = {
    {.group = feature_group::cursors,
     .use = use_of_cursor,
     .script = "P({}) B D(P) E(2) H | E(2) H | E(2) H | C(P) S",
     .in_block = true},
    {.group = feature_group::batches,
     .use = use_of_batch,
     .script = "P({}) B D(P) E C(P) S B D(P) E C(P) S B D(P) E C(P) S afterwards "
               "B D(P) E C(P) S B D(P) E C(P) S B D(P) E C(P) S"}};
constexpr driver_feature unnamed_features[] = {
    {.group = feature_group::cursors,
     .use = use_of_cursor,
     .script = "P() B D(P) E(2) H | E(2) H | E(2) H | C(P) S",
     .in_block = true},
    {.group = feature_group::batches,
     .use = use_of_batch,
     .script = "P() B D(P) E C(P) S P() B D(P) E C(P) S P() B D(P) E C(P) S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "preparedStatementCacheQueries=-1 (default)",
     .why = "every query with parameters is named from its first use",
     .script = "P({}) B D(P) E C(P) S afterwards B D(P) E C(P) S",
     .names = {naming::per_connection, "S_{}", 0},
     .transaction = blocks,
     .release = {statement_release::when::evicted, "C(S {}) S"},
     .connect = asks,
     .startup = startup,
     .retry = retry,
     .proved = "r2dbc-postgresql 1.1.3",
     .features = named_features},
    {.id = "no-cache",
     .setting = "preparedStatementCacheQueries=0",
     .url = "r2dbc:postgresql://...?preparedStatementCacheQueries=0",
     .effect = effect::fixes,
     .why = "no statement is named; extra_float_digits must still be let through",
     .script = "P() B D(P) E C(P) S",
     .transaction = blocks,
     .connect = asks,
     .startup = startup,
     .proved = "r2dbc-postgresql 1.1.3",
     .features = unnamed_features},
};

}  // namespace

/// Names every query with parameters, in one Sync with its first execution.
extern constexpr driver r2dbc{
    .id = "r2dbc",
    .name = "R2DBC",
    .language = "Java",
    .configs = configs,
    .source = "pgjdbc/r2dbc-postgresql 1.1.2, ExtendedFlowDelegate.java and BoundedStatementCache.java",
    .unknown_key = unknown_key::ignored,
    .note =
        "extra_float_digits goes into the startup packet: PgBouncer must have it in "
        "ignore_startup_parameters.",
};

}  // namespace poolprobe::drivers
