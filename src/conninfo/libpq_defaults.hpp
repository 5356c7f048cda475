#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conninfo/secret.hpp"
#include "conninfo/setting.hpp"

namespace poolprobe {

/// The version of the libpq in use, e.g. "15.20".
[[nodiscard]] std::string libpq_version();

/// The keys that the libpq in use accepts; newer releases have more.
[[nodiscard]] std::vector<std::string> const& libpq_keys();
[[nodiscard]] bool is_libpq_key(std::string_view key);
/// The environment variable that libpq reads for a key; empty where there is none.
[[nodiscard]] std::string libpq_variable(std::string_view key);

/// What libpq will use once its environment, service file and defaults are applied. Lists of hosts and ports
/// stay lists, in which nothing is missing; `host` is a folder where the connection uses a Unix socket.
struct resolved_target {
  std::string host;
  std::string hostaddr;  ///< where to go without looking the hosts up: empty, or a list as long as theirs
  std::string port;      ///< one for all hosts, or a list as long as theirs
  std::string database;
  std::string user;
  secret password;  ///< from the text, the service or PGPASSWORD; libpq itself reads the password file
  std::string session_attrs;  ///< target_session_attrs: which of several hosts will do; "any" mostly
  std::string load_balance;   ///< load_balance_hosts; empty where this libpq does not know it
};

/// Asks libpq, without connecting. Throws `fatal{usage}` when the service is unknown, a host or database name
/// looks like other parts of a connection text, or there is no user name.
[[nodiscard]] resolved_target resolve(parameter_list const&, secret const& password);

}  // namespace poolprobe
