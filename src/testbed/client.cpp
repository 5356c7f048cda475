#include "testbed/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "model/fatal.hpp"
#include "testbed/testbed.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

using notation::verb;
using wire::request;

std::string named(std::string_view script, std::string const& name) {
  std::string text(script);
  for (auto at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + name.size())) {
    text.replace(at, 2, name);
  }
  return text;
}

std::vector<request> compose(std::string_view script, statement const& with) {
  std::vector<request> requests;
  std::size_t binds = 0;
  for (auto& step : notation::parse_notation(script)) {
    request next{std::move(step), {}, {}};
    if (next.message.verb == verb::parse || next.message.verb == verb::query) next.sql = with.sql;
    if (next.message.verb == verb::query && !next.message.name.empty()) next.sql = next.message.name;
    if (next.message.verb == verb::bind) {
      next.parameters = with.series.empty() ? with.parameters : with.series.at(binds++);
    }
    if (notation::carries_data(next.message.verb)) next.data = with.data;
    requests.push_back(std::move(next));
  }
  return requests;
}

/// Stands for all of them in a transcript: what the first few say.
statement summary_of(std::vector<statement> const& all) {
  constexpr std::size_t most = 3;
  statement some;
  for (std::size_t i = 0; i < all.size() && i < most; ++i)
    some.sql += fmt::format("{}{}", i == 0 ? "" : "; ", all[i].shown.empty() ? all[i].sql : all[i].shown);
  if (all.size() > most) some.sql += "; ...";
  if (!all.empty()) some.name = all.front().name;
  return some;
}

std::vector<request> backend_question() {
  return {{{verb::parse, ""}, std::string(backend_sql), {}},
          {{verb::bind, ""}, {}, {}},
          {{verb::execute, ""}, {}, {}}};
}

bool has(std::vector<request> const& requests, verb wanted) {
  return std::any_of(requests.begin(), requests.end(),
                     [wanted](auto const& r) { return r.message.verb == wanted; });
}

/// Whether the statement's SQL goes with it; Q(text) carries its own.
bool carries_sql(request const& r) {
  return r.message.verb == verb::parse || (r.message.verb == verb::query && r.message.name.empty());
}

/// Whether the script relies on an unnamed statement that an earlier one left: the question must not come
/// first.
bool uses_earlier_unnamed(std::vector<request> const& requests) {
  for (auto const& r : requests) {
    if (!r.message.name.empty()) continue;
    if (r.message.verb == verb::parse) return false;
    if (r.message.verb == verb::bind || r.message.verb == verb::describe_statement) return true;
  }
  return false;
}

/// Whether it relies on nothing that an earlier step left, and opens or ends no transaction block.
bool stands_alone(std::vector<request> const& requests) {
  constexpr std::size_t small = 4000;  // of a buffer of PgBouncer, pkt_buf, of 4096 bytes
  constexpr std::array<std::string_view, 4> harmless{"select ", "prepare ", "declare ", "listen "};
  std::size_t binds = 0;
  bool parsed = false;
  for (auto const& r : requests) {
    if (r.message.verb == verb::query) return false;
    if (r.message.verb == verb::parse) {
      auto const begins = [&r](std::string_view word) { return r.sql.starts_with(word); };
      if (r.sql.size() > small || std::none_of(harmless.begin(), harmless.end(), begins)) return false;
      parsed = true;
    } else if (r.message.verb == verb::bind) {
      ++binds;
    }
  }
  return parsed && binds < 2;
}

std::optional<int> as_pid(wire::row const& values) {
  if (values.size() != 1 || !values.front()) return std::nullopt;
  return wire::read_number<int>(*values.front());
}

