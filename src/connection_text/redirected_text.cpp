#include "connection_text/redirected_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "connection_text/keyword_text.hpp"
#include "connection_text/parsed_text.hpp"
#include "connection_text/semicolon_text.hpp"
#include "conninfo/percent.hpp"

namespace poolprobe {
namespace {

using std::string_view;

/// Of libpq and of drivers: where to, as whom, and how encrypted.
constexpr std::array dropped_keys{
    "host",
    "hostaddr",
    "port",
    "user",
    "password",
    "dbname",
    "service",
    "servicefile",
    "passfile",
    "sslmode",
    "sslMode",
    "ssl",
    "sslrootcert",
    "sslRootCert",
    "sslcert",
    "sslCert",
    "sslkey",
    "sslKey",
    "sslpassword",
    "sslPassword",
    "sslcrl",
    "sslcrldir",
    "sslsni",
    "sslcertmode",
    "sslfactory",
    "sslhostnameverifier",
    "sslnegotiation",
    "sslaccept",
    "sslidentity",
    "sslcompression",
    "requiressl",
    "requirepeer",
    "ssl_min_protocol_version",
    "gssencmode",
    "gssEncMode",
    "ssl_max_protocol_version",
    "channel_binding",
    "channelBinding",
    "load_balance_hosts",
    // Npgsql's
    "Host",
    "Port",
    "Database",
    "Username",
    "Password",
    "Passfile",
    "SSL Mode",
    "SSL Certificate",
    "SSL Key",
    "SSL Password",
    "SSL Negotiation",
    "Root Certificate",
    "Check Certificate Revocation",
    "Trust Server Certificate",
    "Channel Binding",
    "Load Balance Hosts",
};

/// With sslmode as libpq has it. Where it is missing a driver asks for TLS at most and takes no for an
/// answer, or goes by PGSSLMODE (lib/pq).
constexpr std::array takes_sslmode{
    "postgresql://",
    "postgres://",
    "postgresql+psycopg://",
    "postgresql+psycopg_async://",
    "postgresql+psycopg2://",
    "jdbc:postgresql://",
    "pgsql://",
    "pgsql:",
    "dbi:Pg:",
    "DBI:Pg:",
    "",
    "postgis://",
};

template <class List>
bool holds(List const& list, string_view one) {
  return std::any_of(list.begin(), list.end(), [one](auto const* each) { return one == each; });
}

/// Appends the keys of a URL.
class query {
 public:
  explicit query(std::string& url) : url_(url) {}
  void add(string_view key, string_view value) {
    url_ += fmt::format("{}{}={}", first_ ? '?' : '&', percent_encode(key), percent_encode(value, "/,:"));
    first_ = false;
  }

 private:
  std::string& url_;
  bool first_ = true;
};

/// The value that a key of the text keeps; none where it is about the place or about TLS. Programs that read
/// the text themselves may not know a key that they have not put there, so none is added.
std::optional<std::string> kept(setting const& s, dialect const& of) {
  auto const is_login = s.key == "user" || s.key == "password";
  if (s.key == "SSL Mode" || (s.key == "sslmode" && holds(takes_sslmode, of.prefix))) return "disable";
  if (is_about_place_or_tls(s.key) && (!is_login || of.login_in_front)) return std::nullopt;
  return s.value;
}

/// What is said of the login and the place, and whatever else the text has.
struct parts {
  parsed_text of;
  std::string user, password, host, port, database;
};

std::string as_url(parts const& all) {
  auto const* const rules = all.of.rules;
  std::string url(rules->prefix);
  if (rules->login_in_front) {
    url += percent_encode(all.user);
    if (!all.password.empty()) url += ":" + percent_encode(all.password);
    url += '@';
  }
  auto const is_ipv6 = all.host.find(':') != std::string::npos;
  url += fmt::format("{}:{}/{}", is_ipv6 ? fmt::format("[{}]", all.host) : all.host, all.port,
                     percent_encode(all.database));
  query keys(url);
  for (auto const& s : all.of.settings) {
    if (auto const value = kept(s, *rules)) keys.add(s.key, *value);
  }
  return url;
}

/// How each form spells what every text has, and what stands between its pairs.
struct pair_spelling {
  string_view host, port, user, password, database;
  char between;
};
constexpr pair_spelling libpq_pairs{"host", "port", "user", "password", "dbname", ' '};
constexpr pair_spelling semicolon_pairs{"host", "port", "user", "password", "dbname", ';'};
constexpr pair_spelling npgsql_pairs{"Host", "Port", "Username", "Password", "Database", ';'};

/// A login that PDO or Npgsql gets apart from the text is not added to it.
std::string as_pairs(parts const& all) {
  auto const form = all.of.rules->form;
  auto const& names = form == form::npgsql       ? npgsql_pairs
                      : form == form::semicolons ? semicolon_pairs
                                                 : libpq_pairs;
  auto const has = [&all](string_view key) {
    return std::any_of(all.of.settings.begin(), all.of.settings.end(),
                       [key](setting const& s) { return s.key == key; });
  };
  std::string text;
  auto const add = [&](string_view key, string_view value) {
    if (!text.empty()) text += names.between;
    text += form == form::npgsql ? npgsql_pair(key, value)
                                 : keyword_pair(key, value, form == form::semicolons ? ";" : "");
  };
  auto const with_login = form == form::keywords || has("service");
  add(names.host, all.host);
  add(names.port, all.port);
  if (with_login || has(names.user)) add(names.user, all.user);
  if ((with_login || has(names.password)) && !all.password.empty()) add(names.password, all.password);
  add(names.database, all.database);
  for (auto const& s : all.of.settings) {
    auto const is_login = s.key == "user" || s.key == "password";
    if (auto const value = kept(s, *all.of.rules); value && !is_login) add(s.key, *value);
  }
  return form == form::npgsql ? text : std::string(all.of.rules->prefix) + text;
}

}  // namespace

bool is_about_place_or_tls(string_view key) { return holds(dropped_keys, key); }

std::string redirected_text(target const& from, secret const& password, string_view host, int port) {
  auto of = from.text.empty() ? parsed_text{{}, &plain_dialect()} : parse_text(from.text.reveal());
  parts const all{std::move(of),     from.shown.user,      password.reveal(),
                  std::string(host), std::to_string(port), from.shown.database};
  return all.of.rules->form == form::url ? as_url(all) : as_pairs(all);
}

}  // namespace poolprobe
