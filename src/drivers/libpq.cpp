#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "", .setting = "PQexec", .why = "simple queries", .script = "Q"},
    {.id = "params",
     .setting = "PQexecParams",
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S"},
    {.id = "prepared",
     .setting = "PQprepare and PQexecPrepared",
     .effect = effect::trap,
     .why = "a named statement, as the program says",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::given, "{}"}},
    {.id = "unnamed-prepared",
     .setting = "PQprepare with an empty name",
     .effect = effect::trap,
     .why = "unnamed, but parsed and bound in different Syncs",
     .script = "P() S | B D(P) E S"},
};

}  // namespace

/// What programs in C, and drivers on it, send.
extern constexpr driver libpq{
    .id = "libpq",
    .name = "libpq",
    .language = "C",
    .configs = configs,
    .source = "postgres/postgres 18, src/interfaces/libpq/fe-exec.c",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
