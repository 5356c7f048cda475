#include "drivers/actor.hpp"

namespace poolprobe::testing {

bool actor::comes_to_speak() {
  while (!failed_) {
    auto const now = plays_.next();
    if (now == player::state::at_gate) return true;
    if (now == player::state::ended) {
      fail("breaks", "-", "it ended");
      break;
    }
    judge(plays_.answer());
    if (failed_ || begun_ == part_.size()) break;
    begin_next();
  }
  return false;
}

void actor::play_on() {
  while (comes_to_speak()) speak();
}

void actor::once_more() {
  auto const last = part_.back();
  part_.push_back(last);
  begin_next();
}

void actor::begin_next() { plays_.ask(part_[begun_++].first); }

void actor::judge(std::string const& answer) {
  if (begun_ == 0 ? answer == "ready" : answer == "ok " + part_[begun_ - 1].second) return;
  if (answer.starts_with("ok ")) return fail("wrong_answer", "", answer);
  auto const state = answer.substr(0, answer.find(' ', 6));
  fail("breaks", state.size() > 6 ? state.substr(6) : "-", answer);
}

void actor::fail(std::string outcome, std::string sqlstate, std::string told) {
  failed_ =
      ending_of_scene{std::move(outcome), std::move(sqlstate), static_cast<int>(begun_), std::move(told)};
}

}  // namespace poolprobe::testing
