#pragma once

#include <optional>
#include <string>

#include "probes/support/startup_parameter.hpp"

namespace poolprobe {

/// Asks for the setting here and now, what it is reset to, whether a client's startup packet brought it, and
/// which transaction of this server connection asks ("3/1234").
[[nodiscard]] statement look(startup_parameter const&);

/// How a client that was let in stands to the setting.
struct look_result {
  probe_result seen;
  bool present = false;               ///< in effect, perhaps not as it was given
  bool ours = false;                  ///< its startup packet brought it to the server
  std::optional<std::string> value;   ///< what it is
  std::optional<std::string> normal;  ///< what it is reset to
};

/// Judges the answer to `look`.
[[nodiscard]] look_result look_at(testbed const&, step_result const& answer, startup_parameter const&,
                                  std::string const& expected);

/// How many transactions that server connection had begun by then; nullopt where the answer does not tell.
[[nodiscard]] std::optional<long long> transaction_of(step_result const&);

/// The same observation where it is not the first look at the setting.
[[nodiscard]] probe_result lost_again(probe_result);

/// Where server connections are shared: whether the setting, seen in effect for `in` at first, stays so, and
/// with it alone.
[[nodiscard]] probe_result observe_shared(testbed&, client& in, startup_parameter const&,
                                          look_result const& first);

}  // namespace poolprobe
