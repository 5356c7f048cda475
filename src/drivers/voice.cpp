#include "drivers/voice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace poolprobe {
namespace {

constexpr std::string_view own = "{}";
constexpr std::string_view former = "{previous}";

/// The driver's own statements beside the program's queries, which count from 0.
constexpr int begin_statement = -1, commit_statement = -2, rollback_statement = -3, first_of_connect = -1000;

bool has(script_flight const& flight, wire::verb verb, std::string_view name) {
  return std::any_of(flight.begin(), flight.end(),
                     [&](wire::step const& s) { return s.verb == verb && s.name == name; });
}

/// Whether such an execution makes a new named statement.
bool prepares(phase const& p) {
  return std::any_of(p.flights.begin(), p.flights.end(),
                     [](script_flight const& f) { return has(f, wire::verb::parse, own); });
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

script_flight with_names(script_flight flight, std::string const& name, std::string const& previous) {
  for (auto& s : flight) {
    if (!wire::names_a_statement(s.verb) && s.verb != wire::verb::query) continue;
    if (s.name == former) {
      s.name = previous;
    } else if (auto const at = s.name.find(own); at != std::string::npos) {
      s.name.replace(at, own.size(), name);  // in a query: DEALLOCATE {}
    }
  }
  return flight;
}

/// What a driver asks by itself may be in a transaction block.
purpose purpose_of(script_flight const& of_connect) {
  if (has(of_connect, wire::verb::query, "BEGIN")) return purpose::begin;
  return has(of_connect, wire::verb::query, "ROLLBACK") ? purpose::end : purpose::driver;
}

}  // namespace

name_giver name_giver::as_in_a_fresh_process(statement_names const& how) {
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

std::string name_giver::next(int which) {
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

voice::voice(driver_config const& of, name_giver& names)
    : of_(&of),
      names_(&names),
      outside_(parse_script(of.script)),
      inside_(of.inside.empty() ? outside_ : parse_script(of.inside)),
      begin_(parse_script(of.transaction.begin)),
      commit_(parse_script(of.transaction.commit)),
      rollback_(parse_script(of.transaction.rollback)) {}

std::vector<utterance> voice::say(std::vector<phase> const& script, int which, purpose why) {
  auto& s = states_[which];
  auto const& now = phase_of(script, s.executions++);
  if (prepares(now) && !std::exchange(s.keeps_name, false)) {
    s.previous = newest_;
    s.name = newest_ = names_->next(which);
  }
  std::vector<utterance> said;
  for (auto const& flight : now.flights) {
    if (has(flight, wire::verb::close_statement, former) && s.previous.empty()) continue;
    said.push_back({why, with_names(flight, s.name, s.previous)});
  }
  return said;
}

std::vector<utterance> voice::say_once(std::string_view script, int which, purpose why) {
  std::vector<utterance> said;
  if (script.empty()) return said;
  auto const& s = states_[which];
  for (auto const& flight : split_into_flights(wire::parse_notation(script)))
    said.push_back({why, with_names(flight, s.name, s.previous)});
  return said;
}

std::vector<utterance> voice::connect() {
  std::vector<utterance> said;
  if (of_->connect.empty()) return said;
  int statement = first_of_connect;
  for (auto const& flight : split_into_flights(wire::parse_notation(of_->connect))) {
    if (has(flight, wire::verb::parse, own)) {
      auto& made = states_[--statement];
      made.previous = newest_;
      made.name = newest_ = names_->next(statement);
    }
    auto const& now = states_[statement];
    said.push_back({purpose_of(flight), with_names(flight, now.name, now.previous)});
  }
  return said;
}

std::vector<utterance> voice::query(int which) {
  return say(in_block_ ? inside_ : outside_, which, purpose::query);
}

std::vector<utterance> voice::begin() {
  in_block_ = true;
  return say(begin_, begin_statement, purpose::begin);
}

std::vector<utterance> voice::commit() {
  in_block_ = false;
  return say(commit_, commit_statement, purpose::commit);
}

std::vector<utterance> voice::rollback() {
  in_block_ = false;
  return say(rollback_, rollback_statement, purpose::end);
}

std::vector<utterance> voice::release(int which) {
  if (states_[which].name.empty()) return {};
  return say_once(of_->release.script, which, purpose::driver);
}

std::vector<utterance> voice::start_over(int which) {
  auto said = say_once(of_->again.before, which, purpose::driver);
  states_[which].executions = executions_before_prepare(in_block_ ? inside_ : outside_);
  states_[which].keeps_name = of_->again.keeps_name;
  return said;
}

int voice::skip_alike(int which) {
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

int voice::executions_until_settled(bool in_block) const {
  int count = 1;
  for (auto const& p : in_block ? inside_ : outside_) count += p.times;
  return count;
}

}  // namespace poolprobe
