#include "wire/login.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <new>
#include <utility>

#include "wire/backend_key.hpp"
#include "wire/libpq_text.hpp"

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

using texts = std::vector<std::string>;

void keep_notice(void* into, PGresult const* result) {
  constexpr std::size_t enough = 100;  // the server decides how many it sends
  auto& kept = *static_cast<texts*>(into);
  if (kept.size() < enough) kept.emplace_back(PQresultErrorMessage(result));
}

void drop_notice(void*, PGresult const*) {}

std::string or_empty(char const* text) { return text == nullptr ? "" : text; }

/// Names and values in the form that libpq takes; the strings belong to the target.
struct parameter_list {
  std::vector<char const*> names;
  std::vector<char const*> values;

  void add(char const* name, char const* value) {
    names.push_back(name);
    values.push_back(value);
  }
};

/// `options` must outlive the list.
parameter_list parameters_of(target const& to, login_change const& change, std::string const& options) {
  parameter_list list;
  for (auto const& [name, value] : to.parameters) {
    auto const replaced = (change.database && name == "dbname") || (!options.empty() && name == "options") ||
                          (change.plain && name == "sslmode");
    if (name != "gssencmode" && !replaced) list.add(name.c_str(), value.c_str());
  }
  if (change.database) list.add("dbname", change.database->c_str());
  if (!options.empty()) list.add("options", options.c_str());
  if (!to.password.empty()) list.add("password", to.password.reveal().c_str());
  if (change.plain) list.add("sslmode", "disable");
  list.add("gssencmode", "disable");  // the wire can follow libpq onto a socket or into TLS, not into GSS
  list.add("fallback_application_name", "poolprobe");  // the user's own application_name wins
  list.add(nullptr, nullptr);
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

/// How far PQconnectPoll came: the furthest state it was in.
struct progress {
  ConnStatusType furthest = CONNECTION_NEEDED;
  bool answered = false;  ///< the question for TLS was answered, so it is the protocol that is spoken
  bool asked_for_tls = false;
  deadline dialled;  ///< when the address was, that is being tried, of several
};

void note_state(progress& going, ConnStatusType now) {
  auto const asked = going.furthest == CONNECTION_SSL_STARTUP;
  auto const goes_on = now == CONNECTION_MADE || now == CONNECTION_AWAITING_RESPONSE;
  going.answered = going.answered ? now != CONNECTION_STARTED : asked && goes_on;
  going.asked_for_tls = going.asked_for_tls || now == CONNECTION_SSL_STARTUP;
  if (now == CONNECTION_STARTED) {
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
    case CONNECTION_NEEDED:
    case CONNECTION_STARTED:
      return name;
    case CONNECTION_MADE:
    case CONNECTION_SSL_STARTUP:
    case CONNECTION_AWAITING_RESPONSE:
      return answered || !(cause.words.empty() || is_closed_silently(cause.words)) ? startup_reply : socket;
    case CONNECTION_AUTH_OK:
      return permission;
    default:
      return startup_reply;
  }
}

open_failure failure_of(PGconn* conn, progress const& went, waited how, secret const& password) {
  auto const attempts = attempts_in(password.redact(or_empty(PQerrorMessage(conn))));
  auto const& cause = decisive(attempts);
  auto const answered = went.answered || PQconnectionUsedPassword(conn) != 0;
  return {.progress = reached_by(went, answered, cause),
          .timed_out = how == waited::timed_out,
          .interrupted = how == waited::interrupted,
          .sqlstate = cause.sqlstate,
          .from_postgres = cause.from_postgres,
          .message = summary(attempts)};
}

/// The TCP connection, the question for TLS and the startup packet.
std::optional<int> trips_of(PGconn* conn, progress const& went) {
  if (PQsslInUse(conn) != 0 || PQconnectionUsedPassword(conn) != 0) return std::nullopt;
  return went.asked_for_tls ? 3 : 2;
}

/// What is in effect for a connection parameter; empty where this libpq does not know it.
std::string option_of(PGconn* conn, std::string_view name) {
  std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> const options(PQconninfo(conn),
                                                                             PQconninfoFree);
  for (auto const* o = options.get(); o != nullptr && o->keyword != nullptr; ++o) {
    if (name == o->keyword) return or_empty(o->val);
  }
  return {};
}

/// The name that libpq sends in the TLS handshake, from 14 on: a host name, never an address
/// (fe-secure-openssl.c, initialize_SSL).
std::string server_name_of(PGconn* conn) {
  auto host = or_empty(PQhost(conn));
  auto const is_address =
      host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
  return is_address || !option_of(conn, "sslsni").starts_with('1') ? std::string() : host;
}

/// What the user says of how a password may be used, which holds for libpq (require_auth from 16 on).
bool limits_logins(PGconn* conn) {
  return !option_of(conn, "require_auth").empty() || option_of(conn, "channel_binding") == "require";
}

login_facts facts_of(PGconn* conn, deadline started, secret const& password) {
  login_facts facts;
  facts.started = started;
  for (auto const* name : reported_names) {
    if (auto const* value = PQparameterStatus(conn, name))
      facts.parameters.emplace(name, password.redact(value));
  }
  facts.key_pid = PQbackendPID(conn);
  facts.host = or_empty(PQhost(conn));
  facts.address = or_empty(PQhostaddr(conn));
  if (facts.address.empty()) facts.address = facts.host;
  facts.port = or_empty(PQport(conn));
  facts.own_port = own_port(PQsocket(conn));
  facts.tls = PQsslInUse(conn) != 0;
  if (facts.tls) facts.server_name = server_name_of(conn);
  if (PQconnectionUsedPassword(conn) != 0 && !limits_logins(conn))
    facts.password = secret(or_empty(PQpass(conn)));
  return facts;
}

}  // namespace

