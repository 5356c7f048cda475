#include "run/check_run.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>

#include "connection_text/several_hosts.hpp"
#include "connection_text/split_hosts.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "driver_check/scenarios_from_findings.hpp"
#include "judge/verdict.hpp"
#include "model/driver_words.hpp"
#include "model/target_words.hpp"
#include "run/early_verdict.hpp"
#include "run/judged_drivers.hpp"
#include "run/keep_worse.hpp"
#include "run/redaction.hpp"
#include "run/run_probes.hpp"
#include "testbed/dry_run.hpp"
#include "testbed/run_budget.hpp"
#include "text/version.hpp"

namespace poolprobe {
namespace {

/// The probes that get a finding: those that are selected or required.
std::vector<probe> worth_telling(selection const& selected, requirements const& wanted) {
  std::vector<probe> told;
  for (auto const& p : all_probes()) {
    auto const is_wanted = std::find(wanted.begin(), wanted.end(), p.code) != wanted.end();
    if (is_wanted || selected.has(p.code)) told.push_back(p);
  }
  return told;
}

/// Why a probe does not run: the selection, a missing permission, or the deadline of a run that began at
/// `begun`.
objection objection_of(check_options const& options, wire::clock::time_point begun) {
  return [&options, begun](probe const& p) {
    auto why = options.selection.objection(p.code);
    if (!why) why = forbidden(p, options.allowed);
    if (!why && options.deadline && wire::clock::now() - begun >= *options.deadline) {
      why = fmt::format("not run: the deadline of {} s was reached",
                        std::chrono::duration<double>(*options.deadline).count());
    }
    return why;
  };
}

/// Of `probes`, those that the verdict about the drivers needs.
std::vector<probe> needed_for_verdict(std::vector<probe> probes, driver_choices const& drivers,
                                      requirements wanted, bool several_poolers) {
  for (auto const& one : drivers) {
    auto const behind = probes_behind(*one.config, several_poolers);
    wanted.insert(wanted.end(), behind.begin(), behind.end());
  }
  std::erase_if(probes, [&](probe const& p) {
    return std::find(wanted.begin(), wanted.end(), p.code) == wanted.end();
  });
  return probes;
}

/// What the verdict needs comes first. Findings about startup parameters are not used without a pooler (see
/// `forgive_on_server`), nor in a dry run, which has none.
void run_probes_and_drivers(testbed& on, check_options const& options, driver_choices const& drivers,
                            requirements const& wanted, objection const& against, run_record& run) {
  auto const undoubted = run.pooler.present == certainty::no || on.is_dry_run();
  driver_check check(on, undoubted ? nullptr : &run.findings);
  auto const probes = worth_telling(options.selection, wanted);
  if (!drivers.empty() && !on.is_dry_run()) {
    auto const needed = needed_for_verdict(probes, drivers, wanted, run.pooler.layers > 1);
    auto startup = needed;
    std::erase_if(startup, [](probe const& p) { return !is_startup(p); });
    run_probes(on, startup, against, run.findings, options.progress);
    auto const progress = [&] { options.progress(id_of(drivers.front())); };
    progress();
    probes_beside_drivers beside(on, needed, against, run.findings);
    simulate_together(check, drivers, on.where(), options, {beside.tasks(), [&] {
                                                              beside.tell(run.findings);
                                                              recall_drivers(check, drivers, on.where(),
                                                                             options, run.drivers);
                                                              progress();
                                                            }});
    run_probes(on, needed, against, run.findings, options.progress);
    if (on.pool_facts_wrong()) return;
    judge_drivers(check, drivers, on.where(), options, run.drivers);
  }
  run_probes(on, probes, against, run.findings, options.progress);
  if (!on.pool_facts_wrong()) check_drivers(check, drivers, on.where(), options, run.drivers);
}

/// On a busy pool a survey can take shared server connections for dedicated ones. The testbed notices when a
/// client is moved nevertheless; then all results are discarded, and everything is observed again.
void observe(testbed& on, check_options const& options, driver_choices const& drivers,
             requirements const& wanted, wire::clock::time_point begun, run_record& run) {
  constexpr int attempts = 3;
  auto const probes = worth_telling(options.selection, wanted);
  auto const against = objection_of(options, begun);
  auto asking = options.survey;
  asking.meanwhile = [&](testbed& own) { run_startup_probes(own, probes, against, run.findings); };
  for (int i = 0; i < attempts; ++i) {
    options.progress("survey");
    run.findings.clear();
    auto found = survey(on, asking);
    run.pooler = std::move(found.pooler);
    run.server = std::move(found.server);
    run.drivers.clear();
    run_probes_and_drivers(on, options, drivers, wanted, against, run);
    if (!on.pool_facts_wrong()) return;
  }
  run.pooler.pool_mode = pool_mode::unknown;
  for (auto& f : run.findings) {
    f.outcome = outcome::unknown;
    f.summary = f.observed = "server connections changed hands against every expectation";
  }
  for (auto& d : run.drivers) {
    d.outcome = outcome::unknown;
    d.summary = "server connections changed hands against every expectation";
    d.sqlstates.clear();
    d.caveats.clear();
    d.features.clear();
  }
}

/// Where poolers behind one address differ, another one is observed as well.
void observe_other_process(testbed& on, check_options options, driver_choices const& drivers,
                           requirements const& wanted, wire::clock::time_point begun, run_record& run) {
  run.pooler.processes_differ = on.process_difference();
  if (run.pooler.processes_differ.empty()) return;
  run.pooler.evidence.insert(run.pooler.evidence.begin(),
                             {"processes-differ", run.pooler.processes_differ,
                              "each connection may meet another one; of each result the worse one counts"});
  if (!on.move_to_other_process()) return;
  auto other = started(on.where());
  options.survey.first_is_open = true;
  observe(on, options, drivers, wanted, begun, other);
  if (on.process_difference().empty()) return;  // the survey went back to the first one
  keep_worse(run, other);
  run.pooler.processes_judged = 2;
}

/// Of a run that has reached a bound: what was not observed is unknown, and a driver that was not simulated
/// neither works nor breaks.
void leave_rest_unknown(testbed const& on, budget_spent const& end, check_options const& options,
                        driver_choices const& drivers, requirements const& wanted,
                        wire::clock::time_point begun, run_record& run) {
  auto const because = fmt::format("not observed: {}", end.message);
  if (on.pool_facts_wrong()) {
    run.pooler.pool_mode = pool_mode::unknown;
    run.findings.clear();
    run.drivers.clear();
  }
  add_unknown(worth_telling(options.selection, wanted), objection_of(options, begun), because, run.findings);
  for (auto& d : not_simulated(drivers, on.where(), options)) {
    auto const is_told = std::any_of(run.drivers.begin(), run.drivers.end(), [&d](driver_result const& r) {
      return r.driver == d.driver && (r.config == d.config || !d.required);
    });
    if (is_told) continue;
    if (d.outcome != outcome::breaks) {  // else that is known from the text
      d.outcome = outcome::unknown;
      d.summary = because;
      d.features.clear();
    }
    run.drivers.push_back(std::move(d));
  }
  std::stable_partition(run.drivers.begin(), run.drivers.end(),
                        [](driver_result const& r) { return r.required; });
}

/// What simulating one driver may take in addition. The one with the most configurations takes 1500 round
/// trips behind a pooler that does not track statements.
constexpr run_bounds bounds_of_one_driver{0, 4000, std::chrono::seconds(0)};

/// The limits of a check, with what the drivers' simulation takes, and the time that one connection may take.
testbed_limits limits_of(check_options const& options, std::size_t judged) {
  auto limits = options.limits;
  limits.in_all.time += std::chrono::ceil<std::chrono::seconds>(limits.connect);
  if (judged > 0) limits.in_all = limits.in_all + bounds_of_one_driver;
  if (options.all_drivers || judged + options.listed.size() > 1)
    limits.in_all = limits.in_all + bounds_of_all_drivers;
  return limits;
}

/// Of a target with several hosts all of them; else empty.
std::vector<std::string> places_of(target const& where) {
  auto const hosts = split_hosts(where);
  std::vector<std::string> places;
  for (auto const& host : hosts) places.push_back(place_of(host.shown));
  if (hosts.size() < 2) places.clear();
  return places;
}

/// Collects the recorded steps in parts, one for each progress word.
class partial_occupier {
 public:
  partial_occupier(plan& into, dry_run& from) : into_(&into), from_(&from) {}

