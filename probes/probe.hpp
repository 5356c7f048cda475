#pragma once

#include <algorithm>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include "testbed/handover.hpp"
#include "testbed/testbed.hpp"

namespace poolprobe {

/// What the pool must provide for a probe to have a result.
enum class needs {
  one_client,     ///< any pool
  two_clients,    ///< two clients, served at the same time or in turn
  second_server,  ///< where server connections are shared, a second one that a client can be moved to
};

/// What a probe may do only when the user says so.
enum class permission {
  none,  ///< it does nothing that needs permission
  ddl,   ///< creates a temporary table: --allow-ddl
  /// May drop prepared statements of other clients, or leave one of our settings to them: --sacrificial.
  sacrificial,
};

/// The worst effect that a probe was seen to have on any pooler, with only the permission that it needs
/// (tests/lab/side_effects_test.cpp).
enum class side_effects {
  nothing,   ///< no more than queries and logins
  log_line,  ///< an error or a refused login: a line in the log of the server or of the pooler
  /// The pooler closes the client's connection, and perhaps the server connection too. So it runs after the
  /// others, on the throw-away client "C", or only where the survey has not already seen the refusal.
  connection,
};

/// Fixes, the most reliable first; at most four. A configuration of the catalogue in braces is replaced by
/// its setting: "psycopg 3 {psycopg3:none}" (drivers/fill_in_settings.hpp).
struct fix_list {
  std::string_view texts[4] = {};

  [[nodiscard]] constexpr auto begin() const { return std::begin(texts); }
  [[nodiscard]] constexpr auto end() const { return std::find(begin(), std::end(texts), std::string_view()); }
};

/// One probe, defined in its own file in probes/: its names, its texts and its function. A report takes from
/// here everything that does not depend on the run.
struct probe {
  std::string_view code;  ///< "PP101", never changes
  std::string_view id;    ///< "group/name", never changes
  std::string_view
      feature;  ///< what it is about, as users call it: "cursors WITH HOLD"; of `startup` a parameter
  std::string_view requirement;  ///< what must hold, from the user's point of view
  std::string_view holds;        ///< the summary when it works
  std::string_view fails;        ///< the summary when it does not
  fix_list fixes;
  poolprobe::needs needs;
  poolprobe::side_effects side_effects;
  poolprobe::permission permission = poolprobe::permission::none;
  /// It can run together with other probes (testbed/pipelined_tasks.hpp). That requires: it uses only clients
  /// A and B; each step of A ends with Sync and does not depend on another; no transaction block is open
  /// between two steps. No step of B fails in any pool, as that would undo what others have cleaned up in the
  /// same transaction. No step sets for A a parameter that a pooler sets again when B takes over, as then
  /// `testbed::prequeue_for` would not work for the others.
  bool batchable = false;
  /// It can run together with scenarios of drivers (driver_check/scenario_runner.hpp), as it leaves nothing
  /// but prepared statements.
  std::optional<handover> beside_drivers = std::nullopt;
  /// It uses only client C, so it can run in parallel with probes that use A and B
  /// (testbed/parallel_tasks.hpp).
  bool on_throwaway_client = false;
  /// It opens a connection besides those of its clients; another client may have to be disconnected for it.
  bool opens_another = false;
  probe_result (*observe)(testbed&);
};

/// All probes, in the order of every list.
[[nodiscard]] std::span<probe const> all_probes();

}  // namespace poolprobe
