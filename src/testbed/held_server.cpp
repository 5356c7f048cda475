#include "testbed/held_server.hpp"

#include <fmt/format.h>

#include "testbed/server_hold.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

held_server::held_server(testbed& on, client& holder, std::optional<int> wanted, bool reached)
    : on_(&on.context()), holder_(&holder), wanted_(wanted), reached_(reached) {}

void held_server::release() { release_server(*on_, *holder_); }

std::optional<std::string> held_server::spoiled(step_result const& seen) const {
  if (on_->shared().servers.dedicated) return std::nullopt;
  auto const moved = seen.backend && wanted_ && seen.backend != wanted_;
  if (seen.by != holder_ && moved) return std::nullopt;
  if (seen.by != holder_ && holder_->holding()) {
    return fmt::format("client {} was not seen to move away from server connection {}", seen.by->label(),
                       wanted_.value_or(0));
  }
  if (!reached_) {
    return fmt::format("client {} could not get server connection {}: other clients use it", holder_->label(),
                       wanted_.value_or(0));
  }
  if (seen.by == holder_ && moved) {
    return fmt::format("client {} was answered on server connection {}, not on {} as planned",
                       seen.by->label(), *seen.backend, *wanted_);
  }
  return std::nullopt;
}

expectation held_server::expect(step_result const& seen) const { return {seen, spoiled(seen)}; }

}  // namespace poolprobe
