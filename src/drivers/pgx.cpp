#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default_query_exec_mode=cache_statement (default)",
     .habit = habit::named_statements},
    {.id = "exec", .setting = "default_query_exec_mode=exec", .habit = habit::unnamed_one_sync},
    // parses again in the Sync that binds
    {.id = "cache-describe",
     .setting = "default_query_exec_mode=cache_describe",
     .habit = habit::unnamed_one_sync},
    {.id = "describe-exec",
     .setting = "default_query_exec_mode=describe_exec",
     .habit = habit::unnamed_split},
    {.id = "simple", .setting = "default_query_exec_mode=simple_protocol", .habit = habit::simple_query},
};

}  // namespace

/// The statement name is a hash of the SQL, so two clients clash over the same query only.
extern constexpr driver pgx{
    .id = "pgx",
    .name = "pgx v5",
    .language = "Go",
    .configs = configs,
    .source = "jackc/pgx v5.10.0, conn.go",
};

}  // namespace poolprobe::drivers
