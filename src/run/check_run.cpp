#include "run/check_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "connection_text/several_hosts.hpp"
#include "connection_text/split_hosts.hpp"
#include "conninfo/libpq_defaults.hpp"
#include "driver_check/driver_check.hpp"
#include "drivers/engine/requirement.hpp"
#include "judge/verdict.hpp"
#include "model/target_words.hpp"
#include "run/redaction.hpp"
#include "run/run_probes.hpp"
#include "testbed/dry_run.hpp"
#include "text/version.hpp"

namespace poolprobe {
namespace {

/// The driver that the verdict is for; none where no driver is named.
driver_choice driver_of(target const& where, check_options const& options) {
  auto const driver =
      options.driver.driver != nullptr ? options.driver : find_driver(where.shown.driver.value_or(""));
  if (driver.driver == nullptr && options.life.any()) {
    throw fatal(exit_code::usage,
                "--require errors, cursors and batches are about a driver, and none is named",
                "--driver DRIVER names one; poolprobe list drivers shows all");
  }
  return driver;
}

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

/// The effects of the connection text on a driver; of its keys none where it was written for another driver.
text_effects effects_on(driver_choice const& driver, target const& where, check_options const& options) {
  text_effects effects;
  auto const id = driver.driver == nullptr ? std::string_view() : driver.driver->id;
  if (!objection_to_hosts(where, id, options.several_hosts).empty())
    effects.fails.emplace_back("several hosts");
  if (options.several_hosts) effects.hosts_since = takes_hosts_since(id);
  auto const& shown = where.shown;
  if (find_driver(shown.driver.value_or("")).driver != driver.driver) return effects;
  for (auto const& a : shown.advice) {
    if (a.kind == advice_kind::fails) effects.fails.push_back(a.about);
  }
  effects.startup = shown.startup;
  effects.set = shown.set_at_login;
  return effects;
}

requirements required(driver_choice const& driver, target const& where, check_options const& options) {
  auto all = driver.config != nullptr ? requirements_of(*driver.config) : requirements_without_driver();
  auto const effects = effects_on(driver, where, options);
  for (auto const& setting : effects.startup) require_setting(all, setting.name);
  if (!effects.set.empty()) all.emplace_back(probe_of_session_set);
  all.insert(all.end(), options.also_required.begin(), options.also_required.end());
  return all;
}

/// Removes requirements for startup parameters where there is no pooler: PostgreSQL itself accepts any
/// setting in the startup packet for that client. The probes may not be able to see that where a password is
/// asked for first.
void forgive_on_server(requirements& wanted, run_record const& run, check_options const& options) {
  if (run.pooler.present != certainty::no) return;
  std::erase_if(wanted, [&](std::string const& code) {
    if (!tells_of_a_setting(code)) return false;
    auto const asked = std::find(options.also_required.begin(), options.also_required.end(), code);
    auto const seen = std::any_of(run.findings.begin(), run.findings.end(), [&code](finding const& f) {
      return f.code == code && f.outcome != outcome::unknown;
    });
    return asked == options.also_required.end() && !seen;
  });
}

/// Where generations of the driver have different results and no version was named, keeps only requirements
/// that all of them have.
void keep_common(requirements& wanted, run_record const& run, driver_choice const& driver,
                 check_options const& options) {
  if (!needs_a_version(run, options.life)) return;
  for (auto const& other : other_generations(driver)) {
    auto const needed = requirements_of(*other.config);
    std::erase_if(wanted, [&](std::string const& code) {
      auto const& asked = options.also_required;
      return std::find(needed.begin(), needed.end(), code) == needed.end() &&
             std::find(asked.begin(), asked.end(), code) == asked.end();
    });
  }
}

/// Findings about startup parameters are not used without a pooler (see `forgive_on_server`), nor in a dry
/// run, which has none.
void check_drivers(testbed& on, driver_choice const& driver, check_options const& options, run_record& run) {
  if (on.pool_facts_wrong()) return;
  auto const undoubted = run.pooler.present == certainty::no || on.is_dry_run();
  driver_check check(on, undoubted ? nullptr : &run.findings);
  if (driver.driver != nullptr) {
    check_driver(check, driver, effects_on(driver, on.where(), options), run.drivers, options.progress);
  }
  if (options.all_drivers) check_all_drivers(check, run.drivers, options.progress);
}

/// On a busy pool a survey can take shared server connections for dedicated ones. The testbed notices when a
/// client is moved nevertheless; then all results are discarded, and everything is observed again.
void observe(testbed& on, check_options const& options, driver_choice const& driver,
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
    run_probes(on, probes, against, run.findings, options.progress);
    check_drivers(on, driver, options, run);
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
    auto const id = d.config.empty() ? d.driver : fmt::format("{}:{}", d.driver, d.config);
    for (auto& part : all.parts) {
      if (!part.code.empty() || part.id != id) continue;
      if (d.outcome != outcome::works) part.cannot_tell = d.summary;
      if (part.steps.empty())
        part.not_run = part.cannot_tell.empty() ? "sends the same as one that is listed before"
                                                : std::exchange(part.cannot_tell, {});
      if (!d.required && !all_drivers)
        part.only_if = fmt::format("{} does not work, or with a caveat only", all.target.driver.value_or(""));
    }
  }
}

}  // namespace

