#include "stage/client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "model/fatal.hpp"
#include "stage/stage.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

using wire::request;
using wire::verb;

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
  for (auto& step : wire::parse_notation(script)) {
    request next{std::move(step), {}, {}};
    if (next.step.verb == verb::parse || next.step.verb == verb::query) next.sql = with.sql;
    if (next.step.verb == verb::bind) {
      next.parameters = with.series.empty() ? with.parameters : with.series.at(binds++);
    }
    if (wire::carries_data(next.step.verb)) next.data = with.data;
    requests.push_back(std::move(next));
  }
  return requests;
}

/// Asks for the backend in the unnamed statement, so that nothing of it stays.
std::vector<request> backend_question() {
  return {{{verb::parse, ""}, "select pg_backend_pid()", {}},
          {{verb::bind, ""}, {}, {}},
          {{verb::execute, ""}, {}, {}}};
}

bool has(std::vector<request> const& requests, verb wanted) {
  return std::any_of(requests.begin(), requests.end(),
                     [wanted](auto const& r) { return r.step.verb == wanted; });
}

/// Whether the script relies on an unnamed statement that an earlier one left: the question must not come
/// first.
bool uses_earlier_unnamed(std::vector<request> const& requests) {
  for (auto const& r : requests) {
    if (!r.step.name.empty()) continue;
    if (r.step.verb == verb::parse) return false;
    if (r.step.verb == verb::bind || r.step.verb == verb::describe_statement) return true;
  }
  return false;
}

std::optional<int> as_pid(wire::row const& values) {
  if (values.size() != 1 || !values.front()) return std::nullopt;
  return wire::read_number<int>(*values.front());
}

std::vector<wire::step> steps_of(std::vector<request> const& requests) {
  std::vector<wire::step> steps;
  steps.reserve(requests.size());
  for (auto const& r : requests) steps.push_back(r.step);
  return steps;
}

wire::answer no_connection() {
  wire::answer none;
  none.status = wire::ending::closed;
  return none;
}

}  // namespace

bool client::holding() const {
  return connection_ && connection_->talk().usable() && connection_->talk().unsynced();
}

bool client::waiting() const {
  return connection_ && connection_->talk().usable() && connection_->talk().waiting();
}

bool client::in_transaction() const {
  return connection_ && connection_->talk().usable() && connection_->talk().transaction_status() != 'I';
}

bool client::transaction_failed() const {
  return connection_ && connection_->talk().usable() && connection_->talk().transaction_status() == 'E';
}

bool client::ready() const {
  return connection_ && connection_->talk().usable() && !waiting() && !holding() && !in_transaction();
}

wire::login const* client::login() const { return connection_ ? &connection_->facts() : nullptr; }

client::flight client::plan(std::string_view script, std::vector<request> const& requests,
                            statement const& with) const {
  flight next;
  // A repetition is easier to read as it was written.
  auto const repeats = script.find('[') != std::string_view::npos;
  next.sent = repeats ? std::string(script) : wire::print_notation(steps_of(requests));
  if (has(requests, verb::parse) || has(requests, verb::query))
    next.sql = with.shown.empty() ? with.sql : with.shown;
  // A pooler that tracks statements prepares also at Bind and Describe, where the server lacks the statement.
  next.prepares = !with.name.empty() && (has(requests, verb::parse) || has(requests, verb::bind) ||
                                         has(requests, verb::describe_statement));
  if (holding() || transaction_failed()) {
    next.asked = flight::question::known;
  } else if (!has(requests, verb::query)) {
    next.asked = uses_earlier_unnamed(requests) ? flight::question::last : flight::question::first;
  }
  return next;
}

reaction client::run(std::string_view script, statement const& with) {
  return send(script, with, on_->step_deadline());
}

reaction client::run(std::string_view script, statement const& with, std::chrono::milliseconds patience) {
  return send(script, with, wire::clock::now() + patience);
}

/// What an earlier step still owes must not be taken for the answer of the next one.
std::optional<reaction> client::late() {
  if (!waiting()) return std::nullopt;
  auto seen = await();
  if (waiting()) return seen;
  return std::nullopt;
}

reaction client::send(std::string_view script, statement const& with, wire::deadline until) {
  if (auto owed = late()) return std::move(*owed);
  auto const text = named(script, with.name);
  auto requests = compose(text, with);
  flight_ = plan(text, requests, with);
  return launch(std::move(requests), until);
}

