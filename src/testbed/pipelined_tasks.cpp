#include "testbed/pipelined_tasks.hpp"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "model/fatal.hpp"
#include "testbed/client_connections.hpp"
#include "testbed/server_hold.hpp"
#include "testbed/testbed.hpp"
#include "wire/start_thread.hpp"

namespace poolprobe {

struct pipelined_tasks::task {
  testbed on;
  std::function<void(testbed&)> body;
  wait waits_for = wait::none;
  std::thread thread = {};

  client* holder = nullptr;  ///< the client that must hold, or holds, a server connection for it
  std::optional<int> wanted = {};
  bool reached = false;
  bool holds = false;  ///< `holder` must not release before this task agrees
};

/// Thrown to end a task that cannot get the server connection that it needs; it has no result this time.
struct not_this_time {};

/// Passes control between the threads: only one of the tasks and the caller runs at a time.
struct pipelined_tasks::baton {
  std::mutex mutex = {};
  std::condition_variable passed = {};
  task const* running = nullptr;  ///< null: the caller

  void pass(task const* to, task const* mine) {
    std::unique_lock lock(mutex);
    running = to;
    passed.notify_all();
    passed.wait(lock, [&] { return running == mine; });
  }
};

namespace {

void copy_entries(std::vector<transcript_entry> const& from, std::size_t first,
                  std::vector<transcript_entry>& to) {
  to.insert(to.end(), from.begin() + static_cast<std::ptrdiff_t>(first), from.end());
}

}  // namespace

pipelined_tasks::pipelined_tasks(task_context& host) : host_(&host), baton_(std::make_unique<baton>()) {}

pipelined_tasks::pipelined_tasks(testbed& host) : pipelined_tasks(host.context()) {}

pipelined_tasks::~pipelined_tasks() = default;

void pipelined_tasks::add(std::function<void(testbed&)> task_body) {
  tasks_.push_back(std::unique_ptr<task>(new task{{*host_, *this}, std::move(task_body)}));
}

pipelined_tasks::task& pipelined_tasks::task_of(task_context const& on) {
  auto const is_it = [&on](auto const& a) { return &a->on.context() == &on; };
  return **std::find_if(tasks_.begin(), tasks_.end(), is_it);
}

// ---- on the tasks' threads ----

void pipelined_tasks::suspend(task& a, wait what) {
  a.waits_for = what;
  baton_->pass(nullptr, &a);
  a.waits_for = wait::none;
}

/// After a failure, tasks that release what they held come here too; they must not wait for others.
void pipelined_tasks::wait_for(task& a, wait what) {
  auto const end_with_others = [this] {
    if (failure_) throw fatal(exit_code::interrupted, "interrupted");
  };
  end_with_others();
  suspend(a, what);
  end_with_others();
}

bool pipelined_tasks::is_held_on(shared_connection const& through) const {
  return std::any_of(tasks_.begin(), tasks_.end(), [&through](auto const& other) {
    return other->holds && &other->holder->through() == &through;
  });
}

/// A step that releases a held server connection waits until the others need it no longer.
void pipelined_tasks::receive(task_context& on) {
  auto const& posted = on.posted();
  auto const early = std::any_of(posted.begin(), posted.end(), [this](step_ptr const& step) {
    return step->releases && is_held_on(step->by->through());
  });
  auto const leaves = std::any_of(posted.begin(), posted.end(),
                                  [](step_ptr const& step) { return step->leaves && step->releases; });
  wait_for(task_of(on), early ? wait::release : leaves ? wait::undo : wait::answers);
}

bool pipelined_tasks::hold(task_context& on, client& holder, std::optional<int> wanted) {
  auto& a = task_of(on);
  a.holder = &holder;
  a.wanted = wanted;
  wait_for(a, wait::server);
  if (!a.reached) throw not_this_time{};
  return true;
}

/// Also called during stack unwinding after a failure; then no task waits for another.
void pipelined_tasks::release(task_context& on, client& holder) {
  auto& a = task_of(on);
  if ((a.holds || holder.holding()) && !failure_) suspend(a, wait::release);
  a.holds = false;
}

/// Signals are for the thread that waits for the network.
void pipelined_tasks::body(task& a) {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  {
    std::unique_lock lock(baton_->mutex);
    baton_->passed.wait(lock, [&] { return baton_->running == &a; });
  }
  try {
    if (!failure_) a.body(a.on);
  } catch (not_this_time const&) {
  } catch (...) {
    if (!failure_) failure_ = std::current_exception();
  }
  a.waits_for = wait::over;
  std::scoped_lock const lock(baton_->mutex);
  baton_->running = nullptr;
  baton_->passed.notify_all();
}

// ---- on the caller's thread ----

void pipelined_tasks::resume(task& a) { baton_->pass(&a, nullptr); }

std::vector<pipelined_tasks::task*> pipelined_tasks::those_waiting_for(wait what) {
  std::vector<task*> found;
  for (auto const& a : tasks_) {
    if (a->waits_for == what) found.push_back(a.get());
  }
  return found;
}

/// Steps that may share a transaction come first: next to each other they cost one round trip.
std::vector<step_ptr> pipelined_tasks::take_posted(std::vector<task*> const& by) {
  std::vector<step_ptr> sharing;
  std::vector<step_ptr> others;
  for (auto* a : by) {
    auto const posted = a->on.context().take_posted();
    auto const joins = [](step_ptr const& step) { return step->joins; };
    auto& steps = std::all_of(posted.begin(), posted.end(), joins) ? sharing : others;
    steps.insert(steps.end(), posted.begin(), posted.end());
  }
  sharing.insert(sharing.end(), others.begin(), others.end());
  return sharing;
}

void pipelined_tasks::receive_all(std::vector<task*> const& listening) {
  auto const steps = take_posted(listening);
  host_->require_trip();
  host_->prequeue_for(steps);
  host_->count_trips(host_->shared().perform(steps));
  for (auto* a : listening) resume(*a);
}

/// Tasks that need another server connection than the first one in the list do not get it.
void pipelined_tasks::take_server(std::vector<task*> const& wanting) {
  auto const* first = wanting.front();
  auto& through = first->holder->through();
  auto& holder = host_->client(through.label());
  auto const before = host_->transcript().size();
  auto const reached = poolprobe::take_server(*host_, holder, first->wanted, persistence::full);
  for (auto* a : wanting) {
    auto const same = a->wanted == first->wanted && &a->holder->through() == &through;
    a->reached = reached && same;
    a->holds = holder.holding() && same;
    if (!same) continue;
    a->holder->copy_backend_of(holder);
    copy_entries(host_->transcript(), before, a->on.context().transcript());
  }
  host_->transcript().resize(before);
  for (auto* a : wanting) resume(*a);
}

void pipelined_tasks::give_back(std::vector<task*> const& done) {
  auto const steps = take_posted(done);
  for (auto* a : done) a->holds = false;
  if (!steps.empty()) host_->count_trips(host_->shared().perform(steps));
  for (auto const* a : done) {
    if (a->holder != nullptr) release_holder_of(*a, done);
  }
  for (auto* a : done) resume(*a);
}

void pipelined_tasks::release_holder_of(task const& a, std::vector<task*> const& done) {
  auto const before = host_->transcript().size();
  release_server(*host_, host_->client(a.holder->label()));
  for (auto* other : done) {
    if (other->holder != nullptr && &other->holder->through() == &a.holder->through())
      copy_entries(host_->transcript(), before, other->on.context().transcript());
  }
  host_->transcript().resize(before);
}

bool pipelined_tasks::continue_running() {
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

void pipelined_tasks::run() {
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
    if (a->waits_for != wait::over) resume(*a);  // it sees the failure and ends
    a->thread.join();
  }
  host_->take_over_late_answers();
  for (auto const& slot : host_->shared().slots) release_server(*host_, host_->client(slot->label()));
  if (failure_) std::rethrow_exception(failure_);
  for (auto const& label : disconnecting_) disconnect_client(*host_, label);
}

}  // namespace poolprobe
