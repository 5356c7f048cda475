// How drivers are recognised. The traffic is that of the real ones, as `poolprobe trace --messages` shows it.
#include "trace/driver_signs.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "notation/notation.hpp"

using namespace poolprobe;
using trace::driver_signs;

namespace {

using parameters = std::vector<std::pair<std::string, std::string>>;

/// What one connection sent: "Q" and "P" are followed by their SQL in `sql`, in turn.
void send(driver_signs& to, std::uint64_t connection, std::initializer_list<std::string_view> groups,
          std::vector<std::string_view> sql = {}) {
  std::size_t at = 0;
  for (auto const group : groups) {
    auto const steps = notation::parse_notation(group, "touched before");
    for (auto const& step : steps) {
      auto const text = at < sql.size() ? sql[at] : "select 1";
      if (step.verb == notation::verb::parse) to.parse(connection, step.name, text);
      if (step.verb == notation::verb::query) to.query(connection, text);
      if (step.verb == notation::verb::parse || step.verb == notation::verb::query) ++at;
    }
    to.message_group(connection, steps);
  }
}

driver_signs of(parameters const& login, std::initializer_list<std::string_view> groups,
                std::vector<std::string_view> sql = {}) {
  driver_signs signs;
  signs.login(1, login);
  send(signs, 1, groups, std::move(sql));
  return signs;
}

/// "vertx, r2dbc": the ids of the first.
std::string ids(driver_signs const& signs) {
  auto const all = signs.all();
  std::string text;
  if (all.empty()) return "nobody";
  for (auto const& id : all.front().drivers) text += (text.empty() ? "" : ", ") + id;
  return text;
}

bool fits(driver_signs const& signs, std::string const& id) {
  auto const all = signs.all();
  return !all.empty() &&
         std::find(all.front().drivers.begin(), all.front().drivers.end(), id) != all.front().drivers.end();
}

parameters const utf8{{"client_encoding", "UTF8"}};

}  // namespace

TEST_CASE("a driver is told by the names of its statements") {
  auto const signs = of({}, {"P(_pg3_0) S", "B(_pg3_0) D(P) E S"});
  CHECK(ids(signs) == "psycopg3, sqlalchemy-psycopg, alembic, django");
  CHECK(signs.all().front().who == "psycopg 3, SQLAlchemy on psycopg 3, Alembic or Django");
  CHECK(signs.all().front().sign == "names a statement _pg3_0");
  // Django gives an encoding, which node-postgres does too: the name is surer.
  CHECK(fits(of(utf8, {"P(_pg3_0) S"}), "psycopg3"));
}

TEST_CASE("Vert.x, R2DBC and pgjdbc log in with DateStyle=ISO, and are three") {
  parameters const vertx{{"DateStyle", "ISO"},
                         {"client_encoding", "utf8"},
                         {"application_name", "vertx-pg-client"},
                         {"extra_float_digits", "2"}};
  CHECK(ids(of(vertx, {"P() D(S) S", "B E S"})) == "vertx");
  parameters const r2dbc{{"application_name", "r2dbc-postgresql"},
                         {"client_encoding", "utf8"},
                         {"DateStyle", "ISO"},
                         {"extra_float_digits", "2"},
                         {"TimeZone", "Etc/UTC"}};
  CHECK(ids(of(r2dbc, {"Q", "P(S_0) B D(P) E C(P) S"}, {"SHOW TRANSACTION ISOLATION LEVEL"})) == "r2dbc");
  parameters const pgjdbc{{"client_encoding", "UTF8"}, {"DateStyle", "ISO"}, {"TimeZone", "Etc/UTC"}};
  CHECK(ids(of(pgjdbc, {"Q", "P() B D(P) E S"}, {"SET application_name = 'PostgreSQL JDBC Driver'"})) ==
        "pgjdbc");

  // A program that gives another application_name hides none of them.
  auto const renamed = [](parameters login) {
    for (auto& [name, value] : login) value = name == "application_name" ? "shop" : value;
    return login;
  };
  CHECK(ids(of(renamed(vertx), {"P() D(S) S", "B E S"})) == "vertx");
  CHECK(ids(of(renamed(r2dbc), {"P(S_0) B D(P) E C(P) S"})) == "r2dbc");
  CHECK(ids(of(pgjdbc, {"P(S_1) B D(P) E S"})) == "pgjdbc");
}

