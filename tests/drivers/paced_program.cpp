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

/// The SQLSTATE of the server, where the driver does not report one.
bool paced_program::is_right(std::string const& answer) const {
  if (begun_ == 0) return answer == "ready";
  auto const& expected = part_[begun_ - 1].second;
  if (!expected.starts_with("error "))
    return answer.starts_with("ok ") &&
           ("|" + expected + "|").find("|" + answer.substr(3) + "|") != std::string::npos;
  return answer.starts_with(expected) ||
         (answer.starts_with("error - ") && expected == "error " + program_.server().first_error);
}

/// Whether the program reports a commit although the server has rolled back.
bool paced_program::lost_its_block() const {
  if (begun_ == 0 || !program_.server().rolled_back) return false;
  auto const& [step, expected] = part_[begun_ - 1];
  return !expected.starts_with("error ") &&
         (step.starts_with("transaction ") || step.starts_with("drop_inside ") ||
          step.starts_with("drop_last "));
}

void paced_program::judge(std::string const& answer) {
  if (answer.starts_with("ok ") && lost_its_block())
    return fail("loses", program_.server().first_error, answer + ", and the server had rolled back");
  if (is_right(answer)) return;
  if (answer.starts_with("ok ")) return fail("wrong_answer", "", answer);
  auto const state = answer.substr(0, answer.find(' ', 6));
  auto const told = state.size() > 6 ? state.substr(6) : "-";
  auto const& seen = program_.server().first_error;
  fail("breaks", told == "-" && !seen.empty() ? seen : told, answer);
}

void paced_program::fail(std::string outcome, std::string sqlstate, std::string told) {
  failed_ = scenario_end{std::move(outcome), std::move(sqlstate), static_cast<int>(begun_), std::move(told)};
}

}  // namespace poolprobe::testing
