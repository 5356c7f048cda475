#pragma once

#include <string>

#include "lab/lab.hpp"
#include "support/run_program.hpp"

namespace poolprobe::testing {

/// pgbench with `clients` clients on a database at a port of the loopback, for as long as the object exists.
/// `script` is the path of its SQL.
class pgbench_load {
 public:
  pgbench_load(lab::found_binary const& postgres, int port, std::string const& database,
               std::string const& script, int clients = 8)
      : pgbench_(
            invocation{{"-h", "127.0.0.1", "-p", std::to_string(port), "-U", "app", "-n", "-M", "extended",
                        "-f", script, "-c", std::to_string(clients), "-j", "1", "-T", "3600", database},
                       {},
                       {},
                       (postgres.path / "pgbench").string()}) {}

 private:
  running_program pgbench_;
};

}  // namespace poolprobe::testing
