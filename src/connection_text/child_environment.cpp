#include "connection_text/child_environment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "connection_text/parsed_text.hpp"
#include "conninfo/libpq_defaults.hpp"
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
    "postgis://",
};

constexpr std::array misleading{
    "PGHOSTADDR",   "PGSERVICE",     "PGREQUIRESSL",       "PGREQUIREPEER",    "PGCHANNELBINDING",
    "PGSSLCERT",    "PGSSLKEY",      "PGSSLROOTCERT",      "PGSSLNEGOTIATION", "PGSSLCRL",
    "PGSSLCRLDIR",  "PGSSLCERTMODE", "PGLOADBALANCEHOSTS",
    "PGGSSENCMODE",  // lib/pq refuses to start where it finds one; libpq takes the relay's no
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
  if (s.key == "sslmode" && holds(takes_sslmode, of.prefix)) return "disable";
  if (holds(dropped_keys, s.key) && (!is_login || of.login_in_front)) return std::nullopt;
  return s.value;
}

std::string rebuilt(target const& from, secret const& password, string_view host, int port) {
  auto const [settings, rules] =
      from.text.empty() ? parsed_text{{}, &plain_dialect()} : parse_text(from.text.reveal());
  std::string url(rules->prefix);
  if (rules->login_in_front) {
    url += percent_encode(from.shown.user);
    if (!password.empty()) url += ":" + percent_encode(password.reveal());
    url += '@';
  }
  url += fmt::format("{}:{}/{}",
                     host.find(':') == string_view::npos ? std::string(host) : fmt::format("[{}]", host),
                     port, percent_encode(from.shown.database));
  query keys(url);
  for (auto const& s : settings) {
    if (auto const value = kept(s, *rules)) keys.add(s.key, *value);
  }
  return url;
}

}  // namespace

redirection redirect(target const& from, secret const& password, std::string const& host, int port) {
  redirection to{secret(rebuilt(from, password, host, port)), {}, {}};
  auto const set = [&to](std::string name, std::string value) {
    to.set.emplace_back(std::move(name), secret(std::move(value)));
  };
  set("PGHOST", host);
  set("PGPORT", std::to_string(port));
  set("PGUSER", from.shown.user);
  set("PGDATABASE", from.shown.database);
  if (!password.empty()) set("PGPASSWORD", password.reveal());
  set("PGSSLMODE", "disable");
  for (auto const& [key, value] : from.parameters) {
    auto const variable = libpq_variable(key);
    if (!variable.empty() && !holds(dropped_keys, key)) set(variable, value);
  }
  to.unset.assign(misleading.begin(), misleading.end());
  return to;
}

}  // namespace poolprobe
