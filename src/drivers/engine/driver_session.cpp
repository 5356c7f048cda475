#include "drivers/engine/driver_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace poolprobe {
namespace {

constexpr std::string_view own = "{}";
constexpr std::string_view former = "{previous}";

/// Numbers of the driver's own statements. Those of the program's queries begin at 0.
constexpr int begin_statement = -1, commit_statement = -2, rollback_statement = -3, first_of_connect = -1000;

bool has(message_group const& group, notation::verb verb, std::string_view name) {
  return std::any_of(group.begin(), group.end(),
                     [&](notation::message const& s) { return s.verb == verb && s.name == name; });
}

/// Whether an execution in that phase prepares a named statement.
bool prepares(phase const& p) {
  return std::any_of(p.groups.begin(), p.groups.end(),
                     [](message_group const& f) { return has(f, notation::verb::parse, own); });
}

phase const& phase_of(std::vector<phase> const& script, int executions) {
  for (auto const& p : script) {
    if (p.times == 0 || executions < p.times) return p;
    executions -= p.times;
  }
  return script.back();
}

/// The executions after which a statement is prepared.
int executions_before_prepare(std::vector<phase> const& script) {
  int count = 0;
  for (auto const& p : script) {
    if (prepares(p)) return count;
    count += p.times;
  }
  return 0;
}

message_group with_names(message_group group, std::string const& name, std::string const& previous) {
  for (auto& s : group) {
    if (!notation::names_a_statement(s.verb) && s.verb != notation::verb::query) continue;
    if (s.name == former) {
      s.name = previous;
    } else if (auto const at = s.name.find(own); at != std::string::npos) {
      s.name.replace(at, own.size(), name);  // in a query: DEALLOCATE {}
    }
  }
  return group;
}

/// The driver's own queries after login may run in a transaction block.
purpose purpose_of(message_group const& of_connect) {
  if (has(of_connect, notation::verb::query, "BEGIN")) return purpose::begin;
  return has(of_connect, notation::verb::query, "ROLLBACK") ? purpose::end : purpose::driver;
}

}  // namespace

statement_namer statement_namer::as_in_a_fresh_process(statement_names const& how) {
  switch (how.by) {
    case naming::hash:
      return {how, 1, "{hash-#}"};
    case naming::random:
      return {how, 1, "{random-#}"};
    case naming::given:
      return {how, 1, "{given-#}"};
    default:
      return {how, static_cast<std::uint64_t>(how.first), {}};
  }
}

std::string statement_namer::next(int which) {
  auto const by_sql = how_.by == naming::hash || how_.by == naming::given;
  if (by_sql && by_sql_.contains(which)) return by_sql_.at(which);
  auto const number = next_++;
  std::string name;
  if (how_.by == naming::per_connection || how_.by == naming::per_process) {
    name = fmt::format(fmt::runtime(how_.shape), number);
  } else {
    auto text = text_;
    auto const ordinal = std::to_string(number);
    if (auto const at = text.find('#'); at != std::string::npos) text.replace(at, 1, ordinal);
    name = fmt::format(fmt::runtime(how_.shape), text);
  }
  if (by_sql) by_sql_.emplace(which, name);
  return name;
}

driver_session::driver_session(driver_config const& of, statement_namer& names)
    : of_(&of),
      names_(&names),
      outside_(parse_script(of.script)),
      inside_(of.inside.empty() ? outside_ : parse_script(of.inside)),
      begin_(parse_script(of.transaction.begin)),
      commit_(parse_script(of.transaction.commit)),
      rollback_(parse_script(of.transaction.rollback)) {}

std::vector<driver_message> driver_session::send(std::vector<phase> const& script, int which, purpose why) {
  auto& s = states_[which];
  auto const& now = phase_of(script, s.executions++);
  if (prepares(now) && !std::exchange(s.keeps_name, false)) {
    s.previous = newest_;
    s.name = newest_ = names_->next(which);
    if (in_block_ && which >= 0) made_in_block_.push_back(which);
  }
  std::vector<driver_message> said;
  for (auto const& group : now.groups) {
    if (has(group, notation::verb::close_statement, former) && s.previous.empty()) continue;
    said.push_back({why, with_names(group, s.name, s.previous), which});
  }
  return said;
}

std::vector<driver_message> driver_session::send_once(std::string_view script, int which, purpose why) {
  std::vector<driver_message> said;
  if (script.empty()) return said;
  auto const& s = states_[which];
  for (auto const& group : split_into_groups(notation::parse_notation(script)))
    said.push_back({why, with_names(group, s.name, s.previous), which});
  return said;
}

