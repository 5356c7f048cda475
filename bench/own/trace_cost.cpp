// What `poolprobe trace` costs the program that it watches: time added to a round trip, throughput lost, and
// memory over a day's worth of messages. Direct and watched runs alternate, so that a busy machine affects
// both.
//
//   build/release/bench/trace_cost             round trips, throughput, and a million messages
//   build/release/bench/trace_cost speed       without the million messages
//   build/release/bench/trace_cost messages    these only
//
// The servers: tests/lab/poolers.sh > build/release/servers.txt
#include "bench/own/trace_cost.hpp"

#include <cstdio>
#include <string_view>

int main(int count, char** words) {
  using namespace poolprobe;
  std::string_view const what = count == 2 ? words[1] : "";
  if (count > 2 || (!what.empty() && what != "messages" && what != "speed")) {
    std::fprintf(stderr, "usage: trace_cost [speed|messages]\n");
    return 2;
  }
  lab::postgres const server(testing::any_postgres(), {.settings = {{"max_connections", "200"}}});
  if (what != "messages") {
    bench::print_round_trips(server);
    bench::print_throughput(server);
  }
  if (what != "speed") bench::print_memory(server);
}
