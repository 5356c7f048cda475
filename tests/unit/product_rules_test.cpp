#include <doctest/doctest.h>

#include "survey/pooler_layers.hpp"
#include "survey/product_rules.hpp"
#include "survey/survey.hpp"
#include "survey/version_range.hpp"
#include "unit/survey_signals.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using result = forced_switch::result;

namespace {

signals nameless() {
  auto s = pooled(result::taken, "");
  s.unknown_option.reset();
  return s;
}

wire::server_error error(std::string sqlstate, std::string message, std::string fields = "SCM",
                         std::string file = {}) {
  return {"FATAL", std::move(sqlstate), std::move(message), std::move(fields), std::move(file)};
}

}  // namespace

TEST_CASE("the name that a statement has on the server names the product") {
  auto s = nameless();
  CHECK(product_of(s) == "unknown");
  for (auto const& [name, product] :
       {std::pair{"PGBOUNCER_1", "pgbouncer"}, std::pair{"odyssey_pstmt_1", "odyssey"},
        std::pair{"PGCAT_1", "pgcat"}, std::pair{"__pgdog_1", "pgdog"}, std::pair{"DOORMAN_1", "pg_doorman"},
        std::pair{"sv_x", "supavisor"}}) {
    s.server_name = name;
    CHECK(product_of(s) == product);
  }
}

TEST_CASE("a pooler's own words name it, PostgreSQL's do not") {
  for (auto const& [message, product] :
       {std::pair{"odyssey: c7391dd56f07b: route for 'x.app' is not found", "odyssey"},
        std::pair{"No pool configured for database: \"x\", user: \"app\"", "pgcat"},
        std::pair{"password for user \"app\" and database \"x\" is wrong, or the database does not exist",
                  "pgdog"},
        std::pair{"No connection pool configured for database: x, user: app.", "pg_doorman"},
        std::pair{"(EMAXPREPARED) max prepared statements limit reached", "supavisor"},
        std::pair{"(ENOTFOUND) tenant/user app not found", "supavisor"}}) {
    auto s = nameless();
    s.unknown_database = refusal(message);
    CHECK(product_of(s) == product);
  }
  auto s = nameless();
  s.unknown_statement = error("26000", "prepared statement \"x\" does not exist", "SVCMFLR", "prepare.c");
  CHECK(product_of(s) == "unknown");
}

TEST_CASE("Pgpool-II's errors name its files but no routine") {
  auto s = nameless();
  s.unknown_option = refusal("unable to get session context", "SCMFL");
  s.unknown_option->error->file = "pool_session_context.c";
  CHECK(product_of(s) == "pgpool");
  s.unknown_option->error->fields = "SVCMFLR";
  CHECK(product_of(s) == "unknown");
}

TEST_CASE("who answers what no PostgreSQL knows names itself, and Pgpool-II its version") {
  for (auto const& [question, product] :
       {std::pair{"show pool_version", "pgpool"}, std::pair{"show pgdog.shards", "pgdog"},
        std::pair{"show server role", "pgcat"}}) {
    auto s = nameless();
    s.own_answers = {{question, "4.6.1 (chirikoboshi)"}};
    CHECK(product_of(s) == product);
    CHECK(conclude(s).version.value_or("-") == (std::string(product) == "pgpool" ? "4.6.1" : "-"));
  }
}

TEST_CASE("a pooler that puts its own name in the place of ours is named, unless we said that ourselves") {
  auto s = nameless();
  s.network_path.reported_name = "pgagroal";
  CHECK(product_of(s) == "pgagroal");
  s.network_path.asked_name = "pgagroal";
  CHECK(product_of(s) == "unknown");
  s.network_path.server_name = "Supavisor";
  CHECK(product_of(s) == "supavisor");
}

TEST_CASE("one mark that only fits a product names nobody, two do") {
  auto s = direct();
  s.first.backend_ms = 90'000;
  s.unknown_parameter = answered(wire::startup_reply::kind::logged_in);
  CHECK(marks_of(s).size() == 1);
  CHECK(product_of(s) == "unknown");
  s.newer_protocol = answered(wire::startup_reply::kind::nonsense);
  s.newer_protocol->old_error = "connection refused";
  CHECK(product_of(s) == "pgagroal");
}

