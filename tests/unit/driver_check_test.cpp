#include <doctest/doctest.h>

#include <set>

#include "driver_check/check_driver.hpp"
#include "driver_check/scenario_statements.hpp"
#include "driver_check/scenario_summary.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "drivers/engine/statement_name_patterns.hpp"

using namespace poolprobe;

namespace {

constexpr auto nonce = "0123456789abcdef";

driver_config const& config(std::string_view id) {
  auto const choice = find_driver(id);
  REQUIRE_MESSAGE(choice.config != nullptr, std::string(id));
  return *choice.config;
}

std::string first_name(std::string_view id, int scenario, role who) {
  return scenario_statements(config(id), nonce, scenario, who).names().next(0);
}

std::vector<transaction_unit> units(std::string_view id, int executions) {
  auto names = statement_namer::as_in_a_fresh_process(config(id).names);
  driver_session session(config(id), names);
  std::vector<driver_message> said;
  for (int i = 0; i < executions; ++i) {
    for (auto const& one : session.query(0)) said.push_back(one);
  }
  return cut_into_units(said);
}

scenario_result scenario(scenario_kind kind, outcome how, std::optional<std::string> sqlstate,
                         int executions) {
  scenario_result result;
  result.scenario = kind;
  result.outcome = how;
  result.sqlstate = std::move(sqlstate);
  result.executions = executions;
  return result;
}

}  // namespace

TEST_CASE("names in a scenario have the driver's pattern, and no other client uses them") {
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      auto const id = id_of({&d, &c});
      CAPTURE(id);
      if (c.names.by == naming::none || c.names.by == naming::given) continue;
      auto const name = first_name(id, 7, role::first);
      CHECK(name.size() <= 63);  // the server cuts what is longer
      CHECK(name != statement_namer::as_in_a_fresh_process(c.names).next(0));
      CHECK(name != first_name(id, 8, role::first));
    }
  }
  CHECK(recognise_name(first_name("asyncpg", 3, role::first))->who == "asyncpg");
  CHECK(recognise_name(first_name("pgx", 3, role::first))->who == "pgx 5.5 or later");
  CHECK(recognise_name(first_name("php-pdo", 3, role::first))->who.starts_with("PHP PDO"));
}

TEST_CASE("two processes have a name clash where two real ones would") {
  for (auto const* id : {"asyncpg", "psycopg3", "pgjdbc", "pgx", "node-postgres:named"}) {
    CAPTURE(id);
    CHECK(first_name(id, 1, role::first) == first_name(id, 1, role::second));
  }
  CHECK(first_name("postgres-js", 1, role::first) != first_name("postgres-js", 1, role::second));
}

TEST_CASE("each process has its own query, unless names belong to texts") {
  auto const of = [](std::string_view id, role who) {
    return scenario_statements(config(id), nonce, 1, who).query().sql;
  };
  CHECK(of("asyncpg", role::first) != of("asyncpg", role::second));
  CHECK(of("pgx", role::first) == of("pgx", role::second));
  CHECK(of("asyncpg", role::first).ends_with("/* poolprobe 0123456789abcdef */"));
}

TEST_CASE("a transaction unit needs what an earlier one has parsed") {
  auto const asyncpg = units("asyncpg", 2);
  REQUIRE(asyncpg.size() == 2);
  CHECK_FALSE(asyncpg[0].needs_earlier);
  CHECK(asyncpg[1].needs_earlier);
  CHECK(asyncpg[1].uses_names);
  auto const lib_pq = units("lib-pq", 1);
  REQUIRE(lib_pq.size() == 2);
  CHECK(lib_pq[1].needs_earlier);
  CHECK_FALSE(lib_pq[1].uses_names);
  auto const prisma = units("prisma-6:pgbouncer", 1);
  REQUIRE(prisma.size() == 1);
  CHECK(prisma[0].block);
  CHECK_FALSE(prisma[0].needs_earlier);
}

