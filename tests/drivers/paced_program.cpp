#include "drivers/paced_program.hpp"

namespace poolprobe::testing {

bool paced_program::reaches_message() {
  while (!failed_) {
    auto const now = program_.next();
    if (now == gated_program::state::at_gate) return true;
    if (now == gated_program::state::ended) {
      fail("breaks", "-", "it ended");
      break;
    }
    judge(program_.answer());
    if (failed_ || begun_ == part_.size()) break;
    begin_next();
  }
  return false;
}

void paced_program::continue_running() {
  while (reaches_message()) send_next();
}

void paced_program::once_more() {
  auto const last = part_.back();
  part_.push_back(last);
  begin_next();
}

void paced_program::begin_next() { program_.ask(part_[begun_++].first); }

void paced_program::judge(std::string const& answer) {
  if (begun_ == 0 ? answer == "ready" : answer == "ok " + part_[begun_ - 1].second) return;
  if (answer.starts_with("ok ")) return fail("wrong_answer", "", answer);
  auto const state = answer.substr(0, answer.find(' ', 6));
  fail("breaks", state.size() > 6 ? state.substr(6) : "-", answer);
}

void paced_program::fail(std::string outcome, std::string sqlstate, std::string told) {
  failed_ = scenario_end{std::move(outcome), std::move(sqlstate), static_cast<int>(begun_), std::move(told)};
}

}  // namespace poolprobe::testing
