#pragma once

#include <string>
#include <utility>
#include <vector>

#include "conninfo/secret.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// What to connect to: what libpq gets, what may be shown, and the driver that the text was written for.
struct target {
  /// Keyword/value pairs for PQconnectStartParams, without the password; libpq's own environment, service and
  /// password files supply what is missing.
  std::vector<std::pair<std::string, std::string>> parameters;
  secret password;    ///< from the text, its service or PGPASSWORD; empty: none, or libpq finds it in a file
  target_info shown;  ///< everything that reports may print
  secret text;        ///< the original text, for a program that is to connect elsewhere; empty: there is none
};

}  // namespace poolprobe
