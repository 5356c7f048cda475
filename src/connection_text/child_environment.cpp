#include "connection_text/child_environment.hpp"

#include <algorithm>
#include <array>

#include "connection_text/redirected_text.hpp"
#include "conninfo/libpq_defaults.hpp"

namespace poolprobe {
namespace {

constexpr std::array misleading{
    "PGHOSTADDR",   "PGSERVICE",     "PGREQUIRESSL",       "PGREQUIREPEER",    "PGCHANNELBINDING",
    "PGSSLCERT",    "PGSSLKEY",      "PGSSLROOTCERT",      "PGSSLNEGOTIATION", "PGSSLCRL",
    "PGSSLCRLDIR",  "PGSSLCERTMODE", "PGLOADBALANCEHOSTS",
    "PGGSSENCMODE",  // lib/pq refuses to start where it finds one; libpq takes the relay's no
};

}  // namespace

redirection redirect(target const& from, secret const& password, std::string const& host, int port) {
  redirection to{secret(redirected_text(from, password, host, port)), {}, {}};
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
    if (!variable.empty() && !is_about_place_or_tls(key)) set(variable, value);
  }
  to.unset.assign(misleading.begin(), misleading.end());
  return to;
}

}  // namespace poolprobe
