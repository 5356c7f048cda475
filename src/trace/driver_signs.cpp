#include "trace/driver_signs.hpp"

#include <algorithm>

namespace poolprobe::trace {
namespace {

using conclusion = connection_signs::conclusion;

/// Whether `one` says nothing that `other` does not say better.
bool is_less(conclusion const& one, conclusion const& other) {
  return one.drivers.size() > other.drivers.size() && !other.drivers.empty() &&
         common(one.drivers, other.drivers) == other.drivers;
}

void add(conclusion made, std::vector<conclusion>& to) {
  auto const same = std::find_if(to.begin(), to.end(), [&made](conclusion const& c) {
    return c.drivers == made.drivers && c.told.who == made.told.who;
  });
  if (same == to.end()) return to.push_back(std::move(made));
  ++same->told.count;
  if (made.surest >= same->surest) return;
  same->surest = made.surest;
  same->told.sign = std::move(made.told.sign);
}

}  // namespace

void driver_signs::login(std::uint64_t connection, startup_parameters const& parameters) {
  if (connections_.size() < most_connections) connections_[connection].login(parameters);
}

connection_signs* driver_signs::find(std::uint64_t connection) {
  auto const found = connections_.find(connection);
  return found == connections_.end() ? nullptr : &found->second;
}

void driver_signs::parse(std::uint64_t connection, std::string_view name, std::string_view sql) {
  if (auto* const to = find(connection)) to->parse(name, sql);
}

void driver_signs::query(std::uint64_t connection, std::string_view sql) {
  if (auto* const to = find(connection)) to->query(sql);
}

void driver_signs::message_group(std::uint64_t connection, std::vector<notation::message> const& steps) {
  if (auto* const to = find(connection)) to->message_group(steps);
}

bool driver_signs::wants_groups(std::uint64_t connection) const {
  auto const found = connections_.find(connection);
  return found != connections_.end() && found->second.wants_groups();
}

std::vector<driver_sign> driver_signs::all() const {
  std::vector<conclusion> all;
  for (auto const& [number, signs] : connections_) {
    if (auto made = signs.conclude()) add(std::move(*made), all);
  }
  auto const every = all;
  std::erase_if(all, [&every](conclusion const& one) {
    return std::any_of(every.begin(), every.end(), [&one](conclusion const& c) { return is_less(one, c); });
  });
  std::stable_sort(all.begin(), all.end(), [](conclusion const& a, conclusion const& b) {
    return a.surest != b.surest ? a.surest < b.surest : a.told.count > b.told.count;
  });
  std::vector<driver_sign> told;
  for (auto& each : all) told.push_back(std::move(each.told));
  return told;
}

}  // namespace poolprobe::trace
