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
    {{"node", "postgres-js", ""}, {"TR101", "TR105"}},
    {{"go", "lib-pq", ""}, {"TR104"}},
    {{"go", "pgx", "exec"}, {}},
    {{"java", "pgjdbc", ""}, {"TR101", "TR102"}},
    {{"java", "pgjdbc", "current-schema"}, {"TR301"}},
    {{"rust", "tokio-postgres", ""}, {"TR101", "TR102", "TR103"}},
};

/// One statement of the sample for each of these.
std::set<std::string> const of_the_statements{"TR201", "TR202", "TR203", "TR204", "TR205", "TR206", "TR207",
                                              "TR208", "TR209", "TR210", "TR211", "TR212", "TR401"};

/// Runs one process of the program after the other on these steps, and returns the record.
nlohmann::json traced(proof const& of, std::string const& url, std::string const& steps,
                      std::vector<std::string> const& options = {}) {
  invocation trace{{"trace", "-o", "json", url}};
  trace.arguments.insert(trace.arguments.end(), options.begin(), options.end());
  for (auto const& each :
       {std::string("--"), std::string("sh"), std::string("-c"),
        fmt::format("for steps in {}; do \"$@\" <'{}'/$steps || exit; done >&2", steps, POOLPROBE_SAMPLES),
        std::string("sh")})
    trace.arguments.push_back(each);
  auto const program = program_or_skip(of);
  trace.arguments.insert(trace.arguments.end(), program.command.begin(), program.command.end());
  trace.arguments.emplace_back(of.config);
  auto const ended = run_poolprobe(trace);
  auto const may_fail = steps == "refused.txt";
  CHECK_MESSAGE((may_fail || ended.err.find("error ") == std::string::npos), of.id(), ended.err);
  return nlohmann::json::parse(ended.out, nullptr, false);
}

nlohmann::json hazards_of(proof const& of, std::string const& url, std::string const& steps) {
  return traced(of, url, steps).value("hazards", nlohmann::json());
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

/// Who sends what, and as whom trace knows it; the first id is the driver itself where it cannot be told from
/// others.
struct recognised {
  proof who;
  std::string ids;  ///< all of them; "..." at the end: and others
};
std::vector<recognised> const recognised_ones{
    {{"python", "asyncpg", ""}, "asyncpg, ..."},
    {{"python", "psycopg3", "zero"}, "psycopg3, ..."},
    {{"python", "pg8000", ""}, "pg8000"},
    {{"node", "node-postgres", ""}, "node-postgres, ..."},
    {{"node", "postgres-js", ""}, "postgres-js"},
    {{"node", "sequelize", ""}, "sequelize"},
    {{"node", "slonik", ""}, "slonik"},
    {{"go", "lib-pq", ""}, "lib-pq"},
    {{"go", "go-pg", "prepare"}, "go-pg"},
    {{"go", "bun-pgdriver", "prepare"}, "bun-pgdriver"},
    {{"go", "pgx", ""}, "pgx, ..."},
    {{"java", "pgjdbc", ""}, "pgjdbc"},
    {{"java", "vertx", ""}, "vertx"},
    {{"java", "r2dbc", ""}, "r2dbc"},
    {{"rust", "tokio-postgres", ""}, "tokio-postgres, ..."},
    {{"rust", "tokio-postgres", "typed"}, "tokio-postgres"},
    {{"rust", "sqlx", ""}, "sqlx"},
    {{"rust", "sqlx", "no-persistent"}, "sqlx"},
    {{"rust", "diesel", ""}, "diesel"},
};

TEST_CASE("trace recognises each driver, and says where it cannot tell which one it is") {
  lab::postgres const server(any_postgres());
  for (auto const& r : recognised_ones) {
    if (r.who.set != set) continue;
    CAPTURE(r.who.id());
    auto const run = traced(r.who, server.url("app", "postgres"), "recognised.txt");
    REQUIRE(!run["traffic"]["drivers"].empty());
    std::string ids;
    for (auto const& id : run["traffic"]["drivers"][0]["drivers"])
      ids += (ids.empty() ? "" : ", ") + id.get<std::string>();
    if (r.ids.ends_with("...")) {
      CHECK(ids.starts_with(r.ids.substr(0, r.ids.size() - 3)));
    } else {
      CHECK(ids == r.ids);
    }
  }
}

/// Behind a pooler that keeps no track too.
std::vector<sample> const harmless_ones{
    {{"python-newest", "sqlalchemy-asyncpg", "name-func-null-pool"}, {"TR105"}},
    {{"node", "kysely", "postgres-js"}, {"TR105"}},
    {{"node", "sequelize", ""}, {"TR203", "TR214"}},
};

TEST_CASE("names that nobody else can have and settings that change nothing are told, and break nothing") {
  lab::postgres const server(any_postgres());
  for (auto const& s : harmless_ones) {
    if (s.who.set != set) continue;
    CAPTURE(s.who.id());
    auto const run = traced(s.who, server.url("app", "postgres"), "recognised.txt");
    CHECK(run["verdict"]["exit_code"] == 0);
    std::set<std::string> codes;
    for (auto const& [code, statements] : by_code(run["hazards"])) codes.insert(code);
    CHECK(codes == s.adds);
  }
}

TEST_CASE(
    "a rollback of psycopg and a repeated query that is refused break nothing where the pooler keeps track") {
  lab::postgres const server(any_postgres());
  auto const url = server.url("app", "postgres");
  if (set == "python") {
    auto const run = traced({"python", "psycopg3", "zero"}, url, "rollback.txt", {"--prepared"});
    CHECK(run["verdict"]["exit_code"] == 0);
    CHECK(by_code(run["hazards"]).contains("TR213"));
  }
  if (set == "node") {
    auto const run = traced({"node", "node-postgres", "named"}, url, "refused.txt", {"--prepared"});
    CHECK(run["verdict"]["exit_code"] == 0);
    CHECK(by_code(run["hazards"]).contains("TR106"));
    CHECK(run["traffic"]["caveats"][0]["code"] == "PP107");
  }
}

int main(int count, char** arguments) {
  if (count > 1) set = arguments[1];
  doctest::Context context;
  return context.run();
}
