// PgBouncer's settings that might change a verdict, each a cell: what differs from the same PgBouncer without
// the setting. Most change nothing, and that must be seen as well.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <map>

#include "lab/check_json.hpp"
#include "lab/run_in_short.hpp"
#include "support/inspector.hpp"
#include "support/other_poolers.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

struct setting_cell {
  char const* series;
  char const* mode;
  char const* settings;     ///< lines of [pgbouncer]
  char const* differences;  ///< "PP201 breaks, …" against the same without the settings; "" for none
};

constexpr setting_cell cells[] = {
    {"1.18", "transaction", "server_fast_close = 1", ""},
    {"1.24", "transaction", "server_fast_close = 1", ""},
    {"1.24", "transaction", "application_name_add_host = 1", ""},
    {"1.26", "transaction", "application_name_add_host = 1", ""},
    {"1.24", "transaction", "max_prepared_statements = 1", ""},
    {"1.26", "transaction", "max_prepared_statements = 1", ""},
    {"1.24", "transaction", "track_extra_parameters = IntervalStyle, TimeZone", ""},
    {"1.26", "transaction", "track_extra_parameters = IntervalStyle, TimeZone", ""},
    {"1.18", "transaction", "query_wait_timeout = 2", ""},
    {"1.24", "transaction", "query_wait_timeout = 2", ""},
    {"1.26", "transaction", "query_wait_timeout = 2", ""},
    {"1.26", "transaction", "server_fast_close = 1", ""},
    {"1.26", "transaction", "disable_pqexec = 1", "PP406 breaks 08P01 (works)"},
    {"1.24", "transaction", "pkt_buf = 512", ""},
    {"1.24", "session", "server_reset_query = ", ""},
    {"1.18", "transaction", "server_reset_query_always = 1",
     "PP101 works (breaks 42P05), PP103 breaks 26000 (wrong_answer), "
     "PP201 breaks (leaks), PP202 breaks (leaks), PP203 breaks (leaks)"},
    {"1.24", "transaction", "server_reset_query_always = 1",
     "PP201 breaks (leaks), PP202 breaks (leaks), PP203 breaks (leaks)"},
    {"1.24", "transaction", "ignore_startup_parameters = extra_float_digits, search_path",
     "PP301 breaks (breaks 08P01), PP302 breaks (breaks 08P01)"},
    {"1.26", "transaction", "server_reset_query_always = 1",
     "PP201 breaks (leaks), PP202 breaks (leaks), PP203 breaks (leaks)"},
    {"1.26", "transaction", "ignore_startup_parameters = extra_float_digits", "PP301 breaks (breaks 08P01)"},
};

std::map<std::string, std::string> outcomes(nlohmann::json const& run) {
  std::map<std::string, std::string> all;
  for (auto const& f : run["findings"]) {
    auto const code = f["code"].get<std::string>();
    all[code] = outcome_of(run, code);
    // Another unnamed statement, or none: it depends on what its server connection did last.
    if (code == "PP104" && all[code] == "breaks 26000") all[code] = "wrong_answer";
  }
  return all;
}

/// "PP201 breaks (leaks), …": what `with` has, and the plain one in brackets.
std::string differences(nlohmann::json const& plain, nlohmann::json const& with) {
  auto const before = outcomes(plain);
  std::string told;
  for (auto const& [code, outcome] : outcomes(with)) {
    auto const found = before.find(code);
    if (found == before.end() || found->second == outcome) continue;
    told += fmt::format("{}{} {} ({})", told.empty() ? "" : ", ", code, outcome, found->second);
  }
  return told;
}

}  // namespace

TEST_CASE("a setting of PgBouncer changes what it is documented to change, and nothing else") {
  lab::postgres const server(any_postgres());
  for (auto const& cell : cells) {
    CAPTURE(std::string(cell.series));
    CAPTURE(std::string(cell.mode));
    CAPTURE(std::string(cell.settings));
    auto const binary = server_or_skip("pgbouncer", cell.series);
    auto const plain = pgbouncer_before(binary, server.port(), "app", cell.mode);
    auto const pooler = pgbouncer_before(binary, server.port(), "app", cell.mode, cell.settings);
    auto const usual = check_json(plain.url());
    auto const seen = check_json(pooler.url());
    REQUIRE(seen.run.is_object());
    CHECK(pooler_in_short(seen.run) == pooler_in_short(usual.run));
    CHECK(differences(usual.run, seen.run) == cell.differences);
    CHECK(seen.run["residue"].empty());
    for (auto const& line : leftovers({plain.url(), pooler.url()}, server.url())) FAIL_CHECK(line);
  }
}

