#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "wire/connection.hpp"

/// Sends a startup packet with any parameters and any protocol version on a socket of its own, and reads the
/// answer. libpq cannot do that: it sends only the parameters that it knows.
namespace poolprobe::wire {

/// What answered the startup packet.
struct startup_reply {
  enum class kind {
    refused,         ///< an ErrorResponse came first
    asked_to_login,  ///< an authentication request came that was not answered
    logged_in,       ///< logged in, all parameters accepted
    silent,          ///< no answer in time
    closed,          ///< the connection was closed without an answer, or could not be made
    nonsense,        ///< an answer that is not the protocol
  };
  startup_reply::kind how = kind::closed;
  bool after_login = false;  ///< the refusal came after AuthenticationOk
  std::optional<server_error> error;
  std::vector<std::pair<std::string, std::string>> reported = {};  ///< every ParameterStatus in its order
  std::string old_error = {};  ///< an error in the form of protocol 2, where the answer is `nonsense`
  std::optional<int> negotiated_minor = {};  ///< the minor protocol version that was offered instead of ours
};

/// The version of the protocol that a startup packet asks for.
constexpr std::int32_t protocol_3_0 = 3 << 16;

/// Sends one startup packet on a socket of its own, to the address that `like` was opened to, over TLS where
/// that uses TLS, and reads the first answer. Nothing secret is sent: the user's and the database's name and
/// `parameters`. PgBouncer refuses unknown startup parameters before authentication (src/client.c),
/// PostgreSQL after it, so the order of the answers tells them apart.
[[nodiscard]] startup_reply exchange_startup(
    login_facts const& like, std::string const& user, std::string const& database,
    std::vector<std::pair<std::string, std::string>> const& parameters, deadline until,
    std::int32_t version = protocol_3_0);

/// The result of `log_in`.
struct raw_login {
  startup_reply answer;
  std::optional<connection> opened;  ///< where `answer` is `logged_in`
};

/// As `exchange_startup`, but authenticates with the password that `like` used, where one is asked for
/// (`authentication`), and keeps the connection when the login succeeds. Over TLS the password is used only
/// where the other side shows the certificate that it showed to libpq.
[[nodiscard]] raw_login log_in(login_facts const& like, std::string const& user, std::string const& database,
                               std::vector<std::pair<std::string, std::string>> const& parameters,
                               deadline until, std::int32_t version = protocol_3_0);

}  // namespace poolprobe::wire
