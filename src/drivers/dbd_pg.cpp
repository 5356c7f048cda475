#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "pg_server_prepare=1 (default)",
     .why = "the second execution of a statement handle names it",
     .script = "P() B D(P) E S then P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::random, "dbdpg_p{}"},
     .release = {statement_release::when::evicted, "C(S {}) S"}},
    {.id = "no-server-prepare",
     .setting = "pg_server_prepare=0",
     .code = "$dbh->{pg_server_prepare} = 0",
     .effect = effect::mends,
     .why = "unnamed statements in one Sync",
     .script = "P() B D(P) E S"},
    {.id = "switch-1",
     .setting = "pg_switch_prepared=1",
     .code = "$dbh->{pg_switch_prepared} = 1",
     .effect = effect::trap,
     .why = "names at the first execution",
     .script = "P({}) S | B D(P) E S afterwards B D(P) E S",
     .names = {naming::random, "dbdpg_p{}"},
     .release = {statement_release::when::evicted, "C(S {}) S"}},
};

}  // namespace

/// On libpq; the number of the process is part of the name, so that only containers clash.
extern constexpr driver dbd_pg{
    .id = "dbd-pg",
    .name = "DBD::Pg",
    .language = "Perl",
    .configs = configs,
    .source = "bucardo/dbdpg 3.18, dbdimp.c",
    .unknown_key = unknown_key::refused,
};

}  // namespace poolprobe::drivers
