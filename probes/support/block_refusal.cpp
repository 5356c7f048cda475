#include "probes/support/block_refusal.hpp"

namespace poolprobe {

std::optional<probe_result> no_blocks(testbed const& on, std::string_view expected) {
  auto const& known = on.servers.block;
  if (!known) return std::nullopt;
  return probe_result{outcome::breaks, known->sqlstate, std::string(expected), known->observed};
}

}  // namespace poolprobe
