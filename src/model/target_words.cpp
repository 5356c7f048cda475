#include "model/target_words.hpp"

namespace poolprobe {
namespace {

std::string one_place(std::string const& host, std::string const& port) {
  if (is_socket(host)) return "socket " + host + ", port " + port;
  auto const is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? '[' + host + ']' : host) + ':' + port;
}

/// The first item of a list, which it takes away; the last one stays, as it holds for all that follow.
std::string take_item(std::string_view& list) {
  auto const comma = list.find(',');
  std::string item(list.substr(0, comma));
  if (comma != std::string_view::npos) list.remove_prefix(comma + 1);
  return item;
}

}  // namespace

bool is_socket(std::string_view host) { return host.starts_with('/') || host.starts_with('@'); }

std::string place_of(target_info const& target) {
  std::string_view hosts(target.host);
  std::string_view ports(target.port);
  std::string all;
  for (bool more = true; more;) {
    more = hosts.find(',') != std::string_view::npos;
    auto const host = take_item(hosts);
    all += one_place(host, take_item(ports)) + (more ? ", " : "");
  }
  return all;
}

std::string address_words(target_info const& target) {
  if (target.address.empty() || target.address == target.host || is_socket(target.host)) return {};
  return target.host + " is " + target.address + " here";
}

}  // namespace poolprobe
