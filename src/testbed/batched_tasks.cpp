#include "testbed/batched_tasks.hpp"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "model/fatal.hpp"
#include "wire/start_thread.hpp"

namespace poolprobe {

struct batched_tasks::task {
  testbed on;
  std::function<void(testbed&)> body;
  wait waits_for = wait::none;
  std::thread thread = {};

  client* holder = nullptr;  ///< the client that it wants to hold, or that holds for it
  std::optional<int> wanted = {};
  bool reached = false;
  bool holds = false;  ///< `holder` must not let go before this act agrees
};

/// An act that cannot have the server connection that it wants ends: it says nothing.
struct another_time {};

/// Who may run: an act, or nobody, and then it is the caller's turn.
struct batched_tasks::baton {
  std::mutex mutex = {};
  std::condition_variable passed = {};
  task const* turn = nullptr;

  void pass(task const* to, task const* mine) {
    std::unique_lock lock(mutex);
    turn = to;
    passed.notify_all();
    passed.wait(lock, [&] { return turn == mine; });
  }
};

batched_tasks::batched_tasks(testbed& host) : host_(&host), baton_(std::make_unique<baton>()) {}

batched_tasks::~batched_tasks() = default;

void batched_tasks::add(std::function<void(testbed&)> act_body) {
  tasks_.push_back(std::unique_ptr<task>(new task{{*host_, *this}, std::move(act_body)}));
}

batched_tasks::task& batched_tasks::task_of(testbed& on) {
  return **std::find_if(tasks_.begin(), tasks_.end(), [&on](auto const& a) { return &a->on == &on; });
}

// ---- on the acts' threads ----

void batched_tasks::suspend(task& a, wait what) {
  a.waits_for = what;
  baton_->pass(nullptr, &a);
  a.waits_for = wait::none;
}

/// Where one has failed, who was giving back what it held comes here too, and must not wait for the others.
void batched_tasks::wait_for(task& a, wait what) {
  auto const end_with_others = [this] {
    if (failure_) throw fatal(exit_code::interrupted, "interrupted");
  };
  end_with_others();
  suspend(a, what);
  end_with_others();
}

/// A step that lets a held server connection go waits until the others need it no longer.
void batched_tasks::receive(testbed& on) {
  auto const needed = [this](connection_slot const& through) {
    return std::any_of(tasks_.begin(), tasks_.end(), [&through](auto const& other) {
      return other->holds && &other->holder->through() == &through;
    });
  };
  auto const early = std::any_of(on.posted_.begin(), on.posted_.end(), [&needed](step_ptr const& step) {
    return step->releases && needed(step->by->through());
  });
  auto const leaves = std::any_of(on.posted_.begin(), on.posted_.end(),
                                  [](step_ptr const& step) { return step->leaves && step->releases; });
  wait_for(task_of(on), early ? wait::release : leaves ? wait::undo : wait::answers);
}

bool batched_tasks::hold(testbed& on, client& holder, std::optional<int> wanted) {
  auto& a = task_of(on);
  a.holder = &holder;
  a.wanted = wanted;
  wait_for(a, wait::server);
  if (!a.reached) throw another_time{};
  return true;
}

/// Also called on the way out of a failure, and then nobody waits for anybody.
void batched_tasks::release(testbed& on, client& holder) {
  auto& a = task_of(on);
  if ((a.holds || holder.holding()) && !failure_) suspend(a, wait::release);
  a.holds = false;
}

/// Signals are for the thread that waits for the network.
void batched_tasks::body(task& a) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  {
    std::unique_lock lock(baton_->mutex);
    baton_->passed.wait(lock, [&] { return baton_->turn == &a; });
  }
  try {
    if (!failure_) a.body(a.on);
  } catch (another_time const&) {
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
  a.waits_for = wait::over;
  std::scoped_lock const lock(baton_->mutex);
  baton_->turn = nullptr;
  baton_->passed.notify_all();
}

// ---- on the caller's thread ----

void batched_tasks::resume(task& a) { baton_->pass(&a, nullptr); }

std::vector<batched_tasks::task*> batched_tasks::those_waiting_for(wait what) {
  std::vector<task*> found;
  for (auto const& a : tasks_) {
    if (a->waits_for == what) found.push_back(a.get());
  }
  return found;
}

/// Those first that may share a transaction with one another: side by side they make one round trip.
std::vector<step_ptr> batched_tasks::take_posted(std::vector<task*> const& by) {
  std::vector<step_ptr> sharing;
  std::vector<step_ptr> others;
  for (auto* a : by) {
    auto const posted = a->on.take_posted();
    auto const joins = [](step_ptr const& step) { return step->joins; };
    auto& steps = std::all_of(posted.begin(), posted.end(), joins) ? sharing : others;
    steps.insert(steps.end(), posted.begin(), posted.end());
  }
  sharing.insert(sharing.end(), others.begin(), others.end());
  return sharing;
}

void batched_tasks::receive_all(std::vector<task*> const& listening) {
  auto const steps = take_posted(listening);
  host_->prequeue_for(steps);
  host_->count_trips(host_->shared_->perform(steps));
  for (auto* a : listening) resume(*a);
}

/// Those who want another server connection than the first of them are out of it.
void batched_tasks::take_server(std::vector<task*> const& wanting) {
  auto const* first = wanting.front();
  auto& through = first->holder->through();
  auto& holder = host_->slot(through.label());
  auto const before = host_->transcript_.size();
  auto const reached = host_->take_server(holder, first->wanted, persistence::full);
  for (auto* a : wanting) {
    auto const same = a->wanted == first->wanted && &a->holder->through() == &through;
    a->reached = reached && same;
    a->holds = holder.holding() && same;
    if (!same) continue;
    a->holder->backend_ = holder.backend();
    auto& told = a->on.transcript_;
    told.insert(told.end(), host_->transcript_.begin() + static_cast<std::ptrdiff_t>(before),
                host_->transcript_.end());
  }
  host_->transcript_.resize(before);
  for (auto* a : wanting) resume(*a);
}

void batched_tasks::give_back(std::vector<task*> const& done) {
  auto const steps = take_posted(done);
  for (auto* a : done) a->holds = false;
  if (!steps.empty()) host_->count_trips(host_->shared_->perform(steps));
  for (auto* a : done) {
    if (a->holder == nullptr) continue;
    auto const before = host_->transcript_.size();
    host_->release(host_->slot(a->holder->label()));
    for (auto* other : done) {
      if (other->holder != nullptr && &other->holder->through() == &a->holder->through())
        other->on.transcript_.insert(other->on.transcript_.end(),
                                     host_->transcript_.begin() + static_cast<std::ptrdiff_t>(before),
                                     host_->transcript_.end());
    }
    host_->transcript_.resize(before);
  }
  for (auto* a : done) resume(*a);
}

bool batched_tasks::continue_running() {
  if (auto const listening = those_waiting_for(wait::answers); !listening.empty()) {
    receive_all(listening);
  } else if (auto const done = those_waiting_for(wait::release); !done.empty()) {
    give_back(done);
  } else if (auto const undo = those_waiting_for(wait::undo); !undo.empty()) {
    receive_all(undo);
  } else if (auto const wanting = those_waiting_for(wait::server); !wanting.empty()) {
    take_server(wanting);
  } else {
    return false;
  }
  return !failure_;
}

void batched_tasks::run() {
  try {
    for (auto const& a : tasks_) a->thread = wire::start_thread([this, &one = *a] { body(one); });
    for (auto const& a : tasks_) resume(*a);
    while (continue_running()) {
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
  for (auto const& a : tasks_) {
    if (!a->thread.joinable()) continue;         // it could not be started
    if (a->waits_for != wait::over) resume(*a);  // it finds the failure, and ends
    a->thread.join();
  }
  host_->take_over_late();
  for (auto const& l : host_->shared_->slots) host_->release(host_->slot(l->label()));
  if (failure_) std::rethrow_exception(failure_);
  for (auto const& label : disconnecting_) host_->dismiss(label);
}

}  // namespace poolprobe
