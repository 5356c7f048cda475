#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/scripted_server.hpp"

/// A pooler for tests of the testbed: clients share its server connections for a transaction each, the one
/// used last first. It knows LISTEN and UNLISTEN, tells its server connections' pids, and answers everything
/// else with no row.
namespace poolprobe::testing {

/// In what it differs from a pooler that passes everything on.
struct pool_quirks {
  /// A batch that contains UNLISTEN is answered with CommandComplete and ReadyForQuery alone, and nothing is
  /// done: PgDog 0.1.52, where something else travels with it.
  bool short_unlisten = false;
  /// LISTEN is accepted and kept by the pooler; no server connection sees it: PgDog.
  bool own_listen = false;
  /// A Bind of an unnamed statement of an earlier batch is refused where an unnamed Parse follows it: PgCat
  /// 1.3.0 prepares for a Bind what its name stands for at Sync.
  bool looks_up_at_sync = false;
};

/// What its clients have made of it, for a test to look at.
class scripted_pool {
 public:
  explicit scripted_pool(pool_quirks how, int servers = 4);
  [[nodiscard]] behaviour answers();
  /// How many logins it has accepted.
  [[nodiscard]] int logins() const;
  /// How many UNLISTEN it was sent.
  [[nodiscard]] int unlistens() const;

 private:
  class session;
  struct state {
    pool_quirks how;
    mutable std::mutex guard;
    std::vector<int> idle;                        ///< pids, the one used last at the end
    std::map<int, std::set<std::string>> listen;  ///< channels by pid
    int logins = 0;
    int unlistens = 0;
  };
  std::shared_ptr<state> shared_;
};

}  // namespace poolprobe::testing
