#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "drivers/driver.hpp"
#include "drivers/engine/driver_session.hpp"
#include "drivers/engine/expected_program_messages.hpp"
#include "drivers/engine/script.hpp"

using namespace poolprobe;

namespace {

using lines = std::vector<std::string>;

driver_config const& config(std::string_view id) {
  auto const choice = find_driver(id);
  REQUIRE_MESSAGE(choice.config != nullptr, std::string(id));
  return *choice.config;
}

lines part(std::string_view id, std::string_view name) {
  for (auto const& all : {expected_program_messages(config(id)), expected_life_messages(config(id))}) {
    for (auto const& p : all) {
      if (p.name == name) return p.lines;
    }
  }
  return {"missing"};
}

template <class Check>
void for_each_config(Check const& check) {
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      auto const id = std::string(d.id) + ":" + std::string(c.id);
      CAPTURE(id);
      check(d, c);
    }
  }
}

/// Whether a script contains named statements.
bool names_something(std::string_view script) { return script.find("{}") != std::string_view::npos; }

}  // namespace

TEST_CASE("the catalogue has the drivers and configurations that it promises") {
  std::size_t configurations = 0;
  for (auto const& d : all_drivers()) configurations += d.configs.size();
  CHECK(all_drivers().size() >= 25);
  CHECK(configurations >= 60);
  for (char const* id : {"asyncpg",
                         "asyncpg:no-cache",
                         "sqlalchemy-asyncpg",
                         "sqlalchemy-asyncpg:no-cache",
                         "psycopg3",
                         "psycopg3:none",
                         "psycopg3:zero",
                         "psycopg2",
                         "pg8000",
                         "django",
                         "pgx",
                         "pgx:exec",
                         "pgx:cache-describe",
                         "pgx:describe-exec",
                         "pgx:simple",
                         "lib-pq",
                         "lib-pq:binary-parameters",
                         "pgjdbc",
                         "pgjdbc:threshold-0",
                         "pgjdbc:simple",
                         "node-postgres",
                         "node-postgres:named",
                         "postgres-js",
                         "postgres-js:no-prepare",
                         "prisma-6",
                         "prisma-6:pgbouncer",
                         "prisma-7",
                         "rails",
                         "rails:no-prepared",
                         "tokio-postgres",
                         "sqlx",
                         "npgsql",
                         "npgsql:auto-prepare",
                         "alembic",
                         "sqlalchemy-psycopg",
                         "r2dbc",
                         "diesel",
                         "ecto",
                         "php-pdo",
                         "dbd-pg",
                         "psql",
                         "libpq"}) {
    CAPTURE(id);
    CHECK(find_driver(id).config != nullptr);
  }
}

TEST_CASE("every script of the catalogue can be read, and ends where the server is ready again") {
  for_each_config([](driver const&, driver_config const& c) {
    for (auto const script : {c.script, c.transaction.begin, c.transaction.commit, c.transaction.rollback}) {
      CHECK_NOTHROW((void)parse_script(script));
    }
    for (auto const optional : {c.inside, c.connect, c.release.script, c.retry.before}) {
      if (!optional.empty()) CHECK_NOTHROW((void)parse_script(optional));
    }
  });
}

TEST_CASE("who names statements says how, and who does not has no way to") {
  for_each_config([](driver const&, driver_config const& c) {
    auto const named =
        names_something(c.script) || names_something(c.connect) || names_something(c.transaction.commit);
    CHECK(named == (c.names.by != naming::none));
    CHECK(c.names.shape.find('{') != std::string_view::npos);
  });
}

TEST_CASE("a fix never names a statement that outlives its transaction; a trap says why it is one") {
  for_each_config([](driver const&, driver_config const& c) {
    CHECK_FALSE(c.why.empty());
    if (c.effect == effect::trap) return;
    if (c.effect != effect::fixes) return;
    auto const phases = parse_script(c.script);
    for (auto const& p : phases) {
      std::set<std::string> parsed;
      for (auto const& group : p.groups) {
        for (auto const& s : group) {
          if (s.verb == notation::verb::parse) parsed.insert(s.name);
          if (s.verb == notation::verb::bind) CHECK(parsed.contains(s.name));
        }
      }
    }
  });
}

