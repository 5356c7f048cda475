#pragma once

#include <string>
#include <utility>
#include <vector>

#include "connection_text/find_target.hpp"

namespace poolprobe {

/// What a program finds in its environment so that it connects somewhere else, in clear text, and does all
/// else as the target says.
struct redirection {
  secret url;                                       ///< the connection text in its own dialect; DATABASE_URL
  std::vector<std::pair<std::string, secret>> set;  ///< libpq's variables
  std::vector<std::string> unset;                   ///< libpq's, which would lead back or ask for TLS
};

/// Keeps user, password, database and parameters, and the driver's own keys; leaves out what is about TLS and
/// about the place. `password`: what libpq would log in with, as its password file knows only the old place.
[[nodiscard]] redirection redirect(target const&, secret const& password, std::string const& host, int port);

}  // namespace poolprobe
