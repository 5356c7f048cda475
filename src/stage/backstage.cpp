#include "stage/backstage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <set>

#include "stage/client.hpp"

namespace poolprobe {
namespace {

std::string random_mark() {
  std::random_device entropy;
  auto const high = std::uint64_t{entropy()} << 32U;
  return fmt::format("{:016x}", high | entropy());
}

/// Before the next one in the same transaction: the pooler is not to take the server connection yet.
void keep_open(flight& step) {
  step.requests.back().step.verb = wire::verb::flush;
  step.releases = false;
}

/// The steps of a client up to and with the first that ends its implicit transaction, and those that may
/// share that one.
std::vector<flight_ptr> take_transaction(std::vector<flight_ptr>& steps, line const& through) {
  std::vector<flight_ptr> taken;
  bool over = false;
  std::erase_if(steps, [&](flight_ptr const& step) {
    if (over || &step->by->through() != &through) return false;
    auto const ended = !taken.empty() && taken.back()->releases;
    over = ended && !(taken.back()->joins && step->joins);
    if (over) return false;
    if (ended) keep_open(*taken.back());
    taken.push_back(step);
    return true;
  });
  return taken;
}

/// An error takes back what those before it did in the same transaction.
void take_back(std::vector<flight_ptr> const& transaction) {
  auto const failed = [](flight_ptr const& step) { return !step->answer || !step->answer->ok(); };
  auto const first = std::find_if(transaction.begin(), transaction.end(), failed);
  if (first == transaction.end()) return;
  for (auto step = transaction.begin(); step != first; ++step) {
    if ((*step)->joins) (*step)->answer->answer.status = wire::ending::skipped;
  }
}

}  // namespace

backstage::backstage(target const& target, stage_limits bounds, rehearsal* in)
    : where(&target), rehearsed(in), limits(bounds), nonce(in == nullptr ? random_mark() : "{run}") {}

line& backstage::slot(std::string_view label) {
  for (auto const& l : lines) {
    if (l->label() == label) return *l;
  }
  return *lines.emplace_back(std::make_unique<line>(std::string(label), rehearsed));
}

int backstage::open_connections() const {
  auto const open = [](auto const& l) { return l->login() != nullptr; };
  return under_way + static_cast<int>(std::count_if(lines.begin(), lines.end(), open));
}

void backstage::count_connection(int more) {
  ++cost.connections;
  cost.peak_connections = std::max(cost.peak_connections, open_connections() + more);
}

int backstage::perform(std::vector<flight_ptr> const& steps) {
  if (servers.in_one_go) {
    perform_at_once(steps);
    return 1;
  }
  int rounds = 0;
  for (auto waiting = steps; !waiting.empty();) {
    auto next = waiting;
    std::vector<std::vector<flight_ptr>> transactions;
    for (auto const& l : lines) transactions.push_back(take_transaction(waiting, *l));
    std::erase_if(next, [&waiting](flight_ptr const& step) {
      return std::find(waiting.begin(), waiting.end(), step) != waiting.end();
    });
    perform_at_once(next);
    std::for_each(transactions.begin(), transactions.end(), take_back);
    ++rounds;
  }
  return rounds;
}

void backstage::perform_at_once(std::vector<flight_ptr> const& steps) {
  std::vector<line*> concerned;
  for (auto const& step : steps) {
    auto& through = step->by->through();
    through.put(step);
    if (std::find(concerned.begin(), concerned.end(), &through) == concerned.end()) {
      concerned.push_back(&through);
    }
  }
  try {
    for (auto* l : concerned) l->send();
    for (auto* l : concerned) l->hear();
  } catch (...) {
    for (auto* l : concerned) l->forget_queued();
    throw;
  }
}

}  // namespace poolprobe
