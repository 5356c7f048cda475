#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "default",
     .why = "with bind: unnamed statements in one Sync, as node-postgres sends them",
     .script = "P() B D(P) E S",
     .connect =
         "Q(SET client_min_messages; SET TIME ZONE) Q(types) Q(SET client_min_messages; SET TIME ZONE)",
     .proved = "Sequelize 6.37.8"},
};

}  // namespace

/// On node-postgres, without a name.
extern constexpr driver sequelize{
    .id = "sequelize",
    .name = "Sequelize",
    .language = "JavaScript",
    .configs = configs,
    .source = "sequelize/sequelize 6.37, src/dialects/postgres/query.js",
    .unknown_key = unknown_key::ignored,
    .note = "With replacements in place of bind the values go into the text.",
    .text_read_by = "node-postgres",
};

}  // namespace poolprobe::drivers
