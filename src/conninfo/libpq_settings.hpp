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

/// The keys that the libpq in use takes; newer releases know more.
[[nodiscard]] std::vector<std::string> const& libpq_keys();
[[nodiscard]] bool is_libpq_key(std::string_view key);
/// The environment variable that libpq reads for a key; empty where there is none.
[[nodiscard]] std::string libpq_variable(std::string_view key);

/// What libpq will use once its environment, service file and defaults have filled the gaps. Lists of hosts
/// and ports stay lists; `host` is a folder where the connection goes through a local socket.
struct resolved_target {
  std::string host;
  std::string port;
  std::string database;
  std::string user;
  secret password;  ///< from the text, the service or PGPASSWORD; the password file is left to libpq
};

/// Asks libpq, without connecting. Throws `fatal{usage}` when the service is unknown, a host or database
/// holds what looks like other parts of a connection text, or there is no user name.
[[nodiscard]] resolved_target resolve(parameter_list const&, secret const& password);

}  // namespace poolprobe
