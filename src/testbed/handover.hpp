#pragma once

namespace poolprobe {

/// How the tasks of one batch (testbed/pipelined_tasks.hpp) make a pooler hand over server connections; only
/// those with the same way can share them.
enum class handover {
  second_holds,  ///< client B takes the server connection that A used last
  first_holds,   ///< A keeps its own first, while B is served on another one
  on_third,      ///< none: client C alone, which would take server connections away from the others
};

}  // namespace poolprobe
