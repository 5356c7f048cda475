#include "probes/blocks.hpp"

namespace poolprobe {

std::optional<observation> no_blocks(stage const& on, std::string_view expected) {
  auto const& known = on.servers.block;
  if (!known) return std::nullopt;
  return observation{outcome::breaks, known->sqlstate, std::string(expected), known->observed};
}

}  // namespace poolprobe
