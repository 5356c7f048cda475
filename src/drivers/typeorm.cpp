#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "unnamed statements in one Sync, as node-postgres sends them",
     .script = "P() B D(P) E S"},
};

}  // namespace

/// On node-postgres, without a name.
extern constexpr driver typeorm{
    .id = "typeorm",
    .name = "TypeORM",
    .language = "JavaScript",
    .configs = configs,
    .source = "typeorm/typeorm 1.1.0, src/driver/postgres/PostgresDriver.ts",
    .unknown_key = unknown_key::ignored,
    .note = "It runs CREATE EXTENSION when it connects, unless installExtensions is false.",
};

}  // namespace poolprobe::drivers