TEST_CASE("a script says how the first executions differ from later ones") {
  auto const psycopg = parse_script("5 x [P() B D(P) E S] then P({}) S | B D(P) E S afterwards B D(P) E S");
  REQUIRE(psycopg.size() == 3);
  CHECK(psycopg[0].times == 5);
  CHECK(psycopg[0].groups.size() == 1);
  CHECK(psycopg[1].times == 1);
  CHECK(psycopg[1].groups.size() == 2);
  CHECK(psycopg[2].times == 0);
  CHECK(notation::print_notation(psycopg[2].groups.front()) == "B({}) D(P) E S");
  CHECK(parse_script("Q").front().times == 0);
  CHECK(parse_script("Q(BEGIN) P({}) D(S) S | B E S Q").front().groups.size() == 4);
  for (char const* bad : {"", "P()", "P() B E S afterwards", "P() B E S then ", "X", "P() B E"}) {
    CAPTURE(bad);
    CHECK_THROWS_AS((void)parse_script(bad), notation::notation_error);
  }
}

TEST_CASE("asyncpg names at once, from a counter that all its statements share") {
  CHECK(part("asyncpg", "autocommit") == lines{"P(__asyncpg_stmt_1__) D(S) H | B E S",
                                               "B(__asyncpg_stmt_1__) E S", "B(__asyncpg_stmt_1__) E S",
                                               "B(__asyncpg_stmt_1__) E S", "B(__asyncpg_stmt_1__) E S",
                                               "B(__asyncpg_stmt_1__) E S", "B(__asyncpg_stmt_1__) E S"});
  auto const blocks = part("asyncpg", "transactions");
  REQUIRE(blocks.size() == 21);
  CHECK(lines(blocks.begin(), blocks.begin() + 6) ==
        lines{"Q", "P(__asyncpg_stmt_2__) D(S) H | B E S", "Q", "Q", "B(__asyncpg_stmt_2__) E S", "Q"});
  CHECK(part("asyncpg", "error") == lines{"P(__asyncpg_stmt_5__) D(S) H | B E S"});
  CHECK(part("asyncpg:no-cache", "different") == lines{"P() D(S) H | P() B E S", "P() D(S) H | P() B E S"});
}

TEST_CASE("psycopg 3 names at the sixth execution, in two batches") {
  auto const seven = part("psycopg3", "autocommit");
  REQUIRE(seven.size() == 8);
  CHECK(std::count(seven.begin(), seven.end(), "P() B D(P) E S") == 5);
  CHECK(seven[5] == "P(_pg3_0) S");
  CHECK(seven[6] == "B(_pg3_0) D(P) E S");
  CHECK(part("psycopg3:none", "autocommit") == lines(7, "P() B D(P) E S"));
  CHECK(part("psycopg3:zero", "different") ==
        lines{"P(_pg3_2) S", "B(_pg3_2) D(P) E S", "P(_pg3_3) S", "B(_pg3_3) D(P) E S"});
}

TEST_CASE("pgjdbc names COMMIT before any query of its block") {
  auto const blocks = part("pgjdbc", "transactions");
  REQUIRE(blocks.size() == 21);
  CHECK(lines(blocks.begin(), blocks.begin() + 6) ==
        lines{"Q", "P() B D(P) E S", "P(S_2) B E S", "Q", "P() B D(P) E S", "B(S_2) E S"});
}

