#include "driver_check/driver_process.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "wire/expected_reply.hpp"

namespace poolprobe {
namespace {

using notation::verb;

/// The one query of the program.
constexpr int query = 0;

bool has(message_group const& group, verb wanted) {
  return std::any_of(group.begin(), group.end(),
                     [wanted](notation::message const& s) { return s.verb == wanted; });
}

/// Whether the flight uses an unnamed statement that it does not parse itself.
bool uses_earlier_unnamed(message_group const& group) {
  for (auto const& s : group) {
    if (!notation::names_a_statement(s.verb) || !s.name.empty()) continue;
    return s.verb == verb::bind || s.verb == verb::describe_statement;
  }
  return false;
}

bool clears_everything(driver_message const& one) {
  return one.steps.size() == 1 && one.steps.front().name == deallocate_all;
}

/// Whether it is the program's query that a row answers.
bool asks(driver_message const& one) {
  if (one.purpose != purpose::query && one.purpose != purpose::driver) return false;
  return std::any_of(one.steps.begin(), one.steps.end(), [](notation::message const& s) {
    return wire::runs_statement(s.verb) && (s.verb != verb::query || s.name.empty());
  });
}

bool rolled_back(driver_message const& one, step_result const& seen) {
  auto const& tags = seen.answer.tags;
  return one.purpose == purpose::commit && seen.ok() && !tags.empty() && tags.back() == "ROLLBACK";
}

std::string_view name_in(message_group const& group) {
  for (auto const& s : group) {
    if (notation::names_a_statement(s.verb)) return s.name;
  }
  return {};
}

}  // namespace

driver_process::driver_process(testbed& on, std::string_view label, driver_config const& config, role who,
                               int scenario, workload todo)
    : on_(&on),
      self_(&on.client(label)),
      config_(&config),
      statements_(config, on.nonce(), scenario, who),
      names_(statements_.names()),
      voice_(config, names_),
      todo_(todo) {
  // Settings that a driver makes for itself are left out: they would change a session that others share.
  for (auto& one : cut_into_units(voice_.connect())) {
    auto const& first = one.groups.front();
    if (one.block || clears_everything(first) || !has(first.steps, verb::query))
      ahead_.push_back(std::move(one));
  }
}

transaction_unit const* driver_process::upcoming() {
  while (ahead_.empty() && executions_ < todo_.times) begin_execution();
  return ahead_.empty() ? nullptr : &ahead_.front();
}

void driver_process::begin_execution() {
  if (!todo_.every) executions_ += voice_.skip_alike(query);
  ++executions_;
  units_done_ = 0;
  trying_again_ = false;
  auto said = todo_.in_blocks ? voice_.begin() : std::vector<driver_message>();
  auto const add = [&said](std::vector<driver_message> more) {
    said.insert(said.end(), more.begin(), more.end());
  };
  add(voice_.query(query));
  if (todo_.in_blocks) add(voice_.commit());
  for (auto& one : cut_into_units(said)) ahead_.push_back(std::move(one));
}

void driver_process::give_up() {
  for (auto& one : cut_into_units(voice_.release(query))) ahead_.push_back(std::move(one));
}

/// Drivers do so outside of a block only, and once.
void driver_process::start_over() {
  tried_again_ = trying_again_ = true;
  ahead_.clear();
  auto said = voice_.start_over(query);
  auto const again = voice_.query(query);
  said.insert(said.end(), again.begin(), again.end());
  for (auto& one : cut_into_units(said)) ahead_.push_back(std::move(one));
}

probe_result driver_process::run(planned_server const& where) {
  auto const now = ahead_.front();
  ahead_.pop_front();
  ++units_done_;
  auto seen = send_unit(now, where);
  auto const mended = seen.sqlstate && *seen.sqlstate == config_->again.sqlstate && executions_ > 0;
  if (!mended || now.block || trying_again_) return seen;
  start_over();
  while (!ahead_.empty()) {
    auto const next = ahead_.front();
    ahead_.pop_front();
    if (auto again = send_unit(next, {}); again.outcome != outcome::works) return again;
  }
  return {outcome::works,
          {},
          {},
          fmt::format("client {} tried again after an error {}", self_->label(), *seen.sqlstate)};
}

probe_result driver_process::send_unit(transaction_unit const& whole, planned_server const& where) {
  probe_result seen{outcome::works, {}, {}, {}};
  for (auto one = whole.groups.begin(); one != whole.groups.end(); ++one) {
    auto const needed = std::any_of(one + 1, whole.groups.end(),
                                    [](auto const& later) { return uses_earlier_unnamed(later.steps); }) ||
                        std::any_of(ahead_.begin(), ahead_.end(), [](transaction_unit const& later) {
                          return uses_earlier_unnamed(later.groups.front().steps);
                        });
    auto const answer = say(*one, needed);
    tells_its_place_ = answer.backend.has_value();
    if (answer.answer.error && is_unseen_error(*one)) {
      unseen_error_ = answer.answer.error->sqlstate;
      continue;
    }
    seen = rolled_back(*one, answer) ? lost_block(answer) : judge(*one, answer, where);
    if (seen.outcome != outcome::works) return seen;
  }
  return seen;
}

statement driver_process::carried_by(driver_message const& one) const {
  switch (one.purpose) {
    case purpose::begin:
      return statements_.marked("begin");
    case purpose::commit:
      return statements_.marked("commit");
    case purpose::end:
      return statements_.marked("rollback");
    default:
      return has(one.steps, verb::query) ? statements_.simple_query() : statements_.query();
  }
}

step_result driver_process::say(driver_message const& one, bool unnamed_is_needed) {
  if (clears_everything(one) && !on_->allowed.sacrificial) return clear_away();
  auto with = carried_by(one);
  with.name = name_in(one.steps);
  auto const script = notation::print_notation(one.steps);
  if (unnamed_is_needed && uses_earlier_unnamed(one.steps)) return self_->run_unasked(script, with);
  return self_->run(script, with);
}

/// Instead of DEALLOCATE ALL: what it would do to the two of us, where names reach the server as they are. A
/// pooler's own names it must not touch.
step_result driver_process::clear_away() {
  constexpr int most_names = 64;
  auto all = statements_.names();
  std::vector<std::string> names;
  for (int i = 0; i < most_names; ++i) names.push_back(all.next(i));
  auto const left = self_->run("P() B E S", testbed::unnamed("select format('/**/ deallocate %I', name) from "
                                                             "pg_prepared_statements where name = any($1)",
                                                             {fmt::format("{{{}}}", fmt::join(names, ","))}));
  if (!left.ok()) return left;
  for (auto const& row : left.answer.rows) {
    if (row.empty() || !row.front()) continue;
    auto const gone = self_->run("P() B E S", testbed::unnamed(*row.front()));
    if (!gone.ok()) return gone;
  }
  auto done = left;
  done.answer.rows.clear();
  return done;
}

/// What the driver tidies up with, where its errors do not reach the program.
bool driver_process::is_unseen_error(driver_message const& one) const {
  return !config_->release.error_reaches_program && one.purpose == purpose::query &&
         one.steps.front().verb == verb::query && !one.steps.front().name.empty();
}

/// COMMIT after an error that nobody felt: no error either, and everything in the block is lost. The SQLSTATE
/// is that of the error before.
probe_result driver_process::lost_block(step_result const& seen) const {
  return {
      outcome::loses, unseen_error_, fmt::format("client {} commits", self_->label()),
      fmt::format("client {} got {}: its block was rolled back without an error, because of {} before that",
                  self_->label(), seen.text(), unseen_error_.value_or("an error"))};
}

probe_result driver_process::judge(driver_message const& one, step_result const& seen,
                                   planned_server const& where) const {
  auto expected = where.held != nullptr && seen.backend ? where.held->expect(seen) : on_->expect(seen);
  if (asks(one)) {
    expected.row(statements_.answer());
  } else {
    expected.accepted();
  }
  auto result = expected.otherwise({{"26000", outcome::breaks},
                                    {"42P05", outcome::breaks},
                                    {"25P02", outcome::breaks},
                                    {"08P01", outcome::breaks, "bind message supplies"},
                                    {"08P01", outcome::breaks, "prepared statement"},
                                    {"08P01", outcome::breaks, "transaction blocks not allowed"},
                                    {"08P01", outcome::breaks, "PQexec disallowed"}});
  auto const stayed = seen.backend && seen.backend == where.not_on && !on_->servers.dedicated;
  if (result.outcome == outcome::works && stayed) {
    return unknown(
        fmt::format("client {} was not moved away from server connection {}", self_->label(), *seen.backend));
  }
  return result;
}

}  // namespace poolprobe
