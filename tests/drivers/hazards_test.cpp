// A sample application that does once each thing that breaks behind a transaction pooler, with several real
// drivers: trace finds all of it, and nothing in a careful application.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "drivers/programs.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::string set;  ///< which of install.sh's sets is meant, the first argument

/// A driver and what its own ways add to the hazards of the statements.
struct sample {
  proof who;
  std::set<std::string> adds;
};

std::vector<sample> const samples{
    {{"python", "asyncpg", ""}, {"TR101", "TR102", "TR103"}},
    {{"python", "asyncpg", "no-cache"}, {}},
    {{"python", "psycopg3", ""}, {"TR101", "TR102"}},
    {{"python", "psycopg2", "autocommit"}, {}},
    {{"node", "node-postgres", "statement-timeout"}, {"TR301"}},
    {{"node", "postgres-js", ""}, {"TR101", "TR102"}},
    {{"go", "lib-pq", ""}, {"TR104"}},
    {{"go", "pgx", "exec"}, {}},
    {{"java", "pgjdbc", ""}, {"TR101", "TR102"}},
    {{"java", "pgjdbc", "current-schema"}, {"TR301"}},
    {{"rust", "tokio-postgres", ""}, {"TR101", "TR102", "TR103"}},
};

/// One statement of the sample for each of these.
std::set<std::string> const of_the_statements{"TR201", "TR202", "TR203", "TR204", "TR205", "TR206", "TR207",
                                              "TR208", "TR209", "TR210", "TR211", "TR212", "TR401"};

/// Runs one process of the program after the other on these steps, and returns the hazards.
nlohmann::json hazards_of(proof const& of, std::string const& url, std::string const& steps) {
  invocation trace{
      {"trace", "-o", "json", url, "--", "sh", "-c",
       fmt::format("for steps in {}; do \"$@\" <'{}'/$steps || exit; done >&2", steps, POOLPROBE_SAMPLES),
       "sh"}};
  auto const program = program_or_skip(of);
  trace.arguments.insert(trace.arguments.end(), program.command.begin(), program.command.end());
  trace.arguments.emplace_back(of.config);
  auto const ended = run_poolprobe(trace);
  CHECK_MESSAGE(ended.err.find("error ") == std::string::npos, of.id(), ended.err);
  return nlohmann::json::parse(ended.out, nullptr, false).value("hazards", nlohmann::json());
}

std::map<std::string, std::string> by_code(nlohmann::json const& hazards) {
  std::map<std::string, std::string> all;
  for (auto const& h : hazards) {
    auto& statements = all[h["code"].get<std::string>()];
    statements += (statements.empty() ? "" : " | ") +
                  (h["statement"].is_string() ? h["statement"].get<std::string>() : "-");
  }
  return all;
}

}  // namespace

TEST_CASE("trace finds each hazard of the sample application, and invents none") {
  lab::postgres const server(any_postgres());
  for (auto const& s : samples) {
    if (s.who.set != set) continue;
    CAPTURE(s.who.id());
    auto const seen = by_code(hazards_of(s.who, server.url("app", "postgres"), "first.txt second.txt"));
    auto expected = of_the_statements;
    expected.insert(s.adds.begin(), s.adds.end());
    for (auto const& code : expected) CHECK_MESSAGE(seen.contains(code), code, " was not found");
    for (auto const& [code, statements] : seen)
      CHECK_MESSAGE(expected.contains(code), code, " was invented: ", statements);
  }
}

/// What the drivers themselves do is reported as well: pgjdbc sets application_name, which PgBouncer tracks.
std::vector<sample> const careful_ones{
    {{"python", "psycopg3", "none"}, {}},
    {{"python", "psycopg2", "autocommit"}, {}},
    {{"node", "node-postgres", ""}, {}},
    {{"go", "pgx", "exec"}, {}},
    {{"java", "pgjdbc", "threshold-0"}, {"TR203"}},
    {{"rust", "tokio-postgres", "typed"}, {}},
};

TEST_CASE("trace finds nothing in a careful application") {
  lab::postgres const server(any_postgres());
  for (auto const& s : careful_ones) {
    if (s.who.set != set) continue;
    CAPTURE(s.who.id());
    for (auto const& [code, statements] :
         by_code(hazards_of(s.who, server.url("app", "postgres"), "careful.txt")))
      CHECK_MESSAGE(s.adds.contains(code), code, " was invented: ", statements);
  }
}

int main(int count, char** arguments) {
  if (count > 1) set = arguments[1];
  doctest::Context context;
  return context.run();
}
