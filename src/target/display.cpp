#include "target/display.hpp"

#include <fmt/format.h>

namespace poolprobe {
namespace {

std::string encode(std::string_view text, std::string_view also_plain = "") {
  std::string encoded;
  for (char const c : text) {
    bool const plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                       std::string_view{"-._~"}.find(c) != std::string_view::npos ||
                       also_plain.find(c) != std::string_view::npos;
    if (plain) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    }
  }
  return encoded;
}

/// Takes the first item off a comma-separated list. The last one stays, as it counts for all that follow.
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
    shown += is_ipv6 ? fmt::format("[{}]", encode(host, ":")) : encode(host);
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
  auto url =
      fmt::format("postgresql://{}@{}/{}", encode(shown.user),
                  socket ? std::string{} : hosts_and_ports(shown.host, shown.port), encode(shown.database));
  char separator = '?';
  auto const add = [&](std::string_view key, std::string_view value) {
    if (value.empty()) return;
    url += fmt::format("{}{}={}", separator, key, encode(value, "/,"));
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
