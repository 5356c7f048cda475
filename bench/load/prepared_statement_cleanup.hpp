#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "conninfo/target.hpp"
#include "model/run_record.hpp"

namespace poolprobe::bench {

/// The result of taking all server connections of a pool at once.
struct cleaned_statements {
  std::optional<int> pool_size;  ///< set when the pool had no more to give before `clients` were taken
  int dropped = 0;               ///< prepared statements of ours that were dropped
  int in_use = 0;                ///< server connections that could not be reached
  std::vector<residue> left;     ///< those that could not be dropped
};

/// Takes server connections one after the other, each with a client of its own that holds it with a Flush,
/// until `clients` are taken, as many as the load had, and no further one is idle. On each it drops the
/// prepared statements whose text carries `mark`: behind a pooler that tracks statements they would stay for
/// as long as the server connection does. Where others use the pool too, our statements can be on more server
/// connections than we had clients; those in use by others are tried again a little later. The mark is
/// random, so no other client uses such a statement. Where the server cannot be reached, nothing is found.
[[nodiscard]] cleaned_statements drop_prepared_statements(target const&, int clients, std::string const& mark,
                                                          std::chrono::milliseconds patience);

}  // namespace poolprobe::bench