TEST_CASE("what no catalogue can know stands in braces, numbered as it appears") {
  CHECK(part("pgx", "autocommit").front() == "P(stmtcache_{hash-1}) D(S) S");
  CHECK(part("pgx", "different").back() == "B(stmtcache_{hash-4}) E S");
  CHECK(part("postgres-js", "connect") == lines{"P({random-1}) D(S) B E S"});
  CHECK(part("postgres-js", "autocommit").front() == "P({random-2}) D(S) H | B E S");
  CHECK(part("node-postgres:named", "autocommit").back() == "B({given-1}) D(P) E S");
}

TEST_CASE("one-shot statements take a new name each time and are closed, a transaction wraps what it must") {
  auto const tokio = part("tokio-postgres", "autocommit");
  CHECK(lines(tokio.begin(), tokio.begin() + 4) ==
        lines{"P(s0) D(S) S", "B(s0) E S", "C(S s0) S", "P(s1) D(S) S"});
  auto const prisma = part("prisma-6:pgbouncer", "autocommit");
  CHECK(lines(prisma.begin(), prisma.begin() + 5) == lines{"Q", "Q", "P(s0) D(S) S", "B(s0) E S", "Q"});
  auto const ecto = part("ecto", "autocommit");
  CHECK(ecto.front() == "C(S ecto_1) P(ecto_1) D(S) H | B E S");
}

TEST_CASE("a driver that tries again prepares anew, under another name") {
  auto const& pgjdbc = config("pgjdbc");
  statement_namer names(pgjdbc.names, 1, {});
  driver_session session(pgjdbc, names);
  for (int i = 0; i < 5; ++i) (void)session.query(0);
  CHECK(notation::print_notation(session.query(0).front().steps) == "B(S_1) E S");
  CHECK(session.start_over(0).empty());
  CHECK(notation::print_notation(session.query(0).front().steps) == "P(S_2) B D(P) E S");
}

TEST_CASE("connections of one process share a counter where the driver counts per process") {
  auto const& prisma = config("prisma-6");
  auto names = statement_namer::as_in_a_fresh_process(prisma.names);
  driver_session one(prisma, names), other(prisma, names);
  CHECK(notation::print_notation(one.query(0).front().steps) == "P(s0) D(S) S");
  CHECK(notation::print_notation(other.query(0).front().steps) == "P(s1) D(S) S");
}

TEST_CASE("what a driver sends beyond queries that succeed is told part by part") {
  CHECK(part("psycopg3", "failed inside") == lines{"Q", "P() B D(P) E S", "Q"});
  CHECK(part("psycopg3:zero", "failed inside").back() == "Q(DEALLOCATE ALL)");
  CHECK(part("psycopg3:old-libpq", "dropped") == lines{"Q(DEALLOCATE _pg3_0)"});
  CHECK(part("dbd-pg:old", "dropped inside") ==
        lines{"Q", "B(dbdpg_p{random-1}) D(P) E S", "Q(DEALLOCATE dbdpg_p{random-1})", "Q"});
  CHECK(part("pgx", "dropped") == lines{"C(S stmtcache_{hash-1}) S"});
  CHECK(part("asyncpg", "given back").front().starts_with("Q(SELECT pg_advisory_unlock_all()"));
  CHECK(part("libpq", "given back") == lines{"missing"});
}

TEST_CASE("every configuration tells of its errors, and of each of its features") {
  for_each_config([](driver const&, driver_config const& c) {
    auto const all = expected_life_messages(c);
    for (auto const& p : all) {
      CAPTURE(p.name);
      CHECK_FALSE(p.lines.empty());
    }
    CHECK(all.size() >= 2 + c.features.size());
  });
}

TEST_CASE("a framework on psycopg has the generations of psycopg") {
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      if (c.names.shape != "_pg3_{}" || c.holds_for.from != "3.2") continue;
      CAPTURE(id_of({&d, &c}));
      auto const older = other_generations({&d, &c});
      REQUIRE_FALSE(older.empty());
      CHECK(older.front().config->release.script == "Q(DEALLOCATE {})");
    }
  }
  CHECK(other_generations(find_driver("alembic:psycopg")).size() == 1);
}
