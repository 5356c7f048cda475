#pragma once

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>

#include "testbed/testbed.hpp"

namespace poolprobe {

/// What the pool must be able to give before a probe can tell anything.
enum class needs {
  one_client,     ///< any pool
  two_clients,    ///< two clients that are served at the same time or in turn
  second_server,  ///< where server connections are shared, a second one to be moved to
};

/// What a probe may do only when the user says so.
enum class permission {
  none,  ///< it does nothing that needs asking
  ddl,   ///< creates a temporary table: --allow-ddl
  /// May take prepared statements from other clients, or leave them a setting of ours: --sacrificial.
  sacrificial,
};

/// The worst that a probe has been seen to provoke, on any pooler, with no more leave than its `permission`
/// needs (tests/lab/side_effects_test.cpp).
enum class side_effects {
  nothing,   ///< no more than queries and logins
  log_line,  ///< an error or a refused login: a line in the log of the server or of the pooler
  /// The pooler closes the client's connection, and perhaps the server connection with it: runs after the
  /// others, on the throw-away client "C", or where the survey would have warned it off.
  connection,
};

/// What mends it, the surest first; at most four. A configuration of the catalogue in braces stands for its
/// setting: "psycopg 3 {psycopg3:none}" (drivers/setting_text.hpp).
struct fix_list {
  std::string_view texts[4] = {};

  [[nodiscard]] constexpr auto begin() const { return std::begin(texts); }
  [[nodiscard]] constexpr auto end() const { return std::find(begin(), std::end(texts), std::string_view()); }
};

/// One probe, which its file in probes/ defines: what it is called and what is said about it, and the
/// function that observes it. Everything a report says about it that does not depend on the run.
struct probe {
  std::string_view code;         ///< "PP101", stable for ever
  std::string_view id;           ///< "group/name", stable for ever
  std::string_view requirement;  ///< what must hold, as the user needs it
  std::string_view holds;        ///< the summary when it works
  std::string_view fails;        ///< the summary when it does not
  fix_list fixes;
  poolprobe::needs needs;
  poolprobe::side_effects side_effects;
  poolprobe::permission permission = poolprobe::permission::none;
  /// It can run with others at once (testbed/batched_tasks.hpp): only with clients A and B, each step
  /// of A ends with Sync and stands for itself, and no transaction block is open between two of them. No step
  /// of B fails in any pool: that would bring back what others have cleaned up in the same transaction. None
  /// sets for A what a pooler sets anew when B takes over: that would cost the others what
  /// `testbed::prequeue_for` does.
  bool batchable = false;
  /// It acts on client C alone, so it can run beside those that act on A and B
  /// (testbed/parallel_tasks.hpp).
  bool on_throwaway_client = false;
  /// It opens a connection beside those of its clients, for which another client may have to go.
  bool opens_another = false;
  probe_result (*observe)(testbed&);
};

/// All probes, in the order in which they are shown.
[[nodiscard]] std::span<probe const> all_probes();

}  // namespace poolprobe
