#include "cli/examine.hpp"

#include <fmt/format.h>

#include "cli/version.hpp"
#include "judge/judge.hpp"
#include "probes/run.hpp"
#include "wire/connection.hpp"

namespace poolprobe {
namespace {

run_record started(target const& where) {
  run_record run;
  run.tool.version = version;
  run.tool.libpq = wire::libpq_version();
  run.target = where.shown;
  return run;
}

void observe(stage& on, examine_options const& options, run_record& run) {
  options.progress("survey");
  auto found = survey(on, options.survey);
  run.pooler = std::move(found.pooler);
  run.server = std::move(found.server);
  run_probes(on, all_probes(), options.allowed, run.findings, options.progress);
}

requirements required(target const& where, examine_options const& options) {
  auto all = requirements_of(where.shown.driver.value_or(""));
  all.insert(all.end(), options.also_required.begin(), options.also_required.end());
  return all;
}

}  // namespace

run_record examine(target const& where, examine_options const& options) {
  auto const begun = wire::clock::now();
  auto run = started(where);
  stage on(where, options.limits);
  bool interrupted = false;
  try {
    observe(on, options, run);
  } catch (fatal const& end) {
    if (end.code != exit_code::interrupted) throw;
    interrupted = true;
  }
  options.progress("clean-up");
  run.residue = on.clean_up();
  run.cost = on.cost;
  run.cost.duration_ms = wire::milliseconds(wire::clock::now() - begun).count();
  run = judge(std::move(run), required(where, options));
  if (interrupted) run.verdict = interrupted_verdict();
  return run;
}

run_record failed_run(target const& where, fatal const& end) {
  auto run = started(where);
  run.verdict = {verdict_status::error, end.code, {end.message}};
  if (!end.hint.empty()) run.verdict.reasons.push_back(end.hint);
  return run;
}

}  // namespace poolprobe
