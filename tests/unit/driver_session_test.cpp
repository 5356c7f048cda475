// What a driver sends after errors, as it was recorded from the real one. A bar separates what it sends after
// it has received the answer.
#include "drivers/engine/driver_session.hpp"

#include <doctest/doctest.h>
#include <fmt/ranges.h>

#include <string>
#include <string_view>
#include <utility>

#include "drivers/driver.hpp"

using namespace poolprobe;

namespace {

/// A connection of a fresh process. `R1`, `R2` stand for what is made at random, `H1`, `H2` for hashes.
class connection {
 public:
  explicit connection(std::string_view id) : names_(namer(config_of(id))), session(config_of(id), names_) {}

 private:
  static driver_config const& config_of(std::string_view id) {
    auto const choice = find_driver(id);
    REQUIRE_MESSAGE(choice.config != nullptr, std::string(id));
    return *choice.config;
  }
  static statement_namer namer(driver_config const& config) {
    auto const& how = config.names;
    if (how.by == naming::hash) return {how, 1, "H#"};
    return how.by == naming::random ? statement_namer(how, 1, "R#")
                                    : statement_namer::as_in_a_fresh_process(how);
  }

  statement_namer names_;

 public:
  driver_session session;
};

std::string sent(std::vector<driver_message> const& messages) {
  std::vector<std::string> groups;
  for (auto const& one : messages) groups.push_back(notation::print_notation(one.steps));
  return fmt::format("{}", fmt::join(groups, " ; "));
}

/// The usual query, that many times.
void ask(connection& of, int times, int which = 0) {
  for (int i = 0; i < times; ++i) (void)of.session.query(which);
}

}  // namespace

TEST_CASE("asyncpg ends a refused Parse by Sync, and never takes its name again") {
  connection a("asyncpg");
  CHECK(sent(a.session.refused(1)) == "P(__asyncpg_stmt_1__) D(S) H | S");
  CHECK(sent(a.session.refused(1)) == "P(__asyncpg_stmt_2__) D(S) H | S");
  CHECK(sent(a.session.query(0)) == "P(__asyncpg_stmt_3__) D(S) H | B E S");
  (void)a.session.begin();
  CHECK(sent(a.session.failing(2)) == "P(__asyncpg_stmt_4__) D(S) H | B E S");
  CHECK(sent(a.session.rollback()) == "Q");
  CHECK(sent(a.session.query(0)) == "B(__asyncpg_stmt_3__) E S");
  CHECK(sent(a.session.release(0)) == "C(S __asyncpg_stmt_3__) S");
  connection unnamed("asyncpg:no-cache");
  CHECK(sent(unnamed.session.refused(1)) == "P() D(S) H | S");
}

TEST_CASE(
    "postgres.js names COMMIT and ROLLBACK, tries them again under another name, and never a refused name") {
  connection a("postgres-js");
  CHECK(sent(a.session.begin()) == "Q");
  CHECK(sent(a.session.query(0)) == "P(R1) D(S) H | B E S");
  CHECK(sent(a.session.commit()) == "P(R2) D(S) B E S");
  (void)a.session.begin();
  CHECK(sent(a.session.query(0)) == "B(R1) E S");
  CHECK(sent(a.session.commit()) == "B(R2) E S");
  CHECK(sent(a.session.control_again(purpose::commit)) == "P(R3) D(S) B E S");
  CHECK(sent(a.session.rollback()) == "P(R4) D(S) B E S");
  CHECK(sent(a.session.control_again(purpose::end)) == "P(R5) D(S) B E S");
  CHECK(sent(a.session.refused(1)) == "P(R6) D(S) H | S");
  CHECK(sent(a.session.refused(1)) == "P(R7) D(S) H | S");
  connection unnamed("postgres-js:no-prepare");
  CHECK(sent(unnamed.session.commit()) == "P() D(S) B E S");
  CHECK(sent(unnamed.session.commit()) == "P() D(S) B E S");
}

TEST_CASE("drizzle names no query, and yet its COMMIT, because postgres.js does") {
  connection a("drizzle");
  (void)a.session.begin();
  CHECK(sent(a.session.query(0)) == "P() D(S) H | B E S");
  CHECK(sent(a.session.commit()) == "P(R1) D(S) B E S");
  CHECK(sent(a.session.commit()) == "B(R1) E S");
}

TEST_CASE("pgx closes a refused name before it parses it again, from 5.8 on") {
  connection now("pgx");
  CHECK(sent(now.session.refused(1)) == "P(stmtcache_H1) D(S) S");
  CHECK(sent(now.session.refused(1)) == "C(S stmtcache_H1) S ; P(stmtcache_H1) D(S) S");
  connection before("pgx:before-5.8");
  CHECK(sent(before.session.refused(1)) == "P(stmtcache_H1) D(S) S");
  CHECK(sent(before.session.refused(1)) == "P(stmtcache_H1) D(S) S");
  CHECK(sent(before.session.query(0)) == "P(stmtcache_H2) D(S) S ; B(stmtcache_H2) E S");
  connection exec("pgx:exec");
  CHECK(sent(exec.session.refused(1)) == "P() B D(P) E S");
}

