#pragma once

#include <optional>
#include <string>

#include "probes/support/startup_parameter.hpp"

namespace poolprobe {

/// Reads the current value of the setting, its reset value, whether it came from a startup packet, and the
/// number of this transaction on its server connection ("3/1234").
[[nodiscard]] statement look(startup_parameter const&);

/// The setting as a client sees it whose login was accepted.
struct look_result {
  probe_result seen;
  bool present = false;               ///< in effect, perhaps not as it was given
  bool ours = false;                  ///< its startup packet set it in the server
  std::optional<std::string> value;   ///< its current value
  std::optional<std::string> normal;  ///< its reset value
};

/// Evaluates the answer to `look`.
[[nodiscard]] look_result look_at(testbed const&, step_result const& answer, startup_parameter const&,
                                  std::string const& expected);

/// The number of transactions that the server connection had begun by then; nullopt where the answer does not
/// contain it.
[[nodiscard]] std::optional<long long> transaction_of(step_result const&);

/// The same result, worded for a later look at the setting.
[[nodiscard]] probe_result lost_again(probe_result);

/// For shared server connections: whether the setting, which `in` had at `first`, stays in effect for that
/// client, and only for that client.
[[nodiscard]] probe_result observe_shared(testbed&, client& in, startup_parameter const&,
                                          look_result const& first);

}  // namespace poolprobe
