// Other people's traffic in the same pool: never a false `works`, never a false `breaks`, nothing left
// behind.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>
#include <map>

#include "lab/check_json.hpp"
#include "support/servers.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;

namespace {

/// pgbench with eight clients on a pool, for as long as this lives.
class foreign_load {
 public:
  foreign_load(lab::found_binary const& postgres, lab::pgbouncer const& pooler, std::string const& database)
      : pgbench_(invocation{
            {"-h", "127.0.0.1", "-p", std::to_string(pooler.port()), "-U", "app", "-n", "-M", "extended",
             "-f", POOLPROBE_LOAD_SCRIPT, "-c", "8", "-j", "1", "-T", "3600", database},
            {},
            {},
            (postgres.path / "pgbench").string()}) {}

 private:
  running_program pgbench_;
};

int runs() {
  auto const* wanted = std::getenv("POOLPROBE_LOAD_RUNS");
  return wanted == nullptr ? 200 : std::atoi(wanted);
}

using tally = std::map<std::string, std::map<std::string, int>>;

/// How often each probe had which outcome, and each run which pool mode and how much residue.
tally observe(std::string const& url) {
  tally seen;
  for (int i = 0; i < runs(); ++i) {
    auto const check = check_json(url);
    REQUIRE(check.run.is_object());
    ++seen["mode"][check.run["pooler"]["pool_mode"].get<std::string>()];
    seen["residue"]["entries"] += static_cast<int>(check.run["residue"].size());
    for (auto const& f : check.run["findings"])
      ++seen[f["code"].get<std::string>()][f["outcome"].get<std::string>()];
  }
  return seen;
}

void print(std::string const& what, tally const& seen) {
  auto text = what + ":";
  for (auto const& [key, counts] : seen) {
    text += "\n  " + key;
    for (auto const& [word, times] : counts) text += fmt::format("  {} {}", word, times);
  }
  MESSAGE(text);
}

using right_outcomes = std::map<std::string, std::vector<std::string>>;

/// No outcome but the right ones and `unknown`, and that in at most 2 % of the cells.
void verify(tally& seen, right_outcomes const& right) {
  int unknown = 0;
  for (auto const& [code, words] : right) {
    int good = 0;
    for (auto const& word : words) good += seen[code][word];
    CAPTURE(code);
    unknown += seen[code]["unknown"];
    CHECK(good + seen[code]["unknown"] == runs());
  }
  CHECK(unknown * 50 <= runs() * static_cast<int>(right.size()));
  CHECK(seen["residue"]["entries"] == 0);
}

/// Puts the load on a transaction pool of that PgBouncer and counts what the checks say meanwhile.
void observe_under_load(std::string const& series, right_outcomes const& right) {
  auto const postgres = any_postgres();
  auto const binary = server_or_skip("pgbouncer", series);
  lab::postgres const server(postgres);
  lab::pgbouncer const pooler(binary, server);
  foreign_load const load(postgres, pooler, "transaction");
  auto seen = observe(pooler.url("transaction"));
  print("PgBouncer " + series, seen);
  CHECK(seen["mode"]["transaction"] == runs());
  verify(seen, right);
}

std::vector<std::string> const broken{"breaks", "wrong_answer"};

}  // namespace

TEST_CASE("on a busy pool without support every break is seen and nothing else") {
  observe_under_load("1.18", {{"PP101", {"breaks"}},
                              {"PP102", {"breaks"}},
                              {"PP103", broken},
                              {"PP104", broken},
                              {"PP105", {"works"}},
                              {"PP201", {"leaks", "breaks"}},
                              {"PP406", {"works"}}});
}

TEST_CASE("on a busy pool with support nothing breaks that works") {
  observe_under_load("1.24", {{"PP101", {"works"}},
                              {"PP102", {"works"}},
                              {"PP103", {"works"}},
                              {"PP104", broken},
                              {"PP105", {"works"}},
                              {"PP201", {"leaks", "breaks"}},
                              {"PP406", {"works"}}});
}
