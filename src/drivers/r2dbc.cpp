#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "preparedStatementCacheQueries=-1 (default)", .habit = habit::named_statements},
    {.id = "no-cache", .setting = "preparedStatementCacheQueries=0", .habit = habit::unnamed_one_sync},
};

}  // namespace

/// Named from the first use, one Sync, never closed unless the cache is bounded.
extern constexpr driver r2dbc{
    .id = "r2dbc",
    .name = "R2DBC PostgreSQL",
    .language = "Java",
    .configs = configs,
    .source = "pgjdbc/r2dbc-postgresql 1.1.2, ExtendedFlowDelegate.java and BoundedStatementCache.java",
};

}  // namespace poolprobe::drivers
