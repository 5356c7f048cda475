#include "testbed/pinned_client.hpp"

#include "testbed/client.hpp"

namespace poolprobe {

bool is_pinned(client& a, client& b) {
  constexpr int turns = 6;
  auto const its = a.backend();
  for (int i = 0; i < turns; ++i) {
    a.run("S");
    b.run("S");
    if (!its || a.backend() != its || !b.backend() || b.backend() == its) return false;
  }
  return true;
}

}  // namespace poolprobe
