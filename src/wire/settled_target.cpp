#include "wire/settled_target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "conninfo/display_url.hpp"
#include "conninfo/setting.hpp"
#include "model/target_words.hpp"

namespace poolprobe::wire {
namespace {

/// Of several hosts only one is shown from now on, and where it comes from.
void show_one(target& to, reached_place const& at) {
  auto& shown = to.shown;
  auto const others = std::count(shown.host.begin(), shown.host.end(), ',');
  shown.address = is_socket(at.host) ? at.host : at.address;
  if (others == 0) return;
  shown.host = at.host;
  shown.port = at.port;
  shown.display = display_url(shown, value_of(to.parameters, "sslmode"));
  shown.source += fmt::format(", of {} hosts the one that libpq connected to", others + 1);
}

}  // namespace

target settled_on(target to, reached_place const& at) {
  show_one(to, at);
  std::erase_if(to.parameters, [](auto const& p) {
    return p.first == "host" || p.first == "hostaddr" || p.first == "port";
  });
  to.parameters.emplace_back("host", at.host);
  if (!is_socket(at.host)) to.parameters.emplace_back("hostaddr", at.address);
  to.parameters.emplace_back("port", at.port);
  return to;
}

}  // namespace poolprobe::wire
