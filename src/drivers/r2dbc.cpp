#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr startup_setting startup[] = {{"extra_float_digits", "2"}};
constexpr retry_rule retry{"26000"};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "preparedStatementCacheQueries=-1 (default)",
     .why = "every query with parameters is named from its first use",
     .script = "P({}) B D(P) E C(P) S afterwards B D(P) E C(P) S",
     .names = {naming::per_connection, "S_{}", 0},
     .release = {statement_release::when::evicted, "C(S {}) S"},
     .startup = startup,
     .retry = retry},
    {.id = "no-cache",
     .setting = "preparedStatementCacheQueries=0",
     .url = "r2dbc:postgresql://...?preparedStatementCacheQueries=0",
     .effect = effect::mends,
     .why = "no statement is named; extra_float_digits must still be let through",
     .script = "P() B D(P) E C(P) S",
     .startup = startup},
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
