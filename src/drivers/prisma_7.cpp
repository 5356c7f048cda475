#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::unnamed_one_sync},
};

}  // namespace

/// Runs on node-postgres and gives no names unless `statementNameGenerator` is set.
extern constexpr driver prisma_7{
    .id = "prisma-7",
    .name = "Prisma 7 (adapter-pg)",
    .language = "JavaScript",
    .configs = configs,
    .source = "prisma/prisma 7.x, packages/adapter-pg/src/pg.ts",
};

}  // namespace poolprobe::drivers
