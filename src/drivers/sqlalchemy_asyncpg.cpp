#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "prepared_statement_cache_size=100 (default)", .habit = habit::named_statements},
    {.id = "no-cache",
     .setting = "connect_args={\"statement_cache_size\": 0} (SQLAlchemy >= 2.0.21, asyncpg >= 0.29)",
     .habit = habit::unnamed_one_sync},
};

}  // namespace

/// Prepares explicitly through asyncpg. `prepared_statement_cache_size=0` empties SQLAlchemy's own cache
/// only, the statements keep their names; so it is not a configuration of its own.
extern constexpr driver sqlalchemy_asyncpg{
    .id = "sqlalchemy-asyncpg",
    .name = "SQLAlchemy on asyncpg",
    .language = "Python",
    .configs = configs,
    .source = "sqlalchemy/sqlalchemy 2.0.52, lib/sqlalchemy/dialects/postgresql/asyncpg.py",
};

}  // namespace poolprobe::drivers
