#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr statement_names names{naming::per_connection, "sqlx_s_{}", 1};
constexpr statement_release release{statement_release::when::evicted, "C(S {}) S"};
constexpr startup_setting startup[] = {{"extra_float_digits", "2"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "every query with arguments is named from its first use",
     .script = "P({}) D(S) S | B E C(P) S afterwards B E C(P) S",
     .names = names,
     .release = release,
     .startup = startup,
     .proved = "sqlx 0.8.6"},
    {.id = "no-float-digits",
     .setting = "extra_float_digits(None)",
     .code = "PgConnectOptions::new().extra_float_digits(None)",
     .why = "named as by default, without the startup parameter that PgBouncer refuses",
     .script = "P({}) D(S) S | B E C(P) S afterwards B E C(P) S",
     .names = names,
     .release = release,
     .proved = "sqlx 0.8.6"},
    {.id = "no-persistent",
     .setting = ".persistent(false)",
     .code = "sqlx::query(sql).persistent(false)",
     .since = "sqlx 0.8.6",
     .effect = effect::trap,
     .why = "unnamed, but parsed and bound in different Syncs",
     .script = "P() D(S) S | B E C(P) S",
     .startup = startup,
     .proved = "sqlx 0.8.6"},
    {.id = "capacity-0",
     .setting = "statement-cache-capacity=0",
     .code = "PgConnectOptions::new().statement_cache_capacity(0)",
     .url = "postgres://...?statement-cache-capacity=0",
     .effect = effect::trap,
     .why = "the statement is still named, and never closed (before launchbadge/sqlx#4337)",
     .script = "P({}) D(S) S | B E C(P) S",
     .names = names,
     .startup = startup,
     .source = "launchbadge/sqlx#4328",
     .proved = "sqlx 0.8.6"},
    {.id = "raw",
     .setting = "sqlx::raw_sql",
     .code = "sqlx::raw_sql(text)",
     .effect = effect::fixes,
     .why = "simple queries, which take no arguments; extra_float_digits must still be let through",
     .script = "Q",
     .startup = startup,
     .proved = "sqlx 0.8.6"},
};

}  // namespace

/// No setting keeps it from naming a query with arguments.
extern constexpr driver sqlx{
    .id = "sqlx",
    .name = "sqlx",
    .language = "Rust",
    .configs = configs,
    .source = "launchbadge/sqlx 0.9.0-alpha.1, sqlx-postgres/src/connection/executor.rs",
    .unknown_key = unknown_key::ignored,
    .note =
        "extra_float_digits goes into the startup packet unless PgConnectOptions::extra_float_digits(None) "
        "is called.",
};

}  // namespace poolprobe::drivers
