#include "connection_text/host_list.hpp"

#include <string>

#include "text/split.hpp"

namespace poolprobe {
namespace {

struct host_item {
  std::string_view host;
  std::string_view port;  ///< empty: it has none
};

/// "a:1", "[::1]:1"; what has several colons and no brackets is an address without a port.
host_item read_item(std::string_view text) {
  if (text.starts_with('[')) {
    auto const end = text.find(']');
    if (end == std::string_view::npos) return {text, {}};
    auto const after = text.substr(end + 1);
    return {text.substr(1, end - 1), after.starts_with(':') ? after.substr(1) : std::string_view()};
  }
  auto const colon = text.find(':');
  auto const is_one = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  if (!is_one || text.starts_with('/')) return {text, {}};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

/// The values of that key as one list.
std::string joined(std::vector<setting> const& settings, std::string_view key) {
  std::string all;
  for (auto const& s : settings) {
    if (s.key == key) all += (all.empty() ? "" : ",") + s.value;
  }
  return all;
}

}  // namespace

std::vector<setting> with_ports_apart(std::vector<setting> settings, std::string_view host_key,
                                      std::string_view port_key) {
  auto const list = joined(settings, host_key);
  auto const usual = joined(settings, port_key);
  std::string hosts;
  std::string ports;
  bool any_port = false;
  for (auto const text : split(list, ',')) {
    auto const item = read_item(text);
    hosts += "," + std::string(item.host);
    ports += "," + (item.port.empty() ? usual : std::string(item.port));
    any_port = any_port || !item.port.empty();
  }
  if (list.empty()) return settings;
  std::erase_if(settings,
                [&](setting const& s) { return s.key == host_key || (any_port && s.key == port_key); });
  settings.push_back({std::string(host_key), hosts.substr(1)});
  if (any_port) settings.push_back({std::string(port_key), ports.substr(1)});
  return settings;
}

}  // namespace poolprobe
