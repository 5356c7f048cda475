#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::named_statements},
    {.id = "pgbouncer", .setting = "pgbouncer=true", .habit = habit::named_in_block},
};

}  // namespace

/// With `pgbouncer=true` every query is BEGIN, DEALLOCATE ALL, a named statement, COMMIT: no name outlives
/// its transaction, but statement mode refuses the block, and PgBouncer 1.21 loses track at DEALLOCATE ALL.
extern constexpr driver prisma_6{
    .id = "prisma-6",
    .name = "Prisma 6 and older (Rust engine)",
    .language = "JavaScript",
    .configs = configs,
    .source = "prisma/prisma-engines 6.x, quaint/src/connector/postgres/native/mod.rs",
};

}  // namespace poolprobe::drivers
