#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "conninfo/target.hpp"
#include "model/run_record.hpp"

namespace poolprobe::bench {

/// What was found when all server connections of a pool were taken at once.
struct cleaned_statements {
  std::optional<int> pool_size;  ///< where the pool had no more to give before `clients` were taken
  int dropped = 0;               ///< prepared statements of ours that are gone now
  int in_use = 0;                ///< server connections that could not be reached
  std::vector<residue> left;     ///< those that could not be dropped
};

/// Takes server connections one after the other, each by a client of its own that holds it with a Flush,
/// until `clients` are taken, as many as the load had, and none is idle any more. Drops on each the prepared
/// statements whose text carries `mark`: behind a pooler that tracks statements they would stay for as long
/// as the server connection does. More server connections than we had clients can have them where others use
/// the pool too; those that others have at the moment are tried again a little later. The mark is random, so
/// nobody else uses such a statement. Where the server cannot be reached, nothing is found.
[[nodiscard]] cleaned_statements drop_prepared_statements(target const&, int clients, std::string const& mark,
                               std::chrono::milliseconds patience);

}  // namespace poolprobe::bench
