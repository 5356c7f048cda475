#include "cli/examine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/scrub.hpp"
#include "cli/version.hpp"
#include "judge/judge.hpp"
#include "probes/run.hpp"
#include "wire/connection.hpp"

namespace poolprobe {
namespace {

requirements required(target const& where, examine_options const& options) {
  auto all = requirements_of(where.shown.driver.value_or(""));
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

/// On a busy pool a survey can take shared server connections for dedicated ones. The stage notices when a
/// client is moved all the same; then nothing counts, and everything is observed again.
void observe(stage& on, examine_options const& options, requirements const& wanted,
             wire::clock::time_point begun, run_record& run) {
  constexpr int attempts = 3;
  auto const probes = worth_telling(options.selection, wanted);
  auto const against = objection_of(options, begun);
  for (int i = 0; i < attempts; ++i) {
    options.progress("survey");
    auto found = survey(on, options.survey);
    run.pooler = std::move(found.pooler);
    run.server = std::move(found.server);
    run.findings.clear();
    run_probes(on, probes, against, run.findings, options.progress);
    if (!on.misjudged()) return;
  }
  run.pooler.pool_mode = pool_mode::unknown;
  for (auto& f : run.findings) {
    f.outcome = outcome::unknown;
    f.summary = f.observed = "server connections changed hands against every expectation";
  }
}

/// Sorts what is written down into parts, one for each word of progress.
class part_keeper {
 public:
  part_keeper(plan& into, rehearsal& from) : into_(&into), from_(&from) {}

  void begin(std::string_view id) {
    end();
    auto const all = all_probes();
    auto const found = std::find_if(all.begin(), all.end(), [id](probe const& p) { return p.id == id; });
    into_->parts.push_back({found == all.end() ? "" : std::string(found->code), std::string(id), {}, {}, {}});
  }
  void end() {
    if (!into_->parts.empty()) into_->parts.back().steps = from_->take();
  }

 private:
  plan* into_;
  rehearsal* from_;
};

/// What a rehearsal finds out: which probes do not run, and which cannot tell with so few connections.
void add_findings(plan& all, std::vector<finding> const& findings) {
  for (auto const& f : findings) {
    for (auto& part : all.parts) {
      if (part.code != f.code) continue;
      if (f.outcome == outcome::skipped) part.not_run = f.summary;
      if (f.outcome == outcome::unknown) part.cannot_tell = f.summary;
    }
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

plan rehearse(target const& where, examine_options options) {
  auto run = started(where);
  plan all{run.tool, run.target, {}, {}};
  rehearsal written;
  part_keeper parts(all, written);
  options.progress = [&parts](std::string_view id) { parts.begin(id); };
  options.deadline.reset();  // what it would leave out cannot be known before
  stage on(where, options.limits, &written);
  on.allowed = options.allowed;
  observe(on, options, required(where, options), wire::clock::now(), run);
  options.progress("clean-up");
  (void)on.clean_up();
  parts.end();
  add_findings(all, run.findings);
  all.cost = on.cost;
  return all;
}

run_record examine(target const& where, examine_options const& options) {
  auto const begun = wire::clock::now();
  auto run = started(where);
  auto const wanted = required(where, options);
  stage on(where, options.limits);
  on.allowed = options.allowed;
  bool interrupted = false;
  try {
    observe(on, options, wanted, begun, run);
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

run_record failed_run(target const& where, fatal const& end) {
  auto run = started(where);
  run.verdict = {verdict_status::error, end.code, {end.message}};
  if (!end.hint.empty()) run.verdict.reasons.push_back(end.hint);
  return run;
}

}  // namespace poolprobe