TEST_CASE("lib/pq and go-pg number their statements alike, and log in differently") {
  parameters const lib_pq{{"client_encoding", "UTF8"}, {"datestyle", "ISO, MDY"}};
  CHECK(ids(of(lib_pq, {"P(1) D(S) S", "B(1) E S"})) == "lib-pq");
  CHECK(ids(of(lib_pq, {"P() D(S) S", "B E S"})) == "lib-pq");
  CHECK(ids(of({}, {"Q", "P(1) D(S) S", "B(1) E S"}, {"SELECT 1"})) == "go-pg");
}

TEST_CASE("sqlx, Bun SQL and bun's pgdriver are told apart") {
  parameters const sqlx{{"DateStyle", "ISO, MDY"},
                        {"client_encoding", "UTF8"},
                        {"TimeZone", "UTC"},
                        {"extra_float_digits", "2"}};
  CHECK(ids(of(sqlx, {"P(sqlx_s_1) D(S) S", "B(sqlx_s_1) E C(P) S"})) == "sqlx");
  CHECK(ids(of(sqlx, {"P() D(S) S", "B E C(P) S"})) == "sqlx");
  parameters const bun{{"client_encoding", "UTF8"}, {"DateStyle", "ISO, MDY"}};  // 1.4
  CHECK(ids(of(bun, {"P(P0) D(S) S", "B(P0) E S"})) == "bun-sql");
  CHECK(ids(of(bun, {"P() D(S) B E S"})) == "bun-sql");
  CHECK(ids(of(utf8, {"P(Pselect 1$0) D(S) S", "B(Pselect 1$0) E H S"})) == "bun-sql");  // 1.3
  CHECK(ids(of(utf8, {"P() D(S) S", "B E H S"})) == "bun-sql");
  CHECK(ids(of({}, {"P(pgdriver-0) D(S) S", "B(pgdriver-0) E S"})) == "bun-pgdriver");
}

TEST_CASE("node-postgres is told by its login and its messages, with all that send the same") {
  auto const signs = of(utf8, {"P() B D(P) E S", "Q", "P() B D(P) E S", "Q"}, {"select $1", "BEGIN"});
  for (auto const* id : {"node-postgres", "drizzle", "knex", "typeorm", "kysely", "prisma-7"})
    CHECK_MESSAGE(fits(signs, id), id);
  for (auto const* id : {"psycopg3", "libpq", "pgjdbc", "tokio-postgres", "asyncpg", "pgx"})
    CHECK_MESSAGE(!fits(signs, id), id);
  CHECK(signs.all().front().sign == "logs in with client_encoding=UTF8 and sends P() B D(P) E S");
  // A name that the program gives.
  CHECK(fits(of(utf8, {"P(find-user) B D(P) E S"}), "node-postgres"));
  // What is on top of it says so when it connects.
  CHECK(ids(of(utf8, {"Q", "P() B D(P) E S"},
               {"SET client_min_messages TO warning;SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE;"})) ==
        "sequelize");
  CHECK(of(utf8, {"Q", "P() B D(P) E S"}, {"select version();"}).all().front().sign ==
        "logs in with client_encoding=UTF8, sends select version(); and sends P() B D(P) E S");
  CHECK(ids(of(utf8, {"Q", "P() B D(P) E S"}, {"SELECT version()"})) == "typeorm");
  CHECK(ids(of(utf8, {"Q", "P() B D(P) E S"}, {"select version();"})) == "knex");
  parameters const slonik{{"statement_timeout", "60000"},
                          {"idle_in_transaction_session_timeout", "60000"},
                          {"client_encoding", "UTF8"}};
  CHECK(ids(of(slonik, {"P() B D(P) E S"})) == "slonik, node-postgres");
  CHECK(ids(of(slonik, {"P() B D(P) E S"},
               {"\n    SELECT oid, typarray, typname\n    FROM pg_type\n    WHERE typname = ANY($1)"})) ==
        "slonik");
}

