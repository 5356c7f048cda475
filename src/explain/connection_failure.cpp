#include "explain/connection_failure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "text/ascii.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

struct connection_failure {
  std::span<std::string_view const> marks;  ///< in lower case; one is enough
  std::string_view meaning;
  std::string_view to_check;
  std::string_view title = "No connection";
};

/// libpq (fe-connect.c), Node.js and Go (errno names), pgjdbc (translated resources are not looked for).
constexpr connection_failure rows[] = {
    {list_of<"could not receive data from server", "could not send data to server", "read etimedout",
             "read econnreset", "an i/o error occurred while sending to the backend",
             "exception while reading from stream", "read: connection reset by peer",
             "read: connection timed out", "write: broken pipe", "connection reset by peer (os error">,
     "A connection that was open is dead: nobody answers on it any more. After some minutes without a word a "
     "NAT, a balancer or a firewall forgets a connection and tells neither end (350 s at AWS, 4 minutes at "
     "Azure); the next query goes nowhere, and without keepalives the driver waits until TCP gives up, 15 "
     "minutes or more on Linux",
     "whether it comes after a pause. Then either keepalives below that time: `keepalives_idle=60` (libpq "
     "and "
     "what stands on it), `tcpKeepAlive=true` (pgjdbc, with the system's tcp_keepalive_time), `keepAlive: "
     "true` "
     "(node-postgres), `Keepalive=60` (Npgsql), `tcp_keepidle` in PgBouncer for the way behind it. Or a pool "
     "that closes what is idle sooner: `maxLifetime` and `keepaliveTime` (HikariCP), `pool_recycle` "
     "(SQLAlchemy), `idleTimeoutMillis` (node-postgres), `MaxConnIdleTime` (pgx), `max_idle` (psycopg_pool). "
     "`tcp_user_timeout` (libpq 12) makes a dead one known soon",
     "A connection was lost"},
    {list_of<"connection refused", "econnrefused", "refused. check that the hostname and port are correct",
             "actively refused">,
     "Nobody listens at that address and port, or a firewall answers for it. The text does not tell a pooler "
     "from PostgreSQL: neither was reached",
     "whether the pooler (or PostgreSQL) runs; its port (`listen_port`, 6432 and 6543 are usual for "
     "poolers); "
     "whether it listens on that address (`listen_addr`, `listen_addresses`) and not only on 127.0.0.1; in "
     "containers the name of the service instead of `localhost`"},
    {list_of<"timeout expired", "connection timed out", "etimedout", "i/o timeout", "connect timed out",
             "connection timeout expired", "connection terminated due to connection timeout">,
     "No answer came in the time that the driver waits (`connect_timeout`): packets are dropped on the way, "
     "or "
     "what listens there does not answer",
     "a firewall, a security group, the wrong network; a database that is asleep; whether the pooler answers "
     "others, as one that is out of connections lets logins wait"},
    {list_of<"could not translate host name", "failed to resolve host", "getaddrinfo", "enotfound",
             "eai_again", "no such host", "name or service not known", "unknownhostexception">,
     "The host's name has no address here",
     "its spelling; whether it is known in this network only (a VPN, a container, another region)"},
    {list_of<"no route to host", "network is unreachable", "ehostunreach", "enetunreach">,
     "There is no way to that address from here",
     "the network; whether the address is IPv6 only, as some services' direct hosts are, and this machine "
     "has "
     "none"},
    {list_of<"accepting connections on that socket", "connections on unix domain socket">,
     "There is no socket file of that name: without a host the driver looks for a server on this machine",
     "whether `host` is given (an empty variable?); `unix_socket_dir` of the pooler"},
    {list_of<"the connection attempt failed", "dial error", "connection establishment failed">,
     "No connection came about; why, stands behind it or in the lines that follow (`Caused by`)",
     "that cause: `poolprobe explain` knows refused connections, timeouts, unknown hosts and missing TLS"},
    {list_of<"server does not support ssl", "the server does not support ssl",
             "ssl is not enabled on the server", "server refused tls">,
     "The driver wants TLS, and what listens there has none: in PgBouncer `client_tls_sslmode` is `disable` "
     "unless it is set",
     "`client_tls_sslmode` and a certificate in the pooler; or `sslmode=disable` where the way is safe"},
};

/// What would make of such words something else: they are also said of other things than connecting.
bool is_about_connecting(std::string_view text) {
  constexpr std::string_view words[] = {"connect", "08001",       "08006", "econn", "dial ", "etimedout",
                                        "resolve", "getaddrinfo", "host",  "ssl",   "tls",   "eai_again",
                                        "backend", "stream",      "peer",  "pipe",  "server"};
  return std::any_of(std::begin(words), std::end(words),
                     [text](std::string_view w) { return text.find(w) != std::string_view::npos; });
}

}  // namespace

std::optional<std::string> connection_failure_page(std::string_view pasted) {
  auto const text = lower_case(pasted);
  if (!is_about_connecting(text)) return std::nullopt;
  for (auto const& row : rows) {
    auto const fits = std::any_of(row.marks.begin(), row.marks.end(), [&text](std::string_view mark) {
      return text.find(mark) != std::string::npos;
    });
    if (!fits) continue;
    return fmt::format(
        "# {}\n\nThe driver says that itself; an SQLSTATE beside it (08001, 08006) is its own "
        "too.\n\n{}.\n\nWhat to check: {}.\n\nTry the same text from the same machine:\n\n    poolprobe "
        "check TARGET\n",
        row.title, row.meaning, row.to_check);
  }
  return std::nullopt;
}

}  // namespace poolprobe
