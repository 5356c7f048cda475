// Two PgBouncers in a row that both keep few statements: what real drivers meet, and that poolprobe says it
// (probes/statement_limit.md).
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <fmt/format.h>

#include "drivers/gated_program.hpp"
#include "lab/check_json.hpp"
#include "support/other_poolers.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

std::string set;  ///< which of install.sh's sets is meant, the first argument

/// A driver that names statements, and whether an answer that nothing asked for is an error to it.
struct driver_row {
  proof who;
  bool is_strict;
};

constexpr driver_row rows[] = {
    {{"python", "asyncpg", ""}, false},
    {{"python", "psycopg3", ""}, false},
    {{"python-newest", "asyncpg", ""}, false},
    {{"python-newest", "psycopg3", ""}, false},
    {{"node", "node-postgres", "named"}, false},  // with one client; with four it is
    {{"node", "postgres-js", ""}, false},
    {{"go", "pgx", ""}, false},
    {{"go", "lib-pq", "prepare"}, true},
    {{"java", "pgjdbc", ""}, true},
    {{"rust", "tokio-postgres", "prepared"}, true},
    {{"rust", "diesel-async", ""}, true},
};

/// Both keep three statements; "one" is a pool of one server connection, for which a client waits two
/// seconds.
struct chain {
  static constexpr auto both = "max_prepared_statements = 3\nquery_wait_timeout = 2\n";

  lab::postgres server{any_postgres()};
  other_pooler back;
  other_pooler front;

  explicit chain(char const* back_series)
      : back(pgbouncer_before(server_or_skip("pgbouncer", back_series), server.port(), "app", "transaction",
                              both)),
        front(pgbouncer_before(server_or_skip("pgbouncer", "1.24"), back.port(), "app", "transaction",
                               fmt::format("{}[databases]\none = host=127.0.0.1 port={} dbname=app user=app "
                                           "pool_mode=transaction pool_size=1\n",
                                           both, back.port()))) {}
};

std::string answer_to(gated_program& program, std::string const& step) {
  if (!step.empty()) program.ask(step);
  for (;;) {
    auto const state = program.next();
    if (state == gated_program::state::ended) return "ended";
    if (state == gated_program::state::answered) return program.answer();
    program.pass();
  }
}

/// Asks eight queries, each until it is prepared, and then all again twice. "ok", or the first other answer.
std::string uses_eight(gated_program& program) {
  constexpr int queries = 8, until_prepared = 6, rounds = 3;
  for (int round = 0; round < rounds; ++round) {
    for (int query = 0; query < queries; ++query) {
      for (int i = 0; i < (round == 0 ? until_prepared : 1); ++i) {
        auto told = answer_to(program, fmt::format("autocommit {} 1", query));
        if (told != fmt::format("ok {}", query + 1)) return told;
      }
    }
  }
  return "ok";
}

struct outcomes {
  std::string first, second;
};

/// What one process meets, and then another one while the first stays connected.
outcomes of_two_processes(proof const& who, chain const& through) {
  gated_program first(who, through.front.port(), "one", false);
  REQUIRE(answer_to(first, "") == "ready");
  auto const met = uses_eight(first);
  gated_program second(who, through.front.port(), "one", false);
  auto const ready = answer_to(second, "");
  return {met, ready == "ready" ? answer_to(second, "autocommit 100 1") : ready};
}

std::string said_of(proof const& who, chain const& through) {
  auto const run = check_json(through.front.url(), {"--driver", who.id()}).run;
  for (auto const& d : run["drivers"]) {
    if (d["driver"] != who.driver || d["config"] != who.config) continue;
    for (auto const& c : d["caveats"]) {
      if (c["code"] == "PP113") return c["summary"].get<std::string>();
    }
  }
  return {};
}

}  // namespace

TEST_CASE("with an older PgBouncer next to the server, strict drivers end, and other clients wait") {
  chain const through("1.24");
  for (auto const& row : rows) {
    if (row.who.set != set) continue;
    CAPTURE(row.who.id());
    auto const met = of_two_processes(row.who, through);
    CAPTURE(met.first);
    CAPTURE(met.second);
    CHECK((met.first != "ok") == row.is_strict);
    // The connection of a driver that has failed may be closed, which frees its server connection.
    if (met.first == "ok") CHECK(met.second != "ok 101");
    auto const said = said_of(row.who, through);
    CHECK(said.find("wait without end") != std::string::npos);
    if (row.is_strict) CHECK(said.starts_with("the driver ends with"));
  }
}

TEST_CASE("with 1.26 next to the server all drivers work") {
  chain const through("1.26");
  for (auto const& row : rows) {
    if (row.who.set != set) continue;
    CAPTURE(row.who.id());
    auto const met = of_two_processes(row.who, through);
    CHECK(met.first == "ok");
    CHECK(met.second == "ok 101");
    CHECK(said_of(row.who, through).empty());
  }
}

int main(int argc, char** argv) {
  set = argc > 1 ? argv[1] : "python";
  doctest::Context context(argc, argv);
  return context.run();
}
