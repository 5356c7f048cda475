#include "conninfo/display_url.hpp"

#include <fmt/format.h>

#include "conninfo/percent.hpp"

namespace poolprobe {
namespace {

/// Removes the first item of a comma-separated list. The last one stays, as it applies to all that follow.
std::string_view next(std::string_view& list) {
  auto const comma = list.find(',');
  auto const item = list.substr(0, comma);
  if (comma != std::string_view::npos) list.remove_prefix(comma + 1);
  return item;
}

std::string hosts_and_ports(std::string_view hosts, std::string_view ports) {
  std::string shown;
  for (bool more = true; more;) {
    more = hosts.find(',') != std::string_view::npos;
    auto const host = next(hosts), port = next(ports);
    bool const is_ipv6 = host.find(':') != std::string_view::npos;
    shown += is_ipv6 ? fmt::format("[{}]", percent_encode(host, ":")) : percent_encode(host);
    if (!port.empty()) shown += fmt::format(":{}", port);
    if (more) shown += ',';
  }
  return shown;
}

bool has_socket(std::string_view hosts) {
  return hosts.starts_with('/') || hosts.starts_with('@') || hosts.find(",/") != std::string_view::npos ||
         hosts.find(",@") != std::string_view::npos;
}

}  // namespace

std::string display_url(target_info const& shown, std::string_view sslmode) {
  bool const socket = has_socket(shown.host);
  auto url = fmt::format("postgresql://{}@{}/{}", percent_encode(shown.user),
                         socket ? std::string{} : hosts_and_ports(shown.host, shown.port),
                         percent_encode(shown.database));
  char separator = '?';
  auto const add = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    url += fmt::format("{}{}={}", separator, key, percent_encode(value, "/,"));
    separator = '&';
  };
  if (socket) {
    add("host", shown.host);
    add("port", shown.port);
  }
  add("sslmode", sslmode);
  return url;
}

}  // namespace poolprobe
