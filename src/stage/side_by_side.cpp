#include "stage/side_by_side.hpp"

#include <algorithm>
#include <csignal>
#include <thread>

namespace poolprobe {
namespace {

/// Signals are for the thread that waits for all; a wait for the network ends all the same (wire/wait.cpp).
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

void side_by_side::add(std::set<std::string> cast, std::function<void(stage&)> act_body) {
  acts_.push_back({std::make_unique<stage>(*host_, *this, std::move(cast)), std::move(act_body)});
}

void side_by_side::aside(std::function<void()> const& work) {
  struct absence {
    explicit absence(std::mutex& m) : mutex(m) { mutex.unlock(); }
    ~absence() { mutex.lock(); }
    absence(absence const&) = delete;
    absence& operator=(absence const&) = delete;
    std::mutex& mutex;
  } const away(turn_);
  work();
}

void side_by_side::perform(act const& a) {
  auto const mine = turn();
  try {
    a.body(*a.on);
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
}

void side_by_side::play() {
  for (auto const* label : {"A", "B", "C"}) (void)host_->slot(label);  // nobody adds any while others look
  std::vector<std::thread> threads;
  for (auto const& a : acts_) {
    if (host_->rehearses()) {
      perform(a);  // nobody waits for anything
    } else {
      threads.emplace_back([this, &a] {
        block_signals();
        perform(a);
      });
    }
  }
  for (auto& t : threads) t.join();
  host_->take_over_late();
  for (auto const* label : {"A", "B", "C"}) host_->slot(label).catch_up();
  int longest = 0;
  for (auto const& a : acts_) {
    longest = std::max(longest, a.on->trips_);
    auto const rest = a.on->take_transcript();
    host_->transcript_.insert(host_->transcript_.end(), rest.begin(), rest.end());
  }
  host_->count_trips(longest);
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace poolprobe
