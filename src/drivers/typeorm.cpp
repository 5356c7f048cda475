#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_feature features[] = {{.group = feature_group::cursors,
                                        .use = "queryRunner.stream(query)",
                                        .script = "P() B D(P) H E(100) H | C(P) S"}};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "unnamed statements in one Sync, as node-postgres sends them",
     .script = "P() B D(P) E S",
     .connect = "Q(SELECT version) Q(SELECT current_schema)",
     .proved = "TypeORM 1.1.0",
     .features = features},
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
    .note =
        "It runs CREATE EXTENSION when it connects where an entity needs one, unless installExtensions is "
        "false.",
    .text_read_by = "node-postgres",
};

}  // namespace poolprobe::drivers
