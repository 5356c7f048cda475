#include "wire/known_failures.hpp"

#include <array>

namespace poolprobe::wire {
namespace {

constexpr failure_advice check_password{
    "check user and password in the connection text, PGPASSWORD or the password file",
    "a pooler has its own list of users (PgBouncer: auth_file, auth_query) and its own login to PostgreSQL: "
    "its log says which was refused"};
constexpr failure_advice check_user{
    "check the user in the connection text, or PGUSER; PostgreSQL: create role",
    "a pooler has its own list of users (PgBouncer: auth_file, auth_query)"};
constexpr failure_advice list_user{
    "check the user in the connection text, or PGUSER; PgBouncer takes only users of its auth_file, also "
    "with "
    "auth_type=trust; auth_type=any takes all"};
constexpr failure_advice may_not_log_in{"alter role ... login, or take another user",
                                        "behind a pooler it can be the user that the pooler logs in with"};
constexpr failure_advice may_not_connect{"grant connect on database ... to the user, or take another one",
                                         "behind a pooler it can be the user that the pooler logs in with"};
constexpr failure_advice no_rule{
    "add a line for it to pg_hba.conf, and reload",
    "behind a pooler it can be the pooler's own address and user that have no rule"};
constexpr failure_advice role_limit{
    "wait until its clients leave, or raise it: alter role ... connection limit N",
    "behind a pooler the pool_size of the user has to fit below it"};
constexpr failure_advice database_limit{
    "wait until clients leave, or raise it: alter database ... connection limit N",
    "behind a pooler the pool_size of its pools has to fit below it"};
constexpr failure_advice check_database{
    "check the database name",
    "a pooler knows only the databases of its own configuration (PgBouncer: [databases])"};
constexpr std::string_view server_down =
    "the pooler answers but has no server to give: check that PostgreSQL runs and that the pooler can reach "
    "and log in to it; the pooler's log says why";
constexpr failure_advice too_many{
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
    known_failure{"28000", "not permitted to log in", "this user may not log in", may_not_log_in},
    known_failure{"08P01", "not permitted to log in", "this user may not log in", may_not_log_in},
    known_failure{"28000", "does not exist", "the user does not exist", check_user},
    known_failure{"28000", "no pg_hba.conf entry",
                  "the server has no rule for this user, database and address", no_rule},
    known_failure{"28000", "", "the login was refused", check_password},
    known_failure{"42501", "", "this user may not connect to the database", may_not_connect},
    known_failure{"08P01", "permission denied for database", "this user may not connect to the database",
                  may_not_connect},
    known_failure{"42601", "", refuses_parameter, drop_parameter},
    known_failure{"42704", "", refuses_parameter, drop_parameter},
    known_failure{"22023", "", refuses_parameter, drop_parameter},
    known_failure{"55P02", "", refuses_parameter, drop_parameter},
    known_failure{"3D000", "", "the database does not exist", check_database},
    known_failure{"53300", "for role", "this user has reached its limit of connections", role_limit},
    known_failure{"08P01", "too many connections for role", "this user has reached its limit of connections",
                  role_limit},
    known_failure{"53300", "for database", "the database has reached its limit of connections",
                  database_limit},
    known_failure{"08P01", "too many connections for database",
                  "the database has reached its limit of connections", database_limit},
    known_failure{"53300", "", "there are too many connections", too_many},
    known_failure{"57P03", "", "the server is starting up or shutting down", "try again in a moment"},
    known_failure{"08P01", "SSL required", "the pooler wants TLS", want_tls},
    known_failure{"08P01", "no such database", "the pooler does not know this database", check_database},
    known_failure{"08P01", "\"trust\" authentication failed", "the pooler does not know this user",
                  list_user},
    known_failure{"08P01", "database \"", "the database does not exist", check_database},
    known_failure{"08P01", "role \"", "the user does not exist", check_user},
    known_failure{"55000", "", "the database accepts no connections",
                  "alter database ... allow_connections true, or take another one"},
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
    known_failure{"08P01", "not allowed", "the pooler does not admit this user to its console",
                  "connect to an application database, not to \"pgbouncer\""},
    known_failure{"08P01", "shutting down", "the pooler is shutting down", "try again in a moment"},
};

}  // namespace

known_failure const* find_known_failure(open_failure const& failure) {
  auto const sqlstate = failure.sqlstate.value_or("");
  for (auto const& known : known_failures) {
    auto const fits = known.sqlstate == "*" || known.sqlstate == sqlstate;
    if (fits && failure.message.find(known.words) != std::string::npos) return &known;
  }
  return nullptr;
}

}  // namespace poolprobe::wire
