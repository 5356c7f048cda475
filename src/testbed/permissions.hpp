#pragma once

namespace poolprobe {

/// What the user said a run may do.
struct permissions {
  bool ddl = false;          ///< --allow-ddl: create temporary tables
  bool sacrificial = false;  ///< --sacrificial: do to other clients what breaks them
  bool passive = false;      ///< --passive: provoke no error on purpose, whatever else is allowed
};

}  // namespace poolprobe
