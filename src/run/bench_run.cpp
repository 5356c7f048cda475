#include "run/bench_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <deque>
#include <fstream>
#include <thread>

#include "bench/load/bench_table.hpp"
#include "bench/load/delayed_target.hpp"
#include "bench/load/prepared_statement_cleanup.hpp"
#include "bench/load/try_user_query.hpp"
#include "driver_check/driver_check.hpp"
#include "judge/verdict.hpp"
#include "model/driver_words.hpp"
#include "model/fatal.hpp"
#include "run/bench_strategies.hpp"
#include "run/check_run.hpp"
#include "run/redaction.hpp"
#include "survey/survey.hpp"
#include "testbed/testbed.hpp"
#include "wire/explain_failure.hpp"
#include "wire/interruptible_wait.hpp"
#include "wire/settled_target.hpp"

namespace poolprobe {
namespace {

using bench::strategy;

/// Why a configuration that works here is not measured under this load; empty where it is.
std::string_view why_skipped(driver_config const& config, pooler_info const& pooler,
                             bench_run_options const& options) {
  if (clears_everything(config) && !options.sacrificial)
    return "it sends DEALLOCATE ALL, which takes prepared statements from others; --sacrificial allows it";
  auto const shared = pooler.present != certainty::no && pooler.pool_mode != pool_mode::session;
  if (shared && depends_on_its_blocks(config) && options.plan.transaction == 0)
    return "it begins a block before every query and depends on that; --transaction 1 measures it so";
  return {};
}

/// The failure that the driver check found, in the form of a measurement.
measurement_status status_of(outcome failed) {
  switch (failed) {
    case outcome::loses:
      return measurement_status::loses;
    case outcome::wrong_answer:
    case outcome::leaks:
      return measurement_status::wrong_answer;
    default:
      return measurement_status::breaks;
  }
}

std::optional<bench::failure> failure_of(driver_result const& result, driver_config const& config,
                                         pooler_info const& pooler, bench_run_options const& options) {
  if (is_failure(result.outcome))
    return bench::failure{status_of(result.outcome), result.sqlstate, result.executions, result.summary};
  auto const why = why_skipped(config, pooler, options);
  return why.empty() ? std::nullopt
                     : std::optional(bench::failure{measurement_status::skipped, {}, 0, std::string(why)});
}

bool is_measured(bench_run_options const& options, std::string const& id) {
  return std::any_of(options.plan.strategies.begin(), options.plan.strategies.end(),
                     [&id](strategy const& s) {
                       return s.strategy == id || std::find(s.also.begin(), s.also.end(), id) != s.also.end();
                     });
}

/// A strategy is measured as the newest generation of its driver sends it. Where another one has another
/// result here, and is not among the strategies, that is a warning.
void warn_of_generations(driver_check& by, bench_run_options const& options, strategy const& measured,
                         driver_result const& result, run_record& run) {
  for (auto const& other : other_generations(measured.choice)) {
    if (is_measured(options, id_of(other))) continue;
    auto const its = by.run(other);
    if (its.outcome == result.outcome) continue;
    run.bench->warnings.push_back(fmt::format("{} stands for the newest versions: {} ({}) {}",
                                              measured.strategy, id_of(other), words_of(its.holds_for),
                                              its.summary));
  }
}

/// Finds the strategies that work when server connections change hands. The testbed forces the changes; load
/// alone may not cause them. The results are added to `run`.
void check_driver(bench_route route, driver_check& by, bench_run_options& options, run_record& run) {
  for (auto& c : options.plan.strategies) {
    options.progress(fmt::format("does {} survive here", c.strategy));
    auto const result = by.run(c.choice);
    c.out.erase(route);
    c.doubt.erase(route);
    if (auto const out = failure_of(result, *c.choice.config, run.pooler, options))
      c.out.emplace(route, *out);
    if (result.outcome == outcome::unknown) {
      c.doubt.emplace(route, result.summary);
      run.bench->warnings.push_back(
          fmt::format("could not tell beforehand whether {} survives here: {}", c.strategy, result.summary));
    }
    if (!c.is_driver) continue;
    run.drivers.push_back(result);
    warn_of_generations(by, options, c, result, run);
  }
}

/// Once more where the facts about the pool turned out to be wrong.
void survey_and_check(testbed& on, bench_route route, bench_run_options& options, run_record& run) {
  constexpr int attempts = 3;
  for (int i = 0; i < attempts; ++i) {
    options.progress("survey");
    auto found = survey(on, {});
    run.pooler = std::move(found.pooler);
    run.server = std::move(found.server);
    run.drivers.clear();
    run.bench->warnings.clear();
    std::vector<finding> const no_probe_was_run;
    driver_check by(on, run.pooler.present == certainty::no ? nullptr : &no_probe_was_run);
    check_driver(route, by, options, run);
    if (!on.pool_facts_wrong()) break;
  }
}

/// Surveys the route, and finds the strategies that work there. Cleans up also where that ends early.
void look(target const& where, bench_route route, bench_run_options& options, run_record& run) {
  testbed on(where, {.connect = options.plan.patience, .in_all = bounds_of_check + bounds_of_all_drivers});
  on.set_permissions({.sacrificial = options.sacrificial});
  auto const finish = [&] {
    options.progress("clean-up");
    run.residue = on.clean_up();
    run.cost = on.cost;
    options.nonce = on.nonce();
  };
  try {
    survey_and_check(on, route, options, run);
  } catch (fatal const& end) {
    if (end.code == exit_code::interrupted || end.code == exit_code::defect ||
        end.code == exit_code::inconclusive)
      finish();
    throw;
  }
  finish();
}

/// The text after the colon in the first line of a file that begins with that key.
std::string line_of(char const* path, std::string_view begins) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(begins)) continue;
    auto const colon = line.find(':');
    auto const text = colon == line.npos ? line.npos : line.find_first_not_of(" \t", colon + 1);
    return text == line.npos ? "" : line.substr(text);
  }
  return "";
}

