// poolprobe bench compared with pgbench and with the bare socket; both sides alternate in one run.
//
//   build/release/bench/versus              everything, some twenty minutes
//   build/release/bench/versus speed        operations/s and processor time against pgbench
//   build/release/bench/versus latency      one client against a bare write and read
//   build/release/bench/versus crowd        2000 clients against pgbench
//   build/release/bench/versus percentiles  against the exact ones of known samples
//   build/release/bench/versus stall        what an open and a closed loop report about a stall
//   build/release/bench/versus breaks       strategies that break, against real drivers
//
// The servers: tests/lab/poolers.sh > build/release/servers.txt; the drivers: tests/drivers/install.sh >
// build/release/programs.txt
#include "bench/own/versus.hpp"

#include <cstdio>
#include <string_view>

#include "support/servers.hpp"

int main(int count, char** words) {
  using namespace poolprobe;
  std::string_view const what = count == 2 ? words[1] : "";
  constexpr std::string_view known[] = {"", "speed", "latency", "crowd", "percentiles", "stall", "breaks"};
  bool is_known = false;
  for (auto const word : known) is_known = is_known || word == what;
  if (count > 2 || !is_known) {
    std::fprintf(stderr, "usage: versus [speed|latency|crowd|percentiles|stall|breaks]\n");
    return 2;
  }
  auto const wanted = [what](std::string_view part) { return what.empty() || what == part; };
  if (wanted("percentiles")) bench::print_percentiles();
  if (wanted("breaks")) bench::print_breaks();
  if (what == "percentiles" || what == "breaks") return 0;
  lab::postgres const server(testing::any_postgres(), {.settings = {{"max_connections", "200"}}});
  lab::pgbouncer const pooler(testing::any_pgbouncer(), server, lab::usual_pools(),
                              {.settings = {{"max_client_conn", "3000"}}});
  bench::endpoint const endpoint{pooler.port(), "transaction"};
  if (wanted("latency")) bench::print_latency(endpoint);
  if (wanted("stall")) bench::print_stall(endpoint);
  if (wanted("speed")) bench::print_speed(endpoint);
  if (wanted("crowd")) bench::print_crowd(endpoint);
}
