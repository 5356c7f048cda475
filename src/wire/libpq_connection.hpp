#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conninfo/secret.hpp"
#include "wire/stream.hpp"

struct pg_conn;  // libpq's PGconn

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

/// A connection that libpq opens, from its first packet to the end of its login. All calls of libpq by the
/// wire are in libpq_connection.cpp; after the login libpq no longer uses the connection.
class libpq_connection {
 public:
  /// None.
  libpq_connection() = default;
  /// Begins to connect. Waits only for name resolution. Throws `std::bad_alloc`.
  explicit libpq_connection(libpq_parameters);

  /// Its state (libpq documentation, PQconnectPoll).
  enum class phase {
    dialling,        ///< no answer from the address yet
    requesting_tls,  ///< requests TLS, or does the handshake
    dialled,         ///< the startup packet comes next
    logging_in,      ///< the startup packet is sent
    authenticated,   ///< waits for the end of the login
    later,           ///< something after that
    failed,
  };
  [[nodiscard]] phase at() const;

  /// What it waits for.
  enum class need { read, write, nothing, failed };
  /// Continues; call it first when the socket is writable. libpq may close its socket and open another
  /// one.
  [[nodiscard]] need poll();

  /// Whether there is one.
  explicit operator bool() const { return handle_ != nullptr; }
  [[nodiscard]] int socket() const;
  [[nodiscard]] bool tls() const;
  /// A stream on its socket, or in its TLS session.
  [[nodiscard]] stream over() const;

  /// libpq's error message, unchanged.
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
  /// Removes complete messages from libpq's buffer that it read beyond the end of the login.
  void take_what_was_read();

  /// Whether libpq exposes the key of BackendKeyData only in a trace: from 14 to 16. Earlier versions do not
  /// expose it; later ones need not (`cancel_request`).
  [[nodiscard]] static bool traces_cancel_key();
  /// Writes a trace of the messages there, until `end_trace` or the end of the connection.
  void begin_trace(std::FILE* into) const;
  void end_trace() const;

  /// Sends a CancelRequest and waits, without a deadline, until the other side has closed that socket;
  /// returns whether it has. May be called after fork. Empty where there is no connection, where none can be
  /// cancelled on it, and where the request would go out in clear text although the connection has TLS: libpq
  /// before 17 cannot encrypt it.
  [[nodiscard]] std::function<bool()> cancel_request() const;

 private:
  struct finish {
    void operator()(pg_conn*) const;
  };
  std::unique_ptr<pg_conn, finish> handle_;
};

}  // namespace poolprobe::wire