run_record started(target const& where) {
  run_record run;
  run.tool.version = version;
  run.tool.libpq = libpq_version();
  run.target = where.shown;
  return run;
}

plan simulate(target const& where, check_options options) {
  auto run = started(where);
  auto const driver = driver_of(where, options);
  if (options.driver.driver != nullptr) run.target.driver = id_of(driver);
  plan all{run.tool, run.target, {}, {}, places_of(where)};
  dry_run written;
  partial_occupier parts(all, written);
  options.progress = [&parts](std::string_view id) { parts.begin(id); };
  options.deadline.reset();  // what it would leave out is not known before the run
  testbed on(where, options.limits, &written);
  on.set_permissions(options.allowed);
  observe(on, options, driver, required(driver, where, options), wire::clock::now(), run);
  options.progress("clean-up");
  (void)on.clean_up();
  parts.end();
  add_findings(all, run.findings);
  add_drivers(all, run.drivers, options.all_drivers);
  all.cost = on.cost;
  redact(all, where.password);
  return all;
}

run_record check_target(target const& where, check_options const& options) {
  auto const begun = wire::clock::now();
  auto run = started(where);
  auto const driver = driver_of(where, options);
  auto wanted = required(driver, where, options);
  if (options.driver.driver != nullptr) run.target.driver = id_of(driver);
  testbed on(where, options.limits);
  on.set_permissions(options.allowed);
  bool interrupted = false;
  try {
    observe(on, options, driver, wanted, options.begun.value_or(begun), run);
  } catch (fatal const& end) {
    // Even after a defect of ours or of the machine, clean up.
    if (end.code == exit_code::defect) (void)on.clean_up();
    if (end.code != exit_code::interrupted) throw;
    interrupted = true;
  }
  options.progress("clean-up");
  run.target.address = on.where().shown.address;
  run.residue = on.clean_up();
  run.cost = on.cost;
  run.cost.duration_ms = wire::milliseconds(wire::clock::now() - begun).count();
  redact(run, where.password);
  forgive_on_server(wanted, run, options);
  keep_common(wanted, run, driver, options);
  run = judge(std::move(run), wanted, options.life);
  if (interrupted) run.verdict = interrupted_verdict();
  return run;
}

run_record check_text(target const& where, check_options const& options) {
  auto run = started(where);
  run.offline = true;
  auto const driver = driver_of(where, options);
  if (options.driver.driver != nullptr) run.target.driver = id_of(driver);
  if (driver.driver != nullptr) run.drivers = not_simulated(driver, effects_on(driver, where, options));
  redact(run, where.password);
  run = judge(std::move(run), {}, options.life);
  auto& reasons = run.verdict.reasons;
  if (run.verdict.exit_code != exit_code::incompatible)
    reasons = {"nothing was connected to: --offline looks at the connection text only"};
  if (auto const hosts = places_of(where); !hosts.empty())
    reasons.push_back(fmt::format("the text names {} hosts, {}; a check judges each", hosts.size(),
                                  fmt::join(hosts, " and ")));
  auto const id = driver.driver == nullptr ? std::string_view() : driver.driver->id;
  if (!objection_to_hosts(where, id).empty())
    reasons.push_back(where.password.redact(host_choice(where, id)));
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
