#include "conninfo/libpq_settings.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <charconv>
#include <memory>

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
/// a host or opens a socket (connectOptions2 in fe-connect.c, libpq 13 to 18): the only public way to have a
/// service file applied without connecting.
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

/// Text that went to the wrong place must not be shown, and would not connect either.
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
  if (looks_like_connection_text(target.user)) {
    refuse("the user name holds what looks like a connection text",
           "the parts of the text may not be where they belong");
  }
  if (looks_like_connection_text(target.database)) {
    refuse("the database name holds what looks like a connection text",
           "keys start with '?' and go on with '&'; a whole URL cannot stand in dbname or PGDATABASE");
  }
}

/// libpq takes its compiled-in port for an empty place in the list.
std::string fill_gaps(std::string_view ports) {
  std::string filled;
  for (std::size_t start = 0; start <= ports.size();) {
    auto const end = std::min(ports.find(',', start), ports.size());
    if (start > 0) filled += ',';
    filled += end == start ? "5432" : ports.substr(start, end - start);
    start = end + 1;
  }
  return filled;
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
  resolved_target target{value("host"), value("port"), value("dbname"), value("user"),
                         secret{value("password")}};
  if (target.host.empty()) target.host = value("hostaddr");
  check_parts(target);

  if (!stopped_where_it_should(connection.get())) {
    // sslmode always has a default, unless libpq gave up on the service before it came to the defaults.
    if (value("sslmode").empty()) {
      refuse("libpq cannot read the service that the connection text or PGSERVICE names",
             "see pg_service.conf, ~/.pg_service.conf and PGSERVICEFILE");
    }
    if (target.user.empty())
      refuse("there is no user name, and the system user has none", "name it in the connection text");
    refuse("libpq does not take the connection settings");
  }
  if (target.host.empty()) target.host = text(PQhost(connection.get()));
  target.port = fill_gaps(target.port);
  return target;
}

}  // namespace poolprobe
