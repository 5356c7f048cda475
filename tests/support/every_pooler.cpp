#include "support/every_pooler.hpp"

#include "support/other_products.hpp"

namespace poolprobe::testing {
namespace {

template <class Pooler>
started_pooler start(lab::found_binary const& binary, lab::postgres const& server) {
  auto running = std::make_shared<Pooler>(binary, server);
  if constexpr (requires { running->url(); }) {
    return {running, [running](auto const&) { return running->url(); }};
  } else {
    return {running, [running](auto const& database) { return running->url(database); }};
  }
}

}  // namespace

std::vector<known_pooler> const& every_pooler() {
  static std::vector<std::string> const modes = {"transaction", "session", "statement"};
  static std::vector<std::string> const one = {"app"};
  static std::vector<known_pooler> const all = {
      {"pgbouncer", "1.18", modes, start<lab::pgbouncer>},
      {"pgbouncer", "1.24", modes, start<lab::pgbouncer>},
      {"pgbouncer", "1.26", modes, start<lab::pgbouncer>},
      {"odyssey", "1.5", {"transaction", "session", "statement", "keeping", "pinning"}, start<odyssey>},
      {"pgagroal", "1.6", one, start<pgagroal>},
      {"pgagroal", "2.1", one, start<pgagroal>},
      {"pgpool", "4.3", one, start<pgpool>},
      {"pgpool", "4.6", one, start<pgpool>},
  };
  return all;
}

}  // namespace poolprobe::testing
