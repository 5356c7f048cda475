#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_feature features[] = {{.group = feature_group::cursors,
                                        .use = "knex(table).stream()",
                                        .script = "P() B D(P) H E(2) H | E(2) H | E(2) H | C(P) S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "unnamed statements in one Sync, as node-postgres sends them",
     .script = "P() B D(P) E S",
     .connect = "Q(select version)",
     .proved = "Knex 3.1.0",
     .features = features},
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
    .text_read_by = "node-postgres",
};

}  // namespace poolprobe::drivers
