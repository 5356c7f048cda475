#include "golden/records.hpp"
#include "judge/runs_verdict.hpp"

namespace poolprobe::golden {
namespace {

void move_to(run_record& run, std::string host, std::string port) {
  run.target.display = "postgresql://app@" + host + ":" + port + "/app";
  run.target.source = "argument";
  run.target.driver = std::nullopt;
  run.target.host = std::move(host);
  run.target.port = std::move(port);
}

/// A host where nobody listens.
run_record unreachable() {
  run_record run;
  run.tool = failing().tool;
  run.target = failing().target;
  move_to(run, "127.0.0.1", "6434");
  run.verdict = {.status = verdict_status::error,
                 .exit_code = exit_code::no_connection,
                 .reasons = {"127.0.0.1:6434: the connection was refused",
                             "check host and port, and that the server or pooler runs there"}};
  return run;
}

}  // namespace

run_set hosts() {
  auto old = failing();
  old.target.address = "127.0.0.1";
  auto tracking = passing();
  move_to(tracking, "pooler.example", "6433");
  tracking.target.address = "192.0.2.7";
  tracking.drivers.clear();
  tracking.verdict.reasons = {"required: PP101, PP102, PP103"};
  run_set all{{std::move(old), std::move(tracking), unreachable()}, {}};
  all.verdict = judge_runs(
      all.runs, "libpq tries them in this order and uses the first that answers; each was judged here");
  return all;
}

run_set hosts_hostile() {
  auto one = hostile();
  one.target.host = "h\x1b[2J|,x";
  auto other = traced_hostile();
  run_set all{{std::move(one), std::move(other), bench_hostile()}, {}};
  all.verdict = judge_runs(all.runs);
  return all;
}

}  // namespace poolprobe::golden
