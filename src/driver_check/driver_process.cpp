#include "driver_check/driver_process.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "testbed/pending.hpp"
#include "wire/expected_reply.hpp"

namespace poolprobe {
namespace {

using notation::verb;

/// The errors that the queries which must be refused or must fail are expected to get.
constexpr std::string_view no_such_table = "42P01", division_by_zero = "22012";

constexpr std::string_view hangs_at_flush =
    "no answer to Flush, which the pooler does not pass on: the driver waits for it, and hangs";

bool has(message_group const& group, verb wanted) {
  return std::any_of(group.begin(), group.end(),
                     [wanted](notation::message const& s) { return s.verb == wanted; });
}

/// What the driver sends before it waits for the answer to its first Flush.
message_group up_to_flush(message_group const& group) {
  auto const flush = std::find_if(group.begin(), group.end(),
                                  [](notation::message const& s) { return s.verb == verb::flush; });
  return {group.begin(), flush == group.end() ? flush : flush + 1};
}

/// Whether the messages use an unnamed statement that they do not parse themselves.
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

/// Whether the answer must contain the row of the program's query. An Execute of a portal that was bound
/// earlier may bring no row: the query has one row, and an earlier Execute may have read it.
bool must_bring_row(driver_message const& one) {
  if (one.purpose != purpose::query && one.purpose != purpose::driver) return false;
  if (has(one.steps, verb::execute)) return has(one.steps, verb::bind);
  return std::any_of(one.steps.begin(), one.steps.end(), [](notation::message const& s) {
    return wire::runs_statement(s.verb) && (s.verb != verb::query || s.name.empty());
  });
}

/// Whether the messages use a portal that an earlier group has bound.
bool uses_earlier_portal(message_group const& group) {
  return (has(group, verb::execute) || has(group, verb::close_portal)) && !has(group, verb::bind);
}

/// The question for the server connection has an unnamed statement and portal of its own. It goes first where
/// the group does not go on with an earlier one, and last where a later group does not.
client::asking asking_of(driver_message const& one, bool leaves_unnamed) {
  auto const unasked = uses_earlier_portal(one.steps) || (leaves_unnamed && uses_earlier_unnamed(one.steps));
  return unasked ? client::asking::never : client::asking::usual;
}

/// Reduces equal rows, which several executions of one query bring, to one.
step_result alike_as_one(step_result seen) {
  auto& rows = seen.answer.rows;
  if (rows.size() > 1 &&
      std::all_of(rows.begin(), rows.end(), [&](auto const& r) { return r == rows.front(); }))
    rows.resize(1);
  return seen;
}

bool rolled_back(driver_message const& one, step_result const& seen) {
  auto const& tags = seen.answer.tags;
  return one.purpose == purpose::commit && seen.ok() && !tags.empty() && tags.back() == "ROLLBACK";
}

message_group without_waits(message_group steps) {
  std::erase_if(steps, [](notation::message const& s) { return s.verb == verb::wait; });
  return steps;
}

/// Whether the messages run a statement that they carry or that was parsed before.
bool runs(driver_message const& one) {
  return has(one.steps, verb::bind) ||
         (one.steps.front().verb == verb::query && one.steps.front().name.empty());
}

/// Whether this is where a query that must fail has failed. In a dry run that is its Bind or Query.
bool fails(driver_message const& one, step_result const& seen) {
  return one.expects == expected_answer::failed && (seen.answer.error || (seen.simulated && runs(one)));
}

/// Messages that a driver does not send after an error. It still drops the statement.
bool goes_on_with_query(driver_message const& one) {
  return one.purpose == purpose::query &&
         (has(one.steps, verb::parse) || has(one.steps, verb::bind) || has(one.steps, verb::execute));
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
      session_(config, names_),
      todo_(todo) {
  // The SET statements that a driver sends after login are left out: they would change a session that others
  // share.
  for (auto& one : cut_into_units(session_.connect())) {
    auto const& first = one.groups.front();
    if (one.block || clears_everything(first) || !has(first.steps, verb::query))
      ahead_.push_back(std::move(one));
  }
}

transaction_unit const* driver_process::upcoming() {
  while (ahead_.empty() && executions_ < todo_.times) begin_execution();
  return ahead_.empty() ? nullptr : &ahead_.front();
}

int driver_process::current_query() const { return todo_.new_texts ? executions_ : 0; }

void driver_process::begin_execution() {
  if (!todo_.every) executions_ += session_.skip_alike(current_query());
  ++executions_;
  units_done_ = 0;
  trying_again_ = false;
  auto said = todo_.in_blocks ? session_.begin() : std::vector<driver_message>();
  auto const add = [&said](std::vector<driver_message> more) {
    said.insert(said.end(), more.begin(), more.end());
  };
  add(session_.query(current_query()));
  if (todo_.in_blocks) add(session_.commit());
  for (auto& one : cut_into_units(said)) ahead_.push_back(std::move(one));
}

void driver_process::then(std::vector<driver_message> const& messages) {
  for (auto& one : cut_into_units(messages)) ahead_.push_back(std::move(one));
}

/// Retries the execution. Drivers do so outside of a block only, and once.
void driver_process::start_over() {
  tried_again_ = trying_again_ = true;
  ahead_.clear();
  auto said = session_.start_over(current_query());
  auto const again = session_.query(current_query());
  said.insert(said.end(), again.begin(), again.end());
  for (auto& one : cut_into_units(said)) ahead_.push_back(std::move(one));
}

probe_result driver_process::run(planned_server const& where) {
  auto const now = ahead_.front();
  ahead_.pop_front();
  ++units_done_;
  auto seen = send_unit(now, where);
  auto const may_retry = seen.sqlstate && *seen.sqlstate == config_->retry.sqlstate && executions_ > 0;
  if (!may_retry || now.block || trying_again_) return seen;
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

/// A pooler that keeps the whole transaction on one server connection, and does not wait for its parts, gives
/// the same answers where they travel together; only an answer that decides what follows must be waited for.
bool driver_process::may_send_whole(transaction_unit const& whole) const {
  auto const taken_whole = on_->servers.whole_transactions || on_->is_dry_run();
  return taken_whole && !on_->flush_unanswered() && !config_->retry.inside_block &&
         std::none_of(whole.groups.begin(), whole.groups.end(), clears_everything);
}

/// Whether what the group leaves unnamed, its statement or portal, is used by a later one.
bool driver_process::leaves_unnamed(transaction_unit const& whole, std::size_t group) const {
  auto const later = whole.groups.begin() + static_cast<std::ptrdiff_t>(group) + 1;
  return std::any_of(later, whole.groups.end(),
                     [](auto const& one) {
                       return uses_earlier_unnamed(one.steps) || uses_earlier_portal(one.steps);
                     }) ||
         std::any_of(ahead_.begin(), ahead_.end(), [](transaction_unit const& unit) {
           return uses_earlier_unnamed(unit.groups.front().steps);
         });
}

probe_result driver_process::send_unit(transaction_unit const& whole, planned_server const& where) {
  return may_send_whole(whole) ? send_whole(whole, where) : send_in_turn(whole, where);
}

probe_result driver_process::send_in_turn(transaction_unit const& whole, planned_server const& where) {
  probe_result seen{outcome::works, {}, {}, {}};
  bool failed = false;
  for (std::size_t i = 0; i < whole.groups.size(); ++i) {
    auto const& one = whole.groups[i];
    if (failed && goes_on_with_query(one)) continue;
    auto const answer = send(one, leaves_unnamed(whole, i));
    backend_is_known_ = answer.backend.has_value();
    failed = failed || fails(one, answer);
    seen = conclude(one, answer, where);
    if (seen.outcome != outcome::works) return seen;
  }
  return seen;
}

/// What follows a query that must fail is what a driver sends after its error.
probe_result driver_process::send_whole(transaction_unit const& whole, planned_server const& where) {
  std::vector<std::pair<driver_message const*, pending>> sent;
  bool failed = false, asked = false;
  for (std::size_t i = 0; i < whole.groups.size(); ++i) {
    auto const& one = whole.groups[i];
    if (failed && goes_on_with_query(one)) continue;
    auto const how = asked ? client::asking::known : asking_of(one, leaves_unnamed(whole, i));
    sent.emplace_back(&one, self_->post_in_transaction(notation::print_notation(without_waits(one.steps)),
                                                       carried_by(one), how, i + 1 < whole.groups.size()));
    asked = asked || (how == client::asking::usual && !has(one.steps, verb::query));
    failed = failed || (one.expects == expected_answer::failed && runs(one));
  }
  probe_result seen{outcome::works, {}, {}, {}};
  backend_is_known_ = false;
  for (auto const& [one, posted] : sent) {
    auto const answer = alike_as_one(posted.receive());
    backend_is_known_ = backend_is_known_ || answer.backend;
    seen = conclude(*one, answer, where);
    if (seen.outcome != outcome::works) return seen;
  }
  return seen;
}

/// The result of an answer, after what the driver does about an error by itself.
probe_result driver_process::conclude(driver_message const& one, step_result const& answer,
                                      planned_server const& where) {
  auto const& error = answer.answer.error;
  if (error && is_unseen_error(one)) {
    unseen_error_ = error->sqlstate;
    return {outcome::works, {}, {}, {}};
  }
  auto const& retry = config_->retry;
  if (error && retry.inside_block && error->sqlstate == retry.sqlstate) {
    auto const again = session_.control_again(one.purpose);
    if (!again.empty()) {
      unseen_error_ = error->sqlstate;
      return send_again(again, where);
    }
  }
  return rolled_back(one, answer) ? lost_block(answer) : judge(one, answer, where);
}

probe_result driver_process::send_again(std::vector<driver_message> const& messages,
                                        planned_server const& where) {
  probe_result seen{outcome::works, {}, {}, {}};
  for (auto const& one : messages) {
    auto const answer = send(one, false);
    seen = rolled_back(one, answer) ? lost_block(answer) : judge(one, answer, where);
    if (seen.outcome != outcome::works) return seen;
  }
  tried_again_ = true;
  return seen;
}

statement driver_process::carried_by(driver_message const& one) const {
  auto with = unnamed_of(one);
  with.name = name_in(one.steps);
  return with;
}

statement driver_process::unnamed_of(driver_message const& one) const {
  switch (one.purpose) {
    case purpose::begin:
      return statements_.marked("begin");
    case purpose::commit:
      return statements_.marked("commit");
    case purpose::end:
      return statements_.marked("rollback");
    case purpose::release:
      return statements_.marked(fmt::format("deallocate \"{}\"", name_in(one.steps)));
    default:
      break;
  }
  auto const simple = has(one.steps, verb::query);
  if (one.expects == expected_answer::success)
    return simple ? statements_.simple_query(one.query) : statements_.query(one.query);
  return one.expects == expected_answer::refused ? statements_.refused(simple) : statements_.failing(simple);
}

step_result driver_process::send(driver_message const& one, bool leaves_unnamed) {
  if (clears_everything(one) && !on_->allowed.sacrificial) return deallocate_own();
  auto const with = carried_by(one);
  if (on_->flush_unanswered() && has(one.steps, verb::flush))
    return self_->run_as_it_is(notation::print_notation(up_to_flush(one.steps)), with);
  auto const script = notation::print_notation(one.steps);
  auto const how = asking_of(one, leaves_unnamed);
  if (on_->shares_clients())
    return alike_as_one(self_->post_in_transaction(script, with, how, false).receive());
  return alike_as_one(how == client::asking::never ? self_->run_unasked(script, with)
                                                   : self_->run(script, with));
}

/// Replaces DEALLOCATE ALL, which would also drop other clients' statements: drops only the names of our two
/// processes, where they reach the server unchanged. Names that a pooler made up are not touched.
step_result driver_process::deallocate_own() {
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

/// Whether it is a message that drops statements, and whose errors the driver does not report to the program.
bool driver_process::is_unseen_error(driver_message const& one) const {
  if (config_->release.error_reaches_program) return false;
  auto const in_script = one.purpose == purpose::query && one.steps.front().verb == verb::query &&
                         !one.steps.front().name.empty();
  return in_script || one.purpose == purpose::release;
}

/// COMMIT after an error that did not reach the program: the server answers ROLLBACK, which is no error, and
/// everything in the block is lost. The SQLSTATE is that of the earlier error.
probe_result driver_process::lost_block(step_result const& seen) const {
  auto const reported = config_->transaction.reports_rollback;
  return {
      reported ? outcome::breaks : outcome::loses, unseen_error_,
      fmt::format("client {} commits", self_->label()),
      fmt::format("client {} got {}: its block was rolled back without an error, because of {} before that",
                  self_->label(), seen.text(), unseen_error_.value_or("an error"))};
}

probe_result driver_process::judge(driver_message const& one, step_result const& seen,
                                   planned_server const& where) const {
  if (seen.answer.status == wire::ending::timed_out && on_->flush_unanswered() &&
      has(one.steps, verb::flush)) {
    self_->sync_unanswered();
    return {outcome::breaks, {}, "the messages before Flush are answered", std::string(hangs_at_flush)};
  }
  auto expected = where.held != nullptr && seen.backend ? where.held->expect(seen) : on_->expect(seen);
  if (one.expects == expected_answer::refused) {
    expected.refused(std::string(no_such_table));
  } else if (fails(one, seen)) {
    expected.refused(std::string(division_by_zero));
  } else if (one.expects == expected_answer::success && must_bring_row(one)) {
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