bench_info context_of(bench_run_options const& options) {
  auto const& plan = options.plan;
  bench_info info;
  info.rate = plan.rate;
  info.duration_s = plan.duration.count();
  info.warmup_s = plan.warmup.count();
  info.repeat = plan.repeat;
  info.threads = plan.threads;
  info.query = options.query;
  info.transaction = plan.transaction;
  info.reconnect = plan.reconnect;
  info.cores = static_cast<int>(std::thread::hardware_concurrency());
  info.cpu = line_of("/proc/cpuinfo", "model name");
  if (double load = 0; getloadavg(&load, 1) == 1) info.load_before = load;
  info.shard = options.shard;
  info.shards = options.shards;
  info.recreated = options.recreated;
  if (options.direct) info.direct = options.direct->shown.display;
  return info;
}

/// The routes in the order of their round-trip times, each direct one after the pooled one.
class routes {
 public:
  void add(bench_route route, target const& to, bench_run_options const& options,
           std::vector<std::chrono::microseconds> const& round_trips, wire::login_facts const& facts) {
    for (auto const far : round_trips) {
      options.progress(fmt::format("the way to {}", to.shown.display));
      auto const& made = delayed_targets_.emplace_back(to, facts, far);
      auto const ms = std::chrono::duration<double, std::milli>(far).count();
      all_.push_back(
          {route, ms, bench::idle_round_trip_ms(made.where(), options.plan.patience), &made.where()});
    }
  }
  [[nodiscard]] std::vector<bench::route> in_order() const {
    auto sorted = all_;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](auto const& a, auto const& b) { return a.rtt_ms < b.rtt_ms; });
    return sorted;
  }

 private:
  std::deque<bench::delayed_target> delayed_targets_;
  std::vector<bench::route> all_;
};

/// A target at the place where it was found, and what the login there told.
struct found_target {
  target where;
  wire::login_facts facts;
};

/// Connects once: of several hosts, or addresses of one, all that follows uses this one. Throws
/// `fatal{no_connection}`.
found_target find(target const& to, bench_run_options const& options) {
  auto const opened = wire::connection::open(to, wire::clock::now() + options.plan.patience);
  if (auto const* failed = std::get_if<wire::open_failure>(&opened))
    throw wire::explain_failure(*failed, to.shown);
  auto facts = std::get<wire::connection>(opened).facts();
  return {wire::settled_on(to, {facts.host, facts.address, facts.port}), std::move(facts)};
}

/// Behind a pooler that tracks statements, named statements stay on its server connections.
void tidy_up(target const& where, bench_run_options const& options, run_record& run) {
  if (run.pooler.present == certainty::no) return;
  options.progress("clean-up");
  auto const clients = *std::max_element(options.plan.clients.begin(), options.plan.clients.end());
  auto const found =
      bench::drop_prepared_statements(where, clients, options.plan.asked.mark, options.plan.patience);
  run.bench->pool_size = found.pool_size;
  run.residue.insert(run.residue.end(), found.left.begin(), found.left.end());
  if (found.in_use > 0 && run.pooler.prepared_statements != support::unsupported)
    run.bench->warnings.push_back(fmt::format(
        "{} server connection{} could not be reached, mostly because others had {} all the while: "
        "prepared statements of this run may be left there until they close",
        found.in_use, found.in_use == 1 ? "" : "s", found.in_use == 1 ? "it" : "them"));
}

void add_ways(routes& all, found_target const& way, bench_run_options const& options, run_record& run) {
  run.bench->tls = way.facts.tls;
  all.add(bench_route::pooled, way.where, options, options.round_trips, way.facts);
  if (options.direct) {
    auto const direct = find(*options.direct, options);
    if (auto const v = direct.facts.parameters.find("server_version"); v != direct.facts.parameters.end())
      run.bench->direct_server = v->second;
    run.bench->direct = direct.where.shown.display;
    all.add(bench_route::direct, direct.where, options, options.round_trips, direct.facts);
  }
  if (options.untracked) {
    auto const untracked = find(*options.untracked, options);
    all.add(bench_route::untracked, untracked.where, options, {options.round_trips.front()}, untracked.facts);
  }
}

