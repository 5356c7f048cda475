// Every way in which a connection can fail: each has its own message, with advice, exit code 3, and never the
// password. Arguments: "direct" or versions of PgBouncer; without any, all of them. A server that is not
// available is skipped, with its name.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <variant>

#include "cli/planted.hpp"
#include "connection_text/find_target.hpp"
#include "lab/lab.hpp"
#include "lab/readiness.hpp"
#include "support/scripted_server.hpp"
#include "support/servers.hpp"
#include "wire/connection.hpp"

using namespace poolprobe::testing;
using namespace std::chrono_literals;
using namespace std::string_literals;
namespace lab = poolprobe::lab;
namespace wire = poolprobe::wire;

namespace {

std::string pgbouncer_version;  // for the suite "pooler"

/// `app` has the planted password, `other` has another.
std::vector<std::pair<std::string, std::string>> two_users() {
  return {{"app", std::string(planted_password)}, {"other", "another password"}};
}

lab::pgbouncer pooler_before(lab::postgres const& server, lab::options const& options = {}) {
  return {server_or_skip("pgbouncer", pgbouncer_version), server, lab::usual_pools(), options};
}

/// An open client connection that takes up a place in the pool.
wire::connection occupy(std::string const& url) {
  auto const where = poolprobe::parse_target(url, "test");
  auto opened = wire::connection::open(where, wire::clock::now() + 10s);
  REQUIRE(std::holds_alternative<wire::connection>(opened));
  return std::get<wire::connection>(std::move(opened));
}

/// Sends one statement as the superuser of a lab's server.
void as_superuser(lab::postgres const& server, std::string const& sql) {
  auto administrator = occupy(server.url("app", "postgres"));
  auto const done = administrator.talk().exchange({{{poolprobe::notation::verb::query, ""}, sql, {}}},
                                                  wire::clock::now() + 10s);
  REQUIRE(done.status == wire::ending::complete);
}

std::string with(std::string const& url, std::string const& settings) { return url + "?" + settings; }

std::string local(int port) { return "postgresql://app@127.0.0.1:" + std::to_string(port) + "/app"; }

}  // namespace

TEST_SUITE_BEGIN("direct");

TEST_CASE("a host that nobody knows") {
  check_says(refusal("postgresql://app@no-such-host.invalid:6432/app"), "the host name cannot be resolved",
             "check the host");
}

TEST_CASE("a port where nobody listens") {
  auto const url = local(lab::free_port());
  check_says(refusal(url), "the connection was refused", "check host and port");
}

TEST_CASE("a socket that does not exist") {
  check_says(refusal("postgresql://app@/app?host=/no/such/folder"),
             "the socket cannot be used (No such file or directory)", "check the folder");
}

TEST_CASE("an HTTP server") {
  scripted_server const http(sends("HTTP/1.1 400 Bad Request\r\nServer: nginx\r\n\r\n"));
  check_says(refusal(http.url()), "is not PostgreSQL", "check host and port");
  check_says(refusal(local(http.port())), "is not PostgreSQL", "check host and port");
}

TEST_CASE("a service that never says a word") {
  scripted_server const silent(never_answers());
  check_says(refusal(silent.url(), {"--timeout", "0.5"}), "it stays silent", "--timeout waits longer");
  check_says(refusal(local(silent.port()), {"--timeout", "0.5"}), "it stays silent",
             "--timeout waits longer");
}

TEST_CASE("a service that talks garbage") {
  scripted_server const garbled(sends("\xff\x1b[31m\xfe\x07"s + std::string(300, '\xee')));
  check_says(refusal(garbled.url()), "is not PostgreSQL", "check host and port");
  check_says(refusal(local(garbled.port())), "is not PostgreSQL", "check host and port");
}

TEST_CASE("a service that hangs up at once") {
  scripted_server const rude(hangs_up());
  check_says(refusal(rude.url()), "was closed without a word", "check that host and port");
  check_says(refusal(local(rude.port())), "was closed without a word", "check that host and port");
}

TEST_CASE("PostgreSQL refuses") {
  lab::postgres const server(any_postgres(), {.users = two_users()});
  CHECK(run_poolprobe({"check", plant(server.url())}).exit_code == 0);

  SUBCASE("a wrong password") {
    check_says(refusal(server.url("app", "other")),
               "the password was refused (FATAL: 28P01:", "check user and password");
  }
  SUBCASE("a user that does not exist") {
    check_says(refusal(server.url("app", "nobody")), "role \"nobody\" does not exist", "check the user");
  }
  SUBCASE("a database that does not exist") {
    check_says(refusal(server.url("nowhere")),
               "the database does not exist (FATAL: 3D000:", "check the database name");
  }
  SUBCASE("TLS that it does not have") {
    check_says(refusal(with(server.url(), "sslmode=require")), "TLS is asked for and not offered",
               "sslmode=prefer");
  }
  SUBCASE("startup parameters that it does not know") {
    check_says(refusal(with(server.url(), "options=-c%20foo")), "a startup parameter",
               "take the parameter out");
    check_says(refusal(with(server.url(), "options=-c%20foo%3Dbar")), "a startup parameter",
               "take the parameter out");
  }
}

