#include "explain/error_tables.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

/// PgCat 1.3.0 src/client.rs, pg_doorman 3.10 src/auth/mod.rs, PgDog 0.1.54 error_response.rs, Odyssey 1.5.2
/// sources/frontend.c, Pgpool-II documentation, pgagroal src/libpgagroal/message.c. Of Odyssey the route was
/// observed, the rest was read.
constexpr error_class rows[] = {
    {"58000", "could not get connection from the pool", "PgCat (FATAL, though the connection often lives on)",
     "No server connection came free in time", "End transactions sooner, or raise `pool_size`"},
    {"58000", "No pool configured for database", "PgCat", "It has no pool of that name and user",
     "Compare database and user with pgcat.toml"},
    {"3D000", "No connection pool configured for database", "pg_doorman",
     "It has no pool of that name and user", "Compare database and user with pg_doorman.toml"},
    {"58000", "pool statement timeout", "PgCat", "The query ran longer than `statement_timeout` of the pool",
     "Raise it, or use the server's own"},
    {"58000", "transaction control statements are not supported in statement pooler mode", "PgDog",
     "BEGIN in a pool of statement mode", "`pooler_mode = \"transaction\"`", list_of<"PP401">},
    {"58000", "connection pool for user ... is down", "PgDog",
     "It cannot reach the server, or the server refused its login", "Look into PgDog's log for the reason"},
    {"28000", "password for user ... is wrong, or the database does not exist", "PgDog",
     "User, password or database are not what PgDog has", "Compare with users.toml and pgdog.toml"},
    {"57P01", "PgDog is shutting down", "PgDog", "The pooler was told to stop", "Connect again"},
    {"3D000", "route for ... is not found", "Odyssey",
     "No route for this database and user. The text before it, `odyssey: c` and a number, is the client",
     "A section `database \"...\" { user \"...\" { } }` in odyssey.conf, or `database default`"},
    {"08006", "failed to get remote server connection", "Odyssey",
     "The pooler itself gets no connection to PostgreSQL: the server is down, refused its login, or has none "
     "left",
     "Look into Odyssey's log for the server's words; keep `pool_size` below `max_connections`"},
    {"08006", "Connection was dropped by Odyssey due to idle timeout", "Odyssey (FATAL)",
     "The client sent nothing for longer than `client_idle_timeout` of the route",
     "Let the driver's own pool close idle connections before that, or raise it"},
    {"08006", "Connection was dropped by Odyssey due to idle in transaction timeout", "Odyssey (FATAL)",
     "A transaction was open and idle for longer than `idle_in_transaction_timeout` of the route",
     "End transactions sooner, or raise it", list_of<"PP304">},
    {"08006", "Connection was killed by Odyssey", "Odyssey (FATAL)",
     "The configuration was loaded again, or somebody said so on the console", "Connect again"},
    {"08006", "Odyssey instance is ...", "Odyssey (FATAL)",
     "It is being stopped or restarted, and sends its clients away", "Connect again"},
    {"53300", "too many active clients for user", "Odyssey",
     "More clients than `client_max` of the route, or no server connection within `pool_timeout`",
     "End transactions sooner, or raise `pool_size`, `pool_timeout` or `client_max`"},
    {"53300", "too many tcp connections", "Odyssey", "More clients than the global `client_max`",
     "Raise it, or let the application open fewer"},
    {"XX001", "kind mismatch among backends", "Pgpool-II",
     "The servers answered one query differently, for example because only one of them had the prepared "
     "statement or the transaction",
     "Look into the servers' logs; send what must not be balanced with /*NO LOAD BALANCE*/"},
    {"58000", "unable to read data from DB node", "Pgpool-II",
     "A server went away in the middle of a session", "Look into the server's log; connect again"},
    {"08006", "all backend nodes are down", "Pgpool-II", "Its health check has given up all servers",
     "pcp_attach_node once they are back; look into Pgpool-II's log"},
    {"28000", "pool_passwd file does not contain an entry for", "Pgpool-II",
     "Pgpool-II logs clients in by itself and has no password of this user",
     "pg_enc or pg_md5 the password into pool_passwd"},
    {"XX000", "failed to authenticate with backend using", "Pgpool-II",
     "Pgpool-II could not log in to PostgreSQL in the client's place: it has no password of this user, or "
     "only "
     "one that is hashed in another way (md5 where the server asks for SCRAM)",
     "pg_enc the password into pool_passwd (AES), with `pool_hba.conf` asking for `scram-sha-256` as the "
     "server does"},
    {"53300", "connection pool is full", "pgagroal", "More clients than `max_connections` of pgagroal.conf",
     "Raise it, or let the application open fewer"},
};

}  // namespace

std::span<error_class const> other_pooler_errors() { return rows; }

}  // namespace poolprobe
