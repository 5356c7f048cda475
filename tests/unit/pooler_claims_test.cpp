#include <doctest/doctest.h>

#include <algorithm>

#include "survey/admin_console_claims.hpp"
#include "survey/survey.hpp"
#include "unit/survey_signals.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using result = forced_switch::result;
using standing = claim::standing;

namespace {

signals with_console() {
  auto s = pooled(result::taken, words_of_123);
  s.begin = begin_result::accepted;
  s.server_name = "PGBOUNCER_1";
  s.pool_facts.after_transaction = last_ran::ours;
  s.console = console_report{"1.24.1", pool_mode::transaction, 200, {}, {}};
  return s;
}

standing standing_of(signals const& s, std::string_view claimed) {
  auto const all = claims_of(s, conclude(s));
  auto const found = std::find_if(all.begin(), all.end(),
                                  [claimed](claim const& c) { return c.told.observed.starts_with(claimed); });
  REQUIRE(found != all.end());
  return found->how;
}

}  // namespace

TEST_CASE("a console that did not speak claims nothing") {
  CHECK(claims_of(direct(), conclude(direct())).empty());
  auto s = with_console();
  s.console->failure = "not allowed";
  CHECK(claims_of(s, conclude(s)).empty());
}

TEST_CASE("what the console claims of version, mode and tracking agrees or differs") {
  auto s = with_console();
  for (auto const* claimed : {"version", "pool_mode", "max_prepared_statements"})
    CHECK(standing_of(s, claimed) == standing::agrees);
  s.console->version = "1.22.1";
  CHECK(standing_of(s, "version") == standing::differs);
  s.console->pool_mode = pool_mode::session;
  CHECK(standing_of(s, "pool_mode") == standing::differs);
  CHECK(conclude(s).pool_mode == pool_mode::transaction);
  s.console->max_prepared_statements = 0;
  CHECK(standing_of(s, "max_prepared_statements") == standing::differs);
}

TEST_CASE("what was not observed confirms no claim and refutes none") {
  auto s = with_console();
  s.pool_facts.how = result::never_taken;
  s.server_name = s.sent_name;
  s.pool_facts.after_transaction = last_ran::not_seen;
  s.console->settings = {{"so_reuseport", "0"}, {"so_reuseport", "1"}, {"server_reset_query_always", "0"}};
  for (auto const* claimed :
       {"max_prepared_statements", "so_reuseport=0", "so_reuseport=1", "server_reset_query_always"})
    CHECK(standing_of(s, claimed) == standing::not_seen);
}

TEST_CASE("settings are compared with what their effect looked like") {
  auto s = with_console();
  s.console->settings = {{"server_round_robin", "0"},
                         {"server_reset_query_always", "0"},
                         {"so_reuseport", "0"},
                         {"disable_pqexec", "0"}};
  CHECK(standing_of(s, "server_round_robin") == standing::agrees);
  CHECK(standing_of(s, "server_reset_query_always") == standing::agrees);
  CHECK(standing_of(s, "disable_pqexec") == standing::agrees);
  s.pool_facts.after_transaction = last_ran::cleared;
  CHECK(standing_of(s, "server_reset_query_always") == standing::differs);
  s.pool_facts.after_transaction = last_ran::ours;
  s.pool_facts.processes = 2;
  CHECK(standing_of(s, "so_reuseport") == standing::differs);
  s.pool_facts.detours = 3;
  CHECK(standing_of(s, "server_round_robin") == standing::not_seen);
  s.console->settings = {
      {"server_round_robin", "1"}, {"so_reuseport", "1"}, {"server_reset_query_always", "1"}};
  CHECK(standing_of(s, "server_reset_query_always") == standing::not_seen);  // it may come late
  CHECK(standing_of(s, "server_round_robin") == standing::agrees);
  CHECK(standing_of(s, "so_reuseport") == standing::agrees);
}

TEST_CASE("one line tells whether anything differs, and what differs comes next") {
  auto s = with_console();
  CHECK(conclude(s).evidence.front().signal == "console");
  CHECK(conclude(s).evidence.front().means == "agrees with what was observed");
  s.console->pool_mode = pool_mode::session;
  auto const told = conclude(s).evidence;
  CHECK(told[0].means == "differs from what was observed; the observation counts");
  CHECK(told[1].signal == "console-claim");
  CHECK(told[1].observed == "pool_mode=session");
}
