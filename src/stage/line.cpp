#include "stage/line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/fatal.hpp"
#include "stage/client.hpp"

namespace poolprobe {
namespace {

/// How long an interrupt waits for the answer of what was sent: only then is it known what to clean up.
constexpr std::chrono::milliseconds last_words{500};

wire::answer empty_answer(wire::ending how) {
  wire::answer none;
  none.status = how;
  return none;
}

void conclude(flight& one, wire::answer answer) { one.answer = one.by->conclude(one, std::move(answer)); }

}  // namespace

wire::login const* line::login() const {
  if (understudy_) return &understudy_->facts();
  return connection_ ? &connection_->facts() : nullptr;
}

std::optional<line_state> line::state() const {
  if (understudy_) {
    return line_state{understudy_->waiting(), understudy_->unsynced(), false,
                      understudy_->transaction_status()};
  }
  if (!connection_ || !connection_->talk().usable()) return std::nullopt;
  auto const& talk = connection_->talk();
  return line_state{talk.waiting(), talk.unsynced(), talk.poised(), talk.transaction_status()};
}

std::optional<wire::open_failure> line::take(std::variant<wire::connection, wire::open_failure> opened) {
  disconnect();
  if (auto* failure = std::get_if<wire::open_failure>(&opened)) {
    failure_ = failure->message;
    return std::move(*failure);
  }
  connection_.emplace(std::get<wire::connection>(std::move(opened)));
  return std::nullopt;
}

void line::take_over(wire::connection opened) {
  disconnect();
  connection_.emplace(std::move(opened));
}

bool line::rehearse(std::string words) {
  if (rehearsal_ == nullptr) return false;
  disconnect();
  rehearsal_->write_down({label_, std::move(words), {}});
  understudy_.emplace(*rehearsal_);
  return true;
}

wire::connection::cancelled line::cancel(wire::deadline until) {
  if (understudy_) {
    rehearsal_->write_down({label_, "cancel", {}});
    understudy_->cancel();
    return wire::connection::cancelled::sent;
  }
  return connection_ ? connection_->cancel(until) : wire::connection::cancelled::failed;
}

void line::disconnect() {
  if (understudy_) rehearsal_->write_down({label_, "close", {}});
  understudy_.reset();
  connection_.reset();
  sent_.clear();
  backend.reset();
  backends.clear();
  apart = false;
  spent = false;
  failure_.clear();
}

std::chrono::milliseconds line::patience() const {
  std::chrono::milliseconds longest{0};
  for (auto const* all : {&sent_, &queued_}) {
    for (auto const& f : *all) longest = std::max(longest, f->patience);
  }
  return longest;
}

void line::answer_queued(wire::ending how) {
  for (auto const& f : std::exchange(queued_, {})) conclude(*f, empty_answer(how));
}

void line::send() {
  if (queued_.empty()) return;
  if (!connection_ && !understudy_) return answer_queued(wire::ending::closed);
  // What an earlier step still owes must not be taken for the answer of the next one.
  if (!sent_.empty()) hear();
  if (!sent_.empty()) return answer_queued(wire::ending::timed_out);
  if (understudy_) return rehearse();
  auto const until = wire::clock::now() + patience();
  std::vector<std::vector<wire::request>> all;
  for (auto& f : queued_) all.push_back(std::move(f->requests));
  auto const how = connection_->talk().send(all, until);
  if (how == wire::ending::timed_out || how == wire::ending::interrupted) answer_queued(how);
  sent_ = std::exchange(queued_, {});
  if (how == wire::ending::interrupted) throw fatal(exit_code::interrupted, "interrupted");
}

void line::rehearse() {
  for (auto const& f : queued_) understudy_->send(*f);
  sent_ = std::exchange(queued_, {});
}

void line::poise(flight_ptr next) {
  auto const idle = connection_ && connection_->talk().usable() && queued_.empty() && sent_.empty();
  if (idle && connection_->talk().poise(next->requests)) sent_.push_back(std::move(next));
}

void line::hear() { hear(patience()); }

wire::answer line::next_answer(wire::deadline until) {
  if (understudy_) return understudy_->hear(*sent_.front());
  return connection_ ? connection_->talk().hear(until) : empty_answer(wire::ending::closed);
}

void line::hear(std::chrono::milliseconds patience) {
  auto const until = wire::clock::now() + patience;
  while (!sent_.empty()) {
    auto answer = next_answer(until);
    if (answer.status == wire::ending::interrupted) {
      auto& heard = sent_.front()->heard;  // the row that tells the backend may be among it
      heard.insert(heard.end(), answer.rows.begin(), answer.rows.end());
      hear_out();
      throw fatal(exit_code::interrupted, "interrupted");
    }
    if (answer.status == wire::ending::timed_out) {
      // Those behind it are waited for no longer either, and stay on their way with it.
      conclude(*sent_.front(), std::move(answer));
      for (auto f = sent_.begin() + 1; f != sent_.end(); ++f) {
        conclude(**f, empty_answer(wire::ending::timed_out));
      }
      return;
    }
    conclude(*sent_.front(), std::move(answer));
    sent_.pop_front();
  }
}

void line::hear_out() {
  wire::interrupt_shield const shield;
  auto const until = wire::clock::now() + last_words;
  while (!sent_.empty()) {
    auto answer = next_answer(until);
    auto const late = answer.status == wire::ending::timed_out;
    conclude(*sent_.front(), std::move(answer));
    if (late) return;
    sent_.pop_front();
  }
}

}  // namespace poolprobe
