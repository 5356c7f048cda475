#pragma once

#include <string>
#include <vector>

#include "conninfo/setting.hpp"
#include "conninfo/target.hpp"
#include "wire/libpq_connection.hpp"
#include "wire/settled_target.hpp"
#include "wire/stream.hpp"

namespace poolprobe::wire {

/// The address of the server that a target names, as libpq resolves it, with TLS settings but without a
/// login.
class upstream_address {
 public:
  /// Resolves the addresses, so that no connection has to wait for a name server. Throws
  /// `fatal{no_connection}` where a host is not known.
  explicit upstream_address(target const&);

 private:
  friend class upstream_connection;
  parameter_list parameters_;
  secret password_;
};

/// One connection to the server up to the point where the login would begin; it never waits. A proxy passes a
/// client's own login through it. Where the target asks for TLS, libpq does the handshake and the
/// verification.
class upstream_connection {
 public:
  /// Begins; `advance` continues.
  explicit upstream_connection(upstream_address const&);

  enum class state {
    wants_read,   ///< call again when the socket can be read
    wants_write,  ///< or written
    open,         ///< `over` can be used
    failed,       ///< for good; `error` says why
  };
  /// libpq may close the socket and open another one in here.
  [[nodiscard]] state advance();

  [[nodiscard]] int socket() const { return conn_.socket(); }
  [[nodiscard]] stream over() const { return conn_.over(); }
  [[nodiscard]] bool tls() const { return conn_.tls(); }
  /// Where it is connected to, or trying to.
  [[nodiscard]] reached_place place() const;
  /// libpq's error on one line, without any password.
  [[nodiscard]] std::string error() const;
  /// The password that libpq would log in with, also from its password file.
  [[nodiscard]] secret password() const { return conn_.password(); }

 private:
  [[nodiscard]] static libpq_connection begin(upstream_address const&);
  [[nodiscard]] bool is_before_login();

  secret password_;  // of the target
  libpq_connection conn_;
  reached_place asked_at_;  // the address for which TLS was requested last
  bool begun_ = false;
};

}  // namespace poolprobe::wire
