#include "testbed/task_context.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/fatal.hpp"
#include "testbed/parallel_tasks.hpp"
#include "testbed/pipelined_tasks.hpp"

namespace poolprobe {
namespace {

std::string received_words(std::string const& sent, step_result const& seen) {
  if (seen.ok() && seen.answer.rows.empty()) {
    if (sent == "H") return "keeps the server connection";
    if (sent == "S") return "releases it";
  }
  return seen.text();
}

}  // namespace

client& task_context::client(std::string_view label) {
  for (auto const& c : clients_) {
    if (c->label() == label) return *c;
  }
  if (!owns(label)) throw fatal(exit_code::defect, fmt::format("client {} belongs to another task", label));
  return *clients_.emplace_back(std::make_unique<poolprobe::client>(*this, shared_->slot(label)));
}

bool task_context::owns(std::string_view label) const {
  return parallel_ == nullptr || own_clients_.contains(std::string(label));
}

void task_context::take_over_late_answers() {
  for (auto const& slot : shared_->slots) {
    for (auto const& late : slot->sent()) late->by = &client(slot->label());
  }
}

step const* task_context::last_posted_by(poolprobe::client const& who) const {
  for (auto step = posted_.rbegin(); step != posted_.rend(); ++step) {
    if ((*step)->by == &who) return step->get();
  }
  return nullptr;
}

void task_context::run() {
  if (batch_ != nullptr) return batch_->receive(*this);
  auto const steps = take_posted();
  require_trip();
  let_clear(steps);
  prequeue_for(steps);
  int rounds = 0;
  auto const start = wire::clock::now();
  wait_for_network([&] { rounds = shared_->perform(steps); });
  if (!steps.empty() && steps.back()->releases) {
    shared_->gave_back = &steps.back()->by->through();
    shared_->gave_back_at = wire::clock::now();
  }
  count_trips(rounds);
  auto const ms = wire::milliseconds(wire::clock::now() - start).count();
  if (rounds > 0) shared_->least_trip_ms = std::min(shared_->least_trip_ms.value_or(ms), ms / rounds);
}

void task_context::let_clear(std::vector<step_ptr> const& steps) const {
  auto const& servers = shared_->servers;
  if (!servers.clears || servers.dedicated || parallel_ != nullptr || steps.empty()) return;
  auto const& by = *steps.front()->by;
  auto const keeps_its_own = by.holding() && !steps.back()->releases;
  if (&by.through() == shared_->gave_back || keeps_its_own) return;
  auto const passed = wire::clock::now() - shared_->gave_back_at;
  auto const left = std::chrono::ceil<std::chrono::milliseconds>(servers.reuse_delay - passed);
  if (left.count() > 0) (void)wire::pause_for(left);
}

void task_context::prequeue_for(std::vector<step_ptr> const& steps) {
  auto const leaves = [](step_ptr const& step) { return step->leaves && step->releases; };
  auto const found = std::find_if(steps.begin(), steps.end(), leaves);
  if (found == steps.end() || shared_->servers.dedicated || parallel_ != nullptr) return;
  auto& other = client((*found)->by->label() == "A" ? "B" : "A");
  auto const busy = [&other](step_ptr const& step) { return &step->by->through() == &other.through(); };
  if (std::none_of(steps.begin(), steps.end(), busy)) other.prequeue();
}

/// An error is in the server's log, a refusal by the pooler in the pooler's. PgBouncer closes the client's
/// server connection with it when it refuses a transaction block (src/server.c) or a statement name
/// (src/prepare.c).
void task_context::count(wire::server_error const& error) {
  auto const sends = [&error](char const* words) { return error.message.find(words) != std::string::npos; };
  ++shared_->cost.pooler_log_lines;
  if (!error.fatal()) return;
  if (sends("transaction blocks") || sends("prepared statement")) ++shared_->cost.closed_servers;
}

/// Where it is not known which server connection took a statement, each that was seen may have it.
void task_context::note_prepared_somewhere() {
  for (auto const& slot : shared_->slots) {
    for (auto const backend : slot->backends) shared_->ledger.prepared(backend);
  }
}

void task_context::record(step const& step, step_result const& seen) {
  ++shared_->cost.round_trips;
  shared_->budget.count_round_trip();
  if (shared_->servers.dedicated && step.by->changed_backend()) shared_->pool_facts_wrong = true;
  if (seen.answer.error) count(*seen.answer.error);
  for (auto const& notice : seen.answer.notices) {
    if (notice.severity == "WARNING") count(notice);
  }
  if (seen.backend) {
    auto& ledger = shared_->ledger;
    if (step.prepares) ledger.prepared(*seen.backend);
    if (auto left = step.leaves ? step.leaves() : std::nullopt) {
      ledger.note(*seen.backend, std::move(*left), this);
    }
    if (step.releases || !seen.ok()) ledger.transaction_ended(*seen.backend, seen.ok());
  } else if (step.prepares) {
    note_prepared_somewhere();
  }
  transcript_.push_back({step.by->label(), step.shown(), step.sql, seen.backend,
                         received_words(step.sent, seen), seen.answer.ms});
}

void task_context::wait_for_network(std::function<void()> const& work) {
  if (parallel_ == nullptr || is_dry_run()) return work();
  struct scope {
    explicit scope(bool& is) : waits(is) { waits = true; }
    ~scope() { waits = false; }
    scope(scope const&) = delete;
    scope& operator=(scope const&) = delete;
    bool& waits;
  } const waiting(waits_for_network_);
  parallel_->wait_unlocked(work);
}

std::unique_lock<std::mutex> task_context::lock_again() {
  return waits_for_network_ ? parallel_->lock() : std::unique_lock<std::mutex>();
}

void task_context::count_connection(int more) {
  count_trips(1);
  shared_->count_connection(more);
}

}  // namespace poolprobe
