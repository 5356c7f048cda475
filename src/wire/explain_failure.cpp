#include "wire/explain_failure.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace poolprobe::wire {
namespace {

/// A refusal that is recognised by its SQLSTATE, or by PgBouncer's own words where it has only 08P01 for
/// everything (PgBouncer, src/proto.c, src/client.c, src/objects.c; its texts are never translated).
struct known_refusal {
  std::string_view sqlstate;
  std::string_view words;  ///< part of the message; empty when the SQLSTATE decides alone
  std::string_view what;
  std::string_view hint;
};

constexpr std::string_view check_password =
    "check user and password in the connection text, PGPASSWORD or the password file; a pooler has its own "
    "list of users (PgBouncer: auth_file, auth_query)";
constexpr std::string_view check_database =
    "check the database name; a pooler knows only the databases of its own configuration (PgBouncer: "
    "[databases])";
constexpr std::string_view server_down =
    "the pooler answers but has no server to give: check that PostgreSQL runs and that the pooler can reach "
    "and log in to it; the pooler's log says why";
constexpr std::string_view too_many =
    "wait until clients leave, or raise the limit (PgBouncer: max_client_conn, max_db_client_connections; "
    "PostgreSQL: max_connections)";
constexpr std::string_view want_tls =
    "add sslmode=require (or verify-full with sslrootcert) to the connection text";

constexpr std::array refusals{
    known_refusal{"28P01", "", "the password was refused", check_password},
    known_refusal{"28000", "no encryption", "the server wants TLS", want_tls},
    known_refusal{"28000", "SSL off", "the server wants TLS", want_tls},
    known_refusal{"28000", "", "the login was refused", check_password},
    known_refusal{"3D000", "", "the database does not exist", check_database},
    known_refusal{"53300", "", "there are too many connections", too_many},
    known_refusal{"57P03", "", "the server is starting up or shutting down", "try again in a moment"},
    known_refusal{"08P01", "SSL required", "the pooler wants TLS", want_tls},
    known_refusal{"08P01", "no such database", "the pooler does not know this database", check_database},
    known_refusal{"08P01", "no such user", "the pooler does not know this user", check_password},
    known_refusal{"08P01", "authentication failed", "the password was refused", check_password},
    known_refusal{"08P01", "login rejected", "the login was refused", check_password},
    known_refusal{"08P01", "no more connections allowed", "the pooler has reached its limit of clients",
                  too_many},
    known_refusal{"08P01", "client connections exceeded", "the pooler has reached its limit of clients",
                  too_many},
    known_refusal{"08P01", "server login has been failing", "the pooler cannot log in to PostgreSQL",
                  server_down},
    known_refusal{"08P01", "cannot connect to server", "the pooler cannot reach PostgreSQL", server_down},
    known_refusal{"08P01", "server down", "the pooler cannot reach PostgreSQL", server_down},
    known_refusal{"08P01", "connect failed", "the pooler cannot reach PostgreSQL", server_down},
    known_refusal{"08P01", "query_wait_timeout", "the pooler had no server connection to give", server_down},
    known_refusal{"08P01", "unsupported startup parameter",
                  "the pooler refuses a startup parameter of this connection text",
                  "take the parameter out of the connection text (and PGOPTIONS), or list it in the pooler's "
                  "ignore_startup_parameters, which drops it without effect"},
    known_refusal{"08P01", "not allowed", "the pooler does not let this user into its console",
                  "connect to an application database, not to \"pgbouncer\""},
    known_refusal{"08P01", "shutting down", "the pooler is shutting down", "try again in a moment"},
};

known_refusal const* recognise(open_failure const& failure) {
  for (auto const& known : refusals) {
    if (failure.sqlstate == known.sqlstate && failure.message.find(known.words) != std::string::npos) {
      return &known;
    }
  }
  return nullptr;
}

struct advice {
  std::string what;
  std::string_view hint;
};

advice about_silence(open_failure::reached stage) {
  using enum open_failure::reached;
  switch (stage) {
    case name:
      return {"no connection within the time limit",
              "check host and port, firewalls and VPN; --timeout waits longer"};
    case permission:
      return {"logged in, but no server connection was given within the time limit", server_down};
    default:
      return {"connected, but it stays silent",
              "check that host and port are those of PostgreSQL or a pooler and not of another service; a "
              "pooler without a server behaves like this too; --timeout waits longer"};
  }
}

advice about_stage(open_failure::reached stage) {
  using enum open_failure::reached;
  switch (stage) {
    case nothing:
      return {"the host name cannot be resolved", "check the host in the connection text"};
    case name:
      return {"the connection was refused", "check host and port, and that the server or pooler runs there"};
    case stranger:
      return {"what answers there is not PostgreSQL",
              "check host and port: the answer is not in PostgreSQL's protocol"};
    case tls:
      return {"TLS could not be agreed on",
              "check sslmode and sslrootcert; sslmode=prefer takes what the server offers"};
    case socket:
      return {"the connection was closed without a word",
              "check that host and port are those of PostgreSQL or a pooler, and whether it wants TLS"};
    default:
      return {"the login failed", "the server's words above say why"};
  }
}

advice advise(open_failure const& failure) {
  if (failure.timed_out) return about_silence(failure.stage);
  if (auto const* known = recognise(failure)) return {std::string(known->what), known->hint};
  return about_stage(failure.stage);
}

std::string place(target_info const& shown) {
  return shown.host.starts_with('/') ? fmt::format("socket {}, port {}", shown.host, shown.port)
                                     : fmt::format("{}:{}", shown.host, shown.port);
}

}  // namespace

fatal explain_failure(open_failure const& failure, target_info const& shown) {
  if (failure.interrupted) return {exit_code::interrupted, "interrupted while connecting"};
  auto const [what, hint] = advise(failure);
  auto text = fmt::format("{}: {}", place(shown), what);
  if (!failure.message.empty()) text += fmt::format(" ({})", failure.message);
  return {exit_code::no_connection, std::move(text), std::string(hint)};
}

}  // namespace poolprobe::wire
