#include "judge/runs_verdict.hpp"

#include <doctest/doctest.h>

using namespace poolprobe;

namespace {

run_record with(exit_code code, std::vector<std::string> reasons = {}) {
  run_record run;
  run.target.host = "h";
  run.target.port = "1";
  run.verdict = {verdict_status::inconclusive, code, std::move(reasons)};
  return run;
}

exit_code worst_of(std::vector<exit_code> const& codes) {
  std::vector<run_record> runs;
  for (auto const code : codes) runs.push_back(with(code));
  return judge_runs(runs).exit_code;
}

}  // namespace

TEST_CASE("of several hosts the gravest verdict counts") {
  using enum exit_code;
  CHECK(worst_of({compatible, compatible}) == compatible);
  CHECK(worst_of({compatible, incompatible}) == incompatible);
  CHECK(worst_of({incompatible, inconclusive, compatible}) == incompatible);
  CHECK(worst_of({compatible, inconclusive}) == inconclusive);
  CHECK(worst_of({compatible, too_slow}) == too_slow);
  CHECK(worst_of({incompatible, interrupted}) == interrupted);
  CHECK(worst_of({interrupted, defect, incompatible}) == defect);
  CHECK(judge_runs({with(compatible), with(incompatible)}).status == verdict_status::incompatible);
  CHECK(judge_runs({with(compatible), with(interrupted)}).status == verdict_status::inconclusive);
}

TEST_CASE("no connection is the verdict only where no host could be reached") {
  using enum exit_code;
  CHECK(worst_of({no_connection, no_connection}) == no_connection);
  CHECK(worst_of({no_connection, compatible}) == inconclusive);
  CHECK(worst_of({incompatible, no_connection}) == incompatible);
  CHECK(worst_of({too_slow, no_connection}) == inconclusive);
  CHECK(judge_runs({with(no_connection)}).status == verdict_status::error);
}

TEST_CASE("each host has its line, and the remark comes last") {
  auto down = with(exit_code::no_connection, {"h:1: the connection was refused", "check host and port"});
  down.verdict.status = verdict_status::error;
  auto const all = judge_runs(
      {with(exit_code::incompatible, {"A: breaks", "B: breaks"}), with(exit_code::compatible), down},
      "how one is chosen");
  CHECK(all.reasons == std::vector<std::string>{"h:1: incompatible, A: breaks (and 1 more)",
                                                "h:1: compatible", "h:1: the connection was refused",
                                                "how one is chosen"});
}
