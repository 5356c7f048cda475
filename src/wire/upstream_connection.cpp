#include "wire/upstream_connection.hpp"

#include <fmt/format.h>
#include <netdb.h>

#include <algorithm>
#include <array>
#include <utility>

#include "model/fatal.hpp"
#include "model/target_words.hpp"
#include "text/split.hpp"
#include "wire/libpq_error_text.hpp"

namespace poolprobe::wire {
namespace {

struct free_addresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

/// The numeric addresses of a host.
std::vector<std::string> addresses_of(std::string const& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (auto const failed = getaddrinfo(host.c_str(), nullptr, &hints, &found); failed != 0) {
    throw fatal{exit_code::no_connection,
                fmt::format("cannot find the host {}: {}", host, gai_strerror(failed)),
                "check the name, and the name server of this machine"};
  }
  std::unique_ptr<addrinfo, free_addresses> const list(found);
  std::vector<std::string> all;
  for (auto const* each = found; each != nullptr; each = each->ai_next) {
    std::array<char, NI_MAXHOST> text{};
    if (getnameinfo(each->ai_addr, each->ai_addrlen, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) ==
        0)
      all.emplace_back(text.data());
  }
  return all;
}

void join(std::string& list, std::string_view item, bool first) {
  if (!first) list += ',';
  list += item;
}

/// Every address of every host as a host of its own, in libpq's order.
struct place_list {
  std::string hosts;
  std::string addresses;
  std::string ports;
  bool empty = true;

  void add(std::string const& host, std::string const& address, std::string const& port) {
    join(hosts, host, empty);
    join(addresses, address, empty);
    join(ports, port, empty);
    empty = false;
  }
};

place_list places_of(target_info const& shown) {
  place_list all;
  auto const hosts = split(shown.host, ',');
  auto const ports = split(shown.port, ',');
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    std::string const host(hosts[i]);
    std::string const port(ports[std::min(i, ports.size() - 1)]);
    if (is_socket(host)) {
      all.add(host, "", port);
      continue;
    }
    for (auto const& address : addresses_of(host)) all.add(host, address, port);
  }
  return all;
}

bool names(parameter_list const& parameters, std::string_view key) {
  return std::any_of(parameters.begin(), parameters.end(), [key](auto const& p) { return p.first == key; });
}

/// Whether libpq asks for TLS before anything else (fe-connect.c: with allow it does so only when clear text
/// was refused, which is after the login has begun).
enum class tls_request { none, preferred, required };

tls_request wish_of(libpq_connection const& conn) {
  if (is_socket(conn.host())) return tls_request::none;
  auto const mode = conn.setting("sslmode");
  if (mode == "disable" || mode == "allow") return tls_request::none;
  return mode == "prefer" ? tls_request::preferred : tls_request::required;
}

}  // namespace

upstream_address::upstream_address(target const& to) : password_(to.password) {
  auto const pinned = names(to.parameters, "hostaddr");
  for (auto const& [key, value] : to.parameters) {
    if (key == "gssencmode" || (!pinned && (key == "host" || key == "port"))) continue;
    parameters_.emplace_back(key, value);
  }
  parameters_.emplace_back("gssencmode", "disable");
  if (pinned) return;
  auto const places = places_of(to.shown);
  parameters_.emplace_back("host", places.hosts);
  parameters_.emplace_back("hostaddr", places.addresses);
  parameters_.emplace_back("port", places.ports);
}

libpq_connection upstream_connection::begin(upstream_address const& to) {
  libpq_parameters all;
  for (auto const& [key, value] : to.parameters_) all.add(key.c_str(), value.c_str());
  if (!to.password_.empty()) all.add("password", to.password_.reveal().c_str());
  return libpq_connection(std::move(all));
}

upstream_connection::upstream_connection(upstream_address const& to)
    : password_(to.password_), conn_(begin(to)) {}

/// libpq returns this state before it requests TLS, and again when TLS was agreed on or refused; it would
/// then send the startup packet (fe-connect.c, PQconnectPoll, libpq 13 to 18).
bool upstream_connection::is_before_login() {
  if (conn_.at() == libpq_connection::phase::requesting_tls) asked_at_ = place();
  if (conn_.at() != libpq_connection::phase::dialled) return false;
  if (conn_.tls()) return true;
  auto const wish = wish_of(conn_);
  return wish == tls_request::none || (wish == tls_request::preferred && asked_at_ == place());
}

reached_place upstream_connection::place() const {
  return {conn_.host(), conn_.host_address(), conn_.port()};
}

upstream_connection::state upstream_connection::advance() {
  using need = libpq_connection::need;
  if (conn_.at() == libpq_connection::phase::failed) return state::failed;
  if (is_before_login()) return state::open;
  // libpq must first be called when the socket is writable.
  if (!std::exchange(begun_, true)) return state::wants_write;
  auto const next = conn_.poll();
  if (next == need::failed || next == need::nothing) return state::failed;
  if (is_before_login()) return state::open;
  return next == need::read ? state::wants_read : state::wants_write;
}

std::string upstream_connection::error() const {
  return summary(attempts_in(password_.redact(conn_.error())));
}

}  // namespace poolprobe::wire
