#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "the parameters go into the text",
     .script = "Q",
     .connect = "Q(select version)",
     .proved = "MikroORM 6.6.16"},
};

}  // namespace

/// On Knex and node-postgres, but it formats the values itself.
extern constexpr driver mikro_orm{
    .id = "mikro-orm",
    .name = "MikroORM",
    .language = "JavaScript",
    .configs = configs,
    .source = "mikro-orm/mikro-orm 6.6.16, packages/knex/src/AbstractSqlConnection.ts",
    .unknown_key = unknown_key::ignored,
    .note =
        "MikroORM.init looks for the database by the name in the URL and creates it where that is only the "
        "pooler's: "
        "set ensureDatabase: false behind a pooler with names of its own.",
};

}  // namespace poolprobe::drivers
