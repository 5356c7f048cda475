#pragma once

#include <memory>
#include <string>

#include "drivers/paced_program.hpp"

namespace poolprobe::testing {

/// A scenario of poolprobe's own driver check (src/driver_check/handover_scenarios.hpp,
/// error_and_release_scenarios.hpp) with real processes.
class real_scenario {
 public:
  enum class kind {
    bare,          ///< as moved, where no server connection has an unnamed statement
    moved,         ///< one process, moved to another server connection before each group of messages
    met,           ///< a second one gets the server connection of the first, and the first gets it back
    crossed,       ///< both have begun, and the first gets the other's server connection
    ends_moved,    ///< as moved, with a new query in each transaction
    rolled_back,   ///< transactions that are rolled back, each moved
    failed,        ///< a query fails in a transaction
    refused,       ///< a query is refused at Parse, and the same again
    dropped,       ///< a statement is dropped, also inside a transaction, and by a cache that holds two
    dropped_last,  ///< a statement is dropped in a transaction, which then commits
  };

  /// With the query of poolprobe's driver check. Starts the processes, which takes most of the time, so
  /// several scenarios can be made before the first one runs.
  real_scenario(kind, proof const&, forced_pool const&, bool in_blocks);
  /// With these steps for each process.
  real_scenario(kind, proof const&, forced_pool const&, part const&);
  ~real_scenario();
  real_scenario(real_scenario&&) noexcept;

  [[nodiscard]] std::string_view word() const;
  [[nodiscard]] std::string name() const;
  [[nodiscard]] scenario_end run();

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace poolprobe::testing
