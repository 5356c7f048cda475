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
extern constexpr driver knex{
    .id = "knex",
    .name = "Knex.js",
    .language = "JavaScript",
    .configs = configs,
    .source = "knex/knex 3.1, lib/dialects/postgres/index.js",
    .unknown_key = unknown_key::ignored,
};

}  // namespace poolprobe::drivers
