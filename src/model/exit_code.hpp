#pragma once

namespace poolprobe {

/// What the process returns. Where several apply, the one named first here wins (see judge/verdict).
enum class exit_code : int {
  defect = 70,        ///< a defect of ours (EX_SOFTWARE of sysexits)
  interrupted = 130,  ///< SIGINT or SIGTERM; what was found so far was written
  no_connection = 3,  ///< could not connect or log in
  incompatible = 1,   ///< something required was observed to break
  inconclusive = 4,   ///< reached it, but something required could not be observed
  too_slow = 5,       ///< compatible, but a performance threshold or baseline was missed
  compatible = 0,     ///< everything required was observed to work
  usage = 2,          ///< bad flag, bad connection text, a selection that matches nothing
};

}  // namespace poolprobe
