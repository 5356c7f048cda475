// Cancelling where the session has TLS: the request goes over TLS (unit.wire), and is obeyed.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

void check_cancels(std::string const& url) {
  CAPTURE(url);
  auto const seen = check_json(url + "?sslmode=require", {"--only", "PP405", "-v"});
  CAPTURE(seen.errors);
  CAPTURE(observed_of(seen.run, "PP405"));
  CHECK(outcome_of(seen.run, "PP405") == "works");
}

}  // namespace

TEST_CASE("a server that takes nothing but TLS") {
  for (std::string const series : {"15", "17", "18"}) {
    auto const binary = find_server("postgres", series);
    if (!binary) continue;
    CAPTURE(series);
    lab::postgres const server(*binary, {.tls = true});
    check_cancels(server.url());
  }
}

TEST_CASE("a pooler that takes nothing but TLS") {
  lab::postgres const server(any_postgres());
  for (std::string const series : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", series);
    if (!binary) continue;
    CAPTURE(series);
    lab::pgbouncer const pooler(*binary, server, lab::usual_pools(), {.tls = true});
    check_cancels(pooler.url("transaction"));
    check_cancels(pooler.url("session"));
  }
}
