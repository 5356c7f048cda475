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

/// On each line, the steps up to and with the first that ends its implicit transaction.
std::vector<flight_ptr> take_transactions(std::vector<flight_ptr>& steps) {
  std::vector<flight_ptr> taken;
  std::vector<flight_ptr> rest;
  std::set<line const*> ended;
  for (auto& step : steps) {
    auto const* through = &step->by->through();
    auto& to = ended.contains(through) ? rest : taken;
    if (step->releases) ended.insert(through);
    to.push_back(std::move(step));
  }
  steps = std::move(rest);
  return taken;
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
  return static_cast<int>(std::count_if(lines.begin(), lines.end(), open));
}

void backstage::count_connection(int more) {
  ++cost.connections;
  ++cost.critical_path;
  cost.peak_connections = std::max(cost.peak_connections, open_connections() + more);
}

void backstage::perform(std::vector<flight_ptr> const& steps) {
  if (servers.in_one_go) return perform_at_once(steps);
  for (auto waiting = steps; !waiting.empty();) perform_at_once(take_transactions(waiting));
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
  ++cost.critical_path;
  try {
    for (auto* l : concerned) l->send();
    for (auto* l : concerned) l->hear();
  } catch (...) {
    for (auto* l : concerned) l->forget_queued();
    throw;
  }
}

}  // namespace poolprobe
