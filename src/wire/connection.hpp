#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "conninfo/target.hpp"
#include "wire/libpq_connection.hpp"
#include "wire/session.hpp"

namespace poolprobe::wire {

/// Facts from the login, without a further query.
struct login_facts {
  std::map<std::string, std::string> parameters;  ///< ParameterStatus, of the names that we know
  std::vector<std::string> notices;               ///< without the password
  int key_pid = 0;                                ///< process id of BackendKeyData; 0 when none was sent
  std::string cancel_key = {};  ///< its secret key, bytes; empty where libpq has it and keeps it
  std::string host;             ///< the host that libpq chose, of several
  std::string address;          ///< its numeric address, or the folder of a Unix socket
  std::string port;
  int own_port = 0;  ///< of our end of the TCP connection; 0 where it is none
  bool tls = false;
  std::string server_name = {};  ///< the host name sent in TLS (SNI); empty: none
  std::string certificate = {};  ///< `stream::certificate`, which libpq has verified as configured
  secret password = {};          ///< the one that was used; empty: none, or the user restricts its use
  deadline started;              ///< when the connection was begun, to compare with the age of its backend
  double took_ms =
      0;  ///< from connecting to the address on: without name resolution, and hosts that did not answer
  /// How many answers it waited for, including that of the TCP connection; nullopt with TLS or a password,
  /// for which the number depends on libpq.
  std::optional<int> trips = {};
};

/// Why a connection could not be opened.
struct open_failure {
  /// How far it came, which decides the advice.
  enum class reached {
    nothing,          ///< the host name could not be resolved
    name,             ///< an address, but no connection to it
    socket,           ///< connected; no message of PostgreSQL's protocol was received
    scripted_server,  ///< connected; the answer is not PostgreSQL's protocol
    tls,              ///< TLS could not be agreed on
    startup_reply,    ///< the startup packet was answered, or refused
    permission,       ///< authenticated, but the login was not completed
  };
  reached progress = reached::nothing;
  bool timed_out = false;
  bool interrupted = false;
  std::optional<std::string> sqlstate;
  bool from_postgres = false;  ///< the refusal carries PostgreSQL's own source location
  std::string message;  ///< libpq's or the server's text on one line, without the password; may be empty
};

/// How one login differs from what the target says.
struct login_change {
  std::optional<std::string> database = {};  ///< instead of the target's
  std::string more_options = {};             ///< appended to the startup parameter `options`
  bool plain = false;                        ///< do not ask for TLS: the server is known to have none
};

/// A connection that libpq opened (URLs, service and password files, TLS, SCRAM, several hosts) and that the
/// wire has taken over: libpq is no longer called for it, except to close it and for its cancel key.
class connection {
 public:
  /// Opens one. `until` limits everything except name resolution, which libpq does in one call.
  [[nodiscard]] static std::variant<connection, open_failure> open(target const&, deadline until,
                                                                   login_change const& change = {});

  /// Takes over a connection that was opened without libpq; `link` owns what `over` uses, and is released
  /// with the connection.
  [[nodiscard]] static connection adopt(std::shared_ptr<void> link, login_facts facts, stream over);

  /// How sending a CancelRequest went.
  enum class cancelled {
    sent,    ///< and the other side has closed that socket, as the protocol requires
    no_key,  ///< the login gave no key to cancel with
    failed,  ///< it could not be delivered
    silent,  ///< not known at the deadline
  };
  /// Sends a CancelRequest for this connection, on a socket of its own, over TLS where this connection has
  /// TLS. Whether it has an effect shows on this connection.
  [[nodiscard]] cancelled cancel(deadline until) const;

  [[nodiscard]] login_facts const& facts() const { return facts_; }
  [[nodiscard]] session& talk() { return session_; }
  [[nodiscard]] session const& talk() const { return session_; }

 private:
  friend class login_attempt;
  connection(libpq_connection owned, std::shared_ptr<void> link, login_facts facts, stream over);

  libpq_connection opened_by_;  ///< none when it was opened without libpq
  std::shared_ptr<void> link_;  ///< what the stream needs then
  login_facts facts_;
  session session_;
};

}  // namespace poolprobe::wire
