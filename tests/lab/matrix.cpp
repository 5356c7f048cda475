#include "lab/matrix.hpp"

#include <algorithm>

namespace poolprobe::testing {
namespace {

// ---- the words of the tables, short enough that a table can be read as a whole ----

constexpr std::string_view ok = "works";
constexpr std::string_view leak = "leaks";
constexpr std::string_view wrong = "wrong_answer";
constexpr std::string_view open = "unknown";         // a pool of one server connection cannot show it
constexpr std::string_view gone = "breaks";          // without an error, or not tried
constexpr std::string_view lost = "breaks 26000";    // no such prepared statement
constexpr std::string_view taken = "breaks 42P05";   // the name is in use
constexpr std::string_view shut = "breaks 08P01";    // PgBouncer sends FATAL and closes, or refuses the login
constexpr std::string_view stale = "breaks 0A000";   // cached plan must not change result type
constexpr std::string_view no_cur = "breaks 34000";  // no such cursor
constexpr std::string_view no_tab = "breaks 42P01";  // no such table
constexpr std::string_view other =
    "breaks 08P01|breaks 26000";  // another unnamed statement (wrong number of values), or none
constexpr std::string_view either = "breaks|works";  // depends on chance

constexpr std::string_view astray = "wrong_answer|breaks 26000";  // depends on whose turn it is

constexpr bool ask = true;  // only with --allow-ddl and --sacrificial

// ---- what depends on how server connections are handed out ----

struct row {
  std::string_view code;
  bool opt_in;
  std::string_view outcomes[kinds];
};

// clang-format off
constexpr row by_kind[] = {
    //                                | no tracking: 1.18, 1.24 with 0             | tracking: 1.24, 1.26                      |
    //              direct  session   trans.  statem. one     in turn reset        trans.  statem. one     in turn reset
    {"PP101", !ask, {ok,    ok,       taken,  taken,  taken,  taken,  ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP102", !ask, {ok,    ok,       lost,   lost,   open,   lost,   lost,        ok,     ok,     open,   ok,     ok}},
    {"PP103", !ask, {ok,    ok,       wrong,  wrong,  open,   astray, lost,        ok,     ok,     open,   ok,     ok}},
    {"PP104", !ask, {ok,    ok,       wrong,  wrong,  wrong,  other,  lost,        wrong,  wrong,  wrong,  other,  lost}},
    {"PP105", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP106", !ask, {ok,    ok,       lost,   lost,   open,   lost,   lost,        ok,     ok,     open,   ok,     ok}},
    {"PP107", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          shut,   shut,   shut,   shut,   shut}},
    {"PP108", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          shut,   shut,   shut,   shut,   shut}},
    {"PP109", !ask, {ok,    ok,       lost,   lost,   open,   lost,   lost,        lost,   lost,   open,   lost,   lost}},
    {"PP110", !ask, {ok,    ok,       lost,   lost,   open,   lost,   lost,        lost,   lost,   lost,   lost,   lost}},
    {"PP111",  ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP112",  ask, {ok,    ok,       ok,     open,   ok,     ok,     ok,          stale,  open,   stale,  stale,  stale}},
    {"PP113", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP201", !ask, {ok,    ok,       leak,   leak,   leak,   leak,   gone,        leak,   leak,   leak,   leak,   gone}},
    {"PP202", !ask, {ok,    ok,       leak,   leak,   leak,   leak,   gone,        leak,   leak,   leak,   leak,   gone}},
    {"PP203", !ask, {ok,    ok,       leak,   leak,   leak,   leak,   gone,        leak,   leak,   leak,   leak,   gone}},
    {"PP204", !ask, {ok,    ok,       no_cur, no_cur, open,   no_cur, no_cur,      no_cur, no_cur, open,   no_cur, no_cur}},
    {"PP205",  ask, {ok,    ok,       no_tab, no_tab, open,   no_tab, no_tab,      no_tab, no_tab, open,   no_tab, no_tab}},
    {"PP206", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP207", !ask, {ok,    ok,       ok,     shut,   ok,     ok,     ok,          ok,     shut,   ok,     ok,     ok}},
    {"PP208", !ask, {ok,    ok,       ok,     shut,   ok,     ok,     ok,          ok,     shut,   ok,     ok,     ok}},
    {"PP401", !ask, {ok,    ok,       ok,     shut,   ok,     ok,     ok,          ok,     shut,   ok,     ok,     ok}},
    {"PP402", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP403", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP404", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP405", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
    {"PP406", !ask, {ok,    ok,       ok,     ok,     ok,     ok,     ok,          ok,     ok,     ok,     ok,     ok}},
};

// ---- what depends on the version alone ----

constexpr std::string_view series[] = {"direct", "1.18", "1.24", "1.26"};

struct version_row {
  std::string_view code;
  std::string_view outcomes[std::size(series)];
};

constexpr version_row by_version[] = {
    //        direct  1.18    1.24    1.26
    {"PP301", {ok,    shut,   shut,   shut}},  // extra_float_digits
    {"PP302", {ok,    shut,   shut,   leak}},  // search_path; before PostgreSQL 18, which says what is set
    {"PP303", {ok,    shut,   ok,     ok}},    // options
    {"PP304", {ok,    shut,   shut,   shut}},  // statement_timeout
    {"PP305", {ok,    shut,   shut,   shut}},  // a name that no server knows
};

// ---- single cells that differ from their column, and why ----

struct exception {
  std::string_view code;
  std::string_view server;
  std::string_view topology;
  std::string_view outcome;
};

constexpr exception exceptions[] = {
    // It announces its mode, so BEGIN is not tried and no SQLSTATE is seen.
    {"PP207", "pgbouncer 1.26", "statement",     gone},
    {"PP208", "pgbouncer 1.26", "statement",     gone},
    {"PP401", "pgbouncer 1.26", "statement",     gone},
    // It believes that the path is still set where the server connection was reset; before PostgreSQL 18 the
    // server does not report it.
    {"PP302", "pgbouncer 1.26", "session",       gone},
    {"PP302", "pgbouncer 1.26", "reset always",  gone},
    // Without peers (before 1.19) a request may reach the process that does not know the key. Three that
    // reach the right one by chance look like any other pooler.
    {"PP405", "pgbouncer 1.18", "two processes", either},
};

// ---- the cells ----

constexpr std::string_view v118 = ">= 1.16, < 1.20";
constexpr std::string_view v124 = ">= 1.23, < 1.26";
constexpr std::string_view v126 = "1.26.1";

constexpr server all_servers[] = {
    // name                     program      series  setting                      product      version
    {"postgres 15",             "postgres",  "15",   "",                          "none",      ""},
    {"postgres 17",             "postgres",  "17",   "",                          "none",      ""},
    {"postgres 18",             "postgres",  "18",   "",                          "none",      ""},
    {"pgbouncer 1.18",          "pgbouncer", "1.18", "",                          "pgbouncer", v118},
    {"pgbouncer 1.24 plain",    "pgbouncer", "1.24", "max_prepared_statements=0", "pgbouncer", v124},
    {"pgbouncer 1.24",          "pgbouncer", "1.24", "",                          "pgbouncer", v124},
    {"pgbouncer 1.26",          "pgbouncer", "1.26", "",                          "pgbouncer", v126},
};

constexpr topology all_topologies[] = {
    // name           database       setting                        processes
    {"direct",        "app"},
    {"transaction",   "transaction"},
    {"session",       "session"},
    {"statement",     "statement"},
    {"pool of one",   "one"},
    {"in turn",       "transaction", "server_round_robin=1"},
    {"reset always",  "transaction", "server_reset_query_always=1"},
    {"two processes", "transaction", "",                            2},
};

constexpr std::string_view yes = "supported";
constexpr std::string_view no = "unsupported";

constexpr cell cells[] = {
    // server                 topology         like this column            exit  pool mode      prepared statements
    {"postgres 15",           "direct",        kind::direct,               0,    "none",        yes},
    {"postgres 17",           "direct",        kind::direct,               0,    "none",        yes},
    {"postgres 18",           "direct",        kind::direct,               0,    "none",        yes},

    {"pgbouncer 1.18",        "transaction",   kind::plain_transaction,    1,    "transaction", no},
    {"pgbouncer 1.18",        "session",       kind::session,              0,    "session",     yes},
    {"pgbouncer 1.18",        "statement",     kind::plain_statement,      1,    "statement",   no},
    {"pgbouncer 1.18",        "pool of one",   kind::plain_one,            1,    "transaction", no},
    {"pgbouncer 1.18",        "in turn",       kind::plain_in_turn,        1,    "transaction", no},
    {"pgbouncer 1.18",        "reset always",  kind::plain_reset,          1,    "transaction", no},
    {"pgbouncer 1.18",        "two processes", kind::plain_transaction,    1,    "transaction", no},

    {"pgbouncer 1.24 plain",  "transaction",   kind::plain_transaction,    1,    "transaction", no},
    {"pgbouncer 1.24 plain",  "session",       kind::session,              0,    "session",     yes},
    {"pgbouncer 1.24 plain",  "statement",     kind::plain_statement,      1,    "statement",   no},
    {"pgbouncer 1.24 plain",  "pool of one",   kind::plain_one,            1,    "transaction", no},
    {"pgbouncer 1.24 plain",  "in turn",       kind::plain_in_turn,        1,    "transaction", no},
    {"pgbouncer 1.24 plain",  "reset always",  kind::plain_reset,          1,    "transaction", no},
    {"pgbouncer 1.24 plain",  "two processes", kind::plain_transaction,    1,    "transaction", no},

    {"pgbouncer 1.24",        "transaction",   kind::tracking_transaction, 0,    "transaction", yes},
    {"pgbouncer 1.24",        "session",       kind::session,              0,    "session",     yes},
    {"pgbouncer 1.24",        "statement",     kind::tracking_statement,   0,    "statement",   yes},
    {"pgbouncer 1.24",        "pool of one",   kind::tracking_one,         4,    "transaction", yes},
    {"pgbouncer 1.24",        "in turn",       kind::tracking_in_turn,     0,    "transaction", yes},
    {"pgbouncer 1.24",        "reset always",  kind::tracking_reset,       0,    "transaction", yes},
    {"pgbouncer 1.24",        "two processes", kind::tracking_transaction, 0,    "transaction", yes},

    {"pgbouncer 1.26",        "transaction",   kind::tracking_transaction, 0,    "transaction", yes},
    {"pgbouncer 1.26",        "session",       kind::session,              0,    "session",     yes},
    {"pgbouncer 1.26",        "statement",     kind::tracking_statement,   0,    "statement",   yes},
    {"pgbouncer 1.26",        "pool of one",   kind::tracking_one,         4,    "transaction", yes},
    {"pgbouncer 1.26",        "in turn",       kind::tracking_in_turn,     0,    "transaction", yes},
    {"pgbouncer 1.26",        "reset always",  kind::tracking_reset,       0,    "transaction", yes},
    {"pgbouncer 1.26",        "two processes", kind::tracking_transaction, 0,    "transaction", yes},
};
// clang-format on

template <typename Row>
Row const* find_row(std::span<Row const> rows, std::string_view code) {
  auto const found = std::find_if(rows.begin(), rows.end(), [code](auto const& r) { return r.code == code; });
  return found == rows.end() ? nullptr : &*found;
}

std::size_t version_column(std::string_view server_name) {
  auto const* found = std::find_if(std::begin(all_servers), std::end(all_servers),
                                   [server_name](auto const& s) { return s.name == server_name; });
  auto const* column = std::find(std::begin(series), std::end(series), found->series);
  return column == std::end(series) ? 0 : static_cast<std::size_t>(column - series);
}

}  // namespace

std::span<server const> servers() { return all_servers; }
std::span<topology const> topologies() { return all_topologies; }
std::span<cell const> matrix() { return cells; }

std::vector<listed_probe> matrix_probes() {
  std::vector<listed_probe> all;
  for (auto const& r : by_kind) all.push_back({r.code, r.opt_in});
  for (auto const& r : by_version) all.push_back({r.code, false});
  std::sort(all.begin(), all.end(), [](auto const& a, auto const& b) { return a.code < b.code; });
  return all;
}

/// A pooler that shares server connections and accepts a search_path that the server does not report may
/// leave ours with other clients.
bool must_be_asked_for(cell const& in, listed_probe const& p) {
  return p.opt_in || (p.code == "PP302" && in.server == "pgbouncer 1.26" && shared(in.kind));
}

std::string_view expected_outcome(cell const& in, std::string_view code) {
  for (auto const& e : exceptions) {
    if (e.code == code && e.server == in.server && e.topology == in.topology) return e.outcome;
  }
  if (auto const* r = find_row<row>(by_kind, code)) return r->outcomes[static_cast<std::size_t>(in.kind)];
  if (auto const* r = find_row<version_row>(by_version, code)) return r->outcomes[version_column(in.server)];
  return "missing";
}

bool allows(std::string_view expected, std::string_view outcome) {
  auto const bar = expected.find('|');
  if (bar == std::string_view::npos) return expected == outcome;
  return expected.substr(0, bar) == outcome || expected.substr(bar + 1) == outcome;
}

}  // namespace poolprobe::testing