TEST_CASE("parameters from Z to A fit Odyssey, in any other order they fit nobody") {
  std::vector<std::pair<std::string, std::string>> const reversed{{"TimeZone", ""},
                                                                  {"standard_conforming_strings", ""},
                                                                  {"session_authorization", ""},
                                                                  {"server_version", ""},
                                                                  {"is_superuser", ""},
                                                                  {"IntervalStyle", ""},
                                                                  {"DateStyle", ""},
                                                                  {"application_name", ""}};
  auto s = nameless();
  s.unknown_parameter = answered(wire::startup_reply::kind::logged_in);
  s.unknown_parameter->reported = reversed;
  CHECK(marks_of(s).size() == 1);
  std::swap(s.unknown_parameter->reported.front(), s.unknown_parameter->reported.back());
  CHECK(marks_of(s).empty());
  // A second mark: no fields but S, C and M.
  s.unknown_parameter->reported = reversed;
  s.unknown_statement = error("26000", "prepared statement \"x\" does not exist");
  CHECK(product_of(s) == "odyssey");
}

TEST_CASE("what several makes do supports a mark, and names nobody alone") {
  auto s = nameless();
  s.newer_protocol = answered(wire::startup_reply::kind::closed);
  s.unknown_statement = error("26000", "prepared statement \"x\" does not exist");
  CHECK(marks_of(s).size() == 2);
  CHECK(product_of(s) == "unknown");
}

TEST_CASE("the words of the refusal bracket the version") {
  CHECK(pgbouncer_range(pooled(result::taken, words_before_120)) == ">= 1.16, < 1.20");
  CHECK(pgbouncer_range(pooled(result::taken,
                               "unsupported options startup parameter: only '-c config=val' is allowed")) ==
        ">= 1.20, < 1.23");
  CHECK(pgbouncer_range(pooled(result::taken, words_of_123)) == ">= 1.23, < 1.26");
  auto old = pooled(result::taken, words_before_120);
  old.unknown_option->error->severity = "ERROR";
  CHECK(pgbouncer_range(old) == "< 1.16");
}

TEST_CASE("every reason narrows the version further, and only in one direction") {
  auto s = nameless();
  s.unknown_parameter = refusal("unsupported startup parameter: poolprobe_x");
  CHECK(pgbouncer_range(s) == ">= 1.16, < 1.26");
  s.newer_protocol = refusal("bad packet header: '0000001f00030002'");
  CHECK(pgbouncer_range(s) == ">= 1.16, < 1.23");
  s.server_name = "PGBOUNCER_3";
  CHECK(pgbouncer_range(s) == ">= 1.21, < 1.23");
  s.newer_protocol = answered(wire::startup_reply::kind::logged_in);
  s.newer_protocol->negotiated_minor = 0;
  CHECK(pgbouncer_range(s) == ">= 1.23, < 1.26");
}

TEST_CASE("a negative cancel key means an old PgBouncer, positive ones mean nothing") {
  auto s = pooled(result::taken, "unsupported options startup parameter: x");
  CHECK(pgbouncer_range(s) == ">= 1.20, < 1.23");
  s.key_pids = {12, 13, -14};
  CHECK(pgbouncer_range(s) == ">= 1.20, < 1.21");
}

TEST_CASE("a database that is not refused before the password means 1.17 or later") {
  auto s = pooled(result::taken, words_before_120);
  s.unknown_database = answered(wire::startup_reply::kind::asked_to_login);
  CHECK(pgbouncer_range(s) == ">= 1.17, < 1.20");
  // Where nobody needs a password every version refuses it at once.
  s.unknown_database = refusal("no such database: x");
  CHECK(pgbouncer_range(s) == ">= 1.16, < 1.20");
}

TEST_CASE("a second pooler shows in what the first alone cannot do") {
  auto s = pooled(result::taken, words_before_120);
  CHECK(contradictions(s).empty());
  s.server_name = "PGBOUNCER_7";
  CHECK(contradictions(s).size() == 1);
  CHECK(conclude(s).layers == 2);
  CHECK(conclude(s).prepared_statements == support::unknown);
  s = pooled(result::taken, words_of_123);
  s.server_name = "odyssey_pstmt_7";
  CHECK(conclude(s).layers == 2);
  CHECK(conclude(s).product == "pgbouncer");
}

TEST_CASE("an announcement that an older PgBouncer passes on is not its own") {
  auto s = pooled(result::taken, words_of_123);
  s.announced = announcement{"1.26.1", pool_mode::transaction, 200};
  s.server_name = "PGBOUNCER_7";
  CHECK(conclude(s).version == "1.26.1");
  CHECK(conclude(s).layers == 1);
  s.search_path = refusal("unsupported startup parameter: search_path");
  s.begin = begin_result::refused;
  auto const told = conclude(s);
  CHECK(told.version == ">= 1.23, < 1.26");
  CHECK(told.layers == 2);
  CHECK(told.pool_mode == pool_mode::statement);
}

TEST_CASE("a login that carries several announcements went through as many") {
  auto s = pooled(result::taken, words_of_123);
  s.announced = announcement{"1.26.1", pool_mode::transaction, 200};
  s.announcements = 3;
  CHECK(conclude(s).layers == 3);
}