void measure_all(found_target const& way, bench_run_options& options, run_record& run) {
  auto const& where = way.where;
  routes all;
  add_ways(all, way, options, run);
  options.plan.routes = all.in_order();
  std::optional<bench::bench_table> bench_table;
  if (options.query == "lookup" || options.query == "update") {
    options.progress("making the table");
    bench_table.emplace(options.direct ? *options.direct : where, options.plan.patience);
    options.plan.asked =
        options.query == "lookup" ? bench::lookup(bench_table->table()) : bench::update(bench_table->table());
  }
  run.bench->sql = options.plan.asked.sql;
  options.plan.asked.mark = fmt::format(" /* poolprobe {} */", options.nonce);
  auto measured = bench::measure_strategies(options.plan, [&options](bench::progress const& p) {
    options.progress(fmt::format("[{}/{}] {}, {} client{}, +{} ms; {:.0f} s left", p.done + 1, p.all,
                                 p.strategy, p.clients, p.clients == 1 ? "" : "s", p.rtt_ms, p.seconds_left));
  });
  run.measurements = std::move(measured.cells);
  run.cost.connections += measured.connections;
  run.cost.peak_connections = std::max(
      run.cost.peak_connections, *std::max_element(options.plan.clients.begin(), options.plan.clients.end()));
  tidy_up(where, options, run);
  if (bench_table) {
    if (auto const left = bench_table->drop()) run.residue.push_back(*left);
  }
}

std::string baseline_of(bench_run_options const& options, run_record const& run) {
  if (!options.baseline.empty()) return options.baseline;
  for (auto const& m : run.measurements) {
    if (m.status == measurement_status::measured && m.route == bench_route::pooled) return m.strategy;
  }
  return run.measurements.empty() ? "" : run.measurements.front().strategy;
}

/// What makes the figures doubtful.
void add_warnings(run_record& run) {
  constexpr double busy = 0.7, unsteady = 0.1;
  auto& info = *run.bench;
  if (info.load_before > busy * info.cores)
    info.warnings.push_back(
        fmt::format("machine busy, so that figures may drift: load {:.1f} on {} cores before it began",
                    info.load_before, info.cores));
#ifndef NDEBUG
  info.warnings.emplace_back("poolprobe was built without optimisation: it is slower than it need be");
#endif
  std::size_t measured = 0, unsteady_cells = 0;
  for (auto const& m : run.measurements) {
    if (m.repeats.size() < 2) continue;
    ++measured;
    auto const [least, most] = std::minmax_element(m.repeats.begin(), m.repeats.end());
    if (*most - *least > unsteady * m.ops_per_s) ++unsteady_cells;
  }
  if (unsteady_cells > 0)
    info.warnings.push_back(
        fmt::format("in {} of {} measurements the repeats differ by more than 10 %: give more time "
                    "with -T or --repeat, or use a quieter machine",
                    unsteady_cells, measured));
}

verdict verdict_of(run_record const& run) {
  if (wire::interrupted_by() != 0) return interrupted_verdict();
  auto const any = [&run](auto const& fits) {
    return std::any_of(run.measurements.begin(), run.measurements.end(),
                       [&fits](measurement const& m) { return fits(m.status); });
  };
  if (any([](measurement_status s) { return s == measurement_status::measured; }))
    return {verdict_status::compatible, exit_code::compatible, {}};
  if (any([](measurement_status s) { return is_failure(s); }))
    return {
        verdict_status::incompatible, exit_code::incompatible, {"no strategy that was asked for works here"}};
  std::vector<std::string> reasons{"nothing could be measured"};
  if (!run.measurements.empty()) reasons.push_back(run.measurements.front().summary);
  return {verdict_status::inconclusive, exit_code::inconclusive, std::move(reasons)};
}

}  // namespace

run_record benchmark_target(target const& asked, bench_run_options options) {
  auto const begun = wire::clock::now();
  auto run = started(asked);
  run.bench = context_of(options);
  try {
    auto const way = find(asked, options);
    auto const& where = way.where;
    run.target = where.shown;
    if (options.plan.asked.expected == bench::bench_query::reply::any)
      bench::preflight(where, options.plan.asked, options.plan.patience);
    look(where, bench_route::pooled, options, run);
    if (options.untracked) {
      auto other = started(*options.untracked);
      other.bench.emplace();
      auto const nonce = options.nonce;
      look(*options.untracked, bench_route::untracked, options, other);
      run.residue.insert(run.residue.end(), other.residue.begin(), other.residue.end());
      options.nonce = nonce;
    }
    measure_all(way, options, run);
  } catch (fatal const& end) {
    if (end.code != exit_code::interrupted) throw;
  }
  run.bench->baseline = baseline_of(options, run);
  add_warnings(run);
  run.cost.duration_ms = wire::milliseconds(wire::clock::now() - begun).count();
  redact(run, asked.password);
  if (options.direct) redact(run, options.direct->password);
  run.verdict = verdict_of(run);
  return run;
}

}  // namespace poolprobe
