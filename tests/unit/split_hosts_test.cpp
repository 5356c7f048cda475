#include "connection_text/split_hosts.hpp"

#include <doctest/doctest.h>

#include "connection_text/find_target.hpp"
#include "connection_text/several_hosts.hpp"
#include "conninfo/setting.hpp"
#include "drivers/driver.hpp"
#include "model/fatal.hpp"
#include "model/target_words.hpp"
#include "unit/scoped_environment.hpp"

using namespace poolprobe;

namespace {

std::vector<target> hosts_of(std::string_view text) { return split_hosts(parse_target(text, "argument")); }

/// "a:1 b:2"
std::string places_of(std::string_view text) {
  std::string all;
  for (auto const& one : hosts_of(text)) all += (all.empty() ? "" : " ") + place_of(one.shown);
  return all;
}

std::string choice_of(std::string_view text) { return host_choice(parse_target(text, "argument")); }

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

TEST_CASE("several hosts become targets of their own, in every dialect that has them") {
  clean_environment const env;
  CHECK(places_of("host=a,b port=1,2 user=u dbname=d") == "a:1 b:2");
  CHECK(places_of("host=a,b port=7 user=u dbname=d") == "a:7 b:7");
  CHECK(places_of("host=a,b,c port=1,,3 user=u dbname=d") == "a:1 b:5432 c:3");
  CHECK(places_of("postgresql://u@a:1,b:2/d") == "a:1 b:2");
  CHECK(places_of("postgresql://u@a,b:2,[::1]:3/d") == "a:5432 b:2 [::1]:3");
  CHECK(places_of("jdbc:postgresql://a,b/d?user=u") == "a:5432 b:5432");
  CHECK(places_of("jdbc:postgresql://a:1,b:2/d?user=u") == "a:1 b:2");
  CHECK(places_of("postgresql+asyncpg://u@a:1,b:2/d") == "a:1 b:2");
  CHECK(places_of("pgsql:host=a,b;port=1,2;user=u;dbname=d") == "a:1 b:2");
  CHECK(places_of("postgresql+psycopg2://u@/d?host=a:1&host=b:2") == "a:1 b:2");
  CHECK(places_of("postgresql+asyncpg://u@/d?host=a:1&host=b&host=[::1]:3") == "a:1 b:5432 [::1]:3");
  CHECK(places_of("postgresql+asyncpg://u@/d?host=a,b&port=1,2") == "a:1 b:2");
  CHECK(places_of("Host=a:1,b:2;Username=u;Database=d") == "a:1 b:2");
  CHECK(places_of("Host=a,b:2,[::1];Port=7;Username=u;Database=d") == "a:7 b:2 [::1]:7");
  CHECK(places_of("Host=a,b;Port=7;Username=u;Database=d") == "a:7 b:7");
  CHECK(places_of("Host=2001:db8::1;Username=u;Database=d") == "[2001:db8::1]:5432");
  CHECK(places_of("host=/tmp,b port=1,2 user=u dbname=d") == "socket /tmp, port 1 b:2");
}

TEST_CASE("a host that repeats is judged once, and one host is left as it is") {
  clean_environment const env;
  CHECK(places_of("host=a,b,a port=1,1,1 user=u dbname=d") == "a:1 b:1");
  CHECK(places_of("host=a,a port=1,2 user=u dbname=d") == "a:1 a:2");
  CHECK(places_of("postgresql://u@a:1,a:1/d") == "a:1");
  auto const one = hosts_of("host=a port=1 user=u dbname=d target_session_attrs=read-write");
  REQUIRE(one.size() == 1);
  CHECK(value_of(one.front().parameters, "target_session_attrs") == "read-write");
}

TEST_CASE("each host is shown and connected to by itself") {
  clean_environment const env;
  auto const hosts = hosts_of(
      "postgresql://u:planted@a:6432,b:2/d?sslmode=require&target_session_attrs=primary&application_name=x");
  REQUIRE(hosts.size() == 2);
  auto const& b = hosts[1];
  CHECK(b.shown.display == "postgresql://u@b:2/d?sslmode=require");
  CHECK(b.shown.source == "argument");
  CHECK(value_of(b.parameters, "host") == "b");
  CHECK(value_of(b.parameters, "port") == "2");
  CHECK(value_of(b.parameters, "sslmode") == "require");
  CHECK(value_of(b.parameters, "application_name") == "x");
  CHECK(b.password.reveal() == "planted");
  // Whatever it is: libpq's choice among the hosts is not made here, and no host is turned away.
  CHECK(value_of(b.parameters, "target_session_attrs") == "any");
}

TEST_CASE("advice about a port or a host is for the host that has it") {
  clean_environment const env;
  auto const hosts = hosts_of("postgresql://u:planted@a:6432,b:2/d");
  REQUIRE(hosts.size() == 2);
  auto const about = [](target const& one) {
    std::string all;
    for (auto const& given : one.shown.advice) all += given.about + ";";
    return all;
  };
  CHECK(about(hosts[0]) == "password;port 6432;");
  CHECK(about(hosts[1]) == "password;");
}

TEST_CASE("hosts of libpq's environment and addresses (hostaddr) are split likewise") {
  clean_environment const env;
  clean_environment::set("PGHOST", "a,b");
  clean_environment::set("PGHOSTADDR", "127.0.0.1,127.0.0.2");
  clean_environment::set("PGPORT", "1,2");
  auto const hosts = split_hosts(environment_target("libpq environment"));
  REQUIRE(hosts.size() == 2);
  CHECK(hosts[1].shown.display == "postgresql://somebody@b:2/somebody");
  CHECK(value_of(hosts[1].parameters, "hostaddr") == "127.0.0.2");
  CHECK(value_of(hosts[1].parameters, "host") == "b");
}

TEST_CASE("an empty host of several is its address, or libpq's default") {
  clean_environment const env;
  CHECK(places_of("hostaddr=127.0.0.1,127.0.0.2 port=1,2 user=u dbname=d") == "127.0.0.1:1 127.0.0.2:2");
  CHECK(
      places_of("host=a,, hostaddr=,127.0.0.2, port=1,2,3 user=u dbname=d").starts_with("a:1 127.0.0.2:2 "));
  CHECK(contains(places_of("host=,b port=1,2 user=u dbname=d"), ", port 1 b:2"));
}

TEST_CASE("as many addresses as hosts, or the text is refused") {
  clean_environment const env;
  try {
    (void)hosts_of("host=a,b hostaddr=127.0.0.1 user=u dbname=d");
    FAIL("it was taken");
  } catch (fatal const& refused) {
    CHECK(refused.code == exit_code::usage);
    CHECK(contains(refused.message, "another number of addresses"));
  }
}

TEST_CASE("a choice that libpq does not know is refused, and not shown") {
  clean_environment const env;
  try {
    (void)hosts_of("host=a,b user=u dbname=d target_session_attrs=planted");
    FAIL("it was taken");
  } catch (fatal const& refused) {
    CHECK(refused.code == exit_code::usage);
    CHECK(contains(refused.message, "the value of target_session_attrs"));
    CHECK_FALSE(contains(refused.message + refused.hint, "planted"));
  }
  CHECK(places_of("Host=a,b;Username=u;Database=d;Target Session Attributes=PreferStandby") ==
        "a:5432 b:5432");
}

TEST_CASE("how a client chooses among the hosts is said in its own words") {
  clean_environment const env;
  CHECK(choice_of("host=a,b user=u dbname=d") ==
        "libpq tries them in this order and uses the first that answers; each was judged here");
  CHECK(choice_of("host=a,b user=u dbname=d target_session_attrs=any") ==
        "libpq tries them in this order and uses the first that answers; each was judged here");
  CHECK(
      choice_of("host=a,b user=u dbname=d target_session_attrs=read-write") ==
      "libpq tries them in this order and uses the first that fits target_session_attrs=read-write; each was "
      "judged here, whether it fits or not");
  CHECK(contains(choice_of("host=a,b user=u dbname=d load_balance_hosts=random"),
                 "in random order (load_balance_hosts=random)"));
  CHECK(contains(choice_of("host=a,b user=u dbname=d load_balance_hosts=disable"), "in this order and"));
  auto const jdbc =
      choice_of("jdbc:postgresql://a,b/d?user=u&targetServerType=preferSecondary&loadBalanceHosts=true");
  CHECK(contains(jdbc, "pgjdbc tries them in random order (loadBalanceHosts=true)"));
  CHECK(contains(jdbc, "fits targetServerType=preferSecondary"));
  CHECK(contains(choice_of("jdbc:postgresql://a,b/d?user=u&loadBalanceHosts=false"), "in this order and"));
}

TEST_CASE("a driver that takes one host does not start with several") {
  clean_environment const env;
  auto const objects = [](std::string_view text, std::string_view driver) {
    auto const all = parse_target(text, "argument");
    // Each host knows it as well, once they are apart.
    for (auto const& one : split_hosts(all))
      CHECK(objection_to_hosts(one, driver, all.shown.host.find(',') != std::string::npos) ==
            objection_to_hosts(all, driver));
    return !objection_to_hosts(all, driver).empty();
  };
  constexpr auto* two = "postgresql://u@h:1,h:2/d";
  for (auto const* one_host : {"node-postgres",
                               "pg-promise",
                               "knex",
                               "sequelize",
                               "typeorm",
                               "drizzle",
                               "kysely",
                               "slonik",
                               "mikro-orm",
                               "prisma-6",
                               "prisma-7",
                               "bun-sql",
                               "bun-pgdriver",
                               "go-pg",
                               "sqlx",
                               "vertx",
                               "pg8000",
                               "ecto",
                               "sqlalchemy-asyncpg",
                               "sqlalchemy-psycopg"}) {
    CAPTURE(std::string(one_host));
    CHECK(find_driver(one_host).driver != nullptr);
    CHECK(objects(two, one_host));
    CHECK_FALSE(objects("postgresql://u@h:1/d", one_host));
  }
  for (auto const* several :
       {"libpq", "psql", "psycopg2", "psycopg3", "asyncpg", "pgx", "pgx-v4", "gorm", "lib-pq", "pgjdbc",
        "npgsql", "postgres-js", "tokio-postgres", "diesel", "diesel-async", "dbd-pg", "php-pdo", "r2dbc"}) {
    CAPTURE(std::string(several));
    CHECK(find_driver(several).driver != nullptr);
    CHECK_FALSE(objects(two, several));
  }
  CHECK(objects(two, "rails"));
  CHECK_FALSE(objects("postgresql://u@/d?host=a,b", "rails"));
  CHECK(host_choice(parse_target(two, "argument"), "node-postgres")
            .starts_with("node-postgres (pg) does not start with several hosts: pg has one host"));
  CHECK(contains(host_choice(parse_target(two, "argument"), "postgres-js"),
                 "postgres.js tries them in this order"));
  CHECK(contains(host_choice(parse_target(two, "argument"), "lib-pq"), "lib/pq (since 1.11) tries them"));
}

TEST_CASE("several hosts are taken in the form that a driver has for them") {
  clean_environment const env;
  auto const objection = [](std::string_view text) {
    auto const all = parse_target(text, "argument");
    return std::string(objection_to_hosts(all, *all.shown.driver));
  };
  CHECK(places_of("r2dbc:postgresql:failover://u@a,b:2/d") == "a:5432 b:2");
  CHECK(objection("r2dbc:postgresql:failover://u@a,b/d").empty());
  CHECK(objection("r2dbc:pool:postgresql:failover://u@a,b/d").empty());
  CHECK(contains(objection("r2dbc:postgresql://u@a,b/d"), "r2dbc:postgresql:failover://"));
  CHECK(objection("postgresql+asyncpg://u@/d?host=a:1&host=b:2").empty());
  CHECK(contains(objection("postgresql+asyncpg://u@a,b/d"), "?host=a:1&host=b:2"));
  CHECK(contains(objection("postgresql+psycopg2://u@a:1,b:2/d"), "?host=a:1&host=b:2"));
  CHECK(objection("postgresql+psycopg://u@a,b/d").empty());
  CHECK(objection("Host=a:1,b:2;Username=u;Database=d").empty());
  CHECK(contains(objection("ecto://u:p@a,b/d"), ":endpoints"));
}
