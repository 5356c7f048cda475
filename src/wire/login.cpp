#include "wire/login.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "wire/backend_key.hpp"
#include "wire/libpq_error_text.hpp"

namespace poolprobe::wire {
namespace {

/// libpq finds a parameter by name only. These are PostgreSQL's (documentation of ParameterStatus, up to 18)
/// and PgBouncer's (its NEWS, 1.26.0).
constexpr std::array reported_names{"server_version",        "server_encoding",
                                    "client_encoding",       "application_name",
                                    "is_superuser",          "in_hot_standby",
                                    "session_authorization", "DateStyle",
                                    "IntervalStyle",         "TimeZone",
                                    "integer_datetimes",     "standard_conforming_strings",
                                    "search_path",           "default_transaction_read_only",
                                    "scram_iterations",      "pgbouncer.version",
                                    "pgbouncer.pool_mode",   "pgbouncer.max_prepared_statements"};

using phase = libpq_connection::phase;

/// `options` must outlive the list.
libpq_parameters parameters_of(target const& to, login_change const& change, std::string const& options) {
  libpq_parameters list;
  for (auto const& [name, value] : to.parameters) {
    auto const replaced = (change.database && name == "dbname") || (!options.empty() && name == "options") ||
                          (change.plain && name == "sslmode");
    if (name != "gssencmode" && !replaced) list.add(name.c_str(), value.c_str());
  }
  if (change.database) list.add("dbname", change.database->c_str());
  if (!options.empty()) list.add("options", options.c_str());
  if (!to.password.empty()) list.add("password", to.password.reveal().c_str());
  if (change.plain) list.add("sslmode", "disable");
  list.add("gssencmode",
           "disable");  // the wire can take over a socket or a TLS session from libpq, not GSS encryption
  list.add("fallback_application_name", "poolprobe");  // the user's own application_name wins
  return list;
}

/// The target's own `options` come first, so that ours count.
std::string options_of(target const& to, std::string const& more) {
  if (more.empty()) return {};
  for (auto const& [name, value] : to.parameters) {
    if (name == "options") return fmt::format("{} {}", value, more);
  }
  return more;
}

/// The furthest state that libpq reached.
struct progress {
  phase furthest = phase::dialling;
  bool answered = false;  ///< the TLS request was answered, so the other side speaks the protocol
  bool asked_for_tls = false;
  deadline dialled;  ///< when connecting to the current address began
};

void note_state(progress& going, phase now) {
  auto const asked = going.furthest == phase::requesting_tls;
  auto const goes_on = now == phase::dialled || now == phase::logging_in;
  going.answered = going.answered ? now != phase::dialling : asked && goes_on;
  going.asked_for_tls = going.asked_for_tls || now == phase::requesting_tls;
  if (now == phase::dialling) {
    going.dialled = clock::now();
    going.asked_for_tls = false;
  }
  going.furthest = now;
}

open_failure::reached reached_by(progress const& went, bool answered, attempt_text const& cause) {
  using enum open_failure::reached;
  if (is_resolution_failure(cause.words)) return nothing;
  if (is_no_postgres(cause.words)) return scripted_server;
  if (cause.sqlstate) return startup_reply;
  if (is_tls_failure(cause.words)) return tls;
  switch (went.furthest) {
    case phase::dialling:
      return name;
    case phase::dialled:
    case phase::requesting_tls:
    case phase::logging_in:
      return answered || !(cause.words.empty() || is_closed_silently(cause.words)) ? startup_reply : socket;
    case phase::authenticated:
      return permission;
    default:
      return startup_reply;
  }
}

open_failure failure_of(libpq_connection const& conn, progress const& went, waited how,
                        secret const& password) {
  auto const attempts = attempts_in(password.redact(conn.error()));
  auto const& cause = decisive(attempts);
  auto const answered = went.answered || conn.used_password();
  return {.progress = reached_by(went, answered, cause),
          .timed_out = how == waited::timed_out,
          .interrupted = how == waited::interrupted,
          .sqlstate = cause.sqlstate,
          .from_postgres = cause.from_postgres,
          .message = summary(attempts)};
}

/// Round trips: the TCP connection, the TLS request and the startup packet.
std::optional<int> trips_of(libpq_connection const& conn, progress const& went) {
  if (conn.tls() || conn.used_password()) return std::nullopt;
  return went.asked_for_tls ? 3 : 2;
}

/// The name that libpq sends in the TLS handshake, from 14 on: a host name, never an address
/// (fe-secure-openssl.c, initialize_SSL).
std::string server_name_of(libpq_connection const& conn) {
  auto const host = conn.host();
  auto const is_address =
      host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
  return is_address || !conn.setting("sslsni").starts_with('1') ? std::string() : host;
}

/// Whether the user restricts how a password may be used (require_auth, libpq 16 and later).
bool limits_logins(libpq_connection const& conn) {
  return !conn.setting("require_auth").empty() || conn.setting("channel_binding") == "require";
}

login_facts facts_of(libpq_connection const& conn, deadline started, secret const& password) {
  login_facts facts;
  facts.started = started;
  for (auto const* name : reported_names) {
    if (auto const value = conn.parameter(name)) facts.parameters.emplace(name, password.redact(*value));
  }
  facts.key_pid = conn.backend_pid();
  facts.host = conn.host();
  facts.address = conn.host_address();
  if (facts.address.empty()) facts.address = facts.host;
  facts.port = conn.port();
  facts.own_port = own_port(conn.socket());
  facts.tls = conn.tls();
  if (facts.tls) facts.server_name = server_name_of(conn);
  if (conn.used_password() && !limits_logins(conn)) facts.password = conn.password();
  return facts;
}

}  // namespace

struct login_attempt::attempt {
  backend_key_trace key;  // libpq writes to it to the end
  libpq_connection conn;
  secret const* password;
  deadline started;
  progress went;
  std::vector<std::string> notices;
  bool begun = false;
  bool keeps_key = false;
};

login_attempt::login_attempt(target const& to, login_change const& change)
    : attempt_(std::make_unique<attempt>()) {
  attempt_->started = clock::now();
  attempt_->password = &to.password;
  auto const options = options_of(to, change.more_options);
  attempt_->conn = libpq_connection(parameters_of(to, change, options));
  attempt_->went.dialled = clock::now();  // a Unix socket is already connected, and no later phase marks it
  attempt_->conn.keep_notices(attempt_->notices);
}

login_attempt::~login_attempt() = default;

void login_attempt::keep_cancel_key() { attempt_->keeps_key = true; }

login_attempt::state login_attempt::advance() {
  using need = libpq_connection::need;
  auto& conn = attempt_->conn;
  // libpq must first be called when the socket is writable.
  auto next = conn.at() == phase::failed ? need::failed : need::write;
  if (next != need::failed && std::exchange(attempt_->begun, true)) next = conn.poll();
  // libpq returns after the TLS handshake, before the startup packet (PQconnectPoll).
  attempt_->key.take();
  if (attempt_->keeps_key && conn.tls() && !attempt_->key.begun()) attempt_->key.begin(conn);
  if (next == need::nothing) return state::open;
  if (next == need::failed) return state::failed;
  note_state(attempt_->went, conn.at());
  return next == need::read ? state::wants_read : state::wants_write;
}

int login_attempt::socket() const { return attempt_->conn.socket(); }

open_failure login_attempt::failure(waited how) const {
  return failure_of(attempt_->conn, attempt_->went, how, *attempt_->password);
}

connection login_attempt::enter() {
  auto& conn = attempt_->conn;
  // If libpq has read a part of a message, the session's first bytes are no message (ending::desynchronised).
  conn.take_what_was_read();
  conn.drop_notices();
  attempt_->key.end(conn);
  auto facts = facts_of(conn, attempt_->started, *attempt_->password);
  facts.took_ms = milliseconds(clock::now() - attempt_->went.dialled).count();
  facts.cancel_key = attempt_->key.key_of(facts.key_pid);
  facts.trips = trips_of(conn, attempt_->went);
  for (auto const& text : attempt_->notices)
    facts.notices.push_back(without_location(attempt_->password->redact(text)));
  auto const over = conn.over();
  facts.certificate = over.certificate();
  return {std::move(conn), nullptr, std::move(facts), over};
}

logged_in_stream login_attempt::enter_as_stream() {
  attempt_->conn.drop_notices();
  return logged_in_stream(std::move(attempt_->conn));
}

}  // namespace poolprobe::wire
