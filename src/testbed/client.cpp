#include "testbed/client.hpp"

#include <fmt/format.h>

#include <iterator>

#include "testbed/compose_step.hpp"
#include "testbed/pending.hpp"
#include "testbed/shared_connection.hpp"
#include "testbed/task_context.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

std::optional<int> as_pid(wire::row const& values) {
  if (values.size() != 1 || !values.front()) return std::nullopt;
  return wire::read_number<int>(*values.front());
}

/// Removes the row with the backend's pid from `seen`.
std::optional<int> take_backend(step::question asked, step_result& seen) {
  auto& rows = seen.answer.rows;
  std::optional<int> backend;
  if (!rows.empty() && asked == step::question::first) {
    backend = as_pid(rows.front());
    rows.erase(rows.begin());
  } else if (!rows.empty() && asked == step::question::last && seen.ok()) {
    backend = as_pid(rows.back());
    rows.pop_back();
  } else if (asked == step::question::known) {
    backend = seen.by->through().backend;  // another task may have read the answer
  }
  return backend;
}

/// Enough for the answer to a Flush, where the pooler has shown that it does not answer it.
std::chrono::milliseconds unanswered_flush(testbed_state const& shared) {
  return std::chrono::milliseconds(100 + static_cast<long>(3 * shared.least_trip_ms.value_or(0)));
}

}  // namespace

step_result pending::receive() const {
  if (!step_->answer) on_->run();
  return *step_->answer;
}

pending pending::within(std::chrono::milliseconds patience) const {
  step_->patience = patience;
  return *this;
}

client::client(task_context& on, shared_connection& through)
    : on_(&on), slot_(&through), backend_(through.backend) {}

std::string const& client::label() const { return slot_->label(); }

std::set<int> const& client::backends() const { return slot_->backends; }

wire::login_facts const* client::login_facts() const { return slot_->login_facts(); }

std::string const& client::failure() const { return slot_->failure(); }

void client::catch_up() { backend_ = slot_->backend; }

bool client::holding() const {
  auto const now = slot_->state();
  if (now && on_->shared().answers_flush == false)
    return slot_->held_by_block && now->transaction_status != 'I';
  return now && now->unsynced && !now->prequeued;
}

bool client::waiting() const {
  auto const now = slot_->state();
  return now && now->waiting;
}

bool client::in_transaction() const {
  auto const now = slot_->state();
  return now && now->transaction_status != 'I';
}

bool client::transaction_failed() const {
  auto const now = slot_->state();
  return now && now->transaction_status == 'E';
}

bool client::prequeued() const { return slot_->state() && slot_->state()->prequeued; }

bool client::ready() const { return slot_->state() && !waiting() && !holding() && !in_transaction(); }

bool client::will_hold() const {
  auto const* last = on_->last_posted_by(*this);
  return last ? !last->releases : holding();
}

pending client::post_requests(std::string_view shown, std::vector<wire::request> requests,
                              statement const& with, asking when) {
  auto const asks = when == asking::usual ? backend_question::usual : backend_question::never;
  auto const known = when == asking::known || backend_is_known();
  auto next = compose_step(shown, std::move(requests), with, known ? backend_question::known : asks);
  if (on_->shared().answers_flush == false && when != asking::as_it_is) hold_by_block(*next, will_hold());
  next->patience = on_->step_patience();
  next->by = this;
  on_->post(next);
  return {*on_, std::move(next)};
}

pending client::post(std::string_view script, statement const& with) {
  auto const text = with_name(script, with.name);
  return post_requests(text, requests_of(text, with), with);
}

pending client::post(std::string_view script, statement const& with, residue_callback leaves) {
  auto posted = post(script, with);
  posted.leaves(std::move(leaves));
  return posted;
}

