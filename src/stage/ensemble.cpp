#include "stage/ensemble.hpp"

#include <algorithm>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "model/fatal.hpp"

namespace poolprobe {

struct ensemble::act {
  stage on;
  std::function<void(stage&)> body;
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
struct ensemble::baton {
  std::mutex mutex = {};
  std::condition_variable passed = {};
  act const* turn = nullptr;

  void pass(act const* to, act const* mine) {
    std::unique_lock lock(mutex);
    turn = to;
    passed.notify_all();
    passed.wait(lock, [&] { return turn == mine; });
  }
};

ensemble::ensemble(stage& host) : host_(&host), baton_(std::make_unique<baton>()) {}

ensemble::~ensemble() = default;

void ensemble::add(std::function<void(stage&)> act_body) {
  acts_.push_back(std::unique_ptr<act>(new act{{*host_, *this}, std::move(act_body)}));
}

ensemble::act& ensemble::act_of(stage& on) {
  return **std::find_if(acts_.begin(), acts_.end(), [&on](auto const& a) { return &a->on == &on; });
}

// ---- on the acts' threads ----

void ensemble::suspend(act& a, wait what) {
  a.waits_for = what;
  baton_->pass(nullptr, &a);
  a.waits_for = wait::none;
}

/// Where one has failed, who was giving back what it held comes here too, and must not wait for the others.
void ensemble::wait_for(act& a, wait what) {
  auto const end_with_others = [this] {
    if (failure_) throw fatal(exit_code::interrupted, "interrupted");
  };
  end_with_others();
  suspend(a, what);
  end_with_others();
}

/// A step that lets a held server connection go waits until the others need it no longer.
void ensemble::hear(stage& on) {
  auto const needed = [this](line const& through) {
    return std::any_of(acts_.begin(), acts_.end(), [&through](auto const& other) {
      return other->holds && &other->holder->through() == &through;
    });
  };
  auto const early = std::any_of(on.posted_.begin(), on.posted_.end(), [&needed](flight_ptr const& step) {
    return step->releases && needed(step->by->through());
  });
  auto const leaves = std::any_of(on.posted_.begin(), on.posted_.end(),
                                  [](flight_ptr const& step) { return step->leaves && step->releases; });
  wait_for(act_of(on), early ? wait::release : leaves ? wait::leaving : wait::answers);
}

bool ensemble::hold(stage& on, client& holder, std::optional<int> wanted) {
  auto& a = act_of(on);
  a.holder = &holder;
  a.wanted = wanted;
  wait_for(a, wait::server);
  if (!a.reached) throw another_time{};
  return true;
}

/// Also called on the way out of a failure, and then nobody waits for anybody.
void ensemble::release(stage& on, client& holder) {
  auto& a = act_of(on);
  if ((a.holds || holder.holding()) && !failure_) suspend(a, wait::release);
  a.holds = false;
}

/// Signals are for the thread that waits for the network.
void ensemble::body(act& a) {
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

void ensemble::resume(act& a) { baton_->pass(&a, nullptr); }

std::vector<ensemble::act*> ensemble::those_waiting_for(wait what) {
  std::vector<act*> found;
  for (auto const& a : acts_) {
    if (a->waits_for == what) found.push_back(a.get());
  }
  return found;
}

/// Those first that may share a transaction with one another: side by side they make one round trip.
std::vector<flight_ptr> ensemble::take_posted(std::vector<act*> const& by) {
  std::vector<flight_ptr> sharing;
  std::vector<flight_ptr> others;
  for (auto* a : by) {
    auto const posted = a->on.take_posted();
    auto const joins = [](flight_ptr const& step) { return step->joins; };
    auto& steps = std::all_of(posted.begin(), posted.end(), joins) ? sharing : others;
    steps.insert(steps.end(), posted.begin(), posted.end());
  }
  sharing.insert(sharing.end(), others.begin(), others.end());
  return sharing;
}

void ensemble::hear_all(std::vector<act*> const& listening) {
  auto const steps = take_posted(listening);
  host_->poise_for(steps);
  host_->count_trips(host_->shared_->perform(steps));
  for (auto* a : listening) resume(*a);
}

/// Those who want another server connection than the first of them are out of it.
void ensemble::take_server(std::vector<act*> const& wanting) {
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

void ensemble::give_back(std::vector<act*> const& done) {
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

bool ensemble::play_on() {
  if (auto const listening = those_waiting_for(wait::answers); !listening.empty()) {
    hear_all(listening);
  } else if (auto const done = those_waiting_for(wait::release); !done.empty()) {
    give_back(done);
  } else if (auto const leaving = those_waiting_for(wait::leaving); !leaving.empty()) {
    hear_all(leaving);
  } else if (auto const wanting = those_waiting_for(wait::server); !wanting.empty()) {
    take_server(wanting);
  } else {
    return false;
  }
  return !failure_;
}

void ensemble::play() {
  for (auto const& a : acts_) a->thread = std::thread([this, &one = *a] { body(one); });
  try {
    for (auto const& a : acts_) resume(*a);
    while (play_on()) {
    }
  } catch (...) {
    failure_ = std::current_exception();
  }
  for (auto const& a : acts_) {
    if (a->waits_for != wait::over) resume(*a);  // it finds the failure, and ends
    a->thread.join();
  }
  host_->take_over_late();
  for (auto const& l : host_->shared_->lines) host_->release(host_->slot(l->label()));
  if (failure_) std::rethrow_exception(failure_);
  for (auto const& label : leaving_) host_->dismiss(label);
}

}  // namespace poolprobe
