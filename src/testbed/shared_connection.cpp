#include "testbed/shared_connection.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/fatal.hpp"
#include "testbed/client.hpp"

namespace poolprobe {
namespace {

/// How long an interrupted run waits for outstanding answers, which show what must be cleaned up.
constexpr std::chrono::milliseconds last_words{500};

wire::answer empty_answer(wire::ending how) {
  wire::answer none;
  none.status = how;
  return none;
}

void take_answer(step& one, wire::answer answer) { one.answer = one.by->take_answer(one, std::move(answer)); }

}  // namespace

wire::login_facts const* shared_connection::login_facts() const {
  if (simulated_connection_) return &simulated_connection_->facts();
  return connection_ ? &connection_->facts() : nullptr;
}

std::optional<slot_state> shared_connection::state() const {
  if (simulated_connection_) {
    return slot_state{simulated_connection_->waiting(), simulated_connection_->unsynced(), false,
                      simulated_connection_->transaction_status()};
  }
  if (!connection_ || !connection_->talk().usable()) return std::nullopt;
  auto const& talk = connection_->talk();
  return slot_state{talk.waiting(), talk.unsynced(), talk.prequeued(), talk.transaction_status()};
}

std::optional<wire::open_failure> shared_connection::take(
    std::variant<wire::connection, wire::open_failure> opened) {
  disconnect();
  if (auto* failure = std::get_if<wire::open_failure>(&opened)) {
    failure_ = failure->message;
    return std::move(*failure);
  }
  connection_.emplace(std::get<wire::connection>(std::move(opened)));
  return std::nullopt;
}

void shared_connection::take_over(wire::connection opened) {
  disconnect();
  connection_.emplace(std::move(opened));
}

bool shared_connection::simulate(std::string words) {
  if (dry_run_ == nullptr) return false;
  disconnect();
  dry_run_->write_down({label_, std::move(words), {}});
  simulated_connection_.emplace(*dry_run_);
  return true;
}

wire::connection::cancelled shared_connection::cancel(wire::deadline until) {
  if (simulated_connection_) {
    dry_run_->write_down({label_, "cancel", {}});
    simulated_connection_->cancel();
    return wire::connection::cancelled::sent;
  }
  return connection_ ? connection_->cancel(until) : wire::connection::cancelled::failed;
}

void shared_connection::disconnect() {
  if (simulated_connection_) dry_run_->write_down({label_, "close", {}});
  simulated_connection_.reset();
  connection_.reset();
  sent_.clear();
  backend.reset();
  backends.clear();
  maybe_other_process = false;
  held_by_block = false;
  retired = false;
  failure_.clear();
}

std::chrono::milliseconds shared_connection::patience() const {
  std::chrono::milliseconds longest{0};
  for (auto const* all : {&sent_, &queued_}) {
    for (auto const& f : *all) longest = std::max(longest, f->patience);
  }
  return longest;
}

void shared_connection::answer_queued(wire::ending how) {
  for (auto const& f : std::exchange(queued_, {})) take_answer(*f, empty_answer(how));
}

void shared_connection::send() {
  if (queued_.empty()) return;
  if (!connection_ && !simulated_connection_) return answer_queued(wire::ending::closed);
  // The late answer of an earlier step must not be taken for the answer of the next one.
  if (!sent_.empty()) receive();
  if (!sent_.empty()) return answer_queued(wire::ending::timed_out);
  if (simulated_connection_) return simulate();
  auto const until = wire::clock::now() + patience();
  std::vector<std::vector<wire::request>> all;
  for (auto& f : queued_) all.push_back(std::move(f->requests));
  auto const how = connection_->talk().send(all, until);
  if (how == wire::ending::timed_out || how == wire::ending::interrupted) answer_queued(how);
  sent_ = std::exchange(queued_, {});
  if (how == wire::ending::interrupted) throw fatal(exit_code::interrupted, "interrupted");
}

void shared_connection::send_behind(step_ptr next) {
  if (simulated_connection_) return put(std::move(next)), send();
  auto const until = wire::clock::now() + next->patience;
  if (connection_) (void)connection_->talk().send({next->requests}, until);
  sent_.push_back(std::move(next));
}

void shared_connection::simulate() {
  for (auto const& f : queued_) simulated_connection_->send(*f);
  sent_ = std::exchange(queued_, {});
}

void shared_connection::prequeue(step_ptr next) {
  auto const idle = connection_ && connection_->talk().usable() && queued_.empty() && sent_.empty();
  if (idle && connection_->talk().prequeue(next->requests)) sent_.push_back(std::move(next));
}

void shared_connection::receive() { receive(patience()); }

wire::answer shared_connection::next_answer(wire::deadline until) {
  if (simulated_connection_) return simulated_connection_->receive(*sent_.front());
  return connection_ ? connection_->talk().receive(until) : empty_answer(wire::ending::closed);
}

void shared_connection::receive(std::chrono::milliseconds patience) {
  auto const until = wire::clock::now() + patience;
  while (!sent_.empty()) {
    auto answer = next_answer(until);
    if (answer.status == wire::ending::interrupted) {
      auto& received = sent_.front()->received;  // they may include the row with the backend's pid
      received.insert(received.end(), answer.rows.begin(), answer.rows.end());
      drain();
      throw fatal(exit_code::interrupted, "interrupted");
    }
    if (answer.status == wire::ending::timed_out) {
      // Later steps are not waited for either; they stay outstanding as well.
      take_answer(*sent_.front(), std::move(answer));
      for (auto f = sent_.begin() + 1; f != sent_.end(); ++f) {
        take_answer(**f, empty_answer(wire::ending::timed_out));
      }
      return;
    }
    take_answer(*sent_.front(), std::move(answer));
    sent_.pop_front();
  }
}

void shared_connection::drain() {
  wire::interrupt_shield const shield;
  auto const until = wire::clock::now() + last_words;
  while (!sent_.empty()) {
    auto answer = next_answer(until);
    auto const late = answer.status == wire::ending::timed_out;
    take_answer(*sent_.front(), std::move(answer));
    if (late) return;
    sent_.pop_front();
  }
}

}  // namespace poolprobe
