#include "lab/matrix.hpp"

namespace poolprobe::testing {
namespace {

// The words of the table, short enough to read it as one.
constexpr std::string_view ok = "works";
constexpr std::string_view leak = "leaks";
constexpr std::string_view wrong = "wrong_answer";
constexpr std::string_view open = "unknown";         // a pool of one server cannot tell
constexpr std::string_view lost = "breaks 26000";    // no such prepared statement
constexpr std::string_view taken = "breaks 42P05";   // the name is in use
constexpr std::string_view shut = "breaks 08P01";    // PgBouncer says FATAL and closes the connection
constexpr std::string_view stale = "breaks 0A000";   // cached plan must not change result type
constexpr std::string_view no_cur = "breaks 34000";  // no such cursor
constexpr std::string_view no_tab = "breaks 42P01";  // no such table

constexpr bool ask = true;  // only with --allow-ddl and --sacrificial

// clang-format off
constexpr expectation_row rows[] = {
    //                                | 1.18: no tracking      | 1.24, 1.26: tracking   |
    //              direct  session   trans.  statem. one      trans.  statem. one
    {"PP101", !ask, {ok,    ok,       taken,  taken,  taken,   ok,     ok,     ok}},
    {"PP102", !ask, {ok,    ok,       lost,   lost,   open,    ok,     ok,     open}},
    {"PP103", !ask, {ok,    ok,       wrong,  wrong,  open,    ok,     ok,     open}},
    {"PP104", !ask, {ok,    ok,       wrong,  wrong,  wrong,   wrong,  wrong,  wrong}},
    {"PP105", !ask, {ok,    ok,       ok,     ok,     ok,      ok,     ok,     ok}},
    {"PP106", !ask, {ok,    ok,       lost,   lost,   open,    ok,     ok,     open}},
    {"PP107", !ask, {ok,    ok,       ok,     ok,     ok,      shut,   shut,   shut}},
    {"PP108", !ask, {ok,    ok,       ok,     ok,     ok,      shut,   shut,   shut}},
    {"PP109", !ask, {ok,    ok,       lost,   lost,   open,    lost,   lost,   open}},
    {"PP110", !ask, {ok,    ok,       lost,   lost,   ok,      lost,   lost,   lost}},
    {"PP111",  ask, {ok,    ok,       ok,     ok,     ok,      ok,     ok,     ok}},
    {"PP112",  ask, {ok,    ok,       ok,     open,   ok,      stale,  open,   stale}},
    {"PP113", !ask, {ok,    ok,       ok,     ok,     ok,      ok,     ok,     ok}},
    {"PP201", !ask, {ok,    ok,       leak,   leak,   leak,    leak,   leak,   leak}},
    {"PP202", !ask, {ok,    ok,       leak,   leak,   leak,    leak,   leak,   leak}},
    {"PP203", !ask, {ok,    ok,       leak,   leak,   leak,    leak,   leak,   leak}},
    {"PP204", !ask, {ok,    ok,       no_cur, no_cur, open,    no_cur, no_cur, open}},
    {"PP205",  ask, {ok,    ok,       no_tab, no_tab, open,    no_tab, no_tab, open}},
    {"PP206", !ask, {ok,    ok,       ok,     ok,     ok,      ok,     ok,     ok}},
    {"PP207", !ask, {ok,    ok,       ok,     shut,   ok,      ok,     shut,   ok}},
    {"PP208", !ask, {ok,    ok,       ok,     shut,   ok,      ok,     shut,   ok}},
    {"PP406", !ask, {ok,    ok,       ok,     ok,     ok,      ok,     ok,     ok}},
};

constexpr std::string_view yes = "supported";
constexpr std::string_view no = "unsupported";
constexpr std::string_view v118 = "< 1.20";
constexpr std::string_view v124 = ">= 1.23, < 1.26";
constexpr std::string_view v126 = "1.26.1";

constexpr cell cells[] = {
    // server            pool                                   exit product      version pool mode      prepared
    {"postgres 15",     "app",         kind::direct,               0, "none",      "",    "none",        yes},
    {"postgres 17",     "app",         kind::direct,               0, "none",      "",    "none",        yes},
    {"postgres 18",     "app",         kind::direct,               0, "none",      "",    "none",        yes},

    {"pgbouncer 1.18",  "transaction", kind::plain_transaction,    1, "pgbouncer", v118,  "transaction", no},
    {"pgbouncer 1.18",  "statement",   kind::plain_statement,      1, "pgbouncer", v118,  "statement",   no},
    {"pgbouncer 1.18",  "session",     kind::session,              0, "pgbouncer", v118,  "session",     yes},
    {"pgbouncer 1.18",  "one",         kind::plain_one,            1, "pgbouncer", v118,  "transaction", no},

    {"pgbouncer 1.24",  "transaction", kind::tracking_transaction, 0, "pgbouncer", v124,  "transaction", yes},
    {"pgbouncer 1.24",  "statement",   kind::tracking_statement,   0, "pgbouncer", v124,  "statement",   yes},
    {"pgbouncer 1.24",  "session",     kind::session,              0, "pgbouncer", v124,  "session",     yes},
    {"pgbouncer 1.24",  "one",         kind::tracking_one,         4, "pgbouncer", v124,  "transaction", yes},

    {"pgbouncer 1.26",  "transaction", kind::tracking_transaction, 0, "pgbouncer", v126,  "transaction", yes},
    {"pgbouncer 1.26",  "statement",   kind::tracking_statement,   0, "pgbouncer", v126,  "statement",   yes},
    {"pgbouncer 1.26",  "session",     kind::session,              0, "pgbouncer", v126,  "session",     yes},
    {"pgbouncer 1.26",  "one",         kind::tracking_one,         4, "pgbouncer", v126,  "transaction", yes},
};
// clang-format on

}  // namespace

std::span<cell const> matrix() { return cells; }
std::span<expectation_row const> matrix_rows() { return rows; }

}  // namespace poolprobe::testing
