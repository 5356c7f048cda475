#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .habit = habit::named_statements},
    // Parse, Describe, Flush: the wait is no Sync
    {.id = "no-prepare", .setting = "prepare: false, or ?prepare=false", .habit = habit::unnamed_one_sync},
};

}  // namespace

/// Random statement names: they never clash, but the second use of one needs the server connection of the
/// first.
extern constexpr driver postgres_js{
    .id = "postgres-js",
    .name = "postgres.js",
    .language = "JavaScript",
    .configs = configs,
    .source = "porsager/postgres 3.4.9, src/connection.js",
};

}  // namespace poolprobe::drivers
