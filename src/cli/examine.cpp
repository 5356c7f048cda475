#include "cli/examine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/scrub.hpp"
#include "cli/version.hpp"
#include "judge/judge.hpp"
#include "probes/run.hpp"
#include "rehearsal/rehearse.hpp"
#include "wire/connection.hpp"

namespace poolprobe {
namespace {

/// The driver that the verdict is for; none where nobody names one.
driver_choice driver_of(target const& where, examine_options const& options) {
  return options.driver.driver != nullptr ? options.driver : find_driver(where.shown.driver.value_or(""));
}

requirements required(driver_choice const& driver, examine_options const& options) {
  auto all = driver.config != nullptr ? requirements_of(*driver.config) : requirements_of("");
  all.insert(all.end(), options.also_required.begin(), options.also_required.end());
  return all;
}

/// What is neither selected nor required is not worth a line.
std::vector<probe> worth_telling(selection const& selected, requirements const& wanted) {
  std::vector<probe> told;
  for (auto const& p : all_probes()) {
    auto const is_wanted = std::find(wanted.begin(), wanted.end(), p.code) != wanted.end();
    if (is_wanted || selected.has(p.code)) told.push_back(p);
  }
  return told;
}

/// What keeps a probe from running: the selection, what was not allowed, or the deadline of a run that began
/// at `begun`.
objection objection_of(examine_options const& options, wire::clock::time_point begun) {
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

/// Of another driver than the one that it was written for, the text says nothing.
text_effects effects_on(driver_choice const& driver, target_info const& target) {
  if (find_driver(target.driver.value_or("")).driver != driver.driver) return {};
  text_effects effects;
  for (auto const& a : target.advice) {
    if (a.kind == "fails") effects.fails.push_back(a.about);
  }
  effects.startup = target.startup;
  return effects;
}

void play_drivers(stage& on, driver_choice const& driver, examine_options const& options,
                  std::vector<driver_result>& results) {
  if (on.misjudged()) return;
  rehearsal play(on);
  if (driver.driver != nullptr) {
    rehearse(play, driver, effects_on(driver, on.where().shown), results, options.progress);
  }
  if (options.all_drivers) rehearse_all(play, results, options.progress);
}

/// On a busy pool a survey can take shared server connections for dedicated ones. The stage notices when a
/// client is moved all the same; then nothing counts, and everything is observed again.
void observe(stage& on, examine_options const& options, driver_choice const& driver,
             requirements const& wanted, wire::clock::time_point begun, run_record& run) {
  constexpr int attempts = 3;
  auto const probes = worth_telling(options.selection, wanted);
  auto const against = objection_of(options, begun);
  for (int i = 0; i < attempts; ++i) {
    options.progress("survey");
    auto found = survey(on, options.survey);
    run.pooler = std::move(found.pooler);
    run.server = std::move(found.server);
    run.findings.clear();
    run.drivers.clear();
    run_probes(on, probes, against, run.findings, options.progress);
    play_drivers(on, driver, options, run.drivers);
    if (!on.misjudged()) return;
  }
  run.pooler.pool_mode = pool_mode::unknown;
  for (auto& f : run.findings) {
    f.outcome = outcome::unknown;
    f.summary = f.observed = "server connections changed hands against every expectation";
  }
  for (auto& d : run.drivers) {
    d.outcome = outcome::unknown;
    d.summary = "server connections changed hands against every expectation";
  }
}

}  // namespace

run_record started(target const& where) {
  run_record run;
  run.tool.version = version;
  run.tool.libpq = wire::libpq_version();
  run.target = where.shown;
  return run;
}

run_record examine(target const& where, examine_options const& options) {
  auto const begun = wire::clock::now();
  auto run = started(where);
  auto const driver = driver_of(where, options);
  auto const wanted = required(driver, options);
  if (options.driver.driver != nullptr) run.target.driver = id_of(driver);
  stage on(where, options.limits);
  on.allowed = options.allowed;
  bool interrupted = false;
  try {
    observe(on, options, driver, wanted, begun, run);
  } catch (fatal const& end) {
    if (end.code != exit_code::interrupted) throw;
    interrupted = true;
  }
  options.progress("clean-up");
  run.residue = on.clean_up();
  run.cost = on.cost;
  run.cost.duration_ms = wire::milliseconds(wire::clock::now() - begun).count();
  scrub(run, where.password);
  run = judge(std::move(run), wanted);
  if (interrupted) run.verdict = interrupted_verdict();
  return run;
}

run_record examine_text(target const& where, examine_options const& options) {
  auto run = started(where);
  run.offline = true;
  auto const driver = driver_of(where, options);
  if (options.driver.driver != nullptr) run.target.driver = id_of(driver);
  if (driver.driver != nullptr) run.drivers = not_played(driver, effects_on(driver, where.shown));
  run = judge(std::move(run), {});
  if (run.verdict.exit_code != exit_code::incompatible) {
    run.verdict.reasons = {"nothing was connected to: --offline looks at the connection text only"};
  }
  return run;
}

run_record failed_run(target const& where, fatal const& end) {
  auto run = started(where);
  run.verdict = {verdict_status::error, end.code, {end.message}};
  if (!end.hint.empty()) run.verdict.reasons.push_back(end.hint);
  return run;
}

}  // namespace poolprobe