TEST_CASE("configurations that differ only in their names are simulated once") {
  CHECK(same_on_the_wire(config("pg-promise"), config("mikro-orm")));
  CHECK(same_on_the_wire(config("npgsql:prepare"), config("lib-pq:prepare")));
  CHECK_FALSE(same_on_the_wire(config("typeorm"), config("knex")));  // their cursors differ
  CHECK_FALSE(same_on_the_wire(config("asyncpg"), config("postgres-js")));
  CHECK_FALSE(same_on_the_wire(config("psycopg3"), config("psycopg3:old-libpq")));
  CHECK_FALSE(same_on_the_wire(config("lib-pq"), config("lib-pq:old")));
}

TEST_CASE("of several scenarios the gravest outcome counts, and the first error") {
  auto const all = summed_up({}, {scenario(scenario_kind::moved, outcome::breaks, "26000", 2),
                                  scenario(scenario_kind::met, outcome::breaks, "42P05", 1),
                                  scenario(scenario_kind::crossed, outcome::wrong_answer, {}, 2)});
  CHECK(all.outcome == outcome::wrong_answer);
  CHECK(all.sqlstate == "42P05");
  CHECK(all.executions == 1);
  CHECK(all.summary == "42P05 at execution 1, 26000 at 2, wrong answer at 2");
}

TEST_CASE("a lost commit is graver than everything else, and keeps the code of what aborted it") {
  auto const all = summed_up({}, {scenario(scenario_kind::crossed, outcome::wrong_answer, {}, 1),
                                  scenario(scenario_kind::moved, outcome::loses, "26000", 2)});
  CHECK(all.outcome == outcome::loses);
  CHECK(all.sqlstate == "26000");
  CHECK(all.summary == "wrong answer at execution 1, a lost commit after 26000 at 2");
  CHECK(summed_up({}, {scenario(scenario_kind::moved, outcome::loses, {}, 2)}).summary ==
        "a lost commit at execution 2");
}

TEST_CASE("what a transaction meets at its next query is told beside the lost commit") {
  auto const all = summed_up({}, {scenario(scenario_kind::moved, outcome::loses, "26000", 1),
                                  scenario(scenario_kind::dropped_inside, outcome::breaks, "25P02", 2)});
  CHECK(all.outcome == outcome::loses);
  CHECK(all.sqlstate == "26000");
  CHECK(all.sqlstates == std::vector<std::string>{"25P02", "26000"});
  CHECK(all.summary ==
        "a lost commit after 26000 at execution 1, 25P02 at the next query of the transaction");
}

TEST_CASE("of any outcomes the gravest counts, whichever they are") {
  CHECK(gravest(std::vector<outcome>{}) == outcome::unknown);
  for (auto const o : {outcome::works, outcome::skipped, outcome::unknown, outcome::breaks, outcome::leaks,
                       outcome::wrong_answer, outcome::loses}) {
    CAPTURE(word(o));
    CHECK(gravest(std::vector{outcome::works, o, outcome::works}) == o);
    CHECK(summed_up({}, {scenario(scenario_kind::moved, outcome::works, {}, 1),
                         scenario(scenario_kind::met, o, {}, 1)})
              .outcome == o);
    CHECK(is_failure(o) == (o >= outcome::breaks));
    CHECK(from_word<outcome>(word(o)) == o);
  }
  CHECK(known_or_unknown<outcome>("astounds") == outcome::unknown);
}

TEST_CASE("an unknown scenario makes the result unknown although the others work") {
  auto const open = summed_up({}, {scenario(scenario_kind::moved, outcome::works, {}, 2),
                                   scenario(scenario_kind::met, outcome::unknown, {}, 1)});
  CHECK(open.outcome == outcome::unknown);
  CHECK(summed_up({}, {}).outcome == outcome::unknown);
  auto const broken = summed_up({}, {scenario(scenario_kind::moved, outcome::unknown, {}, 2),
                                     scenario(scenario_kind::met, outcome::breaks, "42P05", 1)});
  CHECK(broken.outcome == outcome::breaks);
}