reaction client::run_each(std::string_view script, std::vector<statement> const& all, std::string_view end) {
  if (auto owed = late()) return std::move(*owed);
  std::vector<request> requests;
  for (auto const& one : all) {
    auto next = compose(named(script, one.name), one);
    requests.insert(requests.end(), std::move_iterator(next.begin()), std::move_iterator(next.end()));
  }
  auto last = compose(end, {});
  requests.insert(requests.end(), std::move_iterator(last.begin()), std::move_iterator(last.end()));
  auto const& shown = all.empty() ? statement{} : all.front();
  flight_ = plan(fmt::format("{} x [{}] {}", all.size(), named(script, "name"), end), requests, shown);
  return launch(std::move(requests), on_->step_deadline());
}

std::vector<request> client::with_question(std::vector<request> requests) const {
  if (flight_.asked == flight::question::first || flight_.asked == flight::question::last) {
    auto const question = backend_question();
    auto const where = flight_.asked == flight::question::first ? requests.begin() : requests.end() - 1;
    requests.insert(where, question.begin(), question.end());
  }
  return requests;
}

reaction client::launch(std::vector<request> requests, wire::deadline until) {
  if (!connection_) return conclude(no_connection());
  return finish(connection_->talk().exchange(with_question(std::move(requests)), until));
}

void client::poise() {
  if (!ready()) return;
  auto requests = compose("H", {});
  flight_ = plan("H", requests, {});
  (void)connection_->talk().poise(with_question(std::move(requests)));
}

bool client::poised() const { return connection_ && connection_->talk().poised(); }

reaction client::await() { return listen(on_->step_deadline()); }

reaction client::await(std::chrono::milliseconds patience) { return listen(wire::clock::now() + patience); }

reaction client::listen(wire::deadline until) {
  if (!poised()) {
    flight_.sent = "|";
    flight_.sql.clear();
  }
  if (!connection_) return conclude(no_connection());
  return finish(connection_->talk().await(until));
}

/// What was sent has its effect whether we listen or not, so an interrupt still hears the answer: only then
/// does the ledger know what to clean up, and where.
reaction client::finish(wire::answer answer) {
  if (answer.status != wire::ending::interrupted) return conclude(std::move(answer));
  {
    wire::interrupt_shield const shield;
    (void)conclude(connection_->talk().await(wire::clock::now() + std::chrono::milliseconds(500)));
  }
  throw fatal(exit_code::interrupted, "interrupted");
}

reaction client::conclude(wire::answer answer) {
  reaction seen{this, std::move(answer), std::nullopt};
  auto& rows = seen.answer.rows;
  rows.insert(rows.begin(), flight_.heard.begin(), flight_.heard.end());
  flight_.heard = seen.answer.status == wire::ending::complete ? std::vector<wire::row>() : rows;
  if (!rows.empty() && flight_.asked == flight::question::first) {
    seen.backend = as_pid(rows.front());
    rows.erase(rows.begin());
  } else if (!rows.empty() && flight_.asked == flight::question::last && seen.ok()) {
    seen.backend = as_pid(rows.back());
    rows.pop_back();
  } else if (flight_.asked == flight::question::known) {
    seen.backend = backend_;
  }
  changed_backend_ = seen.backend && backend_ && seen.backend != backend_;
  if (seen.backend) backend_ = seen.backend;
  on_->record(*this, seen, flight_.sent, flight_.sql, flight_.prepares);
  return seen;
}

wire::connection::cancelled client::cancel() const {
  if (!connection_) return wire::connection::cancelled::failed;
  return connection_->cancel(on_->step_deadline());
}

std::optional<wire::open_failure> client::connect(wire::deadline until, wire::login_change const& change) {
  disconnect();
  auto opened = wire::connection::open(on_->where(), until, change);
  if (auto* failure = std::get_if<wire::open_failure>(&opened)) {
    failure_ = failure->message;
    return std::move(*failure);
  }
  connection_.emplace(std::get<wire::connection>(std::move(opened)));
  return std::nullopt;
}

void client::take_over(wire::connection opened) {
  disconnect();
  connection_.emplace(std::move(opened));
}

void client::disconnect() {
  connection_.reset();
  backend_.reset();
  failure_.clear();
}

}  // namespace poolprobe
