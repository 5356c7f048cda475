// COPY in both directions, on real poolers.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include "lab/check_json.hpp"
#include "support/inspector.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::string copy_observed(nlohmann::json const& run) {
  for (auto const& f : run["findings"]) {
    if (f["code"] == "PP404")
      return f["outcome"].get<std::string>() + ": " + f["observed"].get<std::string>();
  }
  return "missing";
}

constexpr auto out_only =
    "works: client A got 1000 lines, and its next query is answered; COPY FROM STDIN was not tried: ";
constexpr auto both_ways =
    "works: client A got 1000 lines, sent 1000, broke a COPY off, and its next query is answered";

}  // namespace

TEST_CASE("COPY works both ways in every pool mode, and its tables are gone afterwards") {
  int found = 0;
  for (auto const* version : {"1.18", "1.24", "1.26"}) {
    auto const binary = find_server("pgbouncer", version);
    if (!binary) continue;
    CAPTURE(version);
    lab::postgres const server(any_postgres());
    lab::pgbouncer const pooler(*binary, server);
    std::vector<std::string> pools;
    for (auto const& pool : lab::usual_pools()) {
      CAPTURE(pool.name);
      pools.push_back(pooler.url(pool.name));
      auto const seen = check_json(pools.back(), {"--only", "PP404", "--allow-ddl"});
      CHECK(copy_observed(seen.run) == both_ways);
      CHECK(seen.run["residue"].empty());
    }
    for (auto const& line : leftovers(pools, server.url())) FAIL_CHECK(line);
    ++found;
  }
  if (found == 0) (void)server_or_skip("pgbouncer", "1.24");
}

TEST_CASE("COPY FROM STDIN is tried only where it may be, and the finding says why it was not") {
  lab::postgres const server(any_postgres());
  auto const run = [&server](std::vector<std::string> options) {
    options.insert(options.begin(), {"--only", "PP404"});
    return copy_observed(check_json(server.url(), options).run);
  };
  CHECK(run({}) == out_only + std::string("it needs --allow-ddl"));
  CHECK(run({"--allow-ddl", "--passive"}) ==
        out_only + std::string("breaking it off is an error (--passive)"));
  leave_behind(server.url("app", "postgres"), "revoke temporary on database app from public, app");
  CHECK(run({"--allow-ddl"}) ==
        out_only +
            std::string("ERROR 42501: permission denied to create temporary tables in database \"app\""));
}
