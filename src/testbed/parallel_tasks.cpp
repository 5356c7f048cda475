#include "testbed/parallel_tasks.hpp"

#include <algorithm>
#include <csignal>
#include <thread>

#include "wire/start_thread.hpp"

namespace poolprobe {
namespace {

/// Signals are for the thread that waits for all; a wait for the network ends all the same (wire/wait.cpp).
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

void parallel_tasks::add(std::set<std::string> own_clients, std::function<void(testbed&)> act_body) {
  tasks_.push_back({std::make_unique<testbed>(*host_, *this, std::move(own_clients)), std::move(act_body)});
}

void parallel_tasks::aside(std::function<void()> const& work) {
  struct absence {
    explicit absence(std::mutex& m) : mutex(m) { mutex.unlock(); }
    ~absence() { mutex.lock(); }
    absence(absence const&) = delete;
    absence& operator=(absence const&) = delete;
    std::mutex& mutex;
  } const away(turn_);
  work();
}

void parallel_tasks::perform(task const& a) {
  auto const mine = turn();
  if (not_started_) return;
  try {
    a.body(*a.on);
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
}

/// None has its turn before all are there: one could wait for another that never comes.
void parallel_tasks::perform_at_once() {
  std::vector<std::jthread> threads;
  threads.reserve(tasks_.size());
  auto const mine = turn();
  try {
    for (auto const& a : tasks_) {
      threads.emplace_back(wire::start_thread<std::jthread>([this, &a] {
        block_signals();
        perform(a);
      }));
    }
  } catch (...) {
    not_started_ = true;
    failure_ = std::current_exception();
  }
}

void parallel_tasks::run() {
  for (auto const* label : {"A", "B", "C"}) (void)host_->slot(label);  // nobody adds any while others look
  if (host_->is_dry_run()) {
    for (auto const& a : tasks_) perform(a);  // nobody waits for anything
  } else {
    perform_at_once();
  }
  host_->take_over_late();
  for (auto const* label : {"A", "B", "C"}) host_->slot(label).catch_up();
  int longest = 0;
  for (auto const& a : tasks_) {
    longest = std::max(longest, a.on->trips_);
    auto const rest = a.on->take_transcript();
    host_->transcript_.insert(host_->transcript_.end(), rest.begin(), rest.end());
  }
  host_->count_trips(longest);
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace poolprobe
