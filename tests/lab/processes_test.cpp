// Several pooler processes behind one address, and pools that hand out their server connections in turn: a
// client that could not be moved must never be reported as one that does not have to be.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <set>

#include "lab/check_json.hpp"
#include "support/inspector.hpp"
#include "support/other_poolers.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// Two PgBouncers with one configuration on one port; the kernel spreads the connections.
struct twins {
  lab::postgres server{any_postgres()};
  other_pooler first;
  second_process second;

  twins(lab::found_binary const& binary, std::string const& mode, std::string const& settings)
      : first(pgbouncer_before(binary, server.port(), "app", mode, "so_reuseport = 1\n" + settings)),
        second(binary, first.port(), server.port(), mode, "so_reuseport = 1\n" + settings) {}
};

std::string evidence_of(nlohmann::json const& run, std::string_view signal) {
  for (auto const& e : run["pooler"]["evidence"]) {
    if (e["signal"] == signal) return e["means"].get<std::string>();
  }
  return {};
}

/// Mode, tracking, and the outcomes of one run that need a client to be moved.
std::string answer(checked const& seen) {
  auto const& pooler = seen.run["pooler"];
  auto text = fmt::format("{} {} {}", seen.exit_code, pooler["pool_mode"].get<std::string>(),
                          pooler["prepared_statements"].get<std::string>());
  for (std::string const code : {"PP101", "PP102", "PP103", "PP104", "PP201"}) {
    auto told = outcome_of(seen.run, code);
    // Another unnamed statement, or none: it depends on what its server connection did last.
    if (code == "PP104") told = told.substr(0, told.find(' '));
    text += " " + told;
  }
  return text;
}

constexpr int runs = 10;

/// The answers of all runs.
std::set<std::string> answers(std::string const& url, std::string const& watched = {}, int* seen = nullptr) {
  std::set<std::string> all;
  for (int i = 0; i < runs; ++i) {
    auto const run = check_json(url);
    all.insert(answer(run));
    CHECK(run.run["residue"].empty());
    CHECK(run.run["cost"]["peak_connections"] <= 3);
    if (seen != nullptr && !evidence_of(run.run, watched).empty()) ++*seen;
  }
  return all;
}

using one = std::set<std::string>;

}  // namespace

TEST_CASE("two processes on one port are not taken for one transaction pool") {
  for (auto const& [series, settings, expected] :
       {std::tuple{"1.18", "",
                   "1 transaction unsupported breaks 42P05 breaks 26000 wrong_answer wrong_answer leaks"},
        std::tuple{"1.24", "", "0 transaction supported works works works wrong_answer leaks"},
        std::tuple{"1.24", "max_prepared_statements = 0",
                   "1 transaction unsupported breaks 42P05 breaks 26000 wrong_answer wrong_answer leaks"},
        std::tuple{"1.26", "", "0 transaction supported works works works wrong_answer leaks"}}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(std::string(series));
    twins const both(*binary, "transaction", settings);
    int several = 0;
    CHECK(answers(both.first.url(), "processes", &several) == one{expected});
    MESSAGE(std::string(series) << ": told of two processes in " << several << " of " << runs << " runs");
    CHECK(several > 0);
  }
}

TEST_CASE("two processes in session mode are in session mode") {
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(std::string(series));
    twins const both(*binary, "session", "");
    auto const seen = answers(both.first.url());
    CAPTURE(fmt::format("{}", fmt::join(seen, " | ")));
    CHECK(seen == one{"0 session supported works works works works works"});
  }
}

TEST_CASE("servers that are handed out in turn are still forced, also twenty of them") {
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(std::string(series));
    lab::postgres const server(any_postgres());
    auto const pooler =
        pgbouncer_before(*binary, server.port(), "app", "transaction", "server_round_robin = 1");
    // A is served by the server connection that has been idle longest: it has neither A's names nor B's, and
    // its unnamed statement is another client's last query.
    auto const old = std::string_view(series) == "1.18";
    std::string const expected =
        old ? "1 transaction unsupported breaks 42P05 breaks 26000 breaks 26000 breaks leaks"
            : "0 transaction supported works works works breaks leaks";
    fill(pooler.url(), 20);
    auto const seen = answers(pooler.url());
    CAPTURE(fmt::format("{}", fmt::join(seen, " | ")));
    CHECK(seen == one{expected});
    for (auto const& line : leftovers({pooler.url()}, server.url())) FAIL_CHECK(line);
  }
}

TEST_CASE("a pool that is reset after every transaction loses settings and leaks none") {
  lab::postgres const server(any_postgres());
  auto const pooler = pgbouncer_before(server_or_skip("pgbouncer", "1.24"), server.port(), "app",
                                       "transaction", "server_reset_query_always = 1");
  CHECK(answers(pooler.url()) == one{"0 transaction supported works works works breaks breaks"});
  for (auto const& line : leftovers({pooler.url()}, server.url())) FAIL_CHECK(line);
}