struct login_attempt::attempt {
  struct finish {
    void operator()(PGconn* conn) const { PQfinish(conn); }
  };
  backend_key_trace key;  // libpq writes to it to the end
  std::unique_ptr<PGconn, finish> conn;
  secret const* password;
  deadline started;
  progress went;
  texts notices;
  bool begun = false;
  bool keeps_key = false;
};

login_attempt::login_attempt(target const& to, login_change const& change)
    : attempt_(std::make_unique<attempt>()) {
  attempt_->started = clock::now();
  attempt_->password = &to.password;
  auto const options = options_of(to, change.more_options);
  auto const list = parameters_of(to, change, options);
  attempt_->conn.reset(PQconnectStartParams(list.names.data(), list.values.data(), 0));
  auto* conn = attempt_->conn.get();
  if (conn == nullptr) throw std::bad_alloc();
  attempt_->went.dialled = clock::now();        // a Unix socket is connected by now, and no state tells when
  PQsetErrorVerbosity(conn, PQERRORS_VERBOSE);  // the only way to a login error's SQLSTATE
  PQsetNoticeReceiver(conn, keep_notice, &attempt_->notices);
}

login_attempt::~login_attempt() = default;

void login_attempt::keep_cancel_key() { attempt_->keeps_key = true; }

login_attempt::state login_attempt::advance() {
  auto* conn = attempt_->conn.get();
  // PQconnectPoll is called for the first time when the socket is writable (libpq documentation).
  auto next = PQstatus(conn) == CONNECTION_BAD ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  if (next != PGRES_POLLING_FAILED && std::exchange(attempt_->begun, true)) next = PQconnectPoll(conn);
  // libpq comes back when TLS is agreed on, before the startup packet (PQconnectPoll).
  attempt_->key.take();
  if (attempt_->keeps_key && PQsslInUse(conn) != 0 && !attempt_->key.begun()) attempt_->key.begin(conn);
  if (next == PGRES_POLLING_OK) return state::open;
  if (next != PGRES_POLLING_READING && next != PGRES_POLLING_WRITING) return state::failed;
  note_state(attempt_->went, PQstatus(conn));
  return next == PGRES_POLLING_READING ? state::wants_read : state::wants_write;
}

int login_attempt::socket() const { return PQsocket(attempt_->conn.get()); }

open_failure login_attempt::failure(waited how) const {
  return failure_of(attempt_->conn.get(), attempt_->went, how, *attempt_->password);
}

connection login_attempt::enter() {
  auto* conn = attempt_->conn.get();
  // libpq may have read past the login. Whole messages come out here; a part of one shows as a session
  // whose first bytes are no message (ending::desynchronised).
  PQisBusy(conn);
  PQsetNoticeReceiver(conn, drop_notice, nullptr);
  attempt_->key.end(conn);
  auto facts = facts_of(conn, attempt_->started, *attempt_->password);
  facts.took_ms = milliseconds(clock::now() - attempt_->went.dialled).count();
  facts.cancel_key = attempt_->key.key_of(facts.key_pid);
  facts.trips = trips_of(conn, attempt_->went);
  for (auto const& text : attempt_->notices)
    facts.notices.push_back(one_line(attempt_->password->redact(text)));
  stream const over(PQsocket(conn), static_cast<ssl_st*>(PQsslStruct(conn, "OpenSSL")));
  facts.certificate = over.certificate();
  return {connection::handle(attempt_->conn.release()), nullptr, std::move(facts), over};
}

raw_connection login_attempt::enter_raw() {
  PQsetNoticeReceiver(attempt_->conn.get(), drop_notice, nullptr);
  return raw_connection(attempt_->conn.release());
}

}  // namespace poolprobe::wire
