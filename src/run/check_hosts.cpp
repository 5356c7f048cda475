#include "run/check_hosts.hpp"

#include <fmt/format.h>

#include "connection_text/split_hosts.hpp"
#include "judge/runs_verdict.hpp"
#include "model/target_words.hpp"
#include "wire/interruptible_wait.hpp"

namespace poolprobe {
namespace {

constexpr char const* not_begun = "not judged: the run was interrupted before";

run_record judged(target const& host, check_options const& options) {
  run_record run;
  try {
    if (wire::interrupted_by() == 0) return check_target(host, options);
    run = started(host);
    run.verdict = {verdict_status::inconclusive, exit_code::interrupted, {not_begun}};
  } catch (fatal const& end) {
    if (end.code == exit_code::usage) throw;
    run = failed_run(host, end);
  }
  name_drivers(run.target, options);
  return run;
}

}  // namespace

run_set check_hosts(target const& where, std::vector<target> const& hosts, check_options options) {
  options.begun = wire::clock::now();
  run_set all;
  for (auto const& host : hosts) {
    auto here = options;
    here.progress = [&options, place = place_of(host.shown)](std::string_view what) {
      options.progress(fmt::format("{}: {}", place, what));
    };
    all.runs.push_back(judged(host, here));
  }
  auto const id = options.drivers.empty() ? std::string_view() : options.drivers.front().driver->id;
  all.verdict = judge_runs(all.runs, where.password.redact(host_choice(where, id)));
  return all;
}

}  // namespace poolprobe
