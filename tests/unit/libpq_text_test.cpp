#include <doctest/doctest.h>

#include "wire/libpq_text.hpp"

using namespace poolprobe::wire;

namespace {

constexpr auto refused_by_postgres =
    "connection to server at \"127.0.0.1\", port 5432 failed: FATAL:  28P01: password authentication failed "
    "for user "
    "\"app\"\nLOCATION:  auth_failed, auth.c:323\n";
constexpr auto refused_by_pgbouncer =
    "connection to server at \"127.0.0.1\", port 6432 failed: FATAL:  08P01: no such database: x\n";

}  // namespace

TEST_CASE("a login error gives its SQLSTATE and whether PostgreSQL itself refused") {
  CHECK(sqlstate_in(refused_by_postgres) == "28P01");
  CHECK(has_location(refused_by_postgres));
  CHECK(sqlstate_in(refused_by_pgbouncer) == "08P01");
  CHECK_FALSE(has_location(refused_by_pgbouncer));
}

TEST_CASE("a translated severity does not hide the SQLSTATE") {
  CHECK(sqlstate_in("… FATALE:  3D000: la base de données « x » n'existe pas\n") == "3D000");
}

TEST_CASE("of several hosts' refusals the last counts") {
  CHECK(sqlstate_in("a failed: FATAL:  57P03: starting\nb failed: FATAL:  28P01: no\n") == "28P01");
}

TEST_CASE("libpq's own complaints have no SQLSTATE") {
  CHECK_FALSE(
      sqlstate_in("connection to server at \"x\" failed: Connection refused\n\tIs the server running?"));
}

TEST_CASE("a message becomes one line without its location") {
  CHECK(without_location("a\n\tb   c\nLOCATION:  x, y.c:1\n") == "a b c");
  CHECK(without_location("") == "");
}

TEST_CASE("strangers and missing names are recognised") {
  CHECK(is_no_postgres("received invalid response to SSL negotiation: H"));
  CHECK(is_no_postgres("expected authentication request from server, but received H"));
  CHECK(is_resolution_failure("could not translate host name \"x\" to address: Name or service not known"));
  CHECK(is_tls_failure("server does not support SSL, but SSL was required"));
}
