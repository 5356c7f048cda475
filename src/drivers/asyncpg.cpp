#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "statement_cache_size=100 (default)", .habit = habit::named_statements},
    {.id = "no-cache",
     .setting = "statement_cache_size=0 (an argument of connect or create_pool; asyncpg >= 0.29)",
     .habit = habit::unnamed_one_sync},
};

}  // namespace

/// Names every statement from its first use, from a counter that all connections of the process share.
extern constexpr driver asyncpg{
    .id = "asyncpg",
    .name = "asyncpg",
    .language = "Python",
    .configs = configs,
    .source = "MagicStack/asyncpg 0.31.0, asyncpg/connection.py and asyncpg/protocol/protocol.pyx",
};

}  // namespace poolprobe::drivers
