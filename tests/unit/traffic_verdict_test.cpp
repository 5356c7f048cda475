// From what an application did to an exit code.
#include <doctest/doctest.h>

#include "judge/traffic_verdict.hpp"

using namespace poolprobe;

namespace {

run_record watched() {
  run_record run;
  run.traffic.emplace();
  run.traffic->connections = run.traffic->logins = run.traffic->transactions = 1;
  return run;
}

hazard with(impact without_support, impact with_support) {
  hazard made;
  made.code = "TR000";
  made.id = "group/name";
  made.count = 1;
  made.without_support = without_support;
  made.with_support = with_support;
  return made;
}

exit_code verdict_of(run_record run) { return judge_traffic(std::move(run)).verdict.exit_code; }

}  // namespace

TEST_CASE("a hazard that breaks decides, for the pooler that is judged for") {
  auto run = watched();
  CHECK(verdict_of(run) == exit_code::compatible);
  run.hazards = {with(impact::loses, impact::loses)};
  CHECK(verdict_of(run) == exit_code::incompatible);
  run.hazards = {with(impact::works, impact::breaks)};  // not known which pooler it is: either counts
  CHECK(verdict_of(run) == exit_code::incompatible);
  run.hazards = {with(impact::costs, impact::costs), with(impact::works, impact::works)};
  CHECK(verdict_of(run) == exit_code::compatible);
  run.hazards.push_back(with(impact::wrong_answer, impact::works));
  CHECK(verdict_of(run) == exit_code::incompatible);
  run.traffic->prepared_support = true;
  CHECK(verdict_of(run) == exit_code::compatible);
  run.hazards.push_back(with(impact::breaks, impact::breaks));
  CHECK(verdict_of(run) == exit_code::incompatible);
}

TEST_CASE("a program that only logs in has shown nothing") {
  auto run = watched();
  run.traffic->transactions = 0;
  CHECK(verdict_of(run) == exit_code::inconclusive);
  CHECK(judge_traffic(run).verdict.reasons.front().find("no transaction was seen") == 0);
  run.hazards = {with(impact::loses, impact::loses)};
  CHECK(verdict_of(run) == exit_code::incompatible);
}

TEST_CASE("a caveat is told first and counts for nothing") {
  auto run = watched();
  run.traffic->transactions = 7;
  run.hazards = {with(impact::works, impact::caveat)};
  run.traffic->prepared_support = true;
  run.traffic->caveats = {{"PP107", "08P01", "08P01 where it is parsed again", "no named statements"}};
  CHECK(verdict_of(run) == exit_code::compatible);
  CHECK(judge_traffic(run).verdict.reasons ==
        std::vector<std::string>{"works, with a caveat: 08P01 where it is parsed again (PP107)",
                                 "7 transactions were watched"});
  run.hazards.push_back(with(impact::breaks, impact::breaks));
  CHECK(verdict_of(run) == exit_code::incompatible);
  CHECK(judge_traffic(run).verdict.reasons.back() ==
        "besides, a caveat: 08P01 where it is parsed again (PP107)");
}

TEST_CASE("nobody connected: it is said why that may be") {
  auto run = watched();
  run.traffic->connections = run.traffic->logins = 0;
  run.traffic->command = "node";
  CHECK(verdict_of(run) == exit_code::inconclusive);
  CHECK(judge_traffic(run).verdict.reasons ==
        std::vector<std::string>{
            "nobody connected: the command has an address of its own, or takes it from another variable than "
            "DATABASE_URL and libpq's (--url-env names it)"});
  run.traffic->command.clear();
  CHECK(judge_traffic(run).verdict.reasons.front() ==
        "nobody connected: no program was pointed at the address that was listened on");
}

TEST_CASE("green is earned: somebody got in, and the command did not fail") {
  auto run = watched();
  run.traffic->failure = "exit code 3";
  CHECK(verdict_of(run) == exit_code::inconclusive);
  CHECK(judge_traffic(run).verdict.reasons.front() == "the command failed: exit code 3");
  run.hazards = {with(impact::breaks, impact::breaks)};
  CHECK(verdict_of(run) == exit_code::incompatible);
  CHECK(judge_traffic(run).verdict.reasons.back() == "the command failed: exit code 3");

  run = watched();
  run.traffic->logins = 0;
  CHECK(verdict_of(run) == exit_code::no_connection);
  run.traffic->connections = 0;
  CHECK(verdict_of(run) == exit_code::inconclusive);
  run = watched();
  run.traffic->lost_connections = 1;
  CHECK(verdict_of(run) == exit_code::inconclusive);
}
