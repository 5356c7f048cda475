#pragma once

#include <optional>
#include <string>

#include "lab/lab.hpp"

/// The real servers that tests/lab/poolers.sh fetched.
namespace poolprobe::testing {

/// A server of that kind ("pgbouncer", "postgres") whose version starts with `version`; nullopt when it is
/// not available. Reads the list that the test `lab.fetch` wrote.
[[nodiscard]] std::optional<lab::found_binary> find_server(std::string const& kind,
                                                           std::string const& version);

/// As `find_server`, but ends the process with status 77, which CTest reports as skipped, and prints what is
/// missing.
[[nodiscard]] lab::found_binary server_or_skip(std::string const& kind, std::string const& version);

/// The servers that tests use where the version does not matter.
[[nodiscard]] lab::found_binary any_postgres();
[[nodiscard]] lab::found_binary any_pgbouncer();

}  // namespace poolprobe::testing
