// How drivers are recognised. The traffic is that of the real ones, as `poolprobe trace --messages` shows it.
#include "trace/driver_signs.hpp"

#include <doctest/doctest.h>

using namespace poolprobe;
using trace::driver_signs;

namespace {

std::string first(driver_signs const& signs) {
  auto const all = signs.all();
  return all.empty() ? "" : all.front().who + ": " + all.front().sign;
}

}  // namespace

TEST_CASE("a driver is recognised by the names of its statements") {
  driver_signs signs;
  signs.login({{"client_encoding", "UTF8"}});
  signs.parse("");
  signs.parse("_pg3_0");
  signs.parse("_pg3_1");
  CHECK(first(signs) == "psycopg 3: names a statement _pg3_0");
  CHECK(signs.all().front().drivers.front() == "psycopg3");
  CHECK(signs.all().front().count == 2);
}

TEST_CASE("or by its login, or by the order of its messages") {
  driver_signs postgres_js;
  postgres_js.login({{"client_encoding", "UTF8"}, {"application_name", "postgres.js"}});
  CHECK(first(postgres_js) == "postgres.js: logs in with application_name=postgres.js");
  driver_signs pg8000;
  pg8000.parse("");
  pg8000.message_group(notation::parse_notation("P() H S"));
  CHECK(first(pg8000) == "pg8000: sends P() H S");
}

TEST_CASE("a name says more than a login") {
  driver_signs signs;
  signs.login({{"client_encoding", "'utf-8'"}});
  signs.parse("app_17");
  CHECK(first(signs) == "asyncpg: logs in with client_encoding='utf-8'");
  signs.parse("S_1");
  CHECK(first(signs).starts_with("pgjdbc"));
}

TEST_CASE("a client that sends only simple queries is reported as such") {
  driver_signs simple;
  simple.query();
  CHECK(first(simple) == "psycopg2, Django or the like: sends simple queries only");
  driver_signs unnamed;
  unnamed.parse("");
  CHECK(first(unnamed).empty());
  CHECK(first(driver_signs()).empty());
}

TEST_CASE("a tool that uses a driver is recognised by the name that it logs in with") {
  driver_signs signs;
  signs.login({{"application_name", "PostgREST 12.2.3"}});
  CHECK(first(signs) == "PostgREST: logs in with application_name=PostgREST 12.2.3");
  CHECK(signs.all().front().drivers == std::vector<std::string>{"libpq:prepared"});
}
