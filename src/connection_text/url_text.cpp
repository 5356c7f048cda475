#include "connection_text/url_text.hpp"

#include <fmt/format.h>

#include <optional>

#include "connection_text/host_list.hpp"

namespace poolprobe {
namespace {

constexpr char const* encode_hint =
    "in a user name or password write @ as %40, : as %3A, / as %2F, ? as %3F, # as %23 and % as %25";

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

std::string decode(std::string_view text, std::string_view part, bool plus_is_space = false) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] != '%') {
      decoded += text[i];
    } else {
      auto const high = i + 1 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
      auto const low = i + 2 < text.size() ? hex_digit(text[i + 2]) : std::nullopt;
      if (!high || !low)
        refuse(fmt::format("the {} of the URL holds a % without two hex digits", part), encode_hint);
      if (*high + *low == 0) refuse(fmt::format("the {} of the URL holds %00", part));
      decoded += static_cast<char>(*high * 16 + *low);
      i += 2;
    }
  }
  return decoded;
}

/// Text before and after the first of some marks; `found` tells an empty tail from a missing one.
struct cut {
  std::string_view head, tail;
  bool found;
};

cut cut_at(std::string_view text, std::string_view marks) {
  auto const at = text.find_first_of(marks);
  if (at == std::string_view::npos) return {text, {}, false};
  return {text.substr(0, at), text.substr(at + 1), true};
}

void add(std::vector<setting>& settings, std::string_view key, std::string value) {
  if (!value.empty()) settings.push_back({std::string{key}, std::move(value)});
}

std::vector<setting> parse_login(std::string_view login) {
  std::vector<setting> settings;
  auto const [user, password, _] = cut_at(login, ":");
  add(settings, "user", decode(user, "user name"));
  add(settings, "password", decode(password, "password"));
  return settings;
}

struct host_and_port {
  std::string host, port;
};

host_and_port parse_host(std::string_view text) {
  if (!text.starts_with('[')) {
    auto const [host, port, _] = cut_at(text, ":");
    return {decode(host, "host"), decode(port, "port")};
  }
  auto const [address, after, closed] = cut_at(text.substr(1), "]");
  if (!closed) refuse("the URL has a '[' without a ']' around its IPv6 address");
  if (address.empty()) refuse("the URL has an empty IPv6 address");
  if (!after.empty() && after.front() != ':')
    refuse("the URL has something else than a port after its IPv6 address");
  return {decode(address, "host"), decode(after.substr(after.empty() ? 0 : 1), "port")};
}

std::vector<setting> parse_hosts(std::string_view text) {
  std::string hosts, ports;
  bool any_port = false;
  for (bool more = true; more;) {
    auto const [one, rest, comma] = cut_at(text, ",");
    auto const [host, port] = parse_host(one);
    hosts += host;
    ports += port;
    any_port = any_port || !port.empty();
    if (comma) {
      hosts += ',';
      ports += ',';
    }
    text = rest;
    more = comma;
  }
  std::vector<setting> settings;
  add(settings, "host", hosts);
  if (any_port) add(settings, "port", ports);
  return settings;
}

std::vector<setting> parse_query(std::string_view query, bool plus_is_space, bool may_be_named) {
  std::vector<setting> settings;
  while (!query.empty()) {
    auto const [pair, rest, _] = cut_at(query, "&");
    query = rest;
    if (pair.empty()) continue;
    auto const [key, value, equals] = cut_at(pair, "=");
    if (!equals) refuse("the URL has a key without '=' after its '?'", encode_hint);
    auto name = decode(key, "query");
    bool const holds_password = sounds_secret(name);
    settings.push_back({std::move(name), decode(value, "query", plus_is_space), may_be_named});
    may_be_named = may_be_named && !holds_password;
  }
  return settings;
}

void append(std::vector<setting>& settings, std::vector<setting> more) {
  for (auto& one : more) settings.push_back(std::move(one));
}

}  // namespace

bool looks_like_url(std::string_view text) {
  constexpr std::string_view scheme = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+.-_:";
  auto const end = text.find_first_not_of(scheme);
  return end != std::string_view::npos && end > 0 && text[end - 1] == ':' &&
         text.substr(end).starts_with("//");
}

std::vector<setting> parse_url(std::string_view after_prefix, dialect const& rules) {
  auto const [location, query, _] = cut_at(after_prefix, "?");
  auto const [authority, database, has_path] = cut_at(location, "/");
  auto const [login, after_login, has_login] = cut_at(authority, "@");
  if (after_login.find('@') != std::string_view::npos) {
    refuse("the URL has more than one '@' before its host", encode_hint);
  }
  if (has_login && !rules.login_in_front) {
    refuse("pgjdbc takes no user and password before the host", "write them as keys: ?user=...&password=...");
  }
  if (database.find_first_of("@:") != std::string_view::npos) {
    refuse("the URL has an '@' or ':' after the '/' that ends its host", encode_hint);
  }
  // Here libpq still takes all before the @ for the login, other drivers end the host at the question mark.
  if (rules.login_in_front && !has_login && !has_path && query.find('@') != std::string_view::npos) {
    refuse("the URL has a '?' before its '@'", encode_hint);
  }

  std::vector<setting> settings;
  if (has_login) append(settings, parse_login(login));
  append(settings, parse_hosts(has_login ? after_login : authority));
  add(settings, "dbname", decode(database, "database name"));
  // Else the query might be the rest of a password with a question mark in it.
  bool const is_query = (has_login || has_path || authority.find(':') == std::string_view::npos) &&
                        query.find('@') == std::string_view::npos;
  auto keys = parse_query(query, rules.plus_is_space, is_query);
  auto const is_sqlalchemy = rules.prefix.starts_with("postgresql+");
  append(settings, is_sqlalchemy ? with_ports_apart(std::move(keys), "host", "port") : std::move(keys));
  return settings;
}

}  // namespace poolprobe
