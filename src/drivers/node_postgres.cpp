#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::unnamed_one_sync},
    {.id = "named", .setting = "query({name: ..., text, values})", .habit = habit::named_statements},
};

}  // namespace

/// Query without parameters, unnamed in one Sync with them; named only where the program gives a name.
extern constexpr driver node_postgres{
    .id = "node-postgres",
    .name = "node-postgres (pg)",
    .language = "JavaScript",
    .configs = configs,
    .source = "brianc/node-postgres pg 8.23.0, packages/pg/lib/query.js",
};

}  // namespace poolprobe::drivers
