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
extern constexpr driver sequelize{
    .id = "sequelize",
    .name = "Sequelize",
    .language = "JavaScript",
    .configs = configs,
    .source = "sequelize/sequelize 6.37, src/dialects/postgres/query.js",
};

}  // namespace poolprobe::drivers
