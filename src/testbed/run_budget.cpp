#include "testbed/run_budget.hpp"

#include <fmt/format.h>

#include <utility>

namespace poolprobe {

run_budget::run_budget(run_bounds all)
    : all_(all),
      now_{all.connections - kept_for_clean_up.connections, all.round_trips - kept_for_clean_up.round_trips,
           all.time - kept_for_clean_up.time} {}

std::string run_budget::trips_or_time_reached() const {
  if (round_trips_ >= now_.round_trips) return fmt::format("{} round trips", now_.round_trips);
  if (clock::now() - begun_ >= now_.time) return fmt::format("{} s", now_.time.count());
  return {};
}

std::string run_budget::bound_reached() const {
  if (!allows(1)) return fmt::format("{} connections", now_.connections);
  return trips_or_time_reached();
}

void run_budget::require_trip() const {
  if (exempt_ > 0) return;
  if (auto const bound = trips_or_time_reached(); !bound.empty()) throw budget_spent(bound);
}

void run_budget::require_connection() {
  if (auto const bound = bound_reached(); !bound.empty() && exempt_ == 0) throw budget_spent(bound);
  ++connections_;
}

void run_budget::begin_clean_up() {
  if (std::exchange(cleaning_up_, true)) return;
  now_ = {all_.connections, round_trips_ + kept_for_clean_up.round_trips, kept_for_clean_up.time};
  begun_ = clock::now();
}

}  // namespace poolprobe