/// A server that asks for no password.
struct trust_case {
  char const* user;
  char const* database;
  char const* what;
  char const* to_do;
};

TEST_CASE("PostgreSQL that trusts everybody refuses for other reasons than a password") {
  lab::postgres const server(any_postgres());
  for (auto const* sql :
       {"create role nologin", "create role limited login connection limit 0", "create role stranger login",
        "create database closed allow_connections false", "create database narrow connection limit 0",
        "revoke connect on database app from public", "grant connect on database app to limited"})
    as_superuser(server, sql);
  for (auto const& [user, database, what, to_do] :
       {trust_case{"nobody", "app", "the user does not exist (FATAL: 28000: role \"nobody\" does not exist)",
                   "check the user"},
        {"app", "nowhere", "the database does not exist (FATAL: 3D000:", "check the database name"},
        {"nologin", "app", "this user may not log in (FATAL: 28000:", "alter role ... login"},
        {"limited", "app",
         "this user has reached its limit of connections (FATAL: 53300:", "connection limit N"},
        {"stranger", "app",
         "this user may not connect to the database (FATAL: 42501:", "grant connect on database"},
        {"app", "closed", "the database accepts no connections (FATAL: 55000:", "allow_connections true"},
        {"app", "narrow", "the database has reached its limit of connections (FATAL: 53300:",
         "alter database ... connection limit N"}}) {
    auto const said = refusal(server.url(database, user));
    check_says(said, what, to_do);
    CHECK(said.find("password was refused") == std::string::npos);
    CHECK(said.find("login was refused") == std::string::npos);
  }
}

TEST_CASE("a password is asked for and there is none") {
  lab::postgres const server(any_postgres(), {.users = two_users()});
  auto const run = run_poolprobe({"check", server.url()});
  CHECK(run.exit_code == 3);
  check_says(on_one_line(run.err), "a password is asked for", "PGPASSWORD");
}

TEST_CASE("PostgreSQL that accepts only TLS") {
  lab::postgres const server(any_postgres(), {.users = two_users(), .tls = true});
  CHECK(run_poolprobe({"check", plant(server.url())}).exit_code == 0);

  SUBCASE("refuses clear text") {
    check_says(refusal(with(server.url(), "sslmode=disable")), "the server wants TLS", "add sslmode=require");
  }
  SUBCASE("refuses a wrong password, and libpq's second attempt in clear text does not hide that") {
    check_says(refusal(server.url("app", "other")), "the password was refused", "check user and password");
  }
  SUBCASE("has a certificate that cannot be verified") {
    auto const missing = refusal(with(server.url(), "sslmode=verify-full&sslrootcert=/no/such/file"));
    check_says(missing, "TLS could not be agreed on", "check sslmode and sslrootcert");
    auto const system =
        refusal(with(server.url(), "sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt"));
    check_says(system, "TLS could not be agreed on", "check sslmode and sslrootcert");
  }
}

TEST_CASE("PostgreSQL whose connections are all taken") {
  lab::postgres const server(any_postgres(), {.settings = {{"max_connections", "4"}}, .users = two_users()});
  auto const taken = occupy(plant(server.url()));
  check_says(refusal(server.url()), "there are too many connections (FATAL: 53300:", "max_connections");
}

TEST_CASE("PostgreSQL that has died") {
  lab::postgres server(any_postgres());
  auto const url = server.url();
  server.crash();
  check_says(refusal(url), "the connection was refused", "check host and port");
}

TEST_SUITE_END();
TEST_SUITE_BEGIN("pooler");

TEST_CASE("the pooler refuses") {
  lab::postgres const server(any_postgres());
  auto const pooler = pooler_before(server, {.users = two_users()});
  CHECK(run_poolprobe({"check", plant(pooler.url("session"))}).exit_code == 0);

  SUBCASE("a wrong password") {
    check_says(refusal(pooler.url("session", "other")), "the password was refused", "auth_file");
  }
  SUBCASE("a user that it does not know") {
    check_says(refusal(pooler.url("session", "nobody")), "refused", "auth_file");
  }
  SUBCASE("a database that it does not know") {
    check_says(refusal(pooler.url("nowhere")), "the pooler does not know this database", "[databases]");
  }
  SUBCASE("a startup parameter") {
    auto const said = refusal(with(pooler.url("session"), "options=-c%20foo%3Dbar"));
    check_says(said, "a startup parameter", "ignore_startup_parameters");
  }
  SUBCASE("its console") {
    check_says(refusal(pooler.url("pgbouncer")), "console", "an application database");
  }
  SUBCASE("TLS that it does not have") {
    check_says(refusal(with(pooler.url("session"), "sslmode=require")), "TLS is asked for and not offered",
               "client_tls_sslmode");
  }
}