TEST_CASE("a refused login breaks, whatever would happen after it") {
  auto refused = scenario(scenario_kind::login, outcome::breaks, "08P01", 0);
  refused.observed = "jit=off is refused";
  auto const good = summed_up({}, {refused, scenario(scenario_kind::moved, outcome::works, {}, 2)});
  CHECK(good.outcome == outcome::breaks);
  CHECK(good.sqlstate == "08P01");
  CHECK(good.summary == "08P01 at login: jit=off is refused; if the pooler ignored that parameter, it works");
  auto const bad = summed_up({}, {refused, scenario(scenario_kind::crossed, outcome::wrong_answer, {}, 2)});
  CHECK(bad.outcome == outcome::breaks);
  CHECK(
      bad.summary.ends_with("; if the pooler ignored that parameter, it meets wrong answer at execution 2"));
}

TEST_CASE("the result of a startup parameter is reported in the words of its probe") {
  auto setting = scenario(scenario_kind::setting, outcome::wrong_answer, {}, 0);
  setting.observed = "search_path: another client's";
  auto const all = summed_up({}, {scenario(scenario_kind::moved, outcome::works, {}, 2), setting});
  CHECK(all.outcome == outcome::wrong_answer);
  CHECK(all.summary == "search_path: another client's");
}

TEST_CASE("what happens after an error is a caveat, unless it is a wrong answer or a lost commit") {
  auto refused = scenario(scenario_kind::refused, outcome::breaks, "08P01", 0);
  refused.counts_for = scenario_result::weight::caveat;
  auto const good = scenario(scenario_kind::moved, outcome::works, {}, 2);
  auto const all = summed_up({}, {good, refused});
  CHECK(all.outcome == outcome::works);
  REQUIRE(all.caveats.size() == 1);
  CHECK(all.caveats.front().code == "PP107");
  CHECK_FALSE(all.caveats.front().fix.empty());
  CHECK(all.summary ==
        "works, with a caveat: 08P01 where a query that the server has refused is sent again (PP107)");
  CHECK(all.sqlstates == std::vector<std::string>{"08P01"});
  refused.outcome = outcome::loses;
  CHECK(summed_up({}, {good, refused}).outcome == outcome::loses);
  CHECK(summed_up({}, {good, refused}).caveats.empty());
}

TEST_CASE("a feature has an outcome of its own") {
  auto cursor = scenario(scenario_kind::feature, outcome::breaks, "34000", 1);
  cursor.counts_for = scenario_result::weight::feature;
  cursor.feature = "cursors";
  cursor.use = "a.cursor()";
  auto const all = summed_up({}, {scenario(scenario_kind::moved, outcome::works, {}, 2), cursor});
  CHECK(all.outcome == outcome::works);
  CHECK(all.summary == "works");
  REQUIRE(all.features.size() == 1);
  CHECK(all.features.front().outcome == outcome::breaks);
  CHECK(all.sqlstates == std::vector<std::string>{"34000"});
}

TEST_CASE("what a refused login hides is reported without caveats and features") {
  auto const refused = scenario(scenario_kind::login, outcome::breaks, "08P01", 0);
  auto caveat = scenario(scenario_kind::failed, outcome::breaks, "26000", 1);
  caveat.counts_for = scenario_result::weight::caveat;
  CHECK(words_after_login({refused, caveat}).empty());
  CHECK(words_after_login({refused, scenario(scenario_kind::met, outcome::breaks, "42P05", 1), caveat}) ==
        "42P05 at execution 1");
}

TEST_CASE("a retry is reported") {
  auto again = scenario(scenario_kind::moved, outcome::works, {}, 2);
  again.tried_again = true;
  CHECK(summed_up({}, {again}).summary == "works, by its own second try after an error");
}

TEST_CASE("without a pool the catalogue says what a pool must be") {
  auto const all = not_simulated(find_driver("sqlalchemy-asyncpg"), {});
  REQUIRE(all.size() == find_driver("sqlalchemy-asyncpg").driver->configs.size());
  CHECK(all.front().required);
  CHECK(all.front().outcome == outcome::skipped);
  CHECK(all.front().summary == "needs a pool that tracks prepared statements, or session mode");
  CHECK(all[1].summary == "works in transaction and session mode");
  auto const failing =
      not_simulated(find_driver("psycopg3"), {.fails = {"prepare_threshold=0"}, .startup = {}});
  CHECK(failing.front().outcome == outcome::breaks);
  CHECK(not_simulated(find_driver("lib-pq"), {}).front().summary == "needs session mode");
}
