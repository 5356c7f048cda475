#pragma once

#include <memory>

#include "hostile/altering_relay.hpp"
#include "lab/lab.hpp"

namespace poolprobe::testing {

/// The real servers that behaviours stand before: one PostgreSQL, and two PgBouncers in front of it, of which
/// one ("pgbouncer plain") keeps no track of prepared statements.
class servers_behind {
 public:
  servers_behind();

  /// A relay with these rules in front of the server that they name.
  [[nodiscard]] std::unique_ptr<altering_relay> before(rules const& how) const;
  /// The URL of that relay, with the database that the rules name.
  [[nodiscard]] static std::string url(rules const& how, altering_relay const& through);
  /// The URL of the PostgreSQL itself.
  [[nodiscard]] std::string direct() const { return server_.url(); }

 private:
  lab::postgres server_;
  lab::pgbouncer plain_;
  lab::pgbouncer tracking_;
};

}  // namespace poolprobe::testing