TEST_CASE("a pooler that asks for no password refuses for other reasons than a password") {
  lab::postgres const server(any_postgres());
  lab::pgbouncer const pooler{server_or_skip("pgbouncer", pgbouncer_version), server};
  auto const said = refusal(pooler.url("session", "nobody"));
  check_says(said, "the pooler does not know this user (FATAL: 08P01: \"trust\" authentication failed)",
             "auth_file");
  CHECK(said.find("password was refused") == std::string::npos);
  check_says(refusal(pooler.url("nowhere")), "the pooler does not know this database", "[databases]");
}

TEST_CASE("a permission that the pooler's own user lacks is not a refused login") {
  for (auto const& [sql, what, to_do] :
       {std::array{"revoke connect on database app from public, app; alter database app owner to postgres",
                   "this user may not connect to the database", "grant connect on database"},
        {"alter role app connection limit 0", "this user has reached its limit of connections", "pool_size"},
        {"alter role app nologin", "this user may not log in", "alter role ... login"},
        {"alter database app connection limit 0", "the database has reached its limit of connections",
         "alter database ... connection limit N"}}) {
    lab::postgres const server(any_postgres());
    lab::pgbouncer const pooler{server_or_skip("pgbouncer", pgbouncer_version), server};
    as_superuser(server, sql);
    auto const said = refusal(pooler.url("session"));
    check_says(said, what, to_do);
    CHECK(said.find("login was refused") == std::string::npos);
    CHECK(said.find("login failed") == std::string::npos);
  }
}

TEST_CASE("a pooler that accepts only TLS") {
  lab::postgres const server(any_postgres());
  auto const pooler = pooler_before(server, {.users = two_users(), .tls = true});
  CHECK(run_poolprobe({"check", plant(pooler.url("session"))}).exit_code == 0);

  SUBCASE("refuses clear text") {
    check_says(refusal(with(pooler.url("session"), "sslmode=disable")), "the pooler wants TLS",
               "add sslmode=require");
  }
  SUBCASE("refuses a wrong password, and libpq's second attempt in clear text does not hide that") {
    check_says(refusal(pooler.url("session", "other")), "the password was refused", "auth_file");
  }
}

TEST_CASE("a pooler whose client connections are all taken") {
  lab::postgres const server(any_postgres());
  auto const pooler = pooler_before(server, {.settings = {{"max_client_conn", "1"}}, .users = two_users()});
  auto const taken = occupy(plant(pooler.url("session")));
  check_says(refusal(pooler.url("session")), "its limit of clients", "max_client_conn");
}

TEST_CASE("a pooler that never had a server") {
  lab::postgres server(any_postgres());
  server.crash();
  auto const pooler = pooler_before(server, {.users = two_users()});
  check_says(refusal(pooler.url("session"), {"--timeout", "1"}),
             "the login was not completed within the time limit", "check that PostgreSQL runs");
}

TEST_CASE("a pooler that has lost its server") {
  lab::postgres server(any_postgres());
  auto const pooler = pooler_before(server, {.users = two_users()});
  CHECK(run_poolprobe({"check", plant(pooler.url("session"))}).exit_code == 0);
  server.crash();
  for (int i = 0; i < 2; ++i) {  // the first client waits; then PgBouncer reports the failure
    check_says(refusal(pooler.url("session"), {"--timeout", "1"}), "pooler", "PostgreSQL");
  }
}

TEST_CASE("a pooler that cannot log in to its server") {
  lab::postgres const server(any_postgres());
  auto const pooler = pooler_before(server, {.users = two_users()});
  as_superuser(server, "alter role app nologin");
  check_says(refusal(pooler.url("session")), "role \"app\" is not permitted to log in", "log");
}

TEST_SUITE_END();

namespace {

int run_suite(char const* suite) {
  doctest::Context context;
  context.addFilter("test-suite", suite);
  return context.run();
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> wanted(argv + 1, argv + argc);
  if (wanted.empty()) wanted = {"direct", "1.18", "1.24", "1.26"};
  int failed = 0;
  for (auto const& what : wanted) {
    pgbouncer_version = what;
    failed += run_suite(what == "direct" ? "direct" : "pooler");
  }
  return failed == 0 ? 0 : 1;
}
