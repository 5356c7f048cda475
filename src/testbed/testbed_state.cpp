#include "testbed/testbed_state.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "testbed/client.hpp"
#include "text/random_hex.hpp"
#include "wire/settled_target.hpp"

namespace poolprobe {
namespace {

/// Ends the step with Flush instead of Sync if the next one must run in the same transaction, so that the
/// pooler does not take the server connection yet.
void keep_open(step& step) {
  step.requests.back().message.verb = notation::verb::flush;
  step.releases = false;
}

/// The steps on a connection up to and including the first that ends its implicit transaction, and those
/// after it that may share that transaction.
std::vector<step_ptr> take_transaction(std::vector<step_ptr>& steps, shared_connection const& through) {
  std::vector<step_ptr> taken;
  bool over = false;
  std::erase_if(steps, [&](step_ptr const& step) {
    if (over || &step->by->through() != &through) return false;
    auto const ended = !taken.empty() && taken.back()->releases && !taken.back()->continues;
    over = ended && !(taken.back()->joins && step->joins);
    if (over) return false;
    if (ended) keep_open(*taken.back());
    taken.push_back(step);
    return true;
  });
  return taken;
}

/// An error rolls back what the steps before it did in the same transaction.
void take_back(std::vector<step_ptr> const& transaction) {
  auto const failed = [](step_ptr const& step) { return !step->answer || !step->answer->ok(); };
  auto const first = std::find_if(transaction.begin(), transaction.end(), failed);
  if (first == transaction.end()) return;
  for (auto step = transaction.begin(); step != first; ++step) {
    if ((*step)->joins) (*step)->answer->answer.status = wire::ending::skipped;
  }
}

}  // namespace

testbed_state::testbed_state(target const& target, testbed_limits bounds, dry_run* in)
    : where(&target), simulated(in), limits(bounds), nonce(in == nullptr ? random_hex(16) : "{run}") {}

void testbed_state::settle_on(wire::login_facts const& first) {
  settled = std::make_unique<target>(wire::settled_on(*where, {first.host, first.address, first.port}));
  where = settled.get();
}

shared_connection& testbed_state::slot(std::string_view label) {
  for (auto const& l : slots) {
    if (l->label() == label) return *l;
  }
  return *slots.emplace_back(std::make_unique<shared_connection>(std::string(label), simulated));
}

int testbed_state::open_connections() const {
  auto const open = [](auto const& l) { return l->login_facts() != nullptr; };
  return under_way + static_cast<int>(std::count_if(slots.begin(), slots.end(), open));
}

void testbed_state::count_connection(int more) {
  ++cost.connections;
  cost.peak_connections = std::max(cost.peak_connections, open_connections() + more);
}

int testbed_state::perform(std::vector<step_ptr> const& steps, std::function<void()> const& after_each) {
  int rounds = 0;
  for (auto waiting = steps; !waiting.empty();) {
    auto next = waiting;
    std::vector<std::vector<step_ptr>> transactions;
    if (servers.in_one_go) waiting.clear();
    for (auto const& l : slots) transactions.push_back(take_transaction(waiting, *l));
    std::erase_if(next, [&waiting](step_ptr const& step) {
      return std::find(waiting.begin(), waiting.end(), step) != waiting.end();
    });
    perform_at_once(next);
    ++rounds;
    std::for_each(transactions.begin(), transactions.end(), take_back);
    after_each();
  }
  return rounds;
}

void testbed_state::perform_at_once(std::vector<step_ptr> const& steps) {
  std::vector<shared_connection*> concerned;
  for (auto const& step : steps) {
    auto& through = step->by->through();
    through.put(step);
    if (std::find(concerned.begin(), concerned.end(), &through) == concerned.end()) {
      concerned.push_back(&through);
    }
  }
  try {
    for (auto* l : concerned) l->send();
    for (auto* l : concerned) l->receive();
  } catch (...) {
    for (auto* l : concerned) l->forget_queued();
    throw;
  }
}

}  // namespace poolprobe
