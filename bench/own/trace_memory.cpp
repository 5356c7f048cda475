#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "bench/own/sample_stats.hpp"
#include "bench/own/trace_cost.hpp"
#include "connection_text/find_target.hpp"
#include "wire/connection.hpp"

namespace poolprobe::bench {
namespace {

using namespace std::chrono_literals;

/// One client from login to disconnect: about a thousand messages, with statements that all differ in their
/// values, some in their shape, names that are never reused, a setting, and a lost transaction.
long live(std::string const& url, int number) {
  auto opened = wire::connection::open(parse_target(url, "bench"), wire::clock::now() + 10s);
  if (auto* failed = std::get_if<wire::open_failure>(&opened)) throw std::runtime_error(failed->message);
  auto& on = std::get<wire::connection>(opened).talk();
  long messages = 2;
  auto const say = [&](std::string const& notation, std::string const& sql) {
    std::vector<wire::request> requests;
    for (auto const& step : notation::parse_notation(notation)) requests.push_back({step, sql, {}});
    auto const got = on.exchange(requests, wire::clock::now() + 10s);
    if (got.status != wire::ending::complete) throw std::runtime_error("no answer");
    messages += static_cast<long>(requests.size() + got.types.size());
  };
  for (int i = 0; messages < 900; ++i) {
    say("Q", fmt::format("select {} + {}, 'a value {}'", number, i, i));
    say(fmt::format("P(name_{}_{}) B E S", number, i), "select 1");
    say("P() B E S", fmt::format("select {} as column_{}_{}", i, number, i % 10));
  }
  say("Q", fmt::format("set session_watch.s{} = 'x'", number));
  say("Q", "selekt");
  if (number % 10 == 0) say("Q", "begin");
  return messages;
}

}  // namespace

void print_memory(lab::postgres const& server) {
  constexpr long wanted = 1'000'000;
  constexpr long step = 100'000;
  watched_server watched(server);
  fmt::print("Memory of poolprobe trace, connections that come and go, no two of their names alike\n");
  fmt::print("{:>12}{:>14}{:>10}\n", "messages", "connections", "MiB");
  long messages = 0;
  long next = 0;
  int connections = 0;
  stopwatch const watching;
  while (messages < wanted) {
    if (messages >= next) {
      fmt::print("{:>12}{:>14}{:>10.1f}\n", messages, connections, double(watched.resident_kib()) / 1024);
      std::fflush(stdout);
      next += step;
    }
    messages += live(watched.url(), ++connections);
  }
  fmt::print("{:>12}{:>14}{:>10.1f}\n", messages, connections, double(watched.resident_kib()) / 1024);
  fmt::print("in {:.0f} s; exit code at the end: {}\n", watching.ms() / 1000, watched.end().exit_code);
}

}  // namespace poolprobe::bench
