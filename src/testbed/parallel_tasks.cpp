#include "testbed/parallel_tasks.hpp"

#include <algorithm>
#include <csignal>
#include <thread>

#include "testbed/task_context.hpp"
#include "testbed/testbed.hpp"
#include "wire/start_thread.hpp"

namespace poolprobe {
namespace {

/// Signals go to the thread that waits for all; a wait for the network ends nevertheless
/// (wire/interruptible_wait.cpp).
void block_signals() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

struct parallel_tasks::task {
  testbed on;
  std::function<void(testbed&)> body;
};

parallel_tasks::parallel_tasks(task_context& host) : host_(&host) {}

parallel_tasks::parallel_tasks(testbed& host) : parallel_tasks(host.context()) {}

parallel_tasks::~parallel_tasks() = default;

void parallel_tasks::add(std::set<std::string> own_clients, std::function<void(testbed&)> task_body) {
  tasks_.push_back(
      std::unique_ptr<task>(new task{{*host_, *this, std::move(own_clients)}, std::move(task_body)}));
}

void parallel_tasks::wait_unlocked(std::function<void()> const& work) {
  struct scope {
    explicit scope(std::mutex& m) : mutex(m) { mutex.unlock(); }
    ~scope() { mutex.lock(); }
    scope(scope const&) = delete;
    scope& operator=(scope const&) = delete;
    std::mutex& mutex;
  } const unlocked(running_);
  work();
}

void parallel_tasks::perform(task& a) {
  auto const mine = lock();
  if (not_started_) return;
  try {
    a.body(a.on);
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
}

/// None runs before all have been started: one could wait for another that never starts.
void parallel_tasks::perform_at_once() {
  std::vector<std::jthread> threads;
  threads.reserve(tasks_.size());
  auto const mine = lock();  // freed before the threads are joined
  try {
    for (auto const& a : tasks_) {
      threads.emplace_back(wire::start_thread<std::jthread>([this, &a] {
        block_signals();
        perform(*a);
      }));
    }
  } catch (...) {
    not_started_ = true;
    failure_ = std::current_exception();
  }
}

void parallel_tasks::run() {
  for (auto const* label : {"A", "B", "C"}) (void)host_->client(label);  // none is added while others look
  if (host_->is_dry_run()) {
    for (auto const& a : tasks_) perform(*a);  // nothing is waited for
  } else {
    perform_at_once();
  }
  host_->take_over_late_answers();
  for (auto const* label : {"A", "B", "C"}) host_->client(label).catch_up();
  int longest = 0;
  for (auto const& a : tasks_) {
    longest = std::max(longest, a->on.context().trips());
    auto const rest = a->on.take_transcript();
    host_->transcript().insert(host_->transcript().end(), rest.begin(), rest.end());
  }
  host_->count_trips(longest);
  if (failure_) std::rethrow_exception(failure_);
}

}  // namespace poolprobe
