#pragma once

#include <deque>
#include <functional>
#include <vector>

#include "drivers/driver.hpp"
#include "model/driver_result.hpp"
#include "testbed/handover.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

/// Simulates one scenario; `scenario` is its number in this run, which its statement names contain.
using scenario_function = scenario_result (*)(testbed&, driver_config const&, int scenario, bool in_blocks);

/// Whether two configurations send the same messages for a query, except for the names. Their features may
/// differ.
[[nodiscard]] bool same_messages(driver_config const&, driver_config const&);

/// Something else that runs together with scenarios, and leaves nothing on a server connection but prepared
/// statements: a step that fails takes back what others did in its transaction.
struct shared_task {
  handover how;
  std::function<void(testbed&)> body;
};

/// What goes on beside scenarios that are simulated together.
struct beside_scenarios {
  std::vector<shared_task> tasks = {};
  std::function<void()> after_each = [] {};  ///< called when some of them have ended
};

/// Simulates scenarios on a testbed that has been surveyed, each of them once. Those that are planned
/// together share the round trips where the pool allows that; any other, and one that stayed without a
/// conclusion there, is simulated alone when its result is asked for.
class scenario_runner {
 public:
  explicit scenario_runner(testbed& on) : on_(&on) {}

  /// The result, repeated until it is conclusive: on a busy pool other clients can disturb a scenario.
  [[nodiscard]] scenario_result run(scenario_function, driver_config const&, bool in_blocks);
  /// Calls `asking`, and simulates together what that asks for; where the pool does not allow it, nothing is
  /// run. Throws `fatal{interrupted}`.
  void simulate_together(std::function<void()> const& asking, beside_scenarios const& beside = {});
  /// Calls `asking`, while `run` returns only what is known already.
  void recall(std::function<void()> const& asking);
  /// False while `run` simulates nothing.
  [[nodiscard]] bool simulates() const { return now_ == mode::simulate; }

 private:
  struct scenario {
    scenario_function how;
    driver_config config;
    bool in_blocks;
    int number;
    scenario_result seen;
  };

  [[nodiscard]] scenario& find_or_add(scenario_function, driver_config const&, bool in_blocks);
  /// `plan`: `run` notes what will be asked for, and everything works.
  enum class mode { simulate, plan, recall };

  [[nodiscard]] std::vector<scenario*> open_ones(std::function<bool(scenario const&)> const& which);
  void run_all_together(std::function<bool(scenario const&)> const& which, std::vector<shared_task> others);
  void run_together(std::vector<scenario*> const&, std::vector<shared_task> const&);

  testbed* on_;
  mode now_ = mode::simulate;
  int numbers_ = 0;  ///< that were given; a repetition gets a new one
  std::deque<scenario> all_;
};

}  // namespace poolprobe
