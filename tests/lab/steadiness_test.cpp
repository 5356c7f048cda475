// The same question has the same answer: many checks in a row of each pooler that tests/lab/poolers.sh
// brings, alone and beside pgbench. POOLPROBE_STEADY_RUNS=100 runs each so often, and the table is printed:
//   POOLPROBE_STEADY_RUNS=100 ctest --preset long -R lab.steadiness -V
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "lab/check_json.hpp"
#include "lab/run_count.hpp"
#include "lab/run_in_short.hpp"
#include "support/other_poolers.hpp"
#include "support/other_products.hpp"
#include "support/pgbench_load.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

int runs() { return run_count("POOLPROBE_STEADY_RUNS", 2); }

/// What the runs of one pooler had in common, and the most that any of them took.
struct tally {
  std::map<std::string, int> answers;
  double seconds = 0;
  int connections = 0;
  std::size_t residue = 0;

  void add(checked const& seen) {
    REQUIRE(seen.run.is_object());
    ++answers[fmt::format("exit {}, {}: {}", seen.exit_code, pooler_in_short(seen.run),
                          all_but_works(seen.run))];
    seconds = std::max(seconds, seen.run["cost"]["duration_ms"].get<double>() / 1000);
    connections = std::max(connections, seen.run["cost"]["connections"].get<int>());
    residue = std::max(residue, seen.run["residue"].size());
  }
  [[nodiscard]] int most_common() const {
    auto const most = std::max_element(answers.begin(), answers.end(),
                                       [](auto const& a, auto const& b) { return a.second < b.second; });
    return most == answers.end() ? 0 : most->second;
  }
};

void print(std::string const& what, tally const& seen) {
  std::printf("%-34s %3d of %3d equal %6.1f s %4d connections %2zu left\n", what.c_str(), seen.most_common(),
              runs(), seen.seconds, seen.connections, seen.residue);
  for (auto const& [answer, times] : seen.answers) {
    if (seen.answers.size() > 1) std::printf("    %3d x %s\n", times, answer.c_str());
  }
  std::fflush(stdout);
}

void verify(std::string const& what, std::string const& url) {
  CAPTURE(what);
  tally seen;
  (void)check_json(url);  // the first run finds a pool without server connections
  for (int i = 0; i < runs(); ++i) seen.add(check_json(url));
  print(what, seen);
  CHECK(seen.most_common() == runs());
  CHECK(seen.seconds < 15);
  CHECK(seen.connections < 60);
  CHECK(seen.residue == 0);
}

/// Beside pgbench in the same pool.
void verify_beside_load(std::string const& what, int port, std::string const& database) {
  pgbench_load const load(any_postgres(), port, database, POOLPROBE_LOAD_SCRIPT, 4);
  verify(what + ", beside pgbench", url_at(port, database));
}

int port_of(std::string const& url) {
  auto const colon = url.rfind(':');
  return std::stoi(url.substr(colon + 1, url.find('/', colon) - colon - 1));
}

/// Calls `each` with the name, port and database of every pool of PgBouncer.
template <class Each>
void with_pgbouncers(Each const& each) {
  lab::postgres const server(any_postgres());
  for (std::string const series : {"1.18", "1.24", "1.26"}) {
    lab::pgbouncer const pooler(server_or_skip("pgbouncer", series), server);
    for (auto const* mode : {"transaction", "session"})
      each(fmt::format("PgBouncer {} {}", series, mode), pooler.port(), mode);
  }
}

/// The same of Odyssey.
template <class Each>
void with_odyssey(Each const& each) {
  lab::postgres const server(any_postgres());
  odyssey const pooler(server_or_skip("odyssey", "1.5"), server);
  for (auto const* mode : {"transaction", "session"})
    each(fmt::format("Odyssey {}", mode), port_of(pooler.url(mode)), mode);
}

void verify_alone(std::string const& what, int port, std::string const& database) {
  verify(what, url_at(port, database));
}

}  // namespace

TEST_CASE("PgBouncer, alone") { with_pgbouncers(verify_alone); }

TEST_CASE("PgBouncer, beside pgbench") { with_pgbouncers(verify_beside_load); }

TEST_CASE("Odyssey, alone") { with_odyssey(verify_alone); }

TEST_CASE("Odyssey, beside pgbench") { with_odyssey(verify_beside_load); }

TEST_CASE("Pgpool-II") {
  lab::postgres const server(any_postgres());
  for (auto const* series : {"4.3", "4.6"}) {
    pgpool const pooler(server_or_skip("pgpool", series), server);
    verify(fmt::format("Pgpool-II {}", series), pooler.url());
  }
}

TEST_CASE("pgagroal") {
  lab::postgres const server(any_postgres());
  pgagroal const pooler(server_or_skip("pgagroal", "2.1"), server);
  verify("pgagroal 2.1", pooler.url());
}
