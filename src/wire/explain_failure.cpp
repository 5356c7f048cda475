#include "wire/explain_failure.hpp"

#include <fmt/format.h>

#include <array>
#include <regex>
#include <string_view>

#include "model/target_words.hpp"

namespace poolprobe::wire {
namespace {

/// What to do, and a second advice where the error may be a pooler's and not PostgreSQL's.
struct advice {
  std::string_view text;
  std::string_view pooler = {};
};

/// A failure that is recognised by its SQLSTATE; by PgBouncer's own words where it has only 08P01 for
/// everything (PgBouncer, src/proto.c, src/client.c, src/objects.c); by libpq's where no server spoke.
/// Neither's texts are translated here.
struct known_failure {
  std::string_view sqlstate;  ///< "*" for any; empty for libpq's own words
  std::string_view words;     ///< part of the message; empty when the SQLSTATE decides alone
  std::string_view what;
  advice to_do;
};

constexpr advice check_password{
    "check user and password in the connection text, PGPASSWORD or the password file",
    "a pooler has its own list of users (PgBouncer: auth_file, auth_query) and its own login to PostgreSQL: "
    "its log says which was refused"};
constexpr advice check_database{
    "check the database name",
    "a pooler knows only the databases of its own configuration (PgBouncer: [databases])"};
constexpr std::string_view server_down =
    "the pooler answers but has no server to give: check that PostgreSQL runs and that the pooler can reach "
    "and log in to it; the pooler's log says why";
constexpr std::string_view no_server =
    "a pooler without a server behaves like this: check that PostgreSQL runs and that the pooler can reach "
    "and log in to it (the pooler's log says why), and that it is not paused; --timeout waits longer";
constexpr std::string_view no_server_free =
    "wait until clients give their server connections back, raise pool_size, or RESUME a paused pool; check "
    "also that the pooler can reach PostgreSQL (its log says why); --timeout waits longer";
constexpr advice too_many{
    "wait until clients leave, or raise the limit (PostgreSQL: max_connections, connection limits of role "
    "and database)",
    "PgBouncer's limits are max_client_conn and max_db_client_connections"};
constexpr std::string_view want_tls =
    "add sslmode=require (or verify-full with sslrootcert) to the connection text";
constexpr std::string_view drop_parameter =
    "take the parameter out of the connection text (options=) and PGOPTIONS, or correct it";
constexpr std::string_view refuses_parameter = "the server refuses a startup parameter";

constexpr std::array known_failures{
    known_failure{"*", "server login has been failing", "the pooler gets no connection to PostgreSQL",
                  server_down},
    known_failure{
        "*", "Endpoint ID is not specified", "the proxy was not told which endpoint is meant",
        "connect by the endpoint's host name: for an address no server name (SNI) is sent in TLS, nor "
        "by a libpq before 14; or add options=endpoint%3D and the first part of the host name"},
    known_failure{"*", "connection is insecure", "only TLS is taken", want_tls},
    known_failure{
        "*", "(ENOTFOUND)", "the pooler does not know this tenant",
        "check the user, which is USER.PROJECT there (postgres.<project ref>), and that host and region "
        "are those of the project"},
    known_failure{"28P01", "", "the password was refused", check_password},
    known_failure{
        "", "no password supplied", "a password is asked for, and none was given",
        "give it in PGPASSWORD, in a password file, or in the connection text (best by --url-env or "
        "--url-file)"},
    known_failure{"", "Connection refused", "the connection was refused",
                  "check host and port, and that the server or pooler runs there"},
    known_failure{
        "", "does not support SSL", "TLS is asked for and not offered",
        "sslmode=prefer does without where it must; to have TLS, configure it there (PostgreSQL: ssl; "
        "PgBouncer: client_tls_sslmode)"},
    known_failure{"28000", "no encryption", "the server wants TLS", want_tls},
    known_failure{"28000", "SSL off", "the server wants TLS", want_tls},
    known_failure{"28000", "", "the login was refused", check_password},
    known_failure{"42501", "", "the login was refused", check_password},
    known_failure{"42601", "", refuses_parameter, drop_parameter},
    known_failure{"42704", "", refuses_parameter, drop_parameter},
    known_failure{"22023", "", refuses_parameter, drop_parameter},
    known_failure{"55P02", "", refuses_parameter, drop_parameter},
    known_failure{"3D000", "", "the database does not exist", check_database},
    known_failure{"53300", "", "there are too many connections", too_many},
    known_failure{"57P03", "", "the server is starting up or shutting down", "try again in a moment"},
    known_failure{"08P01", "SSL required", "the pooler wants TLS", want_tls},
    known_failure{"08P01", "no such database", "the pooler does not know this database", check_database},
    known_failure{"08P01", "no such user", "the pooler does not know this user", check_password},
    known_failure{"08P01", "authentication failed", "the password was refused", check_password},
    known_failure{"08P01", "login rejected", "the login was refused", check_password},
    known_failure{"08P01", "no more connections allowed", "the pooler has reached its limit of clients",
                  too_many},
    known_failure{"08P01", "client connections exceeded", "the pooler has reached its limit of clients",
                  too_many},
    known_failure{"08P01", "cannot connect to server", "the pooler cannot reach PostgreSQL", server_down},
    known_failure{"08P01", "server down", "the pooler cannot reach PostgreSQL", server_down},
    known_failure{"08P01", "connect failed", "the pooler cannot reach PostgreSQL", server_down},
    known_failure{"08P01", "query_wait_timeout", "the pooler had no server connection to give", server_down},
    known_failure{"08P01", "unsupported startup parameter", "the pooler refuses a startup parameter",
                  "take the parameter out of the connection text (options=) and PGOPTIONS, or list it in the "
                  "pooler's ignore_startup_parameters, which drops it without effect"},
    known_failure{"08P01", "not allowed", "the pooler does not let this user into its console",
                  "connect to an application database, not to \"pgbouncer\""},
    known_failure{"08P01", "shutting down", "the pooler is shutting down", "try again in a moment"},
};

known_failure const* recognise(open_failure const& failure) {
  auto const sqlstate = failure.sqlstate.value_or("");
  for (auto const& known : known_failures) {
    auto const fits = known.sqlstate == "*" || known.sqlstate == sqlstate;
    if (fits && failure.message.find(known.words) != std::string::npos) return &known;
  }
  return nullptr;
}

struct explanation {
  std::string_view what;
  advice to_do;
};

explanation about_silence(open_failure::reached progress) {
  using enum open_failure::reached;
  switch (progress) {
    case nothing:
    case name:
      return {"no connection within the time limit",
              "check host and port, firewalls and VPN; --timeout waits longer"};
    case startup_reply:
      return {
          "it speaks PostgreSQL's protocol, but the login was not completed within the time limit: a pool "
          "that "
          "is full or paused, or has no server, lets it wait",
          no_server};
    case permission:
      return {
          "logged in, but no server connection came within the time limit: the pool is full or paused, or "
          "has "
          "no server",
          no_server_free};
    default:
      return {"connected, but it stays silent",
              "check that host and port are those of PostgreSQL or a pooler and not of another service; a "
              "pooler without a server behaves like this too; --timeout waits longer"};
  }
}

explanation about_dialling(bool is_socket) {
  if (is_socket) {
    return {"the socket cannot be used",
            "check the folder (host) and the port, and that the server runs here"};
  }
  return {"no connection can be made", "check host and port, the network and firewalls"};
}

explanation about_progress(open_failure::reached progress, bool is_socket) {
  using enum open_failure::reached;
  switch (progress) {
    case nothing:
      return {"the host name cannot be resolved", "check the host in the connection text"};
    case name:
      return about_dialling(is_socket);
    case scripted_server:
      return {"what answers there is not PostgreSQL",
              "check host and port: the answer is not in PostgreSQL's protocol"};
    case tls:
      return {"TLS could not be agreed on",
              "check sslmode and sslrootcert; sslmode=prefer takes what the server offers"};
    case socket:
      return {"the connection was closed without a word",
              "check that host and port are those of PostgreSQL or a pooler, and whether it wants TLS"};
    case startup_reply:
      return {"the login failed",
              "the words in brackets say why; the log of the server or pooler may say more"};
    case permission:
      return {"logged in, but it does not go on as PostgreSQL does",
              "check that host and port are those of PostgreSQL or a pooler; its log may say more"};
  }
  return {"the login failed", ""};
}

explanation advise(open_failure const& failure, target_info const& shown) {
  if (failure.timed_out) return about_silence(failure.progress);
  if (auto const* known = recognise(failure)) return {known->what, known->to_do};
  return about_progress(failure.progress, is_socket(shown.host));
}

std::string place(target_info const& shown) {
  return shown.host.find(',') == std::string::npos ? place_of(shown) : shown.display;
}

/// Whether libpq failed before it tried to connect. Its message then repeats parts of the connection text.
bool is_about_text(open_failure const& failure) {
  return failure.progress == open_failure::reached::name && !failure.sqlstate &&
         (failure.message.starts_with("invalid ") || failure.message.starts_with("could not match "));
}

/// The name in "invalid NAME value: …" or "… for connection option "NAME"".
std::string refused_setting(std::string_view words) {
  static std::regex const name("^invalid (\\w+) value: |for connection option \"(\\w+)\"$");
  std::match_results<std::string_view::const_iterator> found;
  if (!std::regex_search(words.begin(), words.end(), found, name)) return {};
  return found[1].matched ? found[1].str() : found[2].str();
}

fatal bad_text(std::string_view words) {
  auto const name = refused_setting(words);
  if (name.empty()) {
    return {exit_code::usage, "libpq does not take the connection text",
            "check its hosts and ports, of which there must be as many, and its settings"};
  }
  return {exit_code::usage, fmt::format("the value of {} is none that libpq takes", name),
          "PostgreSQL's documentation, chapter \"Database Connection Control Functions\", lists them"};
}

/// Messages that add nothing to our own text.
bool says_more(open_failure const& failure, std::string_view what) {
  auto const& words = failure.message;
  if (words.empty() || (failure.timed_out && words == word(ending::timed_out))) return false;
  return !(words == "Connection refused" && what == "the connection was refused");
}

}  // namespace

fatal explain_failure(open_failure const& failure, target_info const& shown) {
  if (failure.interrupted) return {exit_code::interrupted, "interrupted while connecting"};
  if (is_about_text(failure)) return bad_text(failure.message);
  auto const [what, to_do] = advise(failure, shown);
  auto text = fmt::format("{}: {}", place(shown), what);
  if (says_more(failure, what)) text += fmt::format(" ({})", failure.message);
  auto hint = std::string(to_do.text);
  if (!failure.from_postgres && !to_do.pooler.empty()) hint += fmt::format("; {}", to_do.pooler);
  return {exit_code::no_connection, std::move(text), std::move(hint)};
}

}  // namespace poolprobe::wire
