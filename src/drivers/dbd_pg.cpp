#include "drivers/driver.hpp"

namespace poolprobe::drivers {
namespace {

constexpr std::string_view second_named = "P() B D(P) E S then P({}) S | B D(P) E S afterwards B D(P) E S";
constexpr std::string_view first_named = "P({}) S | B D(P) E S afterwards B D(P) E S";
constexpr statement_names names{naming::random, "dbdpg_p{}"};
constexpr statement_release close{statement_release::when::evicted, "C(S {}) S"};
constexpr statement_release deallocate{statement_release::when::evicted, "Q(DEALLOCATE {})", false};
constexpr transaction_control blocks{.begin = "Q", .commit = "Q", .rollback = "Q"};
/// The number of a failed prepare is not used up, and the failure counts as an execution.
constexpr failed_parse same_number{.reuses_number = true, .counts = true};

constexpr driver_config configs[] = {
    {.id = "",
     .setting = "pg_server_prepare=1 (default)",
     .since = "DBD::Pg 3.18 with libpq 17",
     .why = "the second execution of a statement handle names it",
     .script = second_named,
     .names = names,
     .transaction = blocks,
     .release = close,
     .failed_parse = same_number,
     .holds_for = {"DBD::Pg", "3.18", ""},
     .holds_also = {"libpq", "17", ""}},
    {.id = "old",
     .setting = "pg_server_prepare=1 (DBD::Pg before 3.18, or libpq before 17)",
     .effect = effect::trap,
     .why =
         "a handle that leaves its scope is deallocated by SQL; in a block that error ends the transaction, "
         "and commit does not tell",
     .script = second_named,
     .names = names,
     .transaction = blocks,
     .release = deallocate,
     .proved = "DBD::Pg 3.16.0 with libpq 15",
     .failed_parse = same_number,
     .holds_for = {"DBD::Pg", "", "3.18"},
     .holds_also = {"libpq", "", "17"},
     .generation_of = ""},
    {.id = "no-server-prepare",
     .setting = "pg_server_prepare=0",
     .code = "$dbh->{pg_server_prepare} = 0",
     .effect = effect::fixes,
     .why = "the parameters go into the text",
     .script = "Q",
     .proved = "DBD::Pg 3.16.0 with libpq 15"},
    {.id = "switch-1",
     .setting = "pg_switch_prepared=1",
     .code = "$dbh->{pg_switch_prepared} = 1",
     .effect = effect::trap,
     .why = "names at the first execution",
     .script = first_named,
     .names = names,
     .transaction = blocks,
     .release = close,
     .source = "traffic of DBD::Pg 3.18 with libpq 17",
     .failed_parse = same_number,
     .holds_for = {"DBD::Pg", "3.18", ""},
     .holds_also = {"libpq", "17", ""}},
    {.id = "switch-1-old",
     .setting = "pg_switch_prepared=1 (DBD::Pg before 3.18, or libpq before 17)",
     .code = "$dbh->{pg_switch_prepared} = 1",
     .effect = effect::trap,
     .why = "names at the first execution, and deallocates by SQL",
     .script = first_named,
     .names = names,
     .transaction = blocks,
     .release = deallocate,
     .proved = "DBD::Pg 3.16.0 with libpq 15",
     .failed_parse = same_number,
     .holds_for = {"DBD::Pg", "", "3.18"},
     .holds_also = {"libpq", "", "17"},
     .generation_of = "switch-1"},
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
