#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "stage/hand_over.hpp"
#include "stage/ledger.hpp"
#include "stage/limits.hpp"
#include "stage/line.hpp"
#include "stage/permissions.hpp"

namespace poolprobe {

/// What the acts of a run share: the connections, what is known of the pool, what must be cleaned up, and
/// what it all cost.
struct backstage {
  backstage(target const& target, stage_limits bounds, rehearsal* rehearsed);

  /// The connection of that name, opened or not. Its address stays valid.
  [[nodiscard]] line& slot(std::string_view label);
  [[nodiscard]] int open_connections() const;
  /// A connection was opened, or is about to be beside those on the stage (`more`).
  void count_connection(int more = 0);
  /// Sends the steps and hears what comes back, on all connections at once: one round trip, or several where
  /// the pooler may not count Syncs that travel together; how many.
  int perform(std::vector<flight_ptr> const& steps);
  void perform_at_once(std::vector<flight_ptr> const& steps);

  target const* where;
  rehearsal* rehearsed;  ///< null where this is no rehearsal
  stage_limits limits;
  std::string nonce;  ///< 16 hexadecimal digits that no other run has; in a rehearsal, what stands for them
  hand_over servers;
  permissions allowed;
  poolprobe::cost cost;
  poolprobe::ledger ledger;
  std::optional<wire::login> usual;       ///< the last login without any change
  std::optional<std::string> usual_path;  ///< search_path as the first client had it
  int under_way = 0;                      ///< connections that are being opened aside
  std::optional<double> least_trip_ms;
  int names = 0;
  bool misjudged = false;
  int doubts_left = 2;  ///< how often a client may still be dialled anew on a mere suspicion
  std::vector<std::unique_ptr<line>> lines;
};

}  // namespace poolprobe
