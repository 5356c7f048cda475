#include "stage/held_server.hpp"

#include <fmt/format.h>

#include "stage/stage.hpp"

namespace poolprobe {

void held_server::release() {
  if (!holder_->holding()) return;
  // Also on the way out of an interrupt: a holder that is closed without Sync costs the pool a server.
  wire::interrupt_shield const shield;
  holder_->run("S");
}

std::optional<std::string> held_server::spoiled(reaction const& seen) const {
  if (!reached_) return "another client took the server connection in between, so nothing was proved";
  if (on_->servers.dedicated || !seen.backend) return std::nullopt;
  auto const on_held = seen.backend == backend_;
  if (seen.by == holder_ && !on_held) {
    return fmt::format("client {} was answered on server connection {}, not on {} as planned",
                       seen.by->label(), *seen.backend, backend_.value_or(0));
  }
  if (seen.by != holder_ && on_held && holder_->holding()) {
    return fmt::format("client {} was not moved away from server connection {}", seen.by->label(),
                       *seen.backend);
  }
  return std::nullopt;
}

expectation held_server::expect(reaction const& seen) const { return {seen, spoiled(seen)}; }

}  // namespace poolprobe
