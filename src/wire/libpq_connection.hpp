#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conninfo/secret.hpp"
#include "wire/stream.hpp"

struct pg_conn;    // libpq's PGconn
struct pg_cancel;  // libpq's PGcancel

namespace poolprobe::wire {

/// Keywords and values for a connection; of two with the same keyword the last one counts. Borrows the texts.
class libpq_parameters {
 public:
  void add(char const* keyword, char const* value) {
    keywords_.push_back(keyword);
    values_.push_back(value);
  }

 private:
  friend class libpq_connection;
  std::vector<char const*> keywords_, values_;
};

/// A connection in libpq's hands, from its first packet to the end of its login. All that the wire calls
/// libpq for is called in libpq_connection.cpp; what goes over the connection afterwards is not libpq's any
/// more.
class libpq_connection {
 public:
  /// None.
  libpq_connection() = default;
  /// Begins to connect, without waiting but for a name server. Throws `std::bad_alloc`.
  explicit libpq_connection(libpq_parameters);

  /// How far it is (libpq documentation, PQconnectPoll).
  enum class phase {
    dialling,        ///< no answer from the address yet
    requesting_tls,  ///< asks for TLS, or agrees on it
    dialled,         ///< the startup packet comes next
    logging_in,      ///< the startup packet is sent
    authenticated,   ///< the end of the login is awaited
    later,           ///< something after that
    failed,
  };
  [[nodiscard]] phase at() const;

  /// What it waits for.
  enum class need { read, write, nothing, failed };
  /// Goes on: for the first time when the socket is writable. libpq may close its socket and open another
  /// one.
  [[nodiscard]] need poll();

  /// Whether there is one.
  explicit operator bool() const { return handle_ != nullptr; }
  [[nodiscard]] int socket() const;
  [[nodiscard]] bool tls() const;
  /// For speaking on its socket, or in its TLS session.
  [[nodiscard]] stream over() const;

  /// libpq's words on what went wrong, as they are.
  [[nodiscard]] std::string error() const;
  [[nodiscard]] std::string host() const;
  [[nodiscard]] std::string host_address() const;
  [[nodiscard]] std::string port() const;
  /// The password for this connection, also from the password file.
  [[nodiscard]] secret password() const;
  /// Whether the server asked for it.
  [[nodiscard]] bool used_password() const;
  /// The value of a keyword after defaults, environment and service file; empty where it has none.
  [[nodiscard]] std::string setting(std::string_view keyword) const;

  /// A ParameterStatus of the login.
  [[nodiscard]] std::optional<std::string> parameter(char const* name) const;
  /// The process id of BackendKeyData; 0 where none came.
  [[nodiscard]] int backend_pid() const;

  /// From now on errors have all their fields, and notices are kept, a hundred of them.
  void keep_notices(std::vector<std::string>& into);
  void drop_notices();
  /// Takes whole messages out of libpq's buffer that it has read past the end of the login.
  void take_what_was_read();

  struct free_cancel {
    void operator()(pg_cancel*) const;
  };
  using cancel_key = std::unique_ptr<pg_cancel, free_cancel>;
  /// Null where there is no connection, or none to cancel on.
  [[nodiscard]] cancel_key key() const;
  /// Sends a CancelRequest and waits until the other side has closed that socket; whether it has. Safe in a
  /// signal handler, and after fork.
  [[nodiscard]] static bool send_cancel(pg_cancel*);

 private:
  struct finish {
    void operator()(pg_conn*) const;
  };
  std::unique_ptr<pg_conn, finish> handle_;
};

}  // namespace poolprobe::wire