TEST_CASE("asyncpg with and without its cache, SQLAlchemy and Alembic on it") {
  parameters const login{{"client_encoding", "'utf-8'"}};
  CHECK(ids(of(login, {"P(__asyncpg_stmt_1__) D(S) H | B E S"})) == "asyncpg, sqlalchemy-asyncpg, alembic");
  CHECK(ids(of(login,
               {"P(__asyncpg_stmt_1__) D(S) H | B E S",
                "P(__asyncpg_stmt_2__) D(S) H | C(S __asyncpg_stmt_1__) S"},
               {"SELECT t.oid"})) == "sqlalchemy-asyncpg, alembic");
  CHECK(fits(of(login, {"P() D(S) H | P() B E S"}), "asyncpg"));
  CHECK(ids(of(login, {"P(app_17) D(S) H | B E S"})) == "asyncpg, sqlalchemy-asyncpg, alembic");
}

TEST_CASE("postgres.js, and what is on it") {
  parameters const login{{"client_encoding", "UTF8"}, {"application_name", "postgres.js"}};
  auto const signs = of(login, {"P(bsbcvvpqqwq1) D(S) B E S", "P(bsbcvvpqqwq2) D(S) H | B E S"});
  CHECK(fits(signs, "postgres-js"));
  CHECK(!fits(signs, "node-postgres"));
}

TEST_CASE("tokio-postgres, diesel and what else of Rust") {
  CHECK(ids(of(utf8, {"P() B D(S) E S"})) == "tokio-postgres");
  CHECK(fits(of(utf8, {"P(s0) D(S) S", "B(s0) E S", "C(S s0) S"}), "tokio-postgres"));
  CHECK(ids(of({}, {"P() B D(P) E S", "P(__diesel_stmt_0) S"}, {"SET TIME ZONE 'UTC'"})) == "diesel");
}

TEST_CASE("pg8000, DBD::Pg, Rails and PHP") {
  CHECK(ids(of({}, {"P() H S", "D(S) H S", "B H E H S"})) == "pg8000");
  CHECK(ids(of({}, {"P(dbdpg_p4711_1) S", "B(dbdpg_p4711_1) D(P) E S"})) == "dbd-pg");
  CHECK(ids(of({}, {"Q", "P(a1) S"}, {"SHOW search_path"})) == "rails");
  CHECK(fits(of({}, {"P(pdo_stmt_00000001) S"}), "php-pdo"));
}

TEST_CASE("who sends simple queries only is told so, with all that may be it") {
  auto const simple = of({}, {"Q", "Q", "Q"}, {"BEGIN", "select 1", "COMMIT"});
  CHECK(fits(simple, "psycopg2"));
  CHECK(fits(simple, "go-pg"));
  CHECK(!fits(simple, "pg-promise"));
  CHECK(simple.all().front().drivers.front() == "psycopg2");  // it never sends anything else
  CHECK(simple.all().front().sign == "sends simple queries only");
  CHECK(fits(of(utf8, {"Q"}), "node-postgres"));
  CHECK(fits(of(utf8, {"Q"}), "django"));
}

TEST_CASE("nothing is made up where nothing was sent") {
  CHECK(ids(driver_signs()) == "nobody");
  CHECK(ids(of({}, {})) == "nobody");
}

TEST_CASE("a tool, or one on top of a driver, is told by the name that it logs in with") {
  auto const rest = of({{"application_name", "PostgREST 12.2.3"}}, {"P(0) D(S) S"});
  CHECK(rest.all().front().who == "PostgREST");
  CHECK(rest.all().front().sign == "logs in with application_name=PostgREST 12.2.3");
  CHECK(ids(rest) == "libpq:prepared");
  auto const pgbench = of({{"application_name", "pgbench"}}, {"P(P_0) S"});
  CHECK(pgbench.all().front().who == "pgbench");
  CHECK(pgbench.all().front().drivers.empty());
}

TEST_CASE("two drivers in one program are two, and a connection that said little is neither's rival") {
  driver_signs signs;
  signs.login(1, {{"client_encoding", "'utf-8'"}});
  send(signs, 1, {"P(__asyncpg_stmt_1__) D(S) H | B E S"});
  signs.login(2, {});
  send(signs, 2, {"P(_pg3_0) S", "B(_pg3_0) D(P) E S"});
  signs.login(3, {});
  send(signs, 3, {"P() B D(P) E S"});
  auto const all = signs.all();
  REQUIRE(all.size() == 2);
  CHECK(all[0].drivers.front() == "asyncpg");
  CHECK(all[1].drivers.front() == "psycopg3");
}
