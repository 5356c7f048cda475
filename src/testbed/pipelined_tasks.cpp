#include "testbed/pipelined_tasks.hpp"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <set>
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

  client* holder = nullptr;  ///< the client that must hold a server connection for it
  std::optional<int> wanted = {};
  bool only_avoids = false;  ///< any other server connection for the next client will do
  bool reached = false;
  std::set<shared_connection const*> held = {};   ///< they must not release before this task agrees
  std::set<shared_connection const*> gives = {};  ///< those that it waits to release
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
  return std::any_of(tasks_.begin(), tasks_.end(),
                     [&through](auto const& other) { return other->held.contains(&through); });
}

/// A step that releases a held server connection waits until the others need it no longer.
void pipelined_tasks::receive(task_context& on) {
  auto const& posted = on.posted();
  auto& gives = task_of(on).gives;
  gives.clear();
  for (auto const& step : posted) {
    if (step->releases && is_held_on(step->by->through())) gives.insert(&step->by->through());
  }
  auto const leaves = std::any_of(posted.begin(), posted.end(),
                                  [](step_ptr const& step) { return step->leaves && step->releases; });
  wait_for(task_of(on), !gives.empty() ? wait::release : leaves ? wait::undo : wait::answers);
}

bool pipelined_tasks::hold(task_context& on, client& holder, std::optional<int> wanted) {
  task_of(on).only_avoids = false;
  return wait_for_server(on, holder, wanted);
}

bool pipelined_tasks::avoid(task_context& on, client& holder, std::optional<int> from) {
  task_of(on).only_avoids = true;
  return wait_for_server(on, holder, from);
}

bool pipelined_tasks::wait_for_server(task_context& on, client& holder, std::optional<int> wanted) {
  if (!wanted) throw not_this_time{};
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
  a.gives = {&holder.through()};
  if ((a.held.contains(&holder.through()) || holder.holding()) && !failure_) suspend(a, wait::release);
  a.held.erase(&holder.through());
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

std::vector<pipelined_tasks::task*> pipelined_tasks::first_client_of(std::vector<task*> listening) {
  if (!in_turn_ || host_->shared().servers.dedicated) return listening;
  auto const taken_with = [](task const* a) -> shared_connection const* {
    for (auto const& step : a->on.context().posted()) {
      auto const& through = step->by->through();
      auto const now = through.state();
      if (now && !now->unsynced) return &through;
    }
    return nullptr;
  };
  shared_connection const* first = nullptr;
  for (auto const* a : listening) {
    auto const* const through = taken_with(a);
    if (through != nullptr && (first == nullptr || through->label() < first->label())) first = through;
  }
  std::erase_if(listening, [&](task const* a) {
    auto const* const through = taken_with(a);
    return through != nullptr && through != first;
  });
  return listening;
}

void pipelined_tasks::receive_all(std::vector<task*> const& listening) {
  auto const steps = take_posted(listening);
  host_->require_trip();
  host_->prequeue_for(steps);
  perform(steps);
  for (auto* a : listening) resume(*a);
}

void pipelined_tasks::perform(std::vector<step_ptr> const& steps) {
  host_->count_trips(host_->shared().perform(steps, [this] { end_failed_blocks(); }));
}

/// A block that has failed and was not ended would fail whatever another task sends next.
void pipelined_tasks::end_failed_blocks() {
  auto const before = host_->transcript().size();
  for (auto const& slot : host_->shared().slots) {
    auto const now = slot->state();
    auto const failed = now && !now->waiting && !now->unsynced && now->transaction_status == 'E';
    if (failed) host_->client(slot->label()).run("P() B E S", {"", "rollback", {}});
  }
  host_->transcript().resize(before);
}

/// A pooler gives out the server connection that was released last: who avoids another one need not hold it,
/// and who needs that one gets it first.
void pipelined_tasks::take_server(std::vector<task*> wanting) {
  auto const released = host_->shared().last_released;
  auto const last = std::stable_partition(wanting.begin(), wanting.end(), [&](task const* a) {
    return a->only_avoids && released && a->wanted != released;
  });
  for (auto a = wanting.begin(); a != last; ++a) {
    (*a)->reached = true;
    resume(**a);
  }
  if (last != wanting.begin()) return;
  std::stable_partition(wanting.begin(), wanting.end(),
                        [&](task const* a) { return released && a->wanted == released; });
  hold_for(wanting);
}

/// Those that need the same server connection as the first one get it. The others go on waiting where clients
/// are served in turn, unless other clients are in the way: then to try for each of them would take too long.
void pipelined_tasks::hold_for(std::vector<task*> wanting) {
  auto const* first = wanting.front();
  auto& through = first->holder->through();
  auto const others = std::stable_partition(wanting.begin(), wanting.end(), [&](task const* a) {
    return a->wanted == first->wanted && &a->holder->through() == &through;
  });
  std::vector<task*> const rest(others, wanting.end());
  wanting.erase(others, wanting.end());
  auto& holder = host_->client(through.label());
  auto const before = host_->transcript().size();
  auto const reached = poolprobe::take_server(*host_, holder, first->wanted, persistence::full);
  for (auto* a : wanting) {
    a->reached = reached;
    if (holder.holding()) a->held.insert(&through);
    a->holder->copy_backend_of(holder);
    copy_entries(host_->transcript(), before, a->on.context().transcript());
  }
  host_->transcript().resize(before);
  for (auto* a : wanting) resume(*a);
  if (reached && in_turn_) return;
  for (auto* a : rest) {
    a->reached = false;
    resume(*a);
  }
}

/// Those of `waiting` whose steps would release a server connection that a task holds which is not among them
/// go on waiting. False where that is all of them.
bool pipelined_tasks::give_back(std::vector<task*> done) {
  auto const still_held = [this, &done](shared_connection const* through) {
    return std::any_of(tasks_.begin(), tasks_.end(), [&](auto const& other) {
      auto const gives =
          std::find(done.begin(), done.end(), other.get()) != done.end() && other->gives.contains(through);
      return other->held.contains(through) && !gives;
    });
  };
  std::erase_if(done, [&](task const* a) {
    return !a->on.context().posted().empty() && std::any_of(a->gives.begin(), a->gives.end(), still_held);
  });
  if (done.empty()) return false;
  std::set<shared_connection const*> free;
  for (auto const* a : done) free.insert(a->gives.begin(), a->gives.end());
  std::erase_if(free, still_held);
  auto const steps = take_posted(done);
  if (!steps.empty()) perform(steps);
  for (auto const* through : free) release_holder(*through, done);
  for (auto* a : done) {
    for (auto const* through : a->gives) a->held.erase(through);
    resume(*a);
  }
  return true;
}

void pipelined_tasks::release_holder(shared_connection const& through, std::vector<task*> const& done) {
  auto const before = host_->transcript().size();
  release_server(*host_, host_->client(through.label()));
  for (auto* a : done) {
    if (a->gives.contains(&through)) copy_entries(host_->transcript(), before, a->on.context().transcript());
  }
  host_->transcript().resize(before);
}

bool pipelined_tasks::continue_running() {
  if (auto const listening = those_waiting_for(wait::answers); !listening.empty()) {
    receive_all(first_client_of(listening));
  } else if (give_back(those_waiting_for(wait::release))) {
    return !failure_;
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