TEST_CASE("through PgBouncer's Unix socket everything is as through TCP") {
  lab::postgres const server(any_postgres());
  lab::workspace const folder(lab::temporary_folder());
  auto const place = folder.make_folder("socket").string();
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    CAPTURE(std::string(series));
    auto const pooler = pgbouncer_before(server_or_skip("pgbouncer", series), server.port(), "app",
                                         "transaction", "unix_socket_dir = " + place);
    auto const tcp = check_json(pooler.url());
    auto const seen = check_json(fmt::format("postgresql://app@/app?host={}&port={}", place, pooler.port()));
    REQUIRE(seen.run.is_object());
    CHECK(pooler_in_short(seen.run) == pooler_in_short(tcp.run));
    CHECK(differences(tcp.run, seen.run).empty());
  }
}

TEST_CASE("users whom PgBouncer looks up by auth_query see what those of its auth_file see") {
  std::string const password = "asked-by-query";
  lab::options how;
  how.users.emplace_back("looked_up", password);
  lab::postgres const server(any_postgres(), how);
  lab::postgres const open(any_postgres());
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    CAPTURE(std::string(series));
    auto const binary = server_or_skip("pgbouncer", series);
    auto const plain = pgbouncer_before(binary, open.port(), "app", "transaction");
    // The database has no user of its own, so that it is the client's, with the secret that the query gave.
    auto const asking = fmt::format(
        "auth_type = scram-sha-256\nauth_user = postgres\n"
        "auth_query = select usename, passwd from pg_shadow where usename = $1\n"
        "[databases]\nasked = host=127.0.0.1 port={} dbname=app pool_mode=transaction pool_size=20\n",
        server.port());
    auto const pooler = pgbouncer_before(binary, server.port(), "app", "transaction", asking);
    auto const result = run_poolprobe(
        {{"check", fmt::format("postgresql://looked_up@127.0.0.1:{}/asked", pooler.port()), "-o", "json"},
         {{"PGPASSWORD", password}}});
    auto const run = nlohmann::json::parse(result.out, nullptr, false);
    REQUIRE_MESSAGE(run.is_object(), result.err);
    auto const usual = check_json(plain.url());
    // Its range of versions may be narrower: a login with a password tells more.
    for (auto const* key : {"product", "pool_mode", "prepared_statements"})
      CHECK(run["pooler"][key] == usual.run["pooler"][key]);
    CHECK(differences(usual.run, run).empty());
    CHECK(run["residue"].empty());
    CHECK(result.out.find(password) == std::string::npos);
  }
}

TEST_CASE("two processes on one port: a cancel request arrives only where they are peers") {
  lab::postgres const server(any_postgres());
  for (auto const* series : {"1.24", "1.26"}) {
    CAPTURE(std::string(series));
    auto const binary = server_or_skip("pgbouncer", series);
    lab::options how;
    how.processes = 2;  // peers
    lab::pgbouncer const peers(binary, server, lab::usual_pools(), how);
    auto const first = pgbouncer_before(binary, server.port(), "app", "transaction", "so_reuseport = 1\n");
    second_process const second(binary, first.port(), server.port(), "transaction", "so_reuseport = 1\n");
    for (int i = 0; i < 3; ++i) {
      auto const with = check_json(peers.url("transaction"));
      auto const without = check_json(first.url());
      REQUIRE(with.run.is_object());
      REQUIRE(without.run.is_object());
      INFO(steps_of(with.run, "PP405"), steps_of(without.run, "PP405"));
      CHECK(outcome_of(with.run, "PP405") == "works");
      CHECK(outcome_of(without.run, "PP405") == "breaks");
      for (auto const* code : {"PP101", "PP102", "PP103", "PP113"}) {
        CAPTURE(std::string(code));
        CHECK(outcome_of(with.run, code) == "works");
        CHECK(outcome_of(without.run, code) == "works");
      }
      CHECK(with.run["residue"].empty());
    }
  }
}
