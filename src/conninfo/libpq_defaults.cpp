#include "conninfo/libpq_defaults.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "text/split.hpp"

namespace poolprobe {
namespace {

struct finish {
  void operator()(PGconn* connection) const { PQfinish(connection); }
};
struct free_options {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};
using connection_handle = std::unique_ptr<PGconn, finish>;
using options_handle = std::unique_ptr<PQconninfoOption, free_options>;

constexpr char const* no_value = "(only resolved, not opened)";

/// An impossible channel_binding makes libpq stop after it has filled in every default and before it looks up
/// a host or opens a socket (connectOptions2 in fe-connect.c, libpq 13 to 18): the only public way to apply a
/// service file without connecting.
connection_handle fill_in(parameter_list const& parameters, secret const& password) {
  std::vector<char const*> keys, values;
  auto const add = [&](char const* key, char const* value) {
    keys.push_back(key);
    values.push_back(value);
  };
  for (auto const& [key, value] : parameters) {
    if (key != "channel_binding") add(key.c_str(), value.c_str());
  }
  if (!password.empty()) add("password", password.reveal().c_str());
  add("channel_binding", no_value);
  add(nullptr, nullptr);
  return connection_handle{PQconnectStartParams(keys.data(), values.data(), 0)};
}

bool stopped_where_it_should(PGconn const* connection) {
  std::string_view const error{PQerrorMessage(connection)};
  return error.find(no_value) != std::string_view::npos;
}

std::string text(char const* value) { return value == nullptr ? std::string{} : std::string{value}; }

bool all_of(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

/// A socket folder, an IPv6 address with or without zone, or a name (bytes above 127: not encoded in ASCII).
bool is_host(std::string_view host) {
  if (host.starts_with('/') || host.starts_with('@')) return true;
  if (host.find(':') != std::string_view::npos) {
    return all_of(host.substr(0, host.find('%')), "0123456789abcdefABCDEF:.");
  }
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           static_cast<unsigned char>(c) >= 0x80 || c == '.' || c == '-' || c == '_';
  });
}

bool is_port(std::string_view port) {
  int number = 0;
  auto const [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  return port.empty() ||
         (error == std::errc{} && end == port.data() + port.size() && number >= 1 && number <= 65535);
}

template <class Check>
std::size_t count_list(std::string_view list, Check const& check) {
  std::size_t count = 1;
  for (auto comma = list.find(','); comma != std::string_view::npos; comma = list.find(',')) {
    check(list.substr(0, comma));
    list.remove_prefix(comma + 1);
    ++count;
  }
  check(list);
  return count;
}

bool looks_like_connection_text(std::string_view name) {
  auto const holds = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
  return holds("=") || holds("://") || (holds(":") && holds("@"));
}

/// Text in the wrong field must not be shown, and would not connect either.
void check_parts(resolved_target const& target) {
  auto const hosts = count_list(target.host, [](std::string_view host) {
    if (is_host(host)) return;
    refuse("a host of the connection text holds characters that no host name has",
           "a special character in the password may need percent-encoding; strings with ';' are not read, "
           "write a URL instead");
  });
  auto const ports = count_list(target.port, [](std::string_view port) {
    if (is_port(port)) return;
    refuse("a port of the connection text is not a number from 1 to 65535",
           "after the host, ':' starts the port; in a user name or password write : as %3A and / as %2F");
  });
  if (ports != 1 && ports != hosts) refuse("the connection text has another number of ports than of hosts");
  auto const addresses = count_list(target.hostaddr, [](std::string_view) {});
  if (!target.hostaddr.empty() && addresses != hosts)
    refuse("the connection text has another number of addresses (hostaddr) than of hosts");
  if (looks_like_connection_text(target.user)) {
    refuse("the user name holds what looks like a connection text",
           "the parts of the text may not be where they belong");
  }
  if (looks_like_connection_text(target.database)) {
    refuse("the database name holds what looks like a connection text",
           "keys start with '?' and go on with '&'; a whole URL cannot stand in dbname or PGDATABASE");
  }
}

/// The list with something in place of its empty items, which `instead` makes of their number.
template <class Instead>
std::string fill_gaps(std::string_view list, Instead const& instead) {
  std::string filled;
  auto const items = split(list, ',');
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) filled += ',';
    filled += items[i].empty() ? instead(i) : std::string(items[i]);
  }
  return filled;
}

/// Where libpq goes when a list of hosts has an empty item: mostly the folder of the Unix sockets.
std::string default_host() {
  auto const connection = fill_in({{"host", ","}, {"hostaddr", ","}}, {});
  return text(PQhost(connection.get()));
}

/// An empty item of the hosts stands for the address at its place, or else for libpq's default.
std::string fill_hosts(resolved_target const& target) {
  auto const addresses = split(target.hostaddr, ',');
  return fill_gaps(target.host, [&addresses](std::size_t i) {
    return i < addresses.size() && !addresses[i].empty() ? std::string(addresses[i]) : default_host();
  });
}

}  // namespace

std::string libpq_version() {
  auto const number = PQlibVersion();
  return fmt::format("{}.{}", number / 10000, number % 10000);
}

std::vector<std::string> const& libpq_keys() {
  static std::vector<std::string> const keys = [] {
    std::vector<std::string> all;
    options_handle const options{PQconninfoParse("", nullptr)};
    for (auto const* o = options.get(); o != nullptr && o->keyword != nullptr; ++o)
      all.emplace_back(o->keyword);
    return all;
  }();
  return keys;
}

bool is_libpq_key(std::string_view key) {
  auto const& keys = libpq_keys();
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

std::string libpq_variable(std::string_view key) {
  options_handle const options{PQconninfoParse("", nullptr)};
  for (auto const* o = options.get(); o != nullptr && o->keyword != nullptr; ++o) {
    if (key == o->keyword) return text(o->envvar);
  }
  return {};
}

resolved_target resolve(parameter_list const& parameters, secret const& password) {
  auto const connection = fill_in(parameters, password);
  auto const value = [options = options_handle{PQconninfo(connection.get())}](std::string_view key) {
    for (auto const* o = options.get(); o != nullptr && o->keyword != nullptr; ++o) {
      if (key == o->keyword) return text(o->val);
    }
    return std::string{};
  };
  resolved_target target{value("host"),
                         value("hostaddr"),
                         value("port"),
                         value("dbname"),
                         value("user"),
                         secret{value("password")},
                         value("target_session_attrs"),
                         value("load_balance_hosts")};
  if (target.host.empty()) target.host = target.hostaddr;
  check_parts(target);

  if (!stopped_where_it_should(connection.get())) {
    // sslmode always has a default, unless libpq failed on the service before it set the defaults.
    if (value("sslmode").empty()) {
      refuse("libpq cannot read the service that the connection text or PGSERVICE names",
             "see pg_service.conf, ~/.pg_service.conf and PGSERVICEFILE");
    }
    if (target.user.empty())
      refuse("there is no user name, and the system user has none", "name it in the connection text");
    refuse("libpq does not take the connection settings");
  }
  target.host = target.host.empty() ? text(PQhost(connection.get())) : fill_hosts(target);
  // libpq uses its compiled-in port for an empty item of the list.
  target.port = fill_gaps(target.port, [](std::size_t) { return "5432"; });
  return target;
}

}  // namespace poolprobe