  void begin(std::string_view id) {
    end();
    auto const all = all_probes();
    auto const found = std::find_if(all.begin(), all.end(), [id](probe const& p) { return p.id == id; });
    auto& part = into_->parts.emplace_back();
    part.id = id;
    if (found != all.end()) part.code = found->code;
  }
  void end() {
    if (!into_->parts.empty()) into_->parts.back().steps = from_->take();
  }

 private:
  plan* into_;
  dry_run* from_;
};

/// Adds what a dry run can know: which probes do not run, and which need more connections for a result.
void add_findings(plan& all, std::vector<finding> const& findings) {
  for (auto const& f : findings) {
    for (auto& part : all.parts) {
      if (part.code != f.code) continue;
      if (f.outcome == outcome::skipped) part.not_run = f.summary;
      if (f.outcome == outcome::unknown) part.cannot_tell = f.summary;
    }
  }
}

/// Of drivers, which may send the same as another one that is listed before.
void add_drivers(plan& all, std::vector<driver_result> const& played, bool all_drivers) {
  for (auto const& d : played) {
    auto const id = id_of(d);
    for (auto& part : all.parts) {
      if (!part.code.empty() || part.id != id) continue;
      if (d.outcome != outcome::works) part.cannot_tell = d.summary;
      if (part.steps.empty())
        part.not_run = part.cannot_tell.empty() ? "sends the same as one that is listed before"
                                                : std::exchange(part.cannot_tell, {});
      if (!d.required && !all_drivers)
        part.only_if =
            fmt::format("{} does not work, or with a caveat only", all.target.driver.value_or(d.driver));
    }
  }
}

}  // namespace

void name_drivers(target_info& to, check_options const& options) {
  if (options.drivers.size() == 1) to.driver = id_of(options.drivers.front());
  if (options.drivers.size() > 1) to.driver.reset();
}

run_record started(target const& where) {
  run_record run;
  run.tool.version = version;
  run.tool.libpq = libpq_version();
  run.made_at = fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
  run.target = where.shown;
  return run;
}

plan simulate(target const& where, check_options options) {
  auto run = started(where);
  auto const drivers = judged_drivers(where, options);
  name_drivers(run.target, options);
  plan all{run.tool, run.target, {}, {}, places_of(where)};
  dry_run written;
  partial_occupier parts(all, written);
  options.progress = [&parts](std::string_view id) { parts.begin(id); };
  options.deadline.reset();  // what it would leave out is not known before the run
  testbed on(where, options.limits, &written);
  on.set_permissions(options.allowed);
  observe(on, options, drivers, required_of(drivers, where, options), wire::clock::now(), run);
  options.progress("clean-up");
  (void)on.clean_up();
  parts.end();
  add_findings(all, run.findings);
  add_drivers(all, run.drivers, options.all_drivers || !options.listed.empty());
  all.cost = on.cost;
  redact(all, where.password);
  return all;
}

run_record check_target(target const& where, check_options const& options) {
  auto const begun = wire::clock::now();
  auto run = started(where);
  auto const drivers = judged_drivers(where, options);
  auto const wanted = required_of(drivers, where, options);
  name_drivers(run.target, options);
  testbed on(where, limits_of(options, drivers.size()));
  on.set_permissions(options.allowed);
  early_verdict early(options, drivers, wanted, on, run, worth_telling(options.selection, wanted).size());
  auto watched = options;
  watched.progress = [&](std::string_view what) {
    early.look();
    options.progress(early.progress(what));
  };
  bool interrupted = false;
  std::string bound_reached;
  try {
    observe(on, watched, drivers, wanted, options.begun.value_or(begun), run);
    observe_other_process(on, watched, drivers, wanted, options.begun.value_or(begun), run);
    early.look();
  } catch (budget_spent const& end) {
    bound_reached = end.bound;
    leave_rest_unknown(on, end, options, drivers, wanted, options.begun.value_or(begun), run);
  } catch (fatal const& end) {
    // Even after a defect of ours or of the machine, clean up.
    if (end.code == exit_code::defect) (void)on.clean_up();
    if (end.code != exit_code::interrupted) throw;
    interrupted = true;
  }
  auto const& pinned_by = on.pinned_by();
  run.pooler.pinned_by.insert(run.pooler.pinned_by.end(), pinned_by.begin(), pinned_by.end());
  options.progress("clean-up");
  run.target.address = on.where().shown.address;
  run.residue = on.clean_up();
  run.cost = on.cost;
  early.write_cost(run.cost);
  run.cost.bound_reached = bound_reached;
  run.cost.duration_ms = wire::milliseconds(wire::clock::now() - begun).count();
  run = conclude_check(std::move(run), wanted, drivers, where, options);
  if (interrupted) run.verdict = interrupted_verdict();
  return run;
}

run_record check_text(target const& where, check_options const& options) {
  auto run = started(where);
  run.offline = true;
  auto const drivers = judged_drivers(where, options);
  name_drivers(run.target, options);
  run.drivers = not_simulated(drivers, where, options);
  redact(run, where.password);
  run = judge(std::move(run), {}, options.life);
  auto& reasons = run.verdict.reasons;
  if (run.verdict.exit_code != exit_code::incompatible)
    reasons = {"nothing was connected to: --offline looks at the connection text only"};
  if (auto const hosts = places_of(where); !hosts.empty())
    reasons.push_back(fmt::format("the text names {} hosts, {}; a check judges each", hosts.size(),
                                  fmt::join(hosts, " and ")));
  for (auto const& one : drivers) {
    if (!objection_to_hosts(where, one.driver->id).empty())
      reasons.push_back(where.password.redact(host_choice(where, one.driver->id)));
  }
  if (drivers.empty() && !objection_to_hosts(where, {}).empty())
    reasons.push_back(where.password.redact(host_choice(where, {})));
  return run;
}

run_record failed_run(target const& where, fatal const& end) {
  auto run = started(where);
  run.verdict = {verdict_status::error, end.code, {end.message}};
  if (!end.hint.empty()) run.verdict.reasons.push_back(end.hint);
  redact(run, where.password);
  return run;
}

}  // namespace poolprobe
