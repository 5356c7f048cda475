// What a check costs, and what it leaves, behind every pooler that tests/lab/poolers.sh brings and every
// behaviour of this folder. The one command that prints the table:
//   ctest --preset dev -R hostile.bounds -V
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <chrono>

#include "hostile/servers_behind.hpp"
#include "lab/check_json.hpp"
#include "support/every_pooler.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// "channel poolprobe_1 on 4711": what the run says that it left; empty where it left nothing.
std::string left_by(nlohmann::json const& run) {
  std::string all;
  for (auto const& one : run.value("residue", nlohmann::json::array()))
    all += fmt::format("{}{} {}", all.empty() ? "" : ", ", one["kind"].get<std::string>(),
                       one["name"].get<std::string>());
  return all;
}

/// One check, its line of the table, and the bounds that hold for all.
void check_one(std::string const& what, std::string const& url) {
  CAPTURE(what);
  auto const start = std::chrono::steady_clock::now();
  auto const seen = check_json(url);
  auto const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  // Where nothing logged in there is no run.
  auto const cost =
      seen.run.is_object() ? seen.run.value("cost", nlohmann::json::object()) : nlohmann::json::object();
  auto const connections = cost.value("connections", 1);
  auto const left = seen.run.is_object() ? left_by(seen.run) : std::string();
  std::printf("%-34s %8.1f %12d %12d %5d  %s\n", what.c_str(), seconds, connections,
              cost.value("round_trips", 0), seen.exit_code, left.empty() ? "nothing" : left.c_str());
  std::fflush(stdout);
  CHECK(seconds < 15);
  CHECK(connections <= 60);
  CHECK_FALSE(cost.contains("bound_reached"));
  CHECK(left.empty());
  CHECK(seen.exit_code <= 4);
}

void print_head() {
  std::printf("%-34s %8s %12s %12s %5s  %s\n", "", "seconds", "connections", "round trips", "exit", "left");
}

}  // namespace

TEST_CASE("no check of any pooler takes 15 s, opens more than 60 connections, or leaves something") {
  print_head();
  lab::postgres const server(any_postgres());
  for (auto const& one : every_pooler()) {
    auto const binary = find_server(one.kind, one.series);
    if (!binary) {
      std::printf("%s %s could not be had\n", one.kind.c_str(), one.series.c_str());
      continue;
    }
    auto const pooler = one.start(*binary, server);
    for (auto const& database : one.databases) {
      auto const mode = database == "app" ? std::string() : " " + database;
      check_one(fmt::format("{} {}{}", one.kind, binary->version, mode), pooler.url(database));
    }
  }
}

TEST_CASE("nor does one of any behaviour") {
  servers_behind const behind;
  print_head();
  for (auto const& how : all_rules(POOLPROBE_BEHAVIOURS)) {
    auto const relay = behind.before(how);
    check_one(how.name, servers_behind::url(how, *relay));
  }
}