pending client::post_each(std::string_view script, std::vector<statement> const& all, std::string_view end) {
  std::vector<wire::request> requests;
  auto const add = [&requests](std::vector<wire::request> more) {
    requests.insert(requests.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
  };
  for (auto const& one : all) add(requests_of(with_name(script, one.name), one));
  add(requests_of(end, {}));
  auto const text = fmt::format("{} x [{}] {}", all.size(), with_name(script, "name"), end);
  return post_requests(text, std::move(requests), summary_of(all));
}

pending client::post_in_transaction(std::string_view script, statement const& with, asking when,
                                    bool continues) {
  auto const text = with_name(script, with.name);
  auto posted = post_requests(text, requests_of(text, with), with, when);
  posted.in_transaction(continues);
  return posted;
}

/// Where the script goes on with an unnamed statement, the backend is asked for in a Sync of its own: PgCat
/// 1.3.0 prepares for a Bind what its name stands for at Sync, which would be that question (src/client.rs,
/// ensure_prepared_statement_is_on_server).
step_result client::run(std::string_view script, statement const& with) {
  auto const text = with_name(script, with.name);
  auto requests = requests_of(text, with);
  auto const alone = script.ends_with('S') && !backend_is_known() && uses_earlier_unnamed(requests);
  if (!alone) return post_requests(text, std::move(requests), with).receive();
  auto seen = post_requests(text, std::move(requests), with, asking::never).receive();
  if (seen.ok() && ready()) seen.backend = run("S").backend;
  return seen;
}

step_result client::run(std::string_view script, statement const& with, residue_callback leaves) {
  return post(script, with, std::move(leaves)).receive();
}

step_result client::run_unasked(std::string_view script, statement const& with) {
  auto const text = with_name(script, with.name);
  return post_requests(text, requests_of(text, with), with, asking::never).receive();
}

step_result client::run_as_it_is(std::string_view script, statement const& with) {
  auto const text = with_name(script, with.name);
  auto posted = post_requests(text, requests_of(text, with), with, asking::as_it_is);
  return on_->shared().answers_flush == false ? posted.within(unanswered_flush(on_->shared())).receive()
                                              : posted.receive();
}

step_result client::run(std::string_view script, statement const& with, std::chrono::milliseconds patience) {
  return post(script, with).within(patience).receive();
}

step_result client::run_each(std::string_view script, std::vector<statement> const& all,
                             std::string_view end) {
  return post_each(script, all, end).receive();
}

/// Not where Flush is not answered: the step would have to begin a transaction block, which nothing ends.
void client::prequeue() {
  if (!ready() || on_->shared().answers_flush == false) return;
  auto const asks = backend_is_known() ? backend_question::known : backend_question::usual;
  auto step = compose_step("H", requests_of("H", {}), {}, asks);
  step->patience = on_->step_patience();
  step->by = this;
  slot_->prequeue(std::move(step));
}

step_result client::await() { return await(on_->step_patience()); }

step_result client::await(std::chrono::milliseconds patience) {
  auto const late = slot_->sent();
  if (!prequeued()) {
    for (auto const& step : late) {
      step->sent = "|";
      step->sql.clear();
    }
  }
  on_->wait_for_network([&] { slot_->receive(patience); });
  if (!late.empty()) return *late.back()->answer;
  return {this, {}, backend_, slot_->simulated()};
}

step_result client::sync_unanswered() {
  auto step = compose_step("S", requests_of("S", {}), {}, backend_question::known);
  step->patience = on_->step_patience();
  step->by = this;
  on_->wait_for_network([&] {
    slot_->send_behind(step);
    slot_->receive();
  });
  return *step->answer;
}

void client::end_silence() {
  auto const now = slot_->state();
  if (now && now->unsynced && !now->prequeued) {
    sync_unanswered();
  } else {
    await();
  }
  if (waiting()) slot_->disconnect();
}

void client::make_idle() {
  if (waiting()) end_silence();
  if (holding()) run("S");
  if (in_transaction()) run("P() B E S", {"", "rollback", {}});
}

step_result client::take_answer(step& step, wire::answer answer) {
  auto const lock = on_->lock_again();
  step_result seen{this, std::move(answer), std::nullopt, slot_->simulated()};
  auto& rows = seen.answer.rows;
  rows.insert(rows.begin(), step.received.begin(), step.received.end());
  step.received = seen.answer.status == wire::ending::complete ? std::vector<wire::row>() : rows;
  seen.backend = take_backend(step.asked, seen);
  changed_backend_ = seen.backend && slot_->backend && seen.backend != slot_->backend;
  if (seen.backend) {
    backend_ = slot_->backend = seen.backend;
    slot_->backends.insert(*seen.backend);
    if (step.releases) on_->shared().last_released = seen.backend;
  }
  on_->record(step, seen);
  return seen;
}

}  // namespace poolprobe
