#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "default", .why = "simple queries", .script = "Q"},
    {.id = "bind",
     .setting = "\\bind",
     .since = "psql 16",
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S"},
    {.id = "parse",
     .setting = "\\parse and \\bind_named",
     .since = "psql 18",
     .effect = effect::trap,
     .why = "the statement is named, and used in a later transaction",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"}},
};

}  // namespace

/// Sends what is typed.
extern constexpr driver psql{
    .id = "psql",
    .name = "psql",
    .language = "C",
    .configs = configs,
    .source = "postgres/postgres 18, src/bin/psql/common.c",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
