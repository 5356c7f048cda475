#pragma once

#include <span>
#include <string_view>

#include "stage/stage.hpp"

namespace poolprobe {

/// What the pool must be able to give before a probe can tell anything.
enum class needs {
  one_client,     ///< any pool
  two_clients,    ///< two clients that are served at the same time or in turn
  second_server,  ///< where server connections are shared, a second one to be moved to
};

/// One probe: a row of the registry. Everything a report says about it that does not depend on the run.
struct probe {
  std::string_view code;                    ///< "PP101", stable for ever
  std::string_view id;                      ///< "group/name", stable for ever
  std::string_view requirement;             ///< what must hold, as the user needs it
  std::string_view holds;                   ///< the summary when it works
  std::string_view fails;                   ///< the summary when it does not
  std::span<std::string_view const> fixes;  ///< the surest first
  poolprobe::needs needs;
  observation (*observe)(stage&);
};

/// All probes, in the order in which they run and are shown.
[[nodiscard]] std::span<probe const> all_probes();

}  // namespace poolprobe
