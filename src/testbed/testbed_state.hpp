#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "testbed/ledger.hpp"
#include "testbed/permissions.hpp"
#include "testbed/pool_facts.hpp"
#include "testbed/process_marks.hpp"
#include "testbed/shared_connection.hpp"
#include "testbed/testbed_limits.hpp"

namespace poolprobe {

/// What the tasks of a run share: the connections, the facts about the pool, the ledger, and the costs.
struct testbed_state {
  testbed_state(target const& target, testbed_limits bounds, dry_run* simulated);

  /// The connection of that name, opened or not. Its address stays valid.
  [[nodiscard]] shared_connection& slot(std::string_view label);
  [[nodiscard]] int open_connections() const;
  /// Counts a connection that was opened, and `more` that will be opened besides those of the testbed.
  void count_connection(int more = 0);
  /// Sends the steps and receives the answers, on all connections at once: one round trip, or several where
  /// the pooler may not count Syncs that travel together; how many. `after_each` is called after each.
  int perform(
      std::vector<step_ptr> const& steps, std::function<void()> const& after_each = [] {});
  void perform_at_once(std::vector<step_ptr> const& steps);
  /// From now on all connections go to where that one went.
  void settle_on(wire::login_facts const& first);

  target const* where;
  std::unique_ptr<target> settled;  ///< what `where` points to once a connection was opened
  dry_run* simulated;               ///< null where this is no dry run
  testbed_limits limits;
  run_budget budget{limits.in_all};
  std::string nonce;  ///< 16 hexadecimal digits that no other run has; in a dry run, a placeholder
  pool_facts servers;
  bool listed_as_shared = false;             ///< in a dry run: what follows would be a task of a batch
  std::optional<int> last_released;          ///< the server connection that a client of ours released last
  process_marks marks;                       ///< of the process that serves our clients
  std::vector<std::string> pinned_by;        ///< session state for which a client was pinned
  std::optional<process_marks> other_marks;  ///< of another process behind the address, once one was met
  permissions allowed;
  poolprobe::cost cost;
  poolprobe::ledger ledger;
  std::optional<wire::login_facts> usual;  ///< the last login without any change
  std::optional<std::string> usual_path;   ///< search_path as the first client had it
  int under_way = 0;                       ///< connections that are being opened
  std::optional<double> least_trip_ms;
  int names = 0;
  /// Whether the pooler passes Flush on; nullopt until a client has tried. Where not, a server connection is
  /// held by BEGIN (client::post).
  std::optional<bool> answers_flush;
  bool pool_facts_wrong = false;
  int holds_in_a_row = 0;  ///< that were reached since one was not
  int turns_in_a_row = 0;  ///< a server connection that was given back was not given out again at once
  /// The client that gave a server connection back last, and when.
  shared_connection const* gave_back = nullptr;
  wire::clock::time_point gave_back_at;
  /// How often a client may still be reconnected on the suspicion that another process serves it.
  int suspicions_left = 2;
  /// The same for logins with a startup parameter. On a busy pool the suspicion is often wrong, and each
  /// login that is repeated for it is a connection.
  int startup_suspicions_left = 12;
  std::vector<std::unique_ptr<shared_connection>> slots;
};

}  // namespace poolprobe
