#pragma once

#include <string>
#include <vector>

#include "conninfo/setting.hpp"
#include "conninfo/target.hpp"
#include "wire/libpq_connection.hpp"
#include "wire/settled_target.hpp"
#include "wire/stream.hpp"

namespace poolprobe::wire {

/// The way to the server that a target names, as libpq goes it: addresses, socket, TLS with all its
/// settings, but no login.
class upstream_address {
 public:
  /// Looks up the addresses, so that no leg has to wait for a name server. Throws `fatal{no_connection}`
  /// where a host is not known.
  explicit upstream_address(target const&);

 private:
  friend class upstream_connection;
  parameter_list parameters_;
  secret password_;
};

/// One connection to the server up to where the login would begin, without ever waiting: what a relay puts a
/// client's own login through. Where the target asks for TLS, it is agreed on and verified by libpq.
class upstream_connection {
 public:
  /// Begins; `advance` goes on.
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
  /// libpq's words on one line, without any password.
  [[nodiscard]] std::string error() const;
  /// The password that libpq would log in with, also from its password file.
  [[nodiscard]] secret password() const { return conn_.password(); }

 private:
  [[nodiscard]] static libpq_connection begin(upstream_address const&);
  [[nodiscard]] bool is_before_login();

  secret password_;  // of the target
  libpq_connection conn_;
  reached_place asked_at_;  // the place whose TLS was asked for last
  bool begun_ = false;
};

}  // namespace poolprobe::wire
