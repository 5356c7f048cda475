#pragma once

#include <memory>
#include <string>

#include "drivers/paced_program.hpp"

namespace poolprobe::testing {

/// A scenario of poolprobe's own driver check (src/driver_check/handover_scenarios.hpp, life_scenarios.hpp)
/// with real processes.
class real_scenario {
 public:
  enum class kind {
    bare,         ///< as moved, where no server connection has an unnamed statement
    moved,        ///< one process, moved to another server connection wherever it begins to say something
    met,          ///< a second one comes to where the first was, and the first comes back
    crossed,      ///< both have begun, and the first comes to the other's server connection
    ends_moved,   ///< as moved, with a new query in each transaction
    rolled_back,  ///< transactions that are rolled back, each moved
    failed,       ///< a query fails in a transaction
    refused,      ///< a query is refused at Parse, and the same again
  };

  /// With the query that poolprobe tries out. Starts the processes, which is what takes time; several
  /// scenarios can be made before the first is played.
  real_scenario(kind, proof const&, forced_pool const&, bool in_blocks);
  /// With that part for each.
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