TEST_CASE("what the program names is refused under the same name again") {
  for (auto const* id : {"node-postgres:named", "drizzle:prepare", "libpq:prepared"}) {
    CAPTURE(id);
    connection a(id);
    auto const first = sent(a.session.refused(1));
    CHECK(sent(a.session.refused(1)) == first);
  }
  connection gorm("gorm:prepare-stmt");
  CHECK(sent(gorm.session.refused(1)) == "P(stmt_H1) D(S) S");
  // It closes the text of the query instead of the name.
  CHECK(sent(gorm.session.refused(1)) == "C(S select) S ; P(stmt_H1) D(S) S");
}

TEST_CASE(
    "a refused query counts towards no threshold of psycopg 3, which forgets all names after a rollback") {
  connection a("psycopg3");
  for (int i = 0; i < 7; ++i) CHECK(sent(a.session.refused(1)) == "P() B D(P) E S");
  (void)a.session.begin();
  CHECK(sent(a.session.rollback()) == "Q");  // nothing is named yet
  (void)a.session.begin();
  ask(a, 5);
  CHECK(sent(a.session.query(0)) == "P(_pg3_0) S ; B(_pg3_0) D(P) E S");
  CHECK(sent(a.session.rollback()) == "Q ; Q(DEALLOCATE ALL)");
  CHECK(sent(a.session.query(0)) == "P() B D(P) E S");
  connection zero("psycopg3:zero");
  CHECK(sent(zero.session.refused(1)) == "P(_pg3_0) S");
  CHECK(sent(zero.session.refused(1)) == "P(_pg3_1) S");
}

TEST_CASE("an older libpq drops statements by SQL, under the name that the client knows") {
  connection psycopg("psycopg3:old-libpq");
  ask(psycopg, 6);
  CHECK(sent(psycopg.session.release(0)) == "Q(DEALLOCATE _pg3_0)");
  connection rails("rails:old");
  ask(rails, 1);
  CHECK(sent(rails.session.release(0)) == "Q(DEALLOCATE a1)");
  CHECK(sent(rails.session.release(0)).empty());  // it has none any more
}

TEST_CASE("DBD::Pg's number is not used up by a refused statement, and the try counts as an execution") {
  connection a("dbd-pg:old");
  CHECK(sent(a.session.refused(1)) == "P() B D(P) E S");
  CHECK(sent(a.session.refused(1)) == "P(dbdpg_pR1) S");
  CHECK(sent(a.session.refused(1)) == "P(dbdpg_pR1) S");
  ask(a, 2);
  CHECK(sent(a.session.query(0)) == "B(dbdpg_pR1) D(P) E S");
  CHECK(sent(a.session.release(0)) == "Q(DEALLOCATE dbdpg_pR1)");
  connection unused("dbd-pg:old");
  ask(unused, 1);
  CHECK(sent(unused.session.release(0)).empty());  // executed once it has no name
  connection now("dbd-pg");
  ask(now, 2);
  CHECK(sent(now.session.release(0)) == "C(S dbdpg_pR1) S");
}

TEST_CASE("PDO gives every statement a new name, and drops one whose query failed") {
  connection old("php-pdo:old");
  CHECK(sent(old.session.query(0)) ==
        "P(pdo_stmt_00000001) S ; B(pdo_stmt_00000001) D(P) E S ; Q(DEALLOCATE pdo_stmt_00000001)");
  CHECK(sent(old.session.failing(1)) ==
        "P(pdo_stmt_00000002) S ; B(pdo_stmt_00000002) D(P) E S ; Q(DEALLOCATE pdo_stmt_00000002)");
  CHECK(sent(old.session.refused(2)) == "P(pdo_stmt_00000003) S");
  CHECK(sent(old.session.refused(2)) == "P(pdo_stmt_00000004) S");
  connection now("php-pdo");
  CHECK(sent(now.session.query(0)) ==
        "P(pdo_stmt_00000001) S ; B(pdo_stmt_00000001) D(P) E S ; C(S pdo_stmt_00000001) S");
}

TEST_CASE("diesel before 2.3 leaves the name of a refused statement to the next, whatever that is") {
  connection before("diesel:before-2.3");
  (void)before.session.connect();
  CHECK(sent(before.session.refused(1)) == "P(__diesel_stmt_0) S");
  CHECK(sent(before.session.query(0)) == "P(__diesel_stmt_0) S ; B(__diesel_stmt_0) D(P) E S");
  connection now("diesel");
  CHECK(sent(now.session.refused(1)) == "P(__diesel_stmt_1) S");
  CHECK(sent(now.session.query(0)) == "P(__diesel_stmt_2) S ; B(__diesel_stmt_2) D(P) E S");
}

TEST_CASE("pg8000.native sends what the DB-API sends, without a block") {
  connection a("pg8000:native");
  CHECK(sent(a.session.query(0)) == "P() H S ; D(S) H S ; B H E H S");
  CHECK(sent(a.session.begin()) == "Q");
  CHECK(sent(a.session.rollback()) == "Q");
}