std::vector<notation::message> steps_of(std::vector<request> const& requests) {
  std::vector<notation::message> steps;
  steps.reserve(requests.size());
  for (auto const& r : requests) steps.push_back(r.message);
  return steps;
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

bool client::holding() const {
  auto const now = slot_->state();
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

bool client::ready() const { return slot_->state() && !waiting() && !holding() && !in_transaction(); }

bool client::will_hold() const {
  auto const* last = on_->last_posted_by(*this);
  return last ? !last->releases : holding();
}

step_ptr client::plan(std::string_view script, std::vector<request> requests, statement const& with,
                      asking when) const {
  auto next = std::make_shared<step>();
  next->patience = on_->step_patience();
  // A repetition is easier to read as it was written.
  auto const repeats = script.find('[') != std::string_view::npos;
  next->sent = repeats ? std::string(script) : notation::print_notation(steps_of(requests));
  if (std::any_of(requests.begin(), requests.end(), carries_sql))
    next->sql = with.shown.empty() ? with.sql : with.shown;
  // A pooler that tracks statements prepares also at Bind and Describe, where the server lacks the statement.
  next->prepares = !with.name.empty() && (has(requests, verb::parse) || has(requests, verb::bind) ||
                                          has(requests, verb::describe_statement));
  auto const last = requests.empty() ? verb::flush : requests.back().message.verb;
  next->releases = last == verb::sync || last == verb::query;
  next->joins = next->releases && stands_alone(requests);
  using question = step::question;
  if (will_hold() || transaction_failed()) {
    next->asked = question::known;
  } else if (when == asking::usual && !has(requests, verb::query)) {
    next->asked = uses_earlier_unnamed(requests) ? question::last : question::first;
    auto const asks = backend_question();
    requests.insert(next->asked == question::first ? requests.begin() : requests.end() - 1, asks.begin(),
                    asks.end());
  }
  next->requests = std::move(requests);
  return next;
}

pending client::put(step_ptr step) {
  step->by = this;
  on_->post(step);
  return {*on_, std::move(step)};
}

pending client::post(std::string_view script, statement const& with, undo_note leaves) {
  auto const text = named(script, with.name);
  auto step = plan(text, compose(text, with), with);
  step->leaves = std::move(leaves);
  return put(std::move(step));
}

pending client::post_each(std::string_view script, std::vector<statement> const& all, std::string_view end) {
  std::vector<request> requests;
  auto const add = [&requests](std::vector<request> more) {
    requests.insert(requests.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
  };
  for (auto const& one : all) add(compose(named(script, one.name), one));
  add(compose(end, {}));
  auto const text = fmt::format("{} x [{}] {}", all.size(), named(script, "name"), end);
  return put(plan(text, std::move(requests), summary_of(all)));
}

step_result client::run(std::string_view script, statement const& with, undo_note leaves) {
  return post(script, with, std::move(leaves)).receive();
}

step_result client::run_unasked(std::string_view script, statement const& with) {
  auto const text = named(script, with.name);
  auto step = plan(text, compose(text, with), with, asking::never);
  return put(std::move(step)).receive();
}

step_result client::run(std::string_view script, statement const& with, std::chrono::milliseconds patience) {
  return post(script, with).within(patience).receive();
}

step_result client::run_each(std::string_view script, std::vector<statement> const& all,
                             std::string_view end) {
  return post_each(script, all, end).receive();
}

void client::prequeue() {
  if (!ready()) return;
  auto step = plan("H", compose("H", {}), {});
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
  on_->aside([&] { slot_->receive(patience); });
  if (!late.empty()) return *late.back()->answer;
  return {this, {}, backend_, slot_->simulated()};
}

step_result client::take_answer(step& step, wire::answer answer) {
  auto const turn = on_->turn();
  step_result seen{this, std::move(answer), std::nullopt, slot_->simulated()};
  auto& rows = seen.answer.rows;
  rows.insert(rows.begin(), step.received.begin(), step.received.end());
  step.received = seen.answer.status == wire::ending::complete ? std::vector<wire::row>() : rows;
  if (!rows.empty() && step.asked == step::question::first) {
    seen.backend = as_pid(rows.front());
    rows.erase(rows.begin());
  } else if (!rows.empty() && step.asked == step::question::last && seen.ok()) {
    seen.backend = as_pid(rows.back());
    rows.pop_back();
  } else if (step.asked == step::question::known) {
    seen.backend = slot_->backend;  // whichever act took it
  }
  changed_backend_ = seen.backend && slot_->backend && seen.backend != slot_->backend;
  if (seen.backend) {
    backend_ = slot_->backend = seen.backend;
    slot_->backends.insert(*seen.backend);
  }
  on_->record(step, seen);
  return seen;
}

wire::connection::cancelled client::cancel() const { return slot_->cancel(on_->step_deadline()); }

}  // namespace poolprobe
