#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "bench/own/versus.hpp"
#include "drivers/programs.hpp"
#include "drivers/real_verdict.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"

namespace poolprobe::bench {
namespace {

using testing::proof;

std::vector<proof> proofs_at_hand() {
  std::vector<proof> all;
  for (auto const& set : testing::sets_at_hand()) {
    for (auto const& of : testing::proofs_of(set)) {
      auto const known = [&of](proof const& p) { return p.id() == of.id(); };
      if (std::none_of(all.begin(), all.end(), known)) all.push_back(of);
    }
  }
  return all;
}

/// The result of a strategy. Two are equal when outcome and execution are: the SQLSTATE that another client's
/// unnamed statement causes depends on whose it is.
struct strategy_result {
  std::string outcome;
  std::string sqlstate;
  int execution = 0;

  [[nodiscard]] bool bad() const {
    return outcome == "breaks" || outcome == "wrong_answer" || outcome == "loses";
  }
  [[nodiscard]] std::string words() const { return testing::in_words(outcome, sqlstate, execution); }
  friend bool operator==(strategy_result const& a, strategy_result const& b) {
    return a.outcome == b.outcome && a.execution == b.execution;
  }
};

/// The result that `poolprobe bench` reports for each strategy.
std::map<std::string, strategy_result> results_of_bench(std::string const& url,
                                                        std::vector<proof> const& all) {
  std::vector<std::string> ids;
  for (auto const& of : all) ids.push_back(of.id());
  auto const ended = testing::run_poolprobe({"bench", url, "-S", fmt::format("{}", fmt::join(ids, ",")), "-c",
                                             "3", "-T", "50ms", "--repeat", "1", "-o", "json"});
  std::map<std::string, strategy_result> told;
  auto const run = nlohmann::json::parse(ended.out);
  for (auto const& m : run["measurements"]) {
    auto const state = m["sqlstate"].is_string() ? m["sqlstate"].get<std::string>() : "";
    strategy_result const seen{m["status"], state, m["broke_at"]};
    told[m["strategy"]] = seen;
    for (auto const& same : m["also"]) told[same] = seen;
  }
  return told;
}

void print_breaks_on(lab::found_binary const& workload, std::vector<proof> const& all) {
  lab::postgres const server(testing::any_postgres());
  lab::options const options{{{"ignore_startup_parameters", "extra_float_digits"}}};
  lab::pgbouncer const pooler(workload, server, testing::pools_for_scenarios(), options);
  testing::forced_pool const pool{pooler.port(), {}, &server, true};
  int used = 0;
  auto const fresh = [&used] { return fmt::format("database{}", used++); };
  auto const told = results_of_bench(endpoint{pooler.port(), fresh()}.url(), all);
  int broken = 0, same = 0;
  fmt::print("\nPgBouncer {}, transaction mode\n{:32}{:38}{}\n", pooler.version(), "strategy",
             "poolprobe bench", "two real processes");
  for (auto const& of : all) {
    auto const met = testing::real_verdict_of(of, pool, fresh).all;
    strategy_result const real{met.outcome, met.sqlstate, met.executions};
    auto const found = told.find(of.id());
    auto const said = found == told.end() ? strategy_result{} : found->second;
    if (!real.bad() && !said.bad()) continue;
    ++broken;
    if (real == said) ++same;
    fmt::print("{:32}{:38}{}{}\n", of.id(), said.words(), real.words(), real == said ? "" : "  DIFFERENT");
    std::fflush(stdout);
  }
  fmt::print("{} of {} strategies break, {} of them in the same way at the same operation\n", broken,
             all.size(), same);
}

}  // namespace

void print_breaks() {
  auto const all = proofs_at_hand();
  fmt::print("Strategies that break: where bench says it, and where real drivers meet with it\n");
  for (auto const* series : {"1.18", "1.24", "1.26"}) {
    if (auto const workload = testing::find_server("pgbouncer", series)) print_breaks_on(*workload, all);
  }
}

}  // namespace poolprobe::bench
