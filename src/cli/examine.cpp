#include "cli/examine.hpp"

#include <fmt/format.h>

#include "cli/scrub.hpp"
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

/// On a busy pool a survey can take shared server connections for dedicated ones. The stage notices when a
/// client is moved all the same; then nothing counts, and everything is observed again.
void observe(stage& on, examine_options const& options, run_record& run) {
  constexpr int attempts = 3;
  for (int i = 0; i < attempts; ++i) {
    options.progress("survey");
    auto found = survey(on, options.survey);
    run.pooler = std::move(found.pooler);
    run.server = std::move(found.server);
    run.findings.clear();
    run_probes(on, all_probes(), options.allowed, run.findings, options.progress);
    if (!on.misjudged()) return;
  }
  run.pooler.pool_mode = pool_mode::unknown;
  for (auto& f : run.findings) {
    f.outcome = outcome::unknown;
    f.summary = f.observed = "server connections changed hands against every expectation";
  }
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
  scrub(run, where.password);
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
