#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace poolprobe {

/// A refusal that the survey has seen, so that it need not be caused a second time.
struct known_refusal {
  std::optional<std::string> sqlstate;
  std::string observed;  ///< in words, for a finding
};

/// How the pooler hands out server connections, as the survey found it. Probes rely on it to know whether a
/// client can be moved at all.
struct pool_facts {
  bool direct = false;         ///< no pooler was seen that could give a server connection to another client
  bool dedicated = false;      ///< every client keeps its own server connection (direct, session mode)
  bool single_server = false;  ///< the pool gives no second server connection
  bool single_client = false;  ///< while one client is connected, no other is served
  bool several_processes = false;  ///< several pooler processes answer, each with a pool of its own
  bool several_suspected = false;  ///< it is suspected, as clients never shared a server connection
  bool relayed = false;    ///< no pooler was seen, and yet the bytes are passed on: perhaps by a balancer
  bool none_free = false;  ///< a client is waiting for one, so no other client may ask for one
  /// How long after its last answer a server connection is given out again.
  std::chrono::milliseconds reuse_delay{0};
  bool one_for_all = false;         ///< one handover may serve several probes at once
  bool tracks_parameters = false;   ///< the pooler sets parameters for each client (PP206)
  bool in_one_go = false;           ///< it counts several Syncs that are sent together
  bool whole_transactions = false;  ///< all messages of one transaction may be sent together
  bool clears = false;   ///< the pooler was seen to clear a server connection before it gives it out again
  bool in_turn = false;  ///< they are handed out in turn, not the one that was given back last
  std::optional<known_refusal> block =
      {};  ///< of BEGIN; to repeat it would cost the pool a server connection
  std::optional<known_refusal> simple_query = {};  ///< of Query; to repeat it would cost a client connection

  [[nodiscard]] bool may_have_several_processes() const { return several_processes || several_suspected; }
};

}  // namespace poolprobe
