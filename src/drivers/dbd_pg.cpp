#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

/// DBD::Pg 3.18 sends C(S) S instead.
constexpr statement_release release{statement_release::when::evicted, "Q(DEALLOCATE {})", false};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "pg_server_prepare=1 (default)",
     .why = "the second execution of a statement handle names it",
     .script = "P() B D(P) E S then P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::random, "dbdpg_p{}"},
     .release = release},
    {.id = "no-server-prepare",
     .setting = "pg_server_prepare=0",
     .code = "$dbh->{pg_server_prepare} = 0",
     .effect = effect::mends,
     .why = "the parameters go into the text",
     .script = "Q"},
    {.id = "switch-1",
     .setting = "pg_switch_prepared=1",
     .code = "$dbh->{pg_switch_prepared} = 1",
     .effect = effect::trap,
     .why = "names at the first execution",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::random, "dbdpg_p{}"},
     .release = release},
};

}  // namespace

/// On libpq; the number of the process is part of the name, so that only containers clash.
extern constexpr driver dbd_pg{
    .id = "dbd-pg",
    .name = "DBD::Pg",
    .language = "Perl",
    .configs = configs,
    .source = "bucardo/dbdpg 3.18, dbdimp.c; traffic of 3.16",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