std::vector<driver_message> driver_session::connect() {
  std::vector<driver_message> said;
  if (of_->connect.empty()) return said;
  int statement = first_of_connect;
  for (auto const& group : split_into_groups(notation::parse_notation(of_->connect))) {
    if (has(group, notation::verb::parse, own)) {
      auto& made = states_[--statement];
      made.previous = newest_;
      made.name = newest_ = names_->next(statement);
    }
    auto const& now = states_[statement];
    said.push_back({purpose_of(group), with_names(group, now.name, now.previous)});
  }
  return said;
}

std::vector<driver_message> driver_session::query(int which) {
  refused_.clear();
  return send(in_block_ ? inside_ : outside_, which, purpose::query);
}

std::vector<driver_message> driver_session::begin() {
  in_block_ = true;
  return send(begin_, begin_statement, purpose::begin);
}

std::vector<driver_message> driver_session::commit() {
  in_block_ = false;
  return end_block(send(commit_, commit_statement, purpose::commit));
}

std::vector<driver_message> driver_session::end_block(std::vector<driver_message> said) {
  for (auto const which : std::exchange(made_in_block_, {})) {
    if (!of_->release.after_block) continue;
    auto const closed = release(which);
    said.insert(said.end(), closed.begin(), closed.end());
  }
  return said;
}

std::vector<driver_message> driver_session::rollback() {
  in_block_ = false;
  auto said = end_block(send(rollback_, rollback_statement, purpose::end));
  auto const knows_a_name =
      std::any_of(states_.begin(), states_.end(), [](auto const& s) { return !s.second.name.empty(); });
  if (of_->transaction.after_rollback.empty() || !knows_a_name) return said;
  auto const more = send_once(of_->transaction.after_rollback, 0, purpose::driver);
  said.insert(said.end(), more.begin(), more.end());
  states_.clear();
  return said;
}

std::vector<driver_message> driver_session::release(int which) {
  if (states_[which].name.empty()) return {};
  auto said = send_once(of_->release.script, which, purpose::release);
  states_[which] = {};
  return said;
}

/// The driver waits for the answer to its Parse, gets the error, and ends the exchange with a Sync. What it
/// would have sent after that Sync is not sent.
std::vector<driver_message> driver_session::refused(int which) {
  std::vector<driver_message> said;
  if (!refused_.empty() && !of_->failed_parse.before_next.empty()) {
    states_[which].name = std::exchange(refused_, {});
    said = send_once(of_->failed_parse.before_next, which, purpose::release);
  }
  auto const executions = states_[which].executions;
  auto first = send(in_block_ ? inside_ : outside_, which, purpose::query).front();
  auto const wait = std::find_if(first.steps.begin(), first.steps.end(),
                                 [](notation::message const& s) { return s.verb == notation::verb::wait; });
  if (wait != first.steps.end()) {
    first.steps.erase(wait + 1, first.steps.end());
    first.steps.push_back({notation::verb::sync, {}});
  }
  first.expects = expected_answer::refused;
  said.push_back(std::move(first));
  refused_ = std::exchange(states_[which].name, {});
  if (of_->failed_parse.reuses_number && !refused_.empty()) names_->take_back();
  auto const last = executions_before_prepare(in_block_ ? inside_ : outside_);
  states_[which].executions = of_->failed_parse.counts && executions < last ? executions + 1 : executions;
  return said;
}

std::vector<driver_message> driver_session::failing(int which) {
  auto said = query(which);
  for (auto& one : said) one.expects = expected_answer::failed;
  return said;
}

std::vector<driver_message> driver_session::control_again(purpose of) {
  auto const again = [this, of](std::vector<phase> const& script, int statement) {
    states_[statement] = {};
    return send(script, statement, of);
  };
  if (of == purpose::begin) return again(begin_, begin_statement);
  if (of == purpose::commit) return again(commit_, commit_statement);
  return of == purpose::end ? again(rollback_, rollback_statement) : std::vector<driver_message>();
}

std::vector<driver_message> driver_session::start_over(int which) {
  auto said = send_once(of_->retry.before, which, purpose::driver);
  states_[which].executions = executions_before_prepare(in_block_ ? inside_ : outside_);
  states_[which].keeps_name = of_->retry.keeps_name;
  return said;
}

int driver_session::skip_alike(int which) {
  auto& done = states_[which].executions;
  int end = 0;
  for (auto const& p : in_block_ ? inside_ : outside_) {
    auto const begin = end;
    end += p.times;
    if (p.times == 0 || done <= begin || done >= end) continue;
    return end - std::exchange(done, end);
  }
  return 0;
}

int driver_session::executions_until_settled(bool in_block) const {
  int count = 1;
  for (auto const& p : in_block ? inside_ : outside_) count += p.times;
  return count;
}

}  // namespace poolprobe
